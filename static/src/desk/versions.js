/** Two versions of a cell, and the choice between them. */

import { ask, element } from "../dialog.js";
import { joined } from "../writing/document.js";
import { paragraphsOf } from "../writing/render.js";
import { isWords } from "./values.js";

const isFilled = (value) => (typeof value === "string" ? value !== "" : isWords(value));

function shown(value) {
  if (typeof value === "boolean") return element("p", "version", value ? "ticked" : "not ticked");
  if (!isFilled(value)) return element("p", "version muted", "empty");
  return typeof value === "string" ? element("p", "version", value) : element("div", "version", paragraphsOf(value));
}

const inWords = (value, words) => (words ? (words[value ?? ""] ?? value) : value);

/** What stands where both are put into one text, for the person to edit: lines and paragraphs under one another, short words in one line. */
export function together(here, there, isOneLine) {
  if (typeof here !== "string" || typeof there !== "string") return joined(here, there);
  return `${here}${isOneLine ? " / " : "\n"}${there}`;
}

/**
 * @param {{label: string, here: any, there: any, isOneLine: boolean, words: Object<string, string>|null}} cell  what the page shows, and
 *   the other version; `words`: of a choice, which is shown in them and cannot be both
 * @param {AbortSignal} signal  settled elsewhere
 * @returns {Promise<{value: any, isToEdit: boolean} | null>}  null: not now
 */
export function chooseVersion({ label, here, there, isOneLine, words = null }, signal) {
  const answers = [
    { text: "Later", value: null },
    { text: "Keep what is here", value: { value: here, isToEdit: false } },
    { text: "Keep the other", value: { value: there, isToEdit: false } },
  ];
  if (!words && isFilled(here) && isFilled(there)) {
    answers.push({ text: "Put both in", value: { value: together(here, there, isOneLine), isToEdit: true } });
  }
  return ask({
    title: "Which one goes on?",
    content: [
      element("p", "", element("b", "", label), " was written twice, in two tabs or on two devices. Both versions are kept until you choose."),
      element("h3", "sect", "Here, on this page"),
      shown(inWords(here, words)),
      element("h3", "sect", "The other version"),
      shown(inWords(there, words)),
    ],
    answers,
    className: "dialog-wide",
    signal,
  });
}
