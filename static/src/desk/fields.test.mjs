import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { bind, fieldsByPath, isTouched, lacksEditors, show, valueOf } from "./fields.js";

function closest() {
  return this.dataset.cell ? this : (this.parent?.closest() ?? null);
}

const text = (value = "", rest = {}) => ({ type: "text", value, defaultValue: value, dataset: { cell: "words" }, closest, ...rest });
const tick = (checked = false) => ({ type: "checkbox", checked, defaultChecked: checked, dataset: { cell: "aim" }, closest });
const doc = (words) => ({ type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text: words }] }] });
/** A field for writing, with as much of an editor as the desk sees. */
const prose = (value = null) => ({
  dataset: { cell: "early", writing: "" },
  closest,
  writing: {
    value,
    isTouched: false,
    show(shown) {
      this.value = shown;
    },
  },
});

/** Enough of an element to hear its listeners. */
class Root {
  listeners = {};

  addEventListener(type, act) {
    this.listeners[type] = act;
  }

  hear(type, target) {
    this.listeners[type]({ target });
  }
}

let root;
let calls;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  root = new Root();
  calls = [];
  bind(root, { set: (...args) => calls.push(args), flush: () => calls.push("flush") });
});

test("a tick's value is on or off, a field's its text", () => {
  assert.equal(valueOf(tick(true)), true);
  assert.equal(valueOf(text("one")), "one");
});

test("a value is shown as the field shows it, and the page is told", () => {
  const told = [];
  const dispatchEvent = (event) => told.push([event.type, event.bubbles]);
  for (const [field, value, shown] of [
    [text("old"), "new", "new"],
    [text("old"), null, ""],
    [tick(), true, true],
    [tick(true), null, false],
    [tick(true), false, false],
  ]) {
    show(Object.assign(field, { dispatchEvent }), value);
    assert.equal(valueOf(field), shown);
  }
  assert.deepEqual(told, Array(5).fill(["desk:shown", true]));
});

test("a field is touched where it holds something else than the server put there", () => {
  assert.equal(isTouched(text("one")), false);
  assert.equal(isTouched(text("two", { defaultValue: "one" })), true);
  assert.equal(isTouched(tick(true)), false);
  assert.equal(isTouched({ ...tick(true), defaultChecked: false }), true);
});

test("fields are found by their path", () => {
  const [words, aim] = [text(), tick()];
  const fields = fieldsByPath({ querySelectorAll: () => [words, aim] });
  assert.deepEqual([...fields], [["words", words], ["aim", aim]]);
});

test("typing is kept at every keystroke and sent after a pause", () => {
  root.hear("input", text("o"));
  mock.timers.tick(300);
  root.hear("input", text("on"));
  mock.timers.tick(300);
  assert.deepEqual(calls, [["words", "o"], ["words", "on"]]);
  mock.timers.tick(100);
  assert.deepEqual(calls.slice(2), ["flush"]);
});

test("somebody who types without a pause is saved every three seconds", () => {
  for (let typed = 0; typed < 20; typed += 1) {
    root.hear("input", text("on and on"));
    mock.timers.tick(300);
  }
  assert.equal(calls.filter((call) => call === "flush").length, 2);
});

test("a tick is sent at once", () => {
  root.hear("input", tick(true));
  assert.deepEqual(calls, [["aim", true], "flush"]);
});

test("leaving a field sends what was typed, without waiting", () => {
  root.hear("input", text("one"));
  root.hear("focusout", text("one"));
  assert.deepEqual(calls, [["words", "one"], "flush"]);
});

test("a field that is no cell is not kept", () => {
  root.hear("input", text("search", { dataset: {} }));
  mock.timers.tick(1000);
  assert.deepEqual(calls, []);
});

test("writing is what its editor holds, and what the browser does inside it is not heard before the editor has told of it", () => {
  const field = prose(doc("one"));
  root.hear("input", { dataset: {}, parent: field, closest });
  assert.deepEqual(calls, []);
  root.hear("input", field);
  assert.deepEqual(calls, [["early", doc("one")]]);
  show(Object.assign(field, { dispatchEvent() {} }), doc("two"));
  assert.deepEqual(valueOf(field), doc("two"));
});

test("writing whose editor has not come is no field: it would be saved as empty", () => {
  const [here, missing] = [prose(), { ...prose(), writing: undefined }];
  assert.deepEqual([...fieldsByPath({ querySelectorAll: () => [here, missing] }).values()], [here]);
  assert.equal(lacksEditors({ querySelectorAll: () => [here, missing] }), true);
  assert.equal(lacksEditors({ querySelectorAll: () => [here] }), false);
});
