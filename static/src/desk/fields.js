/**
 * The page's fields as cells: any input, textarea or tick with `data-cell="path"`; a group of radio buttons inside an element
 * `data-cell data-choice`; and writing, an element `data-cell data-writing` whose editor (static/src/writing/) has put its
 * `writing` on it: {value, isTouched, show(value), focus()}.
 */

const TYPING_PAUSE_MS = 400;
/** Somebody who types without a pause is saved all the same. */
const LONGEST_UNSENT_MS = 3000;

const chosen = (field) => field.querySelector("input:checked")?.value ?? "";

export function valueOf(field) {
  if (field.writing) return field.writing.value;
  if (field.dataset.choice !== undefined) return chosen(field);
  return field.type === "checkbox" ? field.checked : field.value;
}

/** Whether the field holds something else than the server put there: somebody may type before the script has come. */
export function isTouched(field) {
  if (field.writing) return field.writing.isTouched;
  if (field.dataset.choice !== undefined) return [...field.querySelectorAll("input")].some((each) => each.checked !== each.defaultChecked);
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** What a choice is in words, by its value: as its radio buttons are labelled; null for any other field. */
export function choiceWords(field) {
  if (field?.dataset.choice === undefined) return null;
  const words = [...field.querySelectorAll("input")].map((each) => [each.value, each.labels[0].textContent.trim()]);
  return { "": "not chosen", ...Object.fromEntries(words) };
}

const ownLabel = (field) => field?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent.trim();

/** What a field is called on the page: by its aria-label, or by the label beside it; of several parts, it says which it is in. */
export function labelOf(field, path) {
  const part = field?.closest("[data-part-title]")?.dataset.partTitle;
  const label = ownLabel(field) ?? path;
  return part ? `${part}: ${label}` : label;
}

/** What has the focus while somebody types in a field. */
export const boxOf = (field) => field?.writing?.box ?? field;

export function show(field, value) {
  if (field.writing) field.writing.show(value);
  else if (field.dataset.choice !== undefined) {
    for (const each of field.querySelectorAll("input")) each.checked = each.value === (value || "");
  } else if (field.type === "checkbox") field.checked = value === true;
  else field.value = value ?? "";
  field.dispatchEvent(new CustomEvent("desk:shown", { bubbles: true }));
}

/** The fields under `root`, by path. Writing whose editor has not come is none: it would read as empty. */
export function fieldsByPath(root) {
  const fields = [...root.querySelectorAll("[data-cell]")].filter((field) => field.dataset.writing === undefined || field.writing);
  return new Map(fields.map((field) => [field.dataset.cell, field]));
}

/** Whether writing stands under `root` whose editor has not come. */
export function lacksEditors(root) {
  return [...root.querySelectorAll("[data-writing]")].some((field) => !field.writing);
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
    const field = target.closest("[data-cell]");
    // What the browser does inside an editor is told by the editor, once it has understood it.
    if (!field || (field.dataset.writing !== undefined && field !== target)) return;
    exchange.set(field.dataset.cell, valueOf(field));
    clearTimeout(pause);
    if (target.type === "checkbox" || target.type === "radio") {
      flush();
      return;
    }
    pause = setTimeout(flush, TYPING_PAUSE_MS);
    longest ??= setTimeout(flush, LONGEST_UNSENT_MS);
  });
  root.addEventListener("focusout", flush);
}
