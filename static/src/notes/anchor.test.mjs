import assert from "node:assert/strict";
import test from "node:test";

import { describe, joined, locate, quoteOf } from "./anchor.js";

const BLOCKS = [
  { id: "1", text: "Lenin wanted peace with Germany." },
  { id: "2", text: "He wanted peace at any price, and got it at Brest-Litovsk." },
  { id: "w1", text: "Peace at once." },
];
const whole = joined(BLOCKS).whole;
const at = (words, from = 0) => [whole.indexOf(words, from), whole.indexOf(words, from) + words.length];
const said = (blocks, place) => place && joined(blocks).whole.slice(place.start, place.end);
const changed = (at, text) => BLOCKS.map((block, index) => (index === at ? { ...block, text } : block));

test("a passage is kept by its place, its words and those around them", () => {
  const { quote, anchor } = describe(BLOCKS, ...at("at any price"));
  assert.equal(quote, "at any price");
  assert.deepEqual(anchor.split("\n"), ["2:16:2:28", "anted peace with Germany. He wanted peace ".slice(-40), ", and got it at Brest-Litovsk. Peace at "]);
});

test("it is found where it was, also over two blocks and at their ends", () => {
  for (const words of ["at any price", "Germany. He wanted", "Lenin", "Peace at once.", BLOCKS[0].text, whole]) {
    const kept = describe(BLOCKS, ...at(words));
    assert.equal(said(BLOCKS, locate(BLOCKS, kept)), words);
  }
  assert.match(describe(BLOCKS, ...at(BLOCKS[1].text)).anchor, /^2:0:2:58\n/);
});

test("where words were put before it, it is found by its words", () => {
  const kept = describe(BLOCKS, ...at("at any price"));
  const corrected = changed(1, `In March 1918 ${BLOCKS[1].text}`);
  assert.equal(said(corrected, locate(corrected, kept)), "at any price");
  const moved = [{ id: "1", text: "A new beginning." }, ...BLOCKS.map(({ id, text }) => ({ id: `${id}x`, text }))];
  assert.equal(said(moved, locate(moved, kept)), "at any price");
});

test("of words that stand there twice, those with the same words around them are meant", () => {
  const second = whole.indexOf("wanted peace", 10);
  const kept = describe(BLOCKS, second, second + "wanted peace".length);
  const corrected = changed(0, "Lenin, they said, wanted peace with Germany.");
  const found = locate(corrected, kept);
  assert.equal(said(corrected, { start: found.start - 3, end: found.end }), "He wanted peace");
});

test("where the words themselves were corrected, what stands between those around them is meant", () => {
  const kept = describe(BLOCKS, ...at("at any price"));
  const corrected = changed(1, "He wanted peace whatever it cost, and got it at Brest-Litovsk.");
  assert.equal(said(corrected, locate(corrected, kept)), "whatever it cost");
});

test("what stands there no more is not found", () => {
  const kept = describe(BLOCKS, ...at("at any price"));
  const other = [{ id: "2", text: "Something else altogether." }];
  assert.equal(locate(other, kept), null);
  assert.equal(locate([], kept), null);
  for (const anchor of ["", "nonsense", "2:x:2:y", "9:1:9:2\n\n"]) assert.equal(locate(other, { quote: "price", anchor }), null);
  assert.equal(locate(BLOCKS, { quote: "", anchor: "1:0:1:4" }), null);
});

test("of a long passage the beginning and the end are kept, and all of it is found", () => {
  const long = Array.from({ length: 200 }, (_, number) => `word${number}`).join(" ");
  const blocks = [{ id: "1", text: `Before. ${long} After.` }];
  const kept = describe(blocks, 8, 8 + long.length);
  assert.ok(kept.quote.length <= 600);
  assert.equal(said(blocks, locate(blocks, kept)), long);
  const moved = [{ id: "1", text: `Something before. ${long} After.` }];
  assert.equal(said(moved, locate(moved, kept)), long);
  assert.equal(quoteOf("short"), "short");
});
