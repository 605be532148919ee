import assert from "node:assert/strict";
import { test } from "node:test";

import { isSame, isWords, textOf } from "./values.js";

const doc = (...content) => ({ type: "doc", content: [{ type: "paragraph", content }] });
const text = (words) => ({ type: "text", text: words });

test("nothing is the same as empty and as no tick, and as nothing else", () => {
  for (const one of [null, undefined, "", false]) for (const other of [null, undefined, "", false]) assert.equal(isSame(one, other), true);
  for (const some of ["a", true, doc(), 0]) assert.equal(isSame(null, some), false);
});

test("two writings are the same in whatever order their keys come", () => {
  const stored = { content: [{ content: [{ text: "one", type: "text" }], type: "paragraph" }], type: "doc" };
  assert.equal(isSame(doc(text("one")), stored), true);
  assert.equal(isSame(doc(text("one")), doc(text("two"))), false);
  assert.equal(isSame(doc(text("one")), doc(text("one"), text("more"))), false);
  assert.equal(isSame([], {}), false);
});

test("words are what somebody wrote, and can be copied as text", () => {
  const cited = doc(text("See "), { type: "citation", attrs: { ref: "source/5", label: "Source 5" } });
  assert.deepEqual(["words", " ", true, null, cited, doc()].map(isWords), [true, false, false, false, true, false]);
  assert.equal(textOf(cited), "See [Source 5]");
  assert.equal(textOf("as it is"), "as it is");
  assert.equal(textOf(true), "true");
});
