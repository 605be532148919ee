/** Text in pieces that a browser's voice can say in one breath. Chrome stops some voices after fifteen seconds. */

// At the slowest speed on offer this takes less than fifteen seconds.
const LONGEST = 150;

const SENTENCE_END = /[.!?…]+["'”’)\]]*\s+/g;
// After these a full stop ends no sentence: titles, "page 240", "about 1921".
const SHORT_FORM = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|p|pp|c|ca|vs|cf|No|vol|e\.g|i\.e|[A-Z])\.\s+$/;

/** Where sentences end in `text`: rising offsets, the last is its length. */
function sentenceEnds(text) {
  const ends = [...text.matchAll(SENTENCE_END)].map((match) => match.index + match[0].length);
  return [...ends.filter((end) => end < text.length && !SHORT_FORM.test(text.slice(0, end))), text.length];
}

/** Where to take breath in text that is too long: after a comma or the like, else between words, else anywhere. */
function breath(text) {
  const within = text.slice(0, LONGEST);
  const comma = Math.max(...[", ", "; ", ": ", " – "].map((mark) => within.lastIndexOf(mark) + mark.length));
  if (comma > LONGEST / 3) return comma;
  const space = within.lastIndexOf(" ") + 1;
  return space > 0 ? space : LONGEST;
}

/**
 * The pieces of a block of text, in order.
 * @returns {{start: number, end: number, words: string}[]} offsets into `text`, and what to say: never empty, never only a mark
 */
export function pieces(text) {
  const found = [];
  let start = 0;
  for (const sentence of sentenceEnds(text)) {
    while (start < sentence) {
      const rest = text.slice(start, sentence);
      const end = rest.trim().length <= LONGEST ? sentence : start + breath(rest);
      const words = text.slice(start, end).replace(/\s+/g, " ").trim();
      if (/[\p{L}\p{N}]/u.test(words)) found.push({ start, end, words });
      start = end;
    }
  }
  return found;
}
