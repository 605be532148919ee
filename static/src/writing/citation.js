/** The node that cites: one piece in the text, shown as a chip. */

import { Node } from "@tiptap/core";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";

import { element } from "../dialog.js";
import { chipParts } from "./render.js";

function chip({ node }) {
  const { item, nodes } = chipParts(node.attrs);
  const dom = element("span", "cite", ...nodes);
  dom.dataset.ref = node.attrs.ref;
  const says = item?.about ?? node.attrs.words;
  if (says) dom.title = says;
  return { dom };
}

/** A key that does something about the chip before or after the cursor, where there is one: `select(doc, from, to)` of the chip. */
const beside = (side, select) => ({ editor }) => {
  const { selection, doc, tr } = editor.state;
  if (!selection.empty) return false;
  const node = side === "before" ? selection.$from.nodeBefore : selection.$from.nodeAfter;
  if (node?.type.name !== "citation") return false;
  const from = selection.from - (side === "before" ? node.nodeSize : 0);
  editor.view.dispatch(tr.setSelection(select(doc, from, from + node.nodeSize)).scrollIntoView());
  return true;
};

/** With the cursor beside a chip, the first press selects it; the next one takes it out like any selection. */
const selectBeside = (side) => beside(side, (doc, from) => NodeSelection.create(doc, from));

/** An arrow goes over a chip: selected on the way, it would give way to the next letter. */
const goOver = (side) => beside(side, (doc, from, to) => TextSelection.create(doc, side === "before" ? from : to));

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: false,

  addAttributes() {
    return { ref: { default: "" }, label: { default: "" }, words: { default: "" } };
  },

  renderHTML({ node: { attrs } }) {
    return ["span", { class: "cite", "data-ref": attrs.ref, "data-label": attrs.label, ...(attrs.words ? { "data-words": attrs.words } : {}) }, attrs.label];
  },

  renderText({ node: { attrs } }) {
    return `[${attrs.label}]`;
  },

  addNodeView() {
    return chip;
  },

  addKeyboardShortcuts() {
    return {
      Backspace: selectBeside("before"),
      Delete: selectBeside("after"),
      ArrowLeft: goOver("before"),
      ArrowRight: goOver("after"),
    };
  },
});
