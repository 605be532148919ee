/**
 * What is marked, shown in the text: as a highlight of the browser where it has them, and by a button at the end of each block that
 * has notes, which leads to them. The text itself is left alone.
 */

import { element, icon } from "../dialog.js";

const NOTE = "M3 3h10v7l-3 3H3zM10 13v-3h3";

/** Under `::highlight(…)` in _notes.scss. Of two on the same words the one with the higher priority wins. */
const paint = (name, ranges, priority) => {
  if (!globalThis.CSS?.highlights || !globalThis.Highlight) return;
  const made = new Highlight(...ranges);
  made.priority = priority;
  if (ranges.length) CSS.highlights.set(name, made);
  else CSS.highlights.delete(name);
};

/** What our own buttons stand in, at the end of a block: in the last line of a list. */
export function toolsOf(block) {
  const host = block.element.matches("ul, ol") ? block.element.lastElementChild : block.element;
  let tools = host.querySelector(":scope > [data-passage-tools]");
  if (!tools) {
    tools = element("span", "passage-tools not-print not-aloud");
    tools.dataset.passageTools = "";
    host.append(" ", tools);
  }
  return tools;
}

/**
 * @param {PageText} text
 * @param {{id: string, place: {start: number, end: number}, words: string}[]} passages  in the order of the text
 * @param {(id: string) => void} open  somebody wants to see the note on one of them
 */
export function showMarks(text, passages, open) {
  paint("note", passages.flatMap(({ place }) => text.ranges(place)), 0);
  for (const old of document.querySelectorAll("[data-note-mark]")) old.remove();
  const count = new Map();
  for (const { id, place, words } of passages) {
    const block = text.blockAt(place.end - 1);
    const number = (count.get(block) ?? 0) + 1;
    count.set(block, number);
    const mark = element("button", "note-mark", icon(NOTE), element("span", "sr", `My note on “${words}”`));
    mark.type = "button";
    mark.dataset.noteMark = id;
    mark.addEventListener("click", () => open(id));
    toolsOf(block).prepend(mark);
  }
}

/** Which note is looked at: its passage stands out more, and so does its button. */
export function showCurrent(text, passage) {
  paint("note-now", passage ? text.ranges(passage.place) : [], 1);
  for (const mark of document.querySelectorAll("[data-note-mark]")) mark.classList.toggle("now", mark.dataset.noteMark === passage?.id);
}

/** The passage under a point of the screen; undefined where there is none. */
export function passageAt(text, passages, x, y) {
  const isIn = ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;
  return passages.find(({ place }) => text.ranges(place).some((range) => [...range.getClientRects()].some(isIn)));
}
