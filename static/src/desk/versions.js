/** Two versions of a cell, and the choice between them. */

import { ask, element } from "../dialog.js";

const isText = (value) => typeof value === "string" && value !== "";

function shown(value) {
  if (typeof value === "boolean") return element("p", "version", value ? "ticked" : "not ticked");
  return isText(value) ? element("p", "version", value) : element("p", "version muted", "empty");
}

/** What stands where both are put into one text, for the person to edit: lines under one another, short words in one line. */
export function together(mine, theirs, isOneLine) {
  return `${theirs}${isOneLine ? " / " : "\n"}${mine}`;
}

/**
 * @param {{label: string, mine: any, theirs: any, isOneLine: boolean}} cell
 * @returns {Promise<{value: any, isToEdit: boolean} | null>}  null: not now
 */
export function chooseVersion({ label, mine, theirs, isOneLine }) {
  const answers = [
    { text: "Later", value: null },
    { text: "Keep what is here", value: { value: mine, isToEdit: false } },
    { text: "Keep what is there", value: { value: theirs, isToEdit: false } },
  ];
  if (isText(mine) && isText(theirs)) {
    answers.push({ text: "Put both in", value: { value: together(mine, theirs, isOneLine), isToEdit: true } });
  }
  return ask({
    title: "Which one goes on?",
    content: [
      element("p", "", element("b", "", label), " was changed here, and in another tab or on another device. Both versions are kept until you choose."),
      element("h3", "sect", "Here"),
      shown(mine),
      element("h3", "sect", "There"),
      shown(theirs),
    ],
    answers,
    className: "dialog-wide",
  });
}
