import assert from "node:assert/strict";
import { test } from "node:test";

import { sumOf } from "./sums.js";

test("what is a number is summed, and what is none yet counts nothing", () => {
  assert.equal(sumOf(["8", " 9 ", "06"]), 23);
  assert.equal(sumOf(["8", "", "many", "-1", "7.5", "1e3"]), 8);
  assert.equal(sumOf([]), 0);
});
