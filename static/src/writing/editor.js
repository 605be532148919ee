/**
 * A field for writing: an element `data-cell data-writing='JSON'` with the text as it stands. It gets an editor, and a `writing` for
 * the desk (desk/fields.js): {value, isTouched, show(value), focus(), blur(), box, render()}.
 */

import { Editor } from "@tiptap/core";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions/undo-redo";
import { Fragment, Slice } from "@tiptap/pm/model";
import { TextSelection } from "@tiptap/pm/state";

import { button, element, icon } from "../dialog.js";
import { Chooser } from "./chooser.js";
import { Citation } from "./citation.js";
import { citables } from "./citables.js";
import { asWriting, isWriting, stored } from "./document.js";
import { pasted } from "./paste.js";
import { paragraphsOf } from "./render.js";

const QUOTES = "M3 10V7.5C3 5.6 4 4.4 5.8 4M3 7.8h3v3H3zM9 10V7.5C9 5.6 10 4.4 11.8 4M9 7.8h3v3H9z";
const EMPTY = { type: "doc", content: [{ type: "paragraph" }] };
/** What stands for a chip or a line break where text is looked at: a word may begin after it. */
const LEAF = "\ufffc";
const WORD_BEGINS = new RegExp(`(^|[\\s([“‘"'${LEAF}])@$`);

const before = ({ $from }) => $from.parent.textBetween(0, $from.parentOffset, null, LEAF);

/** Whether this change was an `@`, typed at the beginning of a word. */
function isAt(transaction, { selection }) {
  if (!selection.empty || transaction.getMeta("paste") || transaction.getMeta("history$")) return false;
  const slice = transaction.steps.at(-1)?.slice;
  if (slice?.content.textBetween(0, slice.content.size, LEAF, LEAF) !== "@") return false;
  return WORD_BEGINS.test(before(selection));
}

class WritingField {
  constructor(host) {
    this.host = host;
    const given = host.dataset.writing ? JSON.parse(host.dataset.writing) : null;
    this.chooser = null;
    this.editor = this.makeEditor(given);
    /** The value that the page was last given, with the document made of it: what is not changed keeps its very form. */
    this.shown = { value: given, doc: this.editor.state.doc };
    this.givenDoc = this.editor.state.doc;
  }

  makeEditor(given) {
    const { host } = this;
    const cite = button("Cite", () => this.cite(), "btn btn-sm btn-link");
    cite.prepend(icon(QUOTES));
    cite.append(element("kbd", "", "@"));
    cite.setAttribute("aria-haspopup", "dialog");
    // The cursor stays where it is.
    cite.addEventListener("mousedown", (event) => event.preventDefault());
    const label = element("span", "label", host.getAttribute("aria-label"));
    label.setAttribute("aria-hidden", "true");
    const place = element("div", "write-place");
    host.replaceChildren(element("div", "write-tools not-print", label, citables().size ? cite : null), place);
    host.classList.add("is-ready");
    const { labelledBy, describedBy } = host.dataset;
    return new Editor({
      element: place,
      content: asWriting(given) ?? EMPTY,
      extensions: [Document, Paragraph, Text, HardBreak, UndoRedo, Citation],
      injectCSS: false,
      enableInputRules: false,
      enablePasteRules: false,
      onUpdate: ({ transaction }) => this.changed(transaction),
      onTransaction: ({ transaction }) => this.at && (this.at = this.at.map((each) => transaction.mapping.map(each))),
      editorProps: {
        attributes: {
          class: "write write-box",
          role: "textbox",
          "aria-multiline": "true",
          spellcheck: "true",
          ...(labelledBy ? { "aria-labelledby": labelledBy } : { "aria-label": host.getAttribute("aria-label") }),
          ...(describedBy ? { "aria-describedby": describedBy } : {}),
        },
        handleDOMEvents: {
          paste: (view, event) => this.insert(event, event.clipboardData),
          drop: (view, event) => !view.dragging && this.drop(event),
        },
      },
    });
  }

  changed(transaction) {
    // What is no writing through and through becomes one with the first change.
    if (!isWriting(this.shown.value) && this.shown.value !== null) this.shown.doc = null;
    this.host.dispatchEvent(new Event("input", { bubbles: true }));
    const { selection } = this.editor.state;
    if (!this.chooser && isAt(transaction, this.editor.state)) this.choose([selection.from - 1, selection.from]);
  }

  // --- For the desk ------------------------------------------------------------------------------------------------

  get value() {
    const { doc } = this.editor.state;
    if (this.shown.doc?.eq(doc)) return this.shown.value || null;
    return doc.textContent || doc.childCount > 1 || doc.firstChild.childCount ? stored(doc.toJSON()) : null;
  }

  get isTouched() {
    return !this.editor.state.doc.eq(this.givenDoc);
  }

  /** Put another text in its place. Only what differs is changed, so that the cursor stays in its words. */
  show(value) {
    const { state, schema, view } = this.editor;
    const doc = schema.nodeFromJSON(asWriting(value) ?? EMPTY);
    const start = state.doc.content.findDiffStart(doc.content);
    if (start !== null) {
      const { tr } = state;
      let { a, b } = state.doc.content.findDiffEnd(doc.content);
      const overlap = Math.max(0, start - Math.min(a, b));
      tr.replace(start, a + overlap, doc.slice(start, b + overlap));
      if (!tr.doc.eq(doc)) tr.replaceWith(0, tr.doc.content.size, doc.content);
      view.dispatch(tr.setMeta("preventUpdate", true).setMeta("addToHistory", false));
    }
    this.shown = { value, doc: this.editor.state.doc };
  }

  focus() {
    this.editor.view.focus();
  }

  blur() {
    this.box.blur();
  }

  /** The element that is typed into. */
  get box() {
    return this.editor.view.dom;
  }

  /** What is written now, as it is read elsewhere on the page. */
  render() {
    return paragraphsOf(this.value);
  }

  // --- Citing ------------------------------------------------------------------------------------------------------

  cite() {
    const { to } = this.editor.state.selection;
    this.choose([to, to]);
  }

  /** @param {[number, number]} at  what the chip takes the place of */
  choose(at) {
    this.at = at;
    const { view } = this.editor;
    this.chooser = new Chooser({
      host: this.host,
      items: citables().values(),
      place: () => view.coordsAtPos(this.at[1]),
      take: (item) => this.take(item),
      leave: (query, isBack) => this.leave(query, isBack),
    });
  }

  take({ ref, label, words = "" }) {
    const { state, view } = this.editor;
    const [from, to] = this.at;
    const { tr, schema } = state;
    const isWordBefore = /[^\s([“‘"']$/.test(before({ $from: state.doc.resolve(from) }));
    const nodes = [...(isWordBefore ? [schema.text(" ")] : []), schema.nodes.citation.create({ ref, label, words })];
    tr.replaceWith(from, to, nodes);
    tr.setSelection(TextSelection.create(tr.doc, from + nodes.reduce((size, node) => size + node.nodeSize, 0)));
    this.over();
    view.dispatch(tr.scrollIntoView());
    view.focus();
  }

  /** Whoever typed @ and went on meant the words: they stand in the text. */
  leave(query, isBack) {
    const [from, to] = this.at;
    const { view, state } = this.editor;
    this.over();
    if (from !== to && query) view.dispatch(state.tr.insertText(query, to));
    if (isBack) view.focus();
  }

  over() {
    this.chooser = null;
    this.at = null;
  }

  // --- Pasting -----------------------------------------------------------------------------------------------------

  insert(event, data) {
    event.preventDefault();
    const { schema, state, view } = this.editor;
    const paragraphs = pasted(data);
    if (!paragraphs.some(({ content }) => content)) return true;
    const slice = new Slice(Fragment.fromJSON(schema, paragraphs), 1, 1);
    view.dispatch(state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
    return true;
  }

  drop(event) {
    const { view, state } = this.editor;
    const found = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (found) view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(found.pos))));
    return this.insert(event, event.dataTransfer);
  }
}

/** Give every field for writing under `root` its editor. */
export function startWriting(root) {
  for (const host of root.querySelectorAll("[data-writing]")) host.writing = new WritingField(host);
}
