/** What is pasted: words in paragraphs and lines, and our own chips. Everything else is left behind, but no word of it. */

import { WORD_JOINER, citation, isRef, lineBreak, notedWords, paragraph, shortened, text } from "./document.js";

const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LEGEND LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TFOOT THEAD TR UL".split(
    " ",
  ),
);
/** Never words: what is in them is code, or is shown only where something else is missing. */
const NOT_WORDS = new Set("SCRIPT STYLE TEMPLATE NOSCRIPT HEAD TITLE META LINK SVG MATH IFRAME OBJECT".split(" "));
/** Beside one another in a row: something must stand between them. */
const CELLS = new Set(["TD", "TH"]);

/** Lines as paragraphs where an empty one stands between them, else as lines of one. */
export function fromPlain(words) {
  const lines = words.replaceAll("\0", "").split(/\r\n?|\n/);
  const found = [[]];
  lines.forEach((line, at) => {
    if (!line.trim()) {
      if (found.at(-1).length) found.push([]);
      return;
    }
    if (at && found.at(-1).length) found.at(-1).push(lineBreak());
    found.at(-1).push(text(line));
  });
  if (found.length > 1 && !found.at(-1).length) found.pop();
  return found.map(paragraph);
}

/** Reads a tree of nodes, which need not be a browser's: {nodeType, nodeName, textContent, childNodes, getAttribute}. */
class Reader {
  paragraphs = [[]];

  get line() {
    return this.paragraphs.at(-1);
  }

  /** The next words begin a paragraph. */
  part() {
    if (this.line.length) this.paragraphs.push([]);
  }

  words(found, isPre) {
    const last = this.line.at(-1);
    const isStart = !last || last.type === "hardBreak" || (last.type === "text" && /\s$/.test(last.text));
    let words = found.replaceAll("\0", "");
    if (last?.type === "citation") words = words.replace(new RegExp(`^${WORD_JOINER}`), "");
    if (!isPre) {
      // As a browser shows it. A no-break space is no white space here.
      words = words.replace(/[\t\n\f\r ]+/g, " ");
      if (isStart) words = words.replace(/^ /, "");
    }
    if (!words) return;
    if (last?.type === "text") last.text += words;
    else this.line.push(text(words));
  }

  lines(found) {
    found.split(/\r\n?|\n/).forEach((line, at) => {
      if (at) this.line.push(lineBreak());
      this.words(line, true);
    });
  }

  read(node, isPre = false) {
    if (node.nodeType === 3) {
      if (isPre) this.lines(node.textContent);
      else this.words(node.textContent, false);
    }
    if (node.nodeType !== 1 && node.nodeType !== 11) return;
    const name = node.nodeName.toUpperCase();
    if (NOT_WORDS.has(name)) return;
    const ref = node.getAttribute?.("data-ref");
    if (isRef(ref)) this.cite(ref, node);
    else if (name === "BR") this.line.push(lineBreak());
    else this.inside(node, name, isPre || name === "PRE");
  }

  cite(ref, node) {
    // What stands after the label (a year) comes from the library.
    const label = node.getAttribute("data-label") || [...node.childNodes].find(({ nodeType }) => nodeType === 3)?.textContent || node.textContent;
    if (label.trim()) this.line.push(citation(ref, shortened(label.trim()), notedWords(node.getAttribute("data-words"))));
  }

  inside(node, name, isPre) {
    const isBlock = BLOCKS.has(name);
    if (isBlock) this.part();
    for (const child of node.childNodes) this.read(child, isPre);
    if (CELLS.has(name)) this.words(" ", false);
    if (isBlock) this.part();
  }
}

/** A paragraph without the line breaks and spaces at its ends, which only laid it out. */
function trimmed(nodes) {
  const found = nodes.map((node) => ({ ...node }));
  while (found.at(-1)?.type === "hardBreak" || (found.at(-1)?.type === "text" && !found.at(-1).text.trim())) found.pop();
  while (found[0]?.type === "hardBreak") found.shift();
  return found;
}

/** @param {Node} root  a document's body that nobody sees and that runs nothing */
export function fromTree(root) {
  const reader = new Reader();
  reader.read(root);
  return reader.paragraphs.map(trimmed).filter((nodes) => nodes.length).map(paragraph);
}

const TAG = /<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const OUR_OWN = /\sdata-(?:ref|label|words)=(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/**
 * Tags without the attributes that nobody reads here. Nothing of the parsed page would run or be shown; but browsers complain of
 * every style and handler that the site's policy refuses, even there.
 */
export function bare(html) {
  const name = (tag) => (tag.toLowerCase() === "style" ? "script" : tag);
  return html.replace(TAG, (_, end, tag, attributes) => `<${end}${name(tag)}${(attributes.match(OUR_OWN) ?? []).join("")}>`);
}

/** The paragraphs of what is on the clipboard. */
export function pasted(data) {
  const html = data.getData("text/html");
  const found = html ? fromTree(new DOMParser().parseFromString(bare(html), "text/html").body) : [];
  return found.length ? found : fromPlain(data.getData("text/plain"));
}
