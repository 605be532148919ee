/**
 * Writing as it is stored: the editor's own JSON (historyclass/desk/writing.py), or null where it is empty. These read it without
 * an editor. What an older edition left in a cell, or somebody sent by hand, is read for the words that are in it.
 */

/** Punctuation that keeps to a chip, so that no line starts with it. The same as in sources/templatetags/writing.py. */
export const PUNCTUATION = ".,;:!?)]”’";
export const WORD_JOINER = "\u2060";

const REF = /^[a-z]{1,20}(\/[A-Za-z0-9][A-Za-z0-9.-]{0,39}){1,2}$/;
const LONGEST_LABEL = 120;
const MOST_WORDS = 600;
const DEEPEST = 100;
/** What Python's str.split() splits at. */
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const hasOnly = (value, ...keys) => isObject(value) && Object.keys(value).every((key) => keys.includes(key));
const isText = (value) => typeof value === "string" && value !== "";

export const text = (words) => ({ type: "text", text: words });
/** `words`: what the person's own note says, which nobody else can look up. */
export const citation = (ref, label, words = "") => ({ type: "citation", attrs: words ? { ref, label, words } : { ref, label } });
export const lineBreak = () => ({ type: "hardBreak" });
export const paragraph = (content) => (content.length ? { type: "paragraph", content } : { type: "paragraph" });

export const isRef = (ref) => typeof ref === "string" && REF.test(ref);
export const shortened = (label, most = LONGEST_LABEL) => [...label].slice(0, most).join("");
export const notedWords = (words) => shortened(words ?? "", MOST_WORDS);

/** As it is stored: a citation of what everybody can look up carries no words. */
export function stored(doc) {
  const inline = (node) => (node.type === "citation" ? citation(node.attrs.ref, node.attrs.label, node.attrs.words) : node);
  return { ...doc, content: doc.content.map((each) => (each.content ? { ...each, content: each.content.map(inline) } : each)) };
}

/** The citations of own notes in a writing, one for each note. */
export function citedNotes(value) {
  const cited = inlineOf(value).flat().filter((node) => node.type === "citation" && node.attrs.words);
  return [...new Map(cited.map(({ attrs }) => [attrs.ref, attrs])).values()];
}

const isNoted = (words = "") => typeof words === "string" && !words.includes("\0") && [...words].length <= MOST_WORDS;

function isInline(node) {
  if (node?.type === "text") return hasOnly(node, "type", "text") && isText(node.text);
  if (node?.type === "hardBreak") return hasOnly(node, "type");
  if (node?.type !== "citation" || !hasOnly(node, "type", "attrs")) return false;
  const { attrs } = node;
  const isLabelled = isText(attrs.label) && [...attrs.label].length <= LONGEST_LABEL;
  return hasOnly(attrs, "ref", "label", "words") && isRef(attrs.ref) && isLabelled && isNoted(attrs.words);
}

const isParagraph = (node) =>
  hasOnly(node, "type", "content") && node.type === "paragraph" && (node.content === undefined || (Array.isArray(node.content) && node.content.every(isInline)));

/** Whether a value is a writing through and through. */
export function isWriting(value) {
  return hasOnly(value, "type", "content") && value.type === "doc" && Array.isArray(value.content) && value.content.length > 0 && value.content.every(isParagraph);
}

/** The paragraphs of a text: lines of it are paragraphs where there is nothing between them but line breaks. */
export function fromLines(words) {
  return { type: "doc", content: words.split(/\r\n?|\n/).map((line) => paragraph(line ? [text(line)] : [])) };
}

/** Every word that stands somewhere in a value, one line for each node that has some. */
function* wordsIn(value, depth = 0) {
  if (depth > DEEPEST) return;
  if (isText(value?.text)) yield value.text;
  if (isText(value?.attrs?.label)) yield `[${value.attrs.label}]`;
  if (Array.isArray(value?.content)) {
    const inner = value.content.map((node) => [...wordsIn(node, depth + 1)]);
    const isLine = value.content.every((node) => !Array.isArray(node?.content));
    if (isLine) yield inner.flat().join("");
    else yield* inner.flat();
  }
}

/** A writing for any value: itself, or the words that are in what is none; null where there are none. */
export function asWriting(value) {
  if (isWriting(value)) return value;
  const words = isText(value) ? value : [...wordsIn(value)].filter(Boolean).join("\n");
  return words ? fromLines(words) : null;
}

const inlineOf = (value) => (asWriting(value)?.content ?? []).map((node) => node.content ?? []);

function plainInline(node) {
  if (node.type === "text") return node.text;
  return node.type === "citation" ? `[${node.attrs.label}]` : "\n";
}

/** One line a paragraph, a citation as its label in square brackets: the same as Writing.plain. */
export function plainOf(value) {
  return inlineOf(value)
    .map((nodes) => nodes.map(plainInline).join(""))
    .join("\n");
}

function written(value) {
  return inlineOf(value)
    .map((nodes) => nodes.map((node) => (node.type === "citation" ? "" : plainInline(node))).join(""))
    .join("\n");
}

/** Words written, as Writing.words counts them: what is cited is none of them, nor is punctuation that stands alone. */
export function countWords(value) {
  return written(value)
    .split(SPACES)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function isBlank(value) {
  return !written(value).split(SPACES).join("") && !inlineOf(value).flat().some(({ type }) => type === "citation");
}

/** Both, one after the other, for the person to edit. */
export function joined(one, other) {
  return { type: "doc", content: [...(asWriting(one)?.content ?? []), ...(asWriting(other)?.content ?? [])] };
}

/** How long a writing is, beside what is wanted: "42 words", "18 words, 12 under". The same as Reply.length_words. */
export function lengthWords(count, least, most) {
  const words = count === 1 ? "1 word" : `${count} words`;
  if (count && count < least) return `${words}, ${least - count} under`;
  return most && count > most ? `${words}, ${count - most} over` : words;
}
