/**
 * How a passage is chosen: by selecting words, or by a paragraph's own button, since selecting by keyboard is hard. Of those buttons
 * one is in the tab order, that of the paragraph where somebody is; the arrow keys go on to the next.
 */

import { button, element } from "../dialog.js";
import { toolsOf } from "./marks.js";

const SETTLES_MS = 150;
const GAP = 8;

export class Choosing {
  /**
   * @param {PageText} text
   * @param {(place: {start: number, end: number}, isToWrite: boolean) => void} take  a passage was chosen: to mark, or to write on
   */
  constructor(text, take) {
    Object.assign(this, { text, take, place: null, timer: null, isPressed: false });
    this.bar = element("span", "mark-bar");
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", "The selected words");
    this.bar.append(
      button("Mark", () => this.choose(false), "btn btn-sm btn-act"),
      button("Note", () => this.choose(true), "btn btn-sm"),
    );
    this.makeButtons();
    this.listen();
  }

  listen() {
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), SETTLES_MS);
    });
    // The selection stays while the button is pressed.
    for (const type of ["pointerdown", "mousedown"]) this.bar.addEventListener(type, (event) => event.preventDefault());
    // On a touch screen it goes with the first touch, and the button would go with it.
    this.bar.addEventListener("pointerdown", () => (this.isPressed = true));
    for (const type of ["pointerup", "pointercancel"]) {
      document.addEventListener(type, () => setTimeout(() => (this.isPressed = false), SETTLES_MS));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.bar.isConnected) this.close();
    });
    window.addEventListener("scroll", () => this.bar.isConnected && this.settle(), { capture: true, passive: true });
    window.addEventListener("resize", () => this.bar.isConnected && this.settle());
  }

  // --- A selection ---------------------------------------------------------------------------------------------------

  look() {
    if (this.isPressed || this.bar.contains(document.activeElement)) return;
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const place = range && this.text.within(range);
    if (!place) {
      this.close();
      return;
    }
    this.place = place;
    toolsOf(this.text.blockAt(place.end - 1)).append(this.bar);
    this.settle();
  }

  /** Over the selection, or under it at the top of the screen; on a phone at the foot, clear of the browser's own (in the styles). */
  settle() {
    const boxes = this.text.ranges(this.place).flatMap((range) => [...range.getClientRects()]);
    if (!boxes.length) return;
    const { offsetHeight, offsetWidth } = this.bar;
    const [first, last] = [boxes[0], boxes.at(-1)];
    const isOver = first.top - GAP - offsetHeight > 0;
    const x = Math.max(GAP, Math.min(first.left, document.documentElement.clientWidth - offsetWidth - GAP));
    this.bar.style.setProperty("--at-x", `${x}px`);
    this.bar.style.setProperty("--at-y", `${isOver ? first.top - GAP - offsetHeight : last.bottom + GAP}px`);
  }

  choose(isToWrite) {
    const { place } = this;
    document.getSelection().removeAllRanges();
    this.close();
    this.take(place, isToWrite);
  }

  close() {
    if (this.bar.contains(document.activeElement)) this.text.blockAt(this.place.end - 1).element.querySelector("[data-mark-block]")?.focus();
    this.bar.remove();
  }

  // --- A paragraph's own button --------------------------------------------------------------------------------------

  makeButtons() {
    const blocks = this.text.blocks.filter(({ element: block, text }) => text && block.matches("p, ul, ol, blockquote"));
    this.buttons = blocks.map((block) => {
      const made = button("Mark paragraph", () => this.take(this.text.spanOf(block), false), "btn btn-sm mark-block");
      made.dataset.markBlock = block.id;
      made.tabIndex = -1;
      made.addEventListener("keydown", (event) => this.move(event, made));
      block.element.classList.add("can-mark");
      block.element.addEventListener("focusin", () => this.makeCurrent(made));
      toolsOf(block).append(made);
      return made;
    });
    if (this.buttons.length) this.makeCurrent(this.buttons[0]);
  }

  makeCurrent(current) {
    for (const each of this.buttons) each.tabIndex = each === current ? 0 : -1;
  }

  move(event, from) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = by && this.buttons[this.buttons.indexOf(from) + by];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}
