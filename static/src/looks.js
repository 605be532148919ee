/** The page where a person chooses how pages look: it looks so at once, and is kept when they say so. */

export function startLooks() {
  for (const words of document.querySelectorAll("[data-looks-at-once]")) words.hidden = false;
  document.addEventListener("change", ({ target }) => {
    const attribute = target.dataset?.onHtml;
    if (!attribute) return;
    const html = document.documentElement;
    if (target.value) html.setAttribute(attribute, target.value);
    else html.removeAttribute(attribute);
  });
}
