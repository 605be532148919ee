import assert from "node:assert/strict";
import { test } from "node:test";

import { together } from "./versions.js";

test("both versions stand under one another, and in one line where there is only one", () => {
  assert.equal(together("mine", "theirs", false), "mine\ntheirs");
  assert.equal(together("1921", "Feb 1921", true), "1921 / Feb 1921");
});
