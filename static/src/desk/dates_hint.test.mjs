import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { lineFor, startDateHints } from "./dates_hint.js";

/** Enough of a field with its line to be left and described. */
class Field {
  attributes = {};
  line = { textContent: "" };

  constructor(value = "") {
    this.value = value;
    this.parentElement = { querySelector: () => this.line };
  }

  matches = (selector) => selector === "[data-date]";
  getAttribute = (name) => this.attributes[name] ?? null;
  setAttribute = (name, value) => (this.attributes[name] = value);
  removeAttribute = (name) => delete this.attributes[name];

  get describedBy() {
    return this.getAttribute("aria-describedby");
  }
}

/** Enough of a page to hear what happens in it. */
class Page {
  listeners = {};

  constructor(fields) {
    this.fields = fields;
  }

  querySelectorAll() {
    return this.fields.map(({ line }) => line);
  }

  addEventListener(type, act) {
    this.listeners[type] = act;
  }

  hear(type, target) {
    this.listeners[type]({ target });
  }

  leave(field) {
    this.hear("focusout", field);
    mock.timers.tick(0);
  }
}

let field;
let other;
let page;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  field = new Field();
  other = new Field();
  page = new Page([other, field]);
  startDateHints(page);
});

test("what is understood as it stands needs no line, and neither does an empty field", () => {
  for (const text of ["", "  ", "1921", "Feb 1921", "c. 1920", "spring 1921", "n.d."]) assert.equal(lineFor(text), "");
});

test("what was understood differently is said in words", () => {
  assert.equal(lineFor("23/8/39"), "23 August 1939");
  assert.equal(lineFor("'38"), "1938");
});

test("what is not understood is said to be kept", () => {
  assert.match(lineFor("soon"), /^Kept as you wrote it\. .* try 1921, Feb 1921 or 23 August 1939\.$/);
  assert.equal(lineFor("31 June 1934"), "June has 30 days. Kept as you wrote it.");
});

test("every example in the line is understood", () => {
  const examples = lineFor("soon").match(/try (.*)\.$/)[1].split(/, | or /);
  assert.equal(examples.length, 3);
  for (const example of examples) assert.equal(lineFor(example), "");
});

test("the line comes when the field is left and stays until it is left again", () => {
  field.value = "soon";
  assert.equal(field.line.textContent, "");
  page.leave(field);
  assert.equal(field.line.textContent, lineFor("soon"));
  assert.equal(other.line.textContent, "");
  page.hear("focusin", field);
  field.value = "1921";
  mock.timers.tick(10_000);
  assert.equal(field.line.textContent, lineFor("soon"));
  page.leave(field);
  assert.equal(field.line.textContent, "");
});

test("the same line is not put there twice, or it would be read out twice", () => {
  field.value = "soon";
  page.leave(field);
  let puts = 0;
  const text = field.line.textContent;
  Object.defineProperty(field.line, "textContent", { get: () => text, set: () => (puts += 1) });
  page.leave(field);
  assert.equal(puts, 0);
});

test("the line describes its field beside whatever else does", () => {
  field.attributes["aria-describedby"] = "fault-date";
  field.value = "soon";
  page.leave(field);
  assert.equal(field.describedBy, `fault-date ${field.line.id}`);
  page.leave(field);
  assert.equal(field.describedBy, `fault-date ${field.line.id}`);
  field.value = "1921";
  page.leave(field);
  assert.equal(field.describedBy, "fault-date");
  delete field.attributes["aria-describedby"];
  field.value = "soon";
  page.leave(field);
  assert.equal(field.describedBy, field.line.id);
  field.value = "1921";
  page.leave(field);
  assert.equal(field.describedBy, null);
  assert.notEqual(field.line.id, other.line.id);
});

test("nothing moves between the two halves of a click", () => {
  field.value = "soon";
  page.hear("pointerdown", other);
  page.leave(field);
  assert.equal(field.line.textContent, "");
  page.hear("pointerup", other);
  mock.timers.tick(0);
  assert.equal(field.line.textContent, lineFor("soon"));
});

test("whoever comes back at once hears nothing", () => {
  field.value = "soon";
  page.hear("focusout", field);
  page.hear("focusin", field);
  mock.timers.tick(0);
  assert.equal(field.line.textContent, "");
});

test("a line that stands follows a value that was set elsewhere, and none comes by itself", () => {
  field.value = "soon";
  page.leave(field);
  field.value = "23/8/39";
  other.value = "whenever";
  page.hear("desk:shown", field);
  page.hear("desk:shown", other);
  assert.equal(field.line.textContent, "23 August 1939");
  assert.equal(other.line.textContent, "");
});
