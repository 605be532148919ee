/** The words of a page that can be marked, block by block, and ranges of them in the document. */

import { joined } from "./anchor.js";

/** Never a part of the text: controls, what is there for other eyes or ears, and what we put there ourselves. */
const NOT_TEXT = "button, input, select, textarea, script, style, noscript, template, svg, .sr, .not-aloud, [aria-hidden='true'], [data-passage-tools]";
const SPACE = /\s/;

/** The words of one block with single spaces, and for each character where it stands: [node, offset]. */
function read(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
    acceptNode(node) {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.matches(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  });
  let text = "";
  const points = [];
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    for (let at = 0; at < node.data.length; at += 1) {
      const isSpace = SPACE.test(node.data[at]);
      if (isSpace && (!text || text.endsWith(" "))) continue;
      text += isSpace ? " " : node.data[at];
      points.push([node, at]);
    }
  }
  return text.endsWith(" ") ? { text: text.slice(0, -1), points: points.slice(0, -1) } : { text, points };
}

export class PageText {
  constructor(root) {
    this.blocks = [...root.querySelectorAll("[data-block]")].map((element) => ({ id: element.dataset.block, element, ...read(element) }));
    this.starts = joined(this.blocks).starts;
  }

  /** Where a block lies in the whole: {start, end}. */
  spanOf(block) {
    const start = this.starts.get(block.id);
    return { start, end: start + block.text.length };
  }

  /** The block that this place lies in. */
  blockAt(place) {
    return this.blocks.findLast((block) => block.text && this.starts.get(block.id) <= place);
  }

  blockOf(node) {
    const element = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-block]");
    return this.blocks.find((block) => block.element === element);
  }

  /** What a range holds of the text, as places: {start, end}; null where that is nothing. */
  within(range) {
    let start = null;
    let end = null;
    for (const block of this.blocks) {
      if (!range.intersectsNode(block.element)) continue;
      const first = block.points.findIndex(([node, at]) => range.comparePoint(node, at) >= 0);
      const last = block.points.findLastIndex(([node, at]) => range.comparePoint(node, at + 1) <= 0);
      if (first < 0 || last < first) continue;
      start ??= this.starts.get(block.id) + first;
      end = this.starts.get(block.id) + last + 1;
    }
    return start === null ? null : this.trimmed(start, end);
  }

  /** Without the spaces at its ends, which are easily selected with it. */
  trimmed(start, end) {
    const { whole } = joined(this.blocks);
    const words = whole.slice(start, end);
    const lead = words.length - words.trimStart().length;
    return words.trim() ? { start: start + lead, end: start + words.trimEnd().length } : null;
  }

  /** Ranges of the document for a passage: one for each block, so that nothing between two is shown as marked. */
  ranges({ start, end }) {
    return this.blocks.flatMap((block) => {
      const from = this.starts.get(block.id);
      const points = block.points.slice(Math.max(0, start - from), Math.max(0, end - from));
      if (!points.length) return [];
      const range = document.createRange();
      range.setStart(...points[0]);
      const [node, at] = points.at(-1);
      range.setEnd(node, at + 1);
      return [range];
    });
  }
}
