import assert from "node:assert/strict";
import test from "node:test";

import { says } from "./evidence.js";
import { typeAhead } from "./type_ahead.js";

test("a claim says how far it is in the words of the page", () => {
  assert.equal(says({ chosen: 0, without: 0, least: 2 }), "Nothing chosen yet. Choose at least 2.");
  assert.equal(says({ chosen: 1, without: 1, least: 2 }), "1 of at least 2 chosen. 1 without a reason.");
  assert.equal(says({ chosen: 3, without: 0, least: 2 }), "3 chosen.");
});

test("typing goes to the name that begins so, and a letter again to the next one", () => {
  let clock = 0;
  const jump = typeAhead(() => clock);
  const names = ["rapallo", "munich", "red army", "molotov", "rapprochement"];
  assert.equal(jump("r", names, 0), 2);
  assert.equal(jump("a", names, 2), 4);
  clock += 2000;
  assert.equal(jump("m", names, 4), 1);
  assert.equal(jump("m", names, 1), 3);
  clock += 2000;
  assert.equal(jump("x", names, 3), -1);
});
