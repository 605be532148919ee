import assert from "node:assert/strict";
import { test } from "node:test";

import { describe, undescribe } from "./describe.js";

/** Enough of an element to have attributes. */
class Field extends Map {
  getAttribute(name) {
    return this.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.set(name, value);
  }

  removeAttribute(name) {
    this.delete(name);
  }
}

test("notes stand beside one another, each once, and one leaves without the others", () => {
  const field = new Field();
  for (const id of ["hint", "fault", "hint"]) describe(field, id);
  assert.equal(field.get("aria-describedby"), "hint fault");
  undescribe(field, "hint");
  assert.equal(field.get("aria-describedby"), "fault");
  undescribe(field, "fault");
  assert.equal(field.has("aria-describedby"), false);
  undescribe(field, "fault");
  assert.equal(field.has("aria-describedby"), false);
});
