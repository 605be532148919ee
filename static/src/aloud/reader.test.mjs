/** A stand-in for the voice, since neither Node nor a browser without a screen has one: it says a piece when it is told to. */

import assert from "node:assert/strict";
import test from "node:test";

import { Reader } from "./reader.js";

class Voice {
  said = [];
  now = null;

  get speaking() {
    return this.now !== null;
  }

  getVoices() {
    return [{ lang: "en-GB", localService: true }];
  }

  speak(utterance) {
    assert.equal(this.now, null, "two pieces at once");
    this.now = utterance;
    this.said.push(`${utterance.words} ${utterance.rate}`);
    utterance.onstart();
  }

  /** As browsers do: what is taken back tells of an error, late. */
  cancel() {
    const { now } = this;
    this.now = null;
    queueMicrotask(() => now?.onerror());
  }

  finish() {
    const { now } = this;
    this.now = null;
    now.onend();
  }
}

const LIST = ["One.", "Two.", "Three."].map((words) => ({ words, language: "en-GB" }));

function begin() {
  const voice = new Voice();
  const reader = new Reader(voice, (words) => ({ words }));
  const states = [];
  reader.read(LIST, (state, piece) => states.push(`${state} ${piece?.words ?? ""}`.trim()));
  return { voice, reader, states };
}

const late = () => new Promise((resolve) => setTimeout(resolve));

test("it reads piece by piece to the end", () => {
  const { voice, states } = begin();
  for (const _ of LIST) voice.finish();
  assert.deepEqual(voice.said, ["One. 1", "Two. 1", "Three. 1"]);
  assert.deepEqual(states, ["piece One.", "piece Two.", "piece Three.", "ended"]);
});

test("after a pause it says the piece again that was cut off", async () => {
  const { voice, reader, states } = begin();
  voice.finish();
  reader.pause();
  await late();
  assert.equal(voice.speaking, false);
  reader.resume();
  await late();
  assert.deepEqual(voice.said, ["One. 1", "Two. 1", "Two. 1"]);
  assert.deepEqual(states, ["piece One.", "piece Two.", "paused Two.", "piece Two."]);
});

test("another speed is heard at once, and in a pause makes no sound", async () => {
  const { voice, reader } = begin();
  reader.setRate(1.5);
  reader.pause();
  reader.setRate(0.7);
  await late();
  assert.deepEqual(voice.said, ["One. 1", "One. 1.5"]);
});

test("one reading ends when another begins", async () => {
  const { voice, reader, states } = begin();
  reader.read([{ words: "Other.", language: "en-GB" }], (state) => states.push(`other ${state}`));
  await late();
  voice.finish();
  assert.deepEqual(voice.said, ["One. 1", "Other. 1"]);
  assert.deepEqual(states, ["piece One.", "ended", "other piece", "other ended"]);
});

test("a voice that fails says so, once", async () => {
  const { voice, states } = begin();
  voice.now.onerror();
  await late();
  assert.deepEqual(states, ["piece One.", "mute"]);
});

test("a voice that does not begin is not waited for", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const states = [];
  const silent = { speaking: false, getVoices: () => [], speak: () => {}, cancel: () => {} };
  new Reader(silent, (words) => ({ words })).read(LIST, (state) => states.push(state));
  context.mock.timers.tick(4999);
  assert.deepEqual(states, ["piece"]);
  context.mock.timers.tick(1);
  assert.deepEqual(states, ["piece", "mute"]);
});
