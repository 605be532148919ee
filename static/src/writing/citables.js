/** What can be cited on this page, as the server put it there (sources/citables.html), and the search in it. */

let found;

/** Reference → {ref, kind, label, detail, about, group, url, retired}, in the order they are offered. */
export function citables() {
  const list = document.getElementById("citables");
  found ??= new Map(JSON.parse(list?.textContent ?? "[]").map((item) => [item.ref, item]));
  return found;
}

/** Without accents, capitals and the various hyphens, dashes and apostrophes. */
export function folded(words) {
  return words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\u2010-\u2015-]/g, "-")
    .replace(/[\u2018\u2019'"\u201c\u201d]/g, "")
    .trim();
}

/** Whether two words are the same but for `most` letters added, dropped, changed or swapped with their neighbour. */
function isNear(one, other, most) {
  let [before, row] = [null, Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, change);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length] <= most;
}

/** How many letters of a word may be wrong: none of a short one, or of a number. */
const slack = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 6 ? 1 : 2);

/** Whether the word is a part of the text, or is meant to be the beginning of one of its words. */
function isIn(words, word) {
  const most = slack(word);
  return words.some((each) => [0, -1, 1].some((more) => isNear(word, each.slice(0, word.length + more), most)));
}

/** How well a text has a word: 3 as a whole word, 2 as the beginning of one, 1 within one, 0 not at all. */
function fit(text, word) {
  const at = (edge) => new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}${edge}`, "u").test(text);
  if (!text.includes(word)) return 0;
  if (at("(?![\\p{L}\\p{N}])")) return 3;
  return at("") ? 2 : 1;
}

/** For sorting: what an item is called itself counts before what is said of it, and that before its group's name. */
function rank(item, wanted) {
  const [own, about, group] = [`${item.label} ${item.detail}`, item.about, item.group].map(folded);
  const ranks = wanted.map((word) => [fit(own, word) && 6 + fit(own, word), fit(about, word) && 3 + fit(about, word), fit(group, word)]);
  return ranks.reduce((sum, each) => sum + Math.max(...each), 0);
}

/**
 * The items that have every word of the query in their label, detail, about or group, those that fit best first. Where none has,
 * those whose words are spelt nearly so. What is retired is offered no more.
 */
export function search(items, query) {
  const offered = [...items].filter((item) => !item.retired).map((item) => [item, folded([item.label, item.detail, item.about, item.group].join(" "))]);
  const wanted = folded(query).split(/\s+/).filter(Boolean);
  const exact = offered.filter(([, words]) => wanted.every((word) => words.includes(word)));
  if (exact.length) {
    const ranked = exact.map(([item]) => ({ item, rank: rank(item, wanted) }));
    return ranked.sort((one, other) => other.rank - one.rank).map(({ item }) => item);
  }
  return offered.filter(([, words]) => wanted.every((word) => words.includes(word) || isIn(words.split(/[^\p{L}\p{N}]+/u), word))).map(([item]) => item);
}

/** The items under their groups, each once, in order. */
export function grouped(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
}
