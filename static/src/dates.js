/** Dates as people in Britain write them: 1921 · Feb 1921 · 23/8/39 · c. 1920 · late 1930s · 1921–22 · before 1917 · 1934?
 *
 * sources/typed_dates.py reads the same; tests/sources/typed_dates.json holds both to it. Why there is no library here:
 * docs/decisions/0008-typed-dates-have-a-grammar-of-our-own.md. Inside, a date is [year], [year, month] or [year, month, day].
 */

const MONTHS = "January February March April May June July August September October November December".split(" ");
const SEASONS = ["spring", "summer", "autumn", "winter"];
const DECADES = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
const PARTS = { early: 0, beginning: 0, start: 0, mid: 1, middle: 1, late: 2, end: 2 };

/** Characters. A longer text says more than a date. */
const LONGEST = 100;

const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const LONG_YEAR = "([12]\\d{3})";
const YEAR = "([12]\\d{3}|'?\\d\\d)";
const GAP = "[ ./-]*(?:of )?";

const UNDATED = /^(?:undated|not dated|no date(?: given)?|n ?d|(?:date )?(?:unknown|not known|not given))$/;
const ABOUT = /^(?:(?:about|around|circa|ca|c|approx(?:imately)?|roughly|some ?time (?:in|around))(?: |(?=['\d]))|~ ?)/;
const UNSURE = /^(?:(?:probably|perhaps|maybe|possibly|most likely|likely|prob|poss)(?: |(?=['\d]))|\? ?)| ?\?$/;
const OPEN = /^(before|pre|prior to|after|post|since|until|till|up to|by|from)[ -](.+)$/;
const ONWARDS = / on(?:wards?)?$/;
const YEARS = /^([12]\d{3}|'?\d\d)( ?[-/] ?| to | until )([12]\d{3}|'?\d{1,2})$/;
const WITH_MARK = /([\dX]{4}(?:-\d\d)*)([~?%]?)/g;
const JOINER = / (to|until|till|or|and|&) | ?[-/] ?/g;

/** A date that no calendar has. Its message is for whoever typed it. */
class Impossible extends Error {}

const two = (number) => String(number).padStart(2, "0");
const iso = ([year, ...rest]) => [String(year), ...rest.map(two)].join("-");
const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();
const monthNumber = (word) => MONTHS.findIndex((name) => name.toLowerCase().startsWith(word.slice(0, 3))) + 1;
const namedInFull = ([year, month, day]) => [day, month && MONTHS[month - 1], year].filter(Boolean).join(" ");

/** The date before or after this one, as exact as it is. */
function step([year, month, day], by) {
  if (!month) return [year + by];
  if (!day) return month + by < 1 ? [year - 1, 12] : month + by > 12 ? [year + 1, 1] : [year, month + by];
  const moved = new Date(Date.UTC(year, month - 1, day + by));
  return [moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate()];
}

// --- What was found: edtf, words, tell, and the first and last date of what it spans --------------------------------

function plain(date, tell) {
  const [year, month, day] = date;
  if (month > 12) throw new Impossible(`There is no month ${month}. The day comes first, as in 23/8/1939.`);
  if (month === 0 || day === 0) return null;
  if (day > daysIn(year, month)) {
    const name = month === 2 ? `February ${year} had` : `${MONTHS[month - 1]} has`;
    throw new Impossible(`${name} ${daysIn(year, month)} days.`);
  }
  return { edtf: iso(date), words: namedInFull(date), tell, first: date, last: date, units: unitsOf(date) };
}

/** The months of a year, the days of a month: what "early" and "late" are parts of. */
function unitsOf([year, month, day]) {
  if (day) return [];
  const count = month ? daysIn(year, month) : 12;
  return Array.from({ length: count }, (_, index) => (month ? [year, month, index + 1] : [year, index + 1]));
}

function years(first, count, edtf, words, tell) {
  const units = Array.from({ length: count }, (_, index) => [first + index]);
  return { edtf, words, tell, first: units[0], last: units[count - 1], units };
}

function season(name, year, words, tell) {
  const index = SEASONS.indexOf(name);
  const units = [0, 1, 2].map((month) => step([year, index * 3 + 2], month + 1));
  const [first, , last] = units;
  // EDTF has no "about spring".
  return { edtf: `${year}-${21 + index}`, loose: `${iso(first)}/${iso(last)}`, words, tell, first, last, units };
}

function part(which, { units, words, tell }) {
  if (!units.length) return null;
  const third = PARTS[which];
  const [from, to] = [third, third + 1].map((thirds) => Math.ceil((units.length * thirds) / 3));
  const [first, last] = [units[from], units[to - 1]];
  const edtf = first === last ? `${iso(first)}~` : `${iso(first)}~/${iso(last)}~`;
  const name = ["early ", "mid-", "late "][third] + words;
  return { edtf, words: name, tell, first, last, mark: "~", units: [] };
}

function both(one, other) {
  if (!one || !other || one === other) return one || other || "";
  return "%";
}

const withThe = (words) => (/^\d+(?:s|th century)$/.test(words) ? `the ${words}` : words);

function hedge(found, mark) {
  if (!found || !mark) return found;
  const marked = (_, date, own) => date + both(own, mark);
  // EDTF has no doubt about the ends of "one of these".
  const edtf = found.edtf.includes("..") ? found.edtf : (found.loose ?? found.edtf).replace(WITH_MARK, marked);
  const words = mark === "?" ? found.words : `about ${withThe(found.words)}`;
  return { ...found, edtf, words: mark === "~" ? words : `probably ${words}`, mark: both(found.mark, mark) };
}

// --- One date -----------------------------------------------------------------------------------------------------

const year = (word, century) => (word.length === 4 ? Number(word) : century + Number(word.replace("'", "")));
const numbers = (...words) => words.map(Number);
const isShort = (word) => word.length < 4;

/** Each way to write one date: what it looks like, and what is found in its groups. The first that fits counts. */
const FORMS = [
  [`${LONG_YEAR}([-/.])(\\d{1,2})\\2(\\d{1,2})`, (_, y, sign, m, d) => plain(numbers(y, m, d), true)],
  [`(\\d{1,2})([-/. ])(\\d{1,2})\\2${YEAR}`, (century, d, sign, m, y) => plain([year(y, century), ...numbers(m, d)], true)],
  [`${LONG_YEAR}[-/.](0?[1-9]|1[0-2])`, (_, y, m) => plain(numbers(y, m), true)],
  [`(\\d{1,2})[-/.]${LONG_YEAR}`, (_, m, y) => plain(numbers(y, m), true)],
  [`(0?[1-9]|1[0-2])/(1[3-9]|[2-9]\\d)`, (century, m, y) => plain([century + Number(y), Number(m)], true)],
  [`(?:the )?${DAY}${GAP}${MONTH}${GAP}${YEAR}`, (century, d, m, y) => named(century, y, m, d)],
  [`${MONTH}[ ./-]*(?:the )?${DAY}[ ./-]+${YEAR}`, (century, m, d, y) => named(century, y, m, d)],
  [`${LONG_YEAR} ${MONTH}(?: ${DAY})?`, (century, y, m, d) => named(century, y, m, d)],
  [`${MONTH}${GAP}${YEAR}`, (century, m, y) => named(century, y, m)],
  [`(spring|summer|autumn|winter)${GAP}${YEAR}`, (century, name, y) => inSeason(name, year(y, century), isShort(y))],
  [`winter${GAP}${LONG_YEAR}[-/](\\d\\d|\\d{4})`, (_, y, next) => acrossWinter(Number(y), next)],
  [`(?:the )?(early|beginning|start|mid|middle|late|end)[ -](?:of |in )?(?:the )?(.+)`, (century, which, rest) => partOf(which, rest, century)],
  [`(?:the )?([12]\\d{2})0'?s`, (_, decade) => inDecade(Number(decade), false)],
  [`(?:the )?'?([1-9])0'?s`, (century, decade) => inDecade(century / 10 + Number(decade), true)],
  [`(?:the )?(${DECADES.join("|")})`, (century, name) => inDecade(century / 10 + DECADES.indexOf(name) + 2, true)],
  [`(?:the )?(1\\d|20)th c(?:ent(?:ury)?)?`, (_, count) => years((count - 1) * 100, 100, `${count - 1}XX`, `${count}th century`, false)],
  [`(?:the year )?${YEAR}`, (century, y) => plain([year(y, century)], isShort(y))],
].map(([looks, find]) => [new RegExp(`^${looks}$`), find]);

function named(century, y, m, d) {
  return plain([year(y, century), monthNumber(m), ...(d ? [Number(d)] : [])], isShort(y));
}

function inSeason(name, y, tell) {
  return season(name, y, `${name} ${y}`, tell);
}

function acrossWinter(y, next) {
  const following = (y + 1) % 100;
  return Number(next) % 100 === following ? season("winter", y, `winter ${y}–${two(following)}`, false) : null;
}

function inDecade(decade, tell) {
  return years(decade * 10, 10, `${decade}X`, `${decade}0s`, tell);
}

function partOf(which, rest, century) {
  const whole = point(rest, century);
  return whole && part(which, whole);
}

function point(text, century) {
  for (const [looks, find] of FORMS) {
    const groups = looks.exec(text);
    if (groups) return find(century, ...groups.slice(1));
  }
  return null;
}

// --- From one date to another -------------------------------------------------------------------------------------

/** 1921–22, 1934-5, '38/39: the end may leave out what it shares with the beginning. */
function yearToYear(text, century) {
  const groups = YEARS.exec(text);
  if (!groups) return null;
  const [, from, sign, to] = groups;
  const first = year(from, century);
  const ending = to.replace("'", "");
  const last = Number(String(first).slice(0, 4 - ending.length) + ending);
  if (ending.length < 4 && last <= first) return null;
  // 23/8, 8/39 and 10-12 are no two years: a month may be meant.
  if (/^\d\d$/.test(from) && ending.length === 1) return null;
  if (/^(?:0\d|1[012])$/.test(from) && (sign.includes("/") || last % 100 <= 12)) return null;
  const tell = isShort(from) || (ending.length < 4 && last % 100 <= 12);
  return range(plain([first], tell), plain([last], false));
}

const edge = (date, { mark = "" }) => iso(date) + mark;

function inOrder(left, right) {
  const exactness = Math.min(left.first.length, right.last.length);
  const [start, end] = [left.first, right.last].map((date) => iso(date.slice(0, exactness)));
  if (start > end) throw new Impossible("That ends before it begins.");
}

/** The words of both, the year once where they share it. */
function joined(left, word, right) {
  const shared = / \d{4}$/.exec(right.words)?.[0];
  const start = shared && left.words.endsWith(shared) ? left.words.slice(0, -shared.length) : left.words;
  return `${start} ${word} ${right.words}`;
}

function pair(left, right, edtf, words) {
  return { edtf, words, tell: left.tell || right.tell, first: left.first, last: right.last };
}

function range(left, right) {
  inOrder(left, right);
  return pair(left, right, `${edge(left.first, left)}/${edge(right.last, right)}`, joined(left, "to", right));
}

function within(left, right, word) {
  inOrder(left, right);
  const words = word === "or" ? joined(left, "or", right) : `between ${joined(left, "and", right)}`;
  return pair(left, right, `[${iso(left.first)}..${iso(right.last)}]`, words);
}

function either(left, right) {
  const isPlain = ({ first, last }) => first === last;
  if (!isPlain(left) || !isPlain(right)) return within(left, right, "or");
  return pair(left, right, `[${left.edtf},${right.edtf}]`, joined(left, "or", right));
}

function together(left, right) {
  return pair(left, right, `{${left.edtf},${right.edtf}}`, joined(left, "and", right));
}

/** What the left side may mean: "26" beside "28 May 1938", "April" beside "May 1922", "early" beside "mid-1930s". */
function completed(text, { last: [year, , day], words }) {
  const parts = words.toLowerCase().replace("mid-", "mid ").split(" ");
  const longer = parts.map((_, index) => [text, ...parts.slice(index + 1)].join(" ")).slice(0, -1);
  const sign = /^\d+([/.])\d+$/.exec(text)?.[1];
  if (sign) longer.push(text + sign + year);
  return day ? [...longer, text] : [text, ...longer];
}

function side(text, century) {
  return hedged(text, (rest) => point(rest, century));
}

function sides(leftText, rightText, century) {
  const right = side(rightText, century);
  if (!right) return null;
  for (const text of completed(leftText, right)) {
    const left = side(text, century);
    if (left) return [left, right];
  }
  return null;
}

function fromTo(text, century) {
  const [opening, whole] = /^(?:(from|between) )?(.*)$/.exec(text).slice(1);
  const inYears = opening === "from" ? yearToYear(whole, century) : null;
  if (inYears) return inYears;
  for (const joiner of whole.matchAll(JOINER)) {
    const texts = [whole.slice(0, joiner.index), whole.slice(joiner.index + joiner[0].length)];
    const found = sides(...texts, century);
    if (!found) continue;
    if (opening === "between") return within(...found, "and");
    if (joiner[1] === "or") return either(...found);
    if (joiner[1] === "and" || joiner[1] === "&") return together(...found);
    // What yearToYear leaves alone is left alone.
    return texts.every((part) => /^'?\d+$/.test(part)) ? null : range(...found);
  }
  return null;
}

const OPENINGS = {
  before: ({ first }) => `[..${iso(step(first, -1))}]`,
  after: ({ last }) => `[${iso(step(last, 1))}..]`,
  by: ({ last }) => `[..${iso(last)}]`,
  since: ({ first }) => `${iso(first)}/..`,
  until: ({ last }) => `../${iso(last)}`,
};
const SAME = { pre: "before", "prior to": "before", post: "after", till: "until", "up to": "until", from: "since" };

function open(text, century) {
  const groups = OPEN.exec(ONWARDS.test(text) ? `since ${text.replace(ONWARDS, "").replace(/^(?:from|since) /, "")}` : text);
  const found = groups && point(groups[2], century);
  if (!found) return null;
  const word = SAME[groups[1]] ?? groups[1];
  return { ...found, edtf: OPENINGS[word](found), loose: undefined, words: `${word} ${withThe(found.words)}` };
}

function hedged(text, find) {
  let rest = text;
  let mark = "";
  for (const [sign, looks] of [["?", UNSURE], ["~", ABOUT], ["?", UNSURE]]) {
    const without = rest.replace(looks, "");
    if (without !== rest) mark = both(mark, sign);
    rest = without;
  }
  return hedge(find(rest), mark);
}

// --- The door -----------------------------------------------------------------------------------------------------

/** Everything that people write in several ways and mean in one. */
function normalised(text) {
  return text
    .toLowerCase()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .replace(/[,;()[\]]/g, " ")
    .replace(/([a-z])\./g, "$1 ")
    .replace(/\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b(?= +(?:the +)?[\da-z])/g, " ")
    .replace(/(\d[./]) +(?=\d)/g, "$1")
    .replace(/\s+/g, " ")
    .replace(/^ | ?[.:]? ?$/g, "")
    .replace(/^(?:in|on|during|dated) /, "");
}

function read(typed, century) {
  if (typed.length > LONGEST) return null;
  const text = normalised(typed);
  if (UNDATED.test(text)) return { edtf: "XXXX", words: "undated", tell: false };
  return hedged(text, (rest) =>
    [yearToYear, point, fromTo, open].reduce((found, find) => found ?? find(rest, century), null)
  );
}

/** What a text means as a date: `{edtf, words, tell}`, or null. Two digits are a year of `century`.
 *
 * `tell` is whether the words say more than was typed: a month that was a number, a year of two digits.
 */
export function understand(text, { century = 1900 } = {}) {
  try {
    const found = read(text, century);
    return found && { edtf: found.edtf, words: found.words, tell: found.tell };
  } catch (fault) {
    if (fault instanceof Impossible) return null;
    throw fault;
  }
}

/** Why a text that looks like a date is none, "June has 30 days.", or "" where there is nothing to say. */
export function whyNot(text, { century = 1900 } = {}) {
  try {
    read(text, century);
  } catch (fault) {
    if (fault instanceof Impossible) return fault.message;
    throw fault;
  }
  return "";
}
