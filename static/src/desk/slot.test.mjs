import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Slot } from "./device.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A device whose writes end when the test says so. */
class SlowDevice {
  writes = [];

  keep(id, left) {
    return new Promise((resolve, reject) => this.writes.push({ id, left, resolve, reject }));
  }

  drop(id) {
    return this.keep(id, null);
  }

  async end(how = "resolve") {
    this.writes.at(-1)[how](new Error("The disk is full."));
    await settled();
  }
}

let device;
let words;
let told;
let slot;
beforeEach(() => {
  device = new SlowDevice();
  words = null;
  told = 0;
  slot = new Slot(device, "tab", () => words, () => (told += 1));
});

const type = (text) => {
  words = text;
  return slot.keep();
};

test("one write is under way; the next has the latest, and those between are left out", async () => {
  type("o");
  await settled();
  for (const text of ["on", "one", "one t"]) type(text);
  assert.deepEqual(device.writes.map(({ left }) => left), ["o"]);
  await device.end();
  assert.deepEqual(device.writes.map(({ left }) => left), ["o", "one t"]);
});

test("it is kept only once the device has it", async () => {
  let isDone = false;
  type("one").then(() => (isDone = true));
  await settled();
  type("two");
  await device.end();
  assert.equal(isDone, false);
  await device.end();
  assert.equal(isDone, true);
});

test("the record goes when nothing is unsent, and nothing is written where there was none", async () => {
  await slot.keep();
  assert.equal(device.writes.length, 0);
  type("one");
  await settled();
  await device.end();
  type(null);
  await settled();
  assert.equal(device.writes.at(-1).left, null);
});

test("a device that fails is told of once, and again when it works", async () => {
  for (const text of ["one", "two"]) {
    type(text);
    await settled();
    await device.end("reject");
  }
  assert.equal(slot.isKept, false);
  assert.equal(told, 1);
  type("three");
  await settled();
  await device.end();
  assert.equal(slot.isKept, true);
  assert.equal(told, 2);
});
