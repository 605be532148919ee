import assert from "node:assert/strict";
import { test } from "node:test";

import { together } from "./versions.js";

test("both versions stand under one another, and in one line where there is only one", () => {
  assert.equal(together("mine", "theirs", false), "mine\ntheirs");
  assert.equal(together("1921", "Feb 1921", true), "1921 / Feb 1921");
});

test("two writings stand under one another as paragraphs", () => {
  const doc = (...words) => ({ type: "doc", content: words.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] })) });
  assert.deepEqual(together(doc("one", "two"), doc("three"), false), doc("one", "two", "three"));
  assert.deepEqual(together(doc("one"), "an older text", false), doc("one", "an older text"));
});
