/**
 * Where marked words stand in a page's text, and where they are found again after it was corrected: by their place, else by the
 * words themselves and those around them (W3C text-position and text-quote selectors, in one line each).
 *
 * A text is an array of blocks, {id, text}, with single spaces only; places count characters over all of it, with one between two
 * blocks. An anchor is `block:start:block:end`, a line with the words before and a line with those after (sources/notes.py).
 */

const CONTEXT = 40;
const LONGEST_QUOTE = 600;
const ENDS = 280;
const CUT = " … ";
/** Characters that a correction may have added to what stood between the words before and after. */
const SLACK = 60;

/** The blocks in one string, and where each begins: {whole, starts: Map}. */
export function joined(blocks) {
  const starts = new Map();
  let whole = "";
  for (const { id, text } of blocks) {
    if (starts.size) whole += " ";
    starts.set(id, whole.length);
    whole += text;
  }
  return { whole, starts };
}

/** What is kept of a passage: all of it, or its beginning and its end. */
export function quoteOf(words) {
  return words.length <= LONGEST_QUOTE ? words : `${words.slice(0, ENDS)}${CUT}${words.slice(-ENDS)}`;
}

function placeIn({ starts }, at, isEnd) {
  let found = null;
  for (const [id, start] of starts) if (start < at || (start === at && !isEnd) || found === null) found = [id, Math.max(0, at - start)];
  return found;
}

/** The passage from one place to another as a note keeps it: {quote, anchor}. */
export function describe(blocks, start, end) {
  const text = joined(blocks);
  const [first, from] = placeIn(text, start, false);
  const [last, to] = placeIn(text, end, true);
  const before = text.whole.slice(Math.max(0, start - CONTEXT), start);
  const after = text.whole.slice(end, end + CONTEXT);
  return { quote: quoteOf(text.whole.slice(start, end)), anchor: `${first}:${from}:${last}:${to}\n${before}\n${after}` };
}

function readAnchor(anchor) {
  const [place, before = "", after = ""] = anchor.split("\n");
  const [first, from, last, to] = place.split(":");
  return { first, from: Number(from), last, to: Number(to), before, after };
}

/** How many characters of `one`'s end and of `other`'s end are the same. */
function sameEnd(one, other) {
  let count = 0;
  while (count < one.length && count < other.length && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

function sameStart(one, other) {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
}

function* occurrences(whole, words) {
  for (let at = whole.indexOf(words); words && at >= 0; at = whole.indexOf(words, at + 1)) yield at;
}

/** Every place where the quote stands; of a long one, where its end follows on its beginning. */
function* standing(whole, quote) {
  const isCut = quote.length === 2 * ENDS + CUT.length && quote.slice(ENDS, -ENDS) === CUT;
  const [head, tail] = isCut ? [quote.slice(0, ENDS), quote.slice(-ENDS)] : [quote];
  for (const start of occurrences(whole, head)) {
    if (tail === undefined) yield [start, start + head.length];
    else {
      const end = whole.indexOf(tail, start + head.length);
      if (end >= 0) yield [start, end + tail.length];
    }
  }
}

/** What stands between the words that stood before and after: the passage itself was corrected. */
function between(whole, { before, after }, length) {
  if (before.trim().length < 8 || after.trim().length < 8) return null;
  const start = whole.indexOf(before);
  if (start < 0) return null;
  const from = start + before.length;
  const end = whole.indexOf(after, from);
  return end > from && end - from <= length * 1.5 + SLACK ? { start: from, end } : null;
}

/** Where a note's words stand now: {start, end}, or null where they are not found. */
export function locate(blocks, { quote, anchor }) {
  if (!quote) return null;
  const { whole, starts } = joined(blocks);
  const kept = readAnchor(anchor ?? "");
  const start = (starts.get(kept.first) ?? NaN) + kept.from;
  const end = (starts.get(kept.last) ?? NaN) + kept.to;
  if (end > start && quoteOf(whole.slice(start, end)) === quote) return { start, end };
  let best = null;
  for (const [from, to] of standing(whole, quote)) {
    const around = sameEnd(whole.slice(0, from), kept.before) + sameStart(whole.slice(to), kept.after);
    const away = Number.isNaN(start) ? 0 : Math.abs(from - start);
    if (!best || around > best.around || (around === best.around && away < best.away)) best = { start: from, end: to, around, away };
  }
  return best ? { start: best.start, end: best.end } : between(whole, kept, quote.length);
}
