/** The node that cites: one piece in the text, shown as a chip. */

import { Node } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";

import { element } from "../dialog.js";
import { chipParts } from "./render.js";

function chip({ node }) {
  const { item, nodes } = chipParts(node.attrs);
  const dom = element("span", "cite", ...nodes);
  dom.dataset.ref = node.attrs.ref;
  if (item?.about) dom.title = item.about;
  return { dom };
}

/** With the cursor beside a chip, the first press selects it; the next one takes it out like any selection. */
const selectBeside = (side) => ({ editor }) => {
  const { selection, doc } = editor.state;
  if (!selection.empty) return false;
  const at = selection.from - (side === "before" ? (selection.$from.nodeBefore?.nodeSize ?? 0) : 0);
  const node = side === "before" ? selection.$from.nodeBefore : selection.$from.nodeAfter;
  if (node?.type.name !== "citation") return false;
  editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(doc, at)));
  return true;
};

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: false,

  addAttributes() {
    return { ref: { default: "" }, label: { default: "" } };
  },

  renderHTML({ node: { attrs } }) {
    return ["span", { class: "cite", "data-ref": attrs.ref, "data-label": attrs.label }, attrs.label];
  },

  renderText({ node: { attrs } }) {
    return `[${attrs.label}]`;
  },

  addNodeView() {
    return chip;
  },

  addKeyboardShortcuts() {
    return { Backspace: selectBeside("before"), Delete: selectBeside("after") };
  },
});
