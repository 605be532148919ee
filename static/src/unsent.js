/** Forms with `data-warn-unsent`: what was typed into them and not sent is not left behind without a word. */

const KIND = "form[data-warn-unsent]";

/** The first form on the page that holds such words, or undefined. */
export function unsentForm() {
  return [...document.querySelectorAll(KIND)].find((form) => form.dataset.warnUnsent === "changed" && !form.dataset.sent);
}

/** Whether the form holds any words now: what was typed and taken away again is not missed. */
const hasWords = (form) => [...form.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);

export function startUnsent() {
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.(KIND);
    if (form) form.dataset.warnUnsent = hasWords(form) ? "changed" : "";
  });
  window.addEventListener("beforeunload", (event) => unsentForm() && event.preventDefault());
}
