import assert from "node:assert/strict";
import { test } from "node:test";

import { askAgain, EVERY_MS, SELDOMEST_MS, waitAfter } from "./ask_again.js";

/** A page whose clock is wound by hand. */
function page(outcomes = []) {
  const made = { asked: 0, visible: true, timers: new Map(), outcomes };
  let last = 0;
  made.later = (act, ms) => (made.timers.set((last += 1), { act, ms }), last);
  made.forget = (timer) => made.timers.delete(timer);
  made.isVisible = () => made.visible;
  made.ask = async () => {
    made.asked += 1;
    return made.outcomes.shift() ?? "well";
  };
  made.waits = () => [...made.timers.values()].map(({ ms }) => ms);
  made.wind = async () => {
    const [[timer, { act }]] = made.timers;
    made.timers.delete(timer);
    await act();
  };
  return made;
}

test("it asks every ten seconds, more seldom after each failure, and as before once an answer came", async () => {
  const it = page(["well", "failed", "failed", "well"]);
  askAgain(it);
  assert.equal(it.asked, 0);
  const waits = [];
  for (let turn = 0; turn < 5; turn += 1) {
    waits.push(...it.waits());
    await it.wind();
  }
  assert.deepEqual(waits, [EVERY_MS, EVERY_MS, 2 * EVERY_MS, 4 * EVERY_MS, EVERY_MS]);
  assert.equal(waitAfter(50), SELDOMEST_MS);
});

test("hidden it does not ask, and shown again it asks at once and goes on", async () => {
  const it = page();
  const { now } = askAgain(it);
  it.visible = false;
  await it.wind();
  assert.deepEqual([it.asked, it.waits()], [0, []]);
  it.visible = true;
  await now();
  assert.deepEqual([it.asked, it.waits()], [1, [EVERY_MS]]);
});

test("asked to at once it leaves no second clock running, and asks one question at a time", async () => {
  const it = page();
  const { now } = askAgain(it);
  await Promise.all([now(), now()]);
  assert.deepEqual([it.asked, it.waits()], [1, [EVERY_MS]]);
});

test("once it is over nothing is asked any more", async () => {
  const it = page(["over"]);
  const { now } = askAgain(it);
  await it.wind();
  await now();
  assert.deepEqual([it.asked, it.waits()], [1, []]);
});
