/** The marking desk's keys. Single letters work outside fields, and can be switched off on this device (WCAG 2.1.4). */

import { showPane } from "./jump.js";

const SWITCH = "marking:keys";
const isOn = () => localStorage.getItem(SWITCH) !== "off";
const isField = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

/** The comment places in order, and going from one to the next. */
function stepThroughPlaces(page, by) {
  const places = [...page.querySelectorAll("details.place > summary")];
  const here = places.findIndex((summary) => summary.parentElement.contains(document.activeElement));
  const next = places[here < 0 ? (by > 0 ? 0 : places.length - 1) : here + by];
  if (!next) return;
  next.parentElement.open = true;
  next.scrollIntoView({ block: "nearest" });
  next.parentElement.querySelector("textarea")?.focus();
}

/** Out of a field: to the summary of a comment, which closes again where nothing was written; else to the work. */
function leaveField(page, field) {
  const place = field.closest("details.place");
  if (!place) {
    page.querySelector(".writing")?.focus();
    return;
  }
  place.open = Boolean(field.value.trim());
  place.querySelector("summary").focus();
}

/** Into the first field for points: on a narrow screen its pane has to be shown first. */
function goToPoints(field) {
  showPane(field, "sw-r");
  field?.select();
}

function nextPoints(page, field) {
  const fields = [...page.querySelectorAll("[data-points]")];
  const here = fields.indexOf(field);
  return here < 0 ? null : (fields[here + 1] ?? null);
}

function showSwitch(page) {
  for (const hint of page.querySelectorAll("[data-keys]")) hint.hidden = !isOn();
  for (const hint of page.querySelectorAll("[data-no-keys]")) hint.hidden = isOn();
}

function setSwitch(page, word, focusOn) {
  localStorage.setItem(SWITCH, word);
  showSwitch(page);
  page.querySelector(focusOn)?.focus();
}

/**
 * @param {Document} page
 * @param {object} acts
 * @param {(which: "next"|"previous") => void} acts.go
 * @param {() => void} acts.finish
 * @param {AbortSignal} signal
 */
export function startKeys(page, { go, finish }, signal) {
  showSwitch(page);
  page.querySelector("[data-keys-off]")?.addEventListener("click", () => setSwitch(page, "off", "[data-keys-on]"));
  page.querySelector("[data-keys-on]")?.addEventListener("click", () => setSwitch(page, "on", "[data-keys-off]"));
  // Opened by hand, the field is what is wanted.
  for (const place of page.querySelectorAll("details.place")) {
    place.querySelector("summary").addEventListener("click", () => {
      if (!place.open) setTimeout(() => place.querySelector("textarea")?.focus());
    });
  }
  const singles = {
    j: () => go("next"),
    k: () => go("previous"),
    c: (event) => stepThroughPlaces(page, event.shiftKey ? -1 : 1),
    p: () => goToPoints(page.querySelector("[data-points]")),
  };
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || page.querySelector("dialog[open]")) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        const { form } = event.target;
        // An answer to a student is sent, and not the mark.
        if (form && form.id !== "mark") form.requestSubmit();
        else finish();
      } else if (event.key === "Enter" && nextPoints(page, event.target)) {
        // Of several fields for points only the last one finishes.
        event.preventDefault();
        nextPoints(page, event.target).select();
      } else if (event.key === "Escape" && isField(event.target)) leaveField(page, event.target);
      else if (isOn() && !isField(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const act = singles[event.key.toLowerCase()];
        if (!act) return;
        event.preventDefault();
        act(event);
      }
    },
    { signal },
  );
}
