import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { understand, whyNot } from "./dates.js";

// tests/sources/test_typed_dates.py reads the same table.
const CASES = JSON.parse(readFileSync(new URL("../../tests/sources/typed_dates.json", import.meta.url), "utf8"));

test("dates are understood as they are on the server", () => {
  assert.ok(CASES.length > 150);
  for (const { text, edtf, words, tell = false } of CASES) {
    assert.deepEqual(understand(text), edtf && { edtf, words, tell }, text);
  }
});

test("a date that no calendar has is told from a text that is none", () => {
  for (const { text, edtf, why = "" } of CASES) {
    if (!edtf) assert.equal(whyNot(text), why, text);
  }
  assert.equal(whyNot("1921"), "");
});

test("two digits are a year of the enquiry's century", () => {
  assert.deepEqual(understand("'38", { century: 1700 }), { edtf: "1738", words: "1738", tell: true });
  assert.deepEqual(understand("1/2/05", { century: 2000 }), { edtf: "2005-02-01", words: "1 February 2005", tell: true });
});
