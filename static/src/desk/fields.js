/** The page's fields as cells: any input, textarea or tick with `data-cell="path"`. */

const TYPING_PAUSE_MS = 400;
/** Somebody who types without a pause is saved all the same. */
const LONGEST_UNSENT_MS = 3000;

export function valueOf(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

/** Whether the field holds something else than the server put there: somebody may type before the script has come. */
export function isTouched(field) {
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** What a field is called on the page: by its aria-label, or by the label beside it. */
export function labelOf(field, path) {
  return field?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent.trim() ?? path;
}

export function show(field, value) {
  if (field.type === "checkbox") field.checked = value === true;
  else field.value = value ?? "";
  field.dispatchEvent(new CustomEvent("desk:shown", { bubbles: true }));
}

/** The fields under `root`, by path. */
export function fieldsByPath(root) {
  return new Map([...root.querySelectorAll("[data-cell]")].map((field) => [field.dataset.cell, field]));
}

/** Hands every change to the exchange: ticks at once, typing after a short pause, every few seconds, and on leaving the field. */
export function bind(root, exchange) {
  let pause;
  let longest = null;
  const flush = () => {
    clearTimeout(pause);
    clearTimeout(longest);
    longest = null;
    exchange.flush();
  };
  root.addEventListener("input", ({ target }) => {
    if (!target.dataset.cell) return;
    exchange.set(target.dataset.cell, valueOf(target));
    clearTimeout(pause);
    if (target.type === "checkbox") {
      flush();
      return;
    }
    pause = setTimeout(flush, TYPING_PAUSE_MS);
    longest ??= setTimeout(flush, LONGEST_UNSENT_MS);
  });
  root.addEventListener("focusout", flush);
}
