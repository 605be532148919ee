/** The page where a person chooses how pages look: it looks so at once, and is kept when they say so. */

export function startLooks(root = document) {
  root.addEventListener("change", ({ target }) => {
    const attribute = target.dataset?.onHtml;
    if (!attribute) return;
    const html = target.ownerDocument.documentElement;
    if (target.value) html.setAttribute(attribute, target.value);
    else html.removeAttribute(attribute);
  });
}
