import assert from "node:assert/strict";
import test from "node:test";

import { pieces } from "./sentences.js";

const words = (text) => pieces(text).map((piece) => piece.words);

test("a text is said sentence by sentence", () => {
  assert.deepEqual(words("“Bread!” they cried. Who heard them? Nobody… The Duma sat on."), [
    "“Bread!”",
    "they cried.",
    "Who heard them?",
    "Nobody…",
    "The Duma sat on.",
  ]);
});

test("a short form does not end a sentence", () => {
  for (const text of [
    "Mr. Chamberlain spoke on p. 240 of c. 1938, i.e. too late.",
    "Letter of V. I. Lenin to the Congress.",
    "Growth of 3.5 per cent.",
  ]) {
    assert.deepEqual(words(text), [text]);
  }
});

test("what a page breaks over lines is one sentence", () => {
  assert.deepEqual(words("\n    Germany and\n    Russia  signed.\n  "), ["Germany and Russia signed."]);
});

test("nothing is said for a gap or a mark alone", () => {
  for (const text of ["", "  \n ", "·", "– ( ) …", "/"]) assert.deepEqual(pieces(text), []);
});

test("no piece is longer than a breath, and none of the words is lost", () => {
  const clause = "the Commissar for Foreign Affairs told the League, and few listened, that peace cannot be divided";
  const texts = [`${clause}; ${clause}; ${clause}; ${clause}.`, "word ".repeat(200), "x".repeat(1000), `${"Ж".repeat(149)} ${"a".repeat(151)}`];
  for (const text of texts) {
    const found = pieces(text);
    for (const piece of found) assert.ok(piece.words.length <= 150, `${piece.words.length}: ${piece.words}`);
    assert.equal(found.map((piece) => piece.words).join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
  }
  assert.ok(pieces(texts[0]).every(({ words }) => /[,;.]$/.test(words)));
});

test("each piece says where in the text it stands", () => {
  const text = "  One. Two, \n three.  ";
  assert.deepEqual(
    pieces(text).map(({ start, end }) => text.slice(start, end).trim()),
    ["One.", "Two, \n three."],
  );
});
