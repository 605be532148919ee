/** The page's fields as cells: any input, textarea or tick with `data-cell="path"`. */

const TYPING_PAUSE_MS = 400;

export function valueOf(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

/** Whether the field holds something else than the server put there: somebody may type before the script has come. */
export function isTouched(field) {
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
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

/** Hands every change to the exchange: ticks at once, typing after a short pause and on leaving the field. */
export function bind(root, exchange) {
  let pause;
  root.addEventListener("input", ({ target }) => {
    if (!target.dataset.cell) return;
    exchange.set(target.dataset.cell, valueOf(target));
    clearTimeout(pause);
    if (target.type === "checkbox") exchange.flush();
    else pause = setTimeout(() => exchange.flush(), TYPING_PAUSE_MS);
  });
  root.addEventListener("focusout", () => exchange.flush());
}
