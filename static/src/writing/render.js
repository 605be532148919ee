/** A writing as it is read, made by script: the same as `{% writing %}` gives. */

import { element } from "../dialog.js";
import { citables } from "./citables.js";
import { PUNCTUATION, WORD_JOINER, asWriting, citedNotes } from "./document.js";

const GONE = "no longer in the library";
const OWN_NOTE = "own note";

/** What stands on a chip: the library's present name, else the one it was cited by. */
export function chipParts({ ref, label }) {
  const item = citables().get(ref);
  const gone = ref.startsWith("note/") ? OWN_NOTE : GONE;
  const detail = item ? item.detail : gone;
  return { item, nodes: [item?.label ?? label, detail ? element("span", "t", detail) : null] };
}

function chip(attrs) {
  const { item, nodes } = chipParts(attrs);
  const made = element(item ? "a" : "span", "cite", ...nodes);
  if (item) made.href = item.url;
  made.dataset.ref = attrs.ref;
  return made;
}

function inline(node, at, nodes) {
  if (node.type === "hardBreak") return element("br");
  if (node.type === "citation") return chip(node.attrs);
  const isKept = nodes[at - 1]?.type === "citation" && PUNCTUATION.includes(node.text[0]);
  return document.createTextNode(isKept ? `${WORD_JOINER}${node.text}` : node.text);
}

/** Its paragraphs, with chips for what is cited; after them, what the writer's own notes said that are. */
export function paragraphsOf(value) {
  const made = document.createDocumentFragment();
  for (const { content = [] } of asWriting(value)?.content ?? []) made.append(element("p", "", ...content.map(inline)));
  made.append(...citedNotes(value).map(({ label, words }) => element("p", "cited-note", element("b", "", label), ` ${words}`)));
  return made;
}
