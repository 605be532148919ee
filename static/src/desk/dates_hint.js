/** What a typed date means, said quietly under its field once it is left: any field with `data-date` beside an element
 * with `data-date-says`. It is no fault: whatever was typed is kept as it is.
 */

import { understand, whyNot } from "../dates.js";
import { describe, undescribe } from "../describe.js";

const UNREADABLE = "Kept as you wrote it. We cannot read it as a date; try 1921, Feb 1921 or 23 August 1939.";

/** What there is to say of a text; "" where it is understood as it stands. */
export function lineFor(text) {
  if (!text.trim()) return "";
  const found = understand(text);
  if (found) return found.tell ? found.words : "";
  const why = whyNot(text);
  return why ? `${why} Kept as you wrote it.` : UNREADABLE;
}

function say(field) {
  const line = field.parentElement.querySelector("[data-date-says]");
  const text = lineFor(field.value);
  // Said again, it would be read out again.
  if (line.textContent !== text) line.textContent = text;
  if (text) describe(field, line.id);
  else undescribe(field, line.id);
}

export function startDateHints(root) {
  for (const [index, line] of [...root.querySelectorAll("[data-date-says]")].entries()) line.id = `date-says-${index}`;
  const left = new Set();
  let isPressed = false;
  // A line that came between the two halves of a click would move what is clicked from under the pointer.
  const sayLater = () =>
    setTimeout(() => {
      if (isPressed) return;
      for (const field of left) say(field);
      left.clear();
    });
  root.addEventListener("pointerdown", () => (isPressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    root.addEventListener(
      end,
      () => {
        isPressed = false;
        sayLater();
      },
      true
    );
  }
  root.addEventListener("focusin", ({ target }) => left.delete(target));
  root.addEventListener("focusout", ({ target }) => {
    if (!target.matches("[data-date]")) return;
    left.add(target);
    sayLater();
  });
  // Set by another tab or by a choice: a line that stands must not speak of what is gone.
  root.addEventListener("desk:shown", ({ target }) => {
    if (target.matches("[data-date]") && target.getAttribute("aria-describedby")?.includes("date-says-")) say(target);
  });
}
