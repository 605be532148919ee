/**
 * The margin of a page: its notes, each an entry of one sheet, kept by the desk like everything that is typed. The sheet is made when
 * somebody first wants to note something; before that there is nothing to save to, and nothing can be typed.
 */

import { csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";
import { Desk } from "../desk/desk.js";
import { element } from "../dialog.js";
import { startGrowing } from "../grow.js";
import { describe, locate } from "./anchor.js";
import { Choosing } from "./choosing.js";
import { passageAt, showCurrent, showMarks } from "./marks.js";
import { PageText } from "./text.js";

const ANSWER_WAIT_MS = 20000;
const NEW = "#new-note";
const NOT_BEGUN = "Not added: nothing gets through to the school just now. Try again once the network is back; after the first note you can go on without it.";
const SIGNED_OUT = "Not added: you have been signed out. Load the page again and sign in.";
const NOT_HERE = "Not added. Load the page again, and try once more.";

const firstWords = (text) => (text.length > 60 ? `${text.slice(0, 60).trimEnd()}…` : text);

/** An id for a new entry, which no other device gives. */
function newEntryId() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${Date.now().toString(36)}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export class Margin {
  constructor(section, root) {
    this.text = new PageText(root);
    this.desk = null;
    this.beginning = null;
    /** path → value, of entries that are not on the page, too. */
    this.cells = new Map();
    this.unplaced = new Set();
    this.adopt(section);
    this.choosing = this.text.blocks.length ? new Choosing(this.text, (place, isToWrite) => this.note(place, isToWrite)) : null;
    document.addEventListener("click", (event) => this.clicked(event));
  }

  /** The section as the server made it: with a sheet or, before the first note, without. */
  adopt(section) {
    this.section = section;
    this.list = section.querySelector("[data-margin-list]");
    this.blank = section.querySelector("[data-note-blank]");
    this.listen();
    startGrowing(section);
    for (const item of this.items) this.ready(item);
    for (const each of section.querySelectorAll(":scope > .margin-head [data-scripted]")) each.hidden = false;
    if ("desk" in section.dataset) {
      this.desk = new Desk(section);
      for (const [path, [value]] of Object.entries(this.desk.state.cells)) this.cells.set(path, value);
      this.desk.start();
    }
    this.refresh();
  }

  listen() {
    const { section } = this;
    section.querySelector("[data-margin-add]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.note(null, true);
    });
    section.addEventListener("desk:unplaced", ({ detail }) => this.unplacedCell(detail));
    section.addEventListener("desk:shown", ({ target }) => this.cellShown(target));
    section.addEventListener("input", ({ target }) => target.dataset.cell && this.cells.set(target.dataset.cell, target.value));
    section.addEventListener("focusin", ({ target }) => this.look(target.closest("[data-note]")));
    section.addEventListener("pointerover", ({ target }) => this.look(target.closest("[data-note]")));
    section.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-note]");
      if (target.closest("[data-note-place]")) this.goToPlace(item);
      else if (target.closest("[data-note-delete]")) this.remove(item);
      else if (target.closest("[data-note-undo]")) this.bringBack(item);
    });
  }

  // --- Notes on the page ---------------------------------------------------------------------------------------------

  get items() {
    return [...this.list.querySelectorAll("[data-note]")];
  }

  field(item, name) {
    return item.querySelector(`[data-cell$="/${name}"]`);
  }

  entryBox(item) {
    return item.querySelector("[data-cell][type=checkbox]");
  }

  ready(item) {
    this.field(item, "text").readOnly = false;
    for (const each of item.querySelectorAll("[data-scripted]")) each.hidden = false;
  }

  /** A note with these values, in its place in the list; nothing is told to the server. */
  make(id, { quote = "", anchor = "", text = "" }) {
    const item = this.blank.content.firstElementChild.cloneNode(true);
    item.id = `note-${id}`;
    item.dataset.note = id;
    for (const field of item.querySelectorAll("[data-cell]")) field.dataset.cell = field.dataset.cell.replace("entries/new", `entries/${id}`);
    this.field(item, "quote").value = quote;
    this.field(item, "anchor").value = anchor;
    this.field(item, "text").value = text;
    this.showQuote(item);
    this.ready(item);
    const at = this.sortKey(item);
    const next = this.items.find((other) => this.sortKey(other) > at);
    this.list.insertBefore(item, next ?? null);
    this.desk.take(item);
    return item;
  }

  placeOf(item) {
    return locate(this.text.blocks, { quote: this.field(item, "quote").value, anchor: this.field(item, "anchor").value });
  }

  /** In the order of the text; what stands there no more after it, and what is on the whole page last. */
  sortKey(item) {
    if (!this.field(item, "quote").value) return Infinity;
    return this.placeOf(item)?.start ?? Number.MAX_SAFE_INTEGER;
  }

  showQuote(item) {
    const quote = this.field(item, "quote").value;
    item.classList.toggle("whole", !quote);
    item.querySelector("[data-note-quote]").textContent = quote;
    item.querySelector("[data-note-quote]").hidden = !quote;
    item.querySelector("[data-note-whole]").hidden = Boolean(quote);
    item.querySelector("[data-note-place]").hidden = !quote;
    this.field(item, "text").setAttribute("aria-label", quote ? `Note on “${firstWords(quote)}”` : "Note on the whole page");
  }

  /** What is marked in the text, and what stands there no more. */
  refresh() {
    const standing = this.items.filter((item) => !item.hidden && this.entryBox(item).checked);
    this.passages = [];
    for (const item of standing) {
      const quote = this.field(item, "quote").value;
      const place = this.placeOf(item);
      item.querySelector("[data-note-lost]").hidden = !quote || Boolean(place);
      item.querySelector("[data-note-place]").hidden = !place;
      if (place) this.passages.push({ id: item.dataset.note, place, words: firstWords(quote) });
    }
    this.section.querySelector("[data-margin-empty]").hidden = standing.length > 0;
    showMarks(this.text, this.passages, (id) => this.goToNote(id));
    this.look(null);
  }

  // --- Adding --------------------------------------------------------------------------------------------------------

  /** @param {{start: number, end: number}|null} place  what is marked; null for a note on the whole page */
  async note(place, isToWrite) {
    const same = place && this.passages.find((passage) => passage.place.start === place.start && passage.place.end === place.end);
    if (same) {
      this.goToNote(same.id, true);
      return;
    }
    if (!(await this.begun())) return;
    const { quote, anchor } = place ? describe(this.text.blocks, place.start, place.end) : { quote: "", anchor: "" };
    const item = this.make(newEntryId(), { quote, anchor });
    if (quote) {
      for (const name of ["quote", "anchor"]) {
        const field = this.field(item, name);
        this.cells.set(field.dataset.cell, field.value);
        this.desk.exchange.set(field.dataset.cell, field.value);
      }
      this.desk.exchange.flush();
    }
    this.refresh();
    if (isToWrite) this.field(item, "text").focus();
    else this.say("Marked. It stands among your notes on this page.");
  }

  /** Whether there is a sheet to write on: it is made now, where it is not there yet. */
  async begun() {
    if (this.desk) return true;
    this.beginning ??= this.begin().finally(() => (this.beginning = null));
    const fault = await this.beginning;
    this.warn(fault);
    return !fault;
  }

  async begin() {
    const form = this.section.querySelector("[data-margin-add]");
    let answer;
    let html;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        signal: deadline(ANSWER_WAIT_MS),
      });
      html = await answer.text();
    } catch {
      return NOT_BEGUN;
    }
    if (answer.status === 401) return SIGNED_OUT;
    if (!answer.ok) return NOT_HERE;
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const made = parsed.content.querySelector("[data-margin][data-desk]");
    // What does not look like an answer of ours (a filter's page, a proxy's) is none.
    if (!made) return NOT_BEGUN;
    this.section.replaceWith(made);
    this.adopt(made);
    if (this.desk.state.person !== Number(document.body.dataset.person)) location.reload();
    return "";
  }

  warn(fault) {
    const box = this.section.querySelector("[data-margin-says]");
    box.replaceChildren(...(fault ? [element("div", "msg msg-red", element("div", "", fault))] : []));
    if (fault) this.say(fault);
  }

  /** Where one is on the page, the margin may be far off. */
  say(words, ...rest) {
    document.querySelector(".toasts")?.append(element("div", "toast", words, ...rest));
  }

  // --- Deleting ------------------------------------------------------------------------------------------------------

  setStanding(item, isStanding) {
    const box = this.entryBox(item);
    box.checked = isStanding;
    this.cells.set(box.dataset.cell, isStanding);
    this.desk.exchange.set(box.dataset.cell, isStanding);
    this.desk.exchange.flush();
    this.showStanding(item, !isStanding);
    this.refresh();
  }

  showStanding(item, isGone) {
    item.querySelector("[data-note-body]").hidden = isGone;
    item.querySelector("[data-note-gone]").hidden = !isGone;
  }

  remove(item) {
    this.setStanding(item, false);
    item.querySelector("[data-note-undo]").focus();
  }

  bringBack(item) {
    this.setStanding(item, true);
    item.focus();
  }

  // --- What others have set ------------------------------------------------------------------------------------------

  /** Another device has set a cell of a note that is on this page. */
  cellShown(field) {
    const item = field.closest("[data-note]");
    if (!item || !field.dataset.cell) return;
    const value = field.type === "checkbox" ? field.checked : field.value;
    this.cells.set(field.dataset.cell, value);
    if (field.type === "checkbox") {
      item.hidden = !value;
      this.showStanding(item, false);
    } else if (field.type === "hidden") this.showQuote(item);
    else return;
    this.refresh();
  }

  /** Or of one that is not: it is made once all its cells have come. */
  unplacedCell({ path, value }) {
    const id = path.match(/^entries\/([^/]+)/)?.[1];
    if (!id) return;
    this.cells.set(path, value);
    if (!this.unplaced.size) queueMicrotask(() => this.placeAll());
    this.unplaced.add(id);
  }

  placeAll() {
    for (const id of this.unplaced) {
      const cell = (name) => this.cells.get(`entries/${id}/${name}`) ?? "";
      const isThere = this.items.some((item) => item.dataset.note === id);
      const isWanted = this.cells.get(`entries/${id}`) !== false && (cell("quote") || cell("text"));
      if (!isThere && isWanted) this.make(id, { quote: cell("quote"), anchor: cell("anchor"), text: cell("text") });
    }
    this.unplaced.clear();
    this.refresh();
    this.desk.showTrouble();
  }

  // --- From a note to its place, and back ----------------------------------------------------------------------------

  look(item) {
    const passage = item && this.passages.find(({ id }) => id === item.dataset.note);
    for (const other of this.items) other.classList.toggle("now", Boolean(passage) && other === item);
    showCurrent(this.text, passage ?? null);
  }

  goToPlace(item) {
    const passage = this.passages.find(({ id }) => id === item.dataset.note);
    if (!passage) return;
    const block = this.text.blockAt(passage.place.start).element;
    const mark = document.querySelector(`[data-note-mark="${CSS.escape(passage.id)}"]`);
    mark?.focus({ preventScroll: true });
    block.scrollIntoView({ block: "center" });
    this.look(item);
  }

  goToNote(id, isToWrite = false) {
    const item = this.items.find((each) => each.dataset.note === id);
    if (!item) return;
    (isToWrite ? this.field(item, "text") : item).focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    this.look(item);
  }

  /** Somebody has pressed on marked words. */
  clicked({ target, clientX, clientY, detail }) {
    const isText = detail === 1 && target.closest?.("[data-block]") && !target.closest("a, button, summary");
    if (!isText || !document.getSelection().isCollapsed) return;
    const passage = passageAt(this.text, this.passages, clientX, clientY);
    if (passage) this.goToNote(passage.id);
  }

  /** Where the address says to begin: a new note on the whole page, or one of those that are there. */
  beginAt(hash) {
    if (hash === NEW) {
      history.replaceState(null, "", location.pathname + location.search);
      if (this.desk) this.note(null, true);
      return;
    }
    const id = hash.match(/^#note-(.+)$/)?.[1];
    const item = id && this.items.find((each) => each.dataset.note === id);
    if (item) this.goToPlaceOrNote(item);
  }

  goToPlaceOrNote(item) {
    if (this.passages.some(({ id }) => id === item.dataset.note)) this.goToPlace(item);
    else this.goToNote(item.dataset.note);
  }
}
