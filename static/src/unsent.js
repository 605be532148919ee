/** Forms with `data-warn-unsent`: what was typed into them and not sent is not left behind without a word. */

const KIND = "form[data-warn-unsent]";

/** The forms on the page that hold such words. */
export function unsentForms() {
  return [...document.querySelectorAll(KIND)].filter((form) => form.dataset.warnUnsent === "changed" && !form.dataset.sent);
}

export function startUnsent() {
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.(KIND);
    if (form) form.dataset.warnUnsent = "changed";
  });
  window.addEventListener("beforeunload", (event) => unsentForms().length && event.preventDefault());
}
