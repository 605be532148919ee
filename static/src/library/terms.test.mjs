import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOf } from "./terms.js";

const VIEW = { width: 360, height: 600, scrollX: 0, scrollY: 1000 };
const SIZE = { width: 300, height: 120 };

test("an explanation stands under its word", () => {
  assert.deepEqual(placeOf({ left: 20, top: 100, bottom: 120 }, SIZE, VIEW), { left: 20, top: 1126 });
});

test("it stays on the page beside the right edge", () => {
  assert.equal(placeOf({ left: 340, top: 100, bottom: 120 }, SIZE, VIEW).left, 52);
});

test("it stands over a word at the foot of the page", () => {
  assert.equal(placeOf({ left: 20, top: 560, bottom: 580 }, SIZE, VIEW).top, 1434);
});

test("where there is room on neither side it stands under the word", () => {
  assert.equal(placeOf({ left: 20, top: 60, bottom: 80 }, SIZE, { ...VIEW, height: 150 }).top, 1086);
});
