import assert from "node:assert/strict";
import { test } from "node:test";

import { asWriting, citation, countWords, isBlank, isWriting, joined, lengthWords, lineBreak, paragraph, plainOf, text } from "./document.js";

const doc = (...paragraphs) => ({ type: "doc", content: paragraphs.map(paragraph) });
const FIVE = citation("source/5", "Source 5");

test("plain text has a line for each paragraph and a citation in brackets", () => {
  assert.equal(plainOf(doc([text("Peace "), FIVE, text(".")], [], [text("a"), lineBreak(), text("b")])), "Peace [Source 5].\n\na\nb");
  assert.equal(plainOf(null), "");
});

test("words are counted without what is cited and without punctuation that stands alone", () => {
  assert.equal(countWords(doc([text("Peace with all "), FIVE, text(". It is – so to say – new.")])), 9);
  assert.equal(countWords(doc([text("one"), lineBreak(), text("two")], [text("три")])), 3);
  assert.equal(countWords(null), 0);
});

test("blank is what has neither words nor citations", () => {
  assert.deepEqual([null, "", doc([]), doc([text(" \u00a0")]), doc([FIVE]), doc([text("—")])].map(isBlank), [true, true, true, true, false, false]);
});

test("the length is said beside what is wanted, and nothing is wanted of nothing", () => {
  assert.deepEqual(
    [lengthWords(0, 30, 80), lengthWords(1, 30, 80), lengthWords(42, 30, 80), lengthWords(85, 30, 80), lengthWords(9, 0, 0)],
    ["0 words", "1 word, 29 under", "42 words", "85 words, 5 over", "9 words"],
  );
});

test("what is no writing is read for its words", () => {
  const odd = { type: "doc", content: [{ type: "heading", content: [text("Title")] }, { type: "list", content: [{ type: "item", content: [text("one")] }, { type: "item", content: [text("two "), { type: "image" }] }] }] };
  assert.equal(isWriting(odd), false);
  assert.equal(plainOf(odd), "Title\none\ntwo ");
  assert.deepEqual(asWriting("first\nsecond"), doc([text("first")], [text("second")]));
  for (const nothing of [null, "", 5, true, [], {}, { type: "doc", content: "x" }]) assert.equal(asWriting(nothing), null);
});

test("an unknown key or mark, a reference that is none, an empty text are no writing", () => {
  const bad = [
    { ...text("a"), marks: [{ type: "bold" }] },
    text(""),
    { type: "text" },
    citation("javascript:alert(1)", "x"),
    citation("source/", "x"),
    citation("source/5", ""),
    { ...citation("source/5", "x"), extra: 1 },
    null,
  ];
  for (const node of bad) assert.equal(isWriting({ type: "doc", content: [{ type: "paragraph", content: [node] }] }), false, JSON.stringify(node));
  assert.equal(isWriting({ type: "doc", content: [] }), false);
  assert.equal(isWriting(doc([FIVE], [])), true);
});

test("nesting without end is not followed for ever", () => {
  let deep = text("bottom");
  for (let at = 0; at < 5000; at += 1) deep = { type: "x", content: [deep] };
  assert.equal(asWriting(deep), null);
});

test("two texts are put under one another", () => {
  assert.deepEqual(joined(doc([text("a")]), doc([text("b")], [FIVE])), doc([text("a")], [text("b")], [FIVE]));
});
