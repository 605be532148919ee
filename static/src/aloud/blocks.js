/** What of an element is read aloud: its words as they are seen, block by block, each in its language. */

import { pieces } from "./sentences.js";

// Controls, and what is there for other eyes or ears.
const UNREAD =
  "button, input, select, textarea, option, script, style, noscript, template, svg, [hidden], [aria-hidden='true'], [data-aloud], .sr, .visually-hidden, .not-aloud";

function isSeen(element) {
  // Where it is not known how, what stands there is taken to be seen.
  return element.checkVisibility?.({ contentVisibilityAuto: false, visibilityProperty: true }) ?? true;
}

const isInline = (element) => /^inline|^contents$|^ruby/.test(getComputedStyle(element).display);

function blockOf(node, root) {
  let element = node.parentElement;
  while (element !== root && isInline(element)) element = element.parentElement;
  return element;
}

const languageOf = (node) => node.parentElement.closest("[lang]")?.lang || "en-GB";

/** The texts of `root` that are read, each with its block and language. */
function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
    acceptNode(node) {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.matches(UNREAD) || !isSeen(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  });
  while (walker.nextNode()) {
    const node = walker.currentNode;
    yield { node, block: blockOf(node, root), language: languageOf(node) };
  }
}

/** Texts that belong together: of one block, in one language. */
function runs(root) {
  const found = [];
  for (const text of texts(root)) {
    const last = found.at(-1);
    if (last?.block === text.block && last.language === text.language) last.nodes.push(text.node);
    else found.push({ block: text.block, language: text.language, nodes: [text.node] });
  }
  return found;
}

/** A range from one offset to another in the text of `nodes` taken together. */
function rangeIn(nodes, start, end) {
  const range = document.createRange();
  let at = 0;
  for (const node of nodes) {
    const length = node.data.length;
    if (start >= at && start < at + length) range.setStart(node, start - at);
    if (end > at && end <= at + length) range.setEnd(node, end - at);
    at += length;
  }
  return range;
}

/**
 * What to say for `root`, in order.
 * @returns {{words: string, language: string, block: Element, range: Range}[]}
 */
export function utterances(root) {
  return runs(root).flatMap(({ block, language, nodes }) => {
    const text = nodes.map((node) => node.data).join("");
    return pieces(text).map(({ start, end, words }) => ({ words, language, block, range: rangeIn(nodes, start, end) }));
  });
}
