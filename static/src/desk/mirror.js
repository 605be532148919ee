/**
 * What is typed in one place is shown in another on the same page, at once: an element with `data-mirror="<cell path>"` follows the
 * field of that cell. A tick shows the element or hides it; of a choice it has the words; writing draws itself
 * (`field.writing.render()`). Where there is nothing, it has the words of its `data-empty`.
 */

import { isTouched } from "./fields.js";

const wordsOfChoice = (field) => field.querySelector("input:checked")?.closest("label")?.textContent.trim() ?? "";

function say(mirror, words) {
  mirror.textContent = words || (mirror.dataset.empty ?? "");
  mirror.classList.toggle("muted", !words);
}

function draw(mirror, field) {
  // An editor that cannot draw leaves what the server drew.
  const drawn = field.writing?.render?.();
  if (!drawn) return;
  if (drawn.textContent.trim()) {
    mirror.replaceChildren(drawn);
    mirror.classList.remove("muted");
  } else say(mirror, "");
}

function follow(mirror, field) {
  if (field.dataset.writing !== undefined) draw(mirror, field);
  else if (field.dataset.choice !== undefined) say(mirror, wordsOfChoice(field));
  else if (field.type === "checkbox") mirror.hidden = !field.checked;
  else say(mirror, field.value.trim());
}

export function startMirrors(page) {
  const mirrors = new Map();
  for (const mirror of page.querySelectorAll("[data-mirror]")) {
    const path = mirror.dataset.mirror;
    mirrors.set(path, [...(mirrors.get(path) ?? []), mirror]);
  }
  if (!mirrors.size) return;
  const look = ({ target }) => {
    const field = target.closest?.("[data-cell]");
    for (const mirror of mirrors.get(field?.dataset.cell) ?? []) follow(mirror, field);
  };
  page.addEventListener("input", look);
  page.addEventListener("desk:shown", look);
  // Somebody may have typed before the script had come.
  for (const field of page.querySelectorAll("[data-cell]")) {
    if (mirrors.has(field.dataset.cell) && isTouched(field)) look({ target: field });
  }
}
