import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { status } from "./status.js";

let element;
let announcer;
let say;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  element = { dataset: {} };
  announcer = { textContent: "" };
  say = status(element, announcer);
});

test("the word is shown at once", () => {
  for (const word of ["saving", "saved", "unsaved", "clash", "offline"]) {
    say(word);
    assert.equal(element.dataset.state, word);
  }
});

test("saving and being saved are not announced, however often", () => {
  for (const word of ["saving", "saved", "saving", "saved"]) {
    say(word);
    mock.timers.tick(20000);
  }
  assert.equal(announcer.textContent, "");
});

test("it is announced at once when saving fails, and when it works again", () => {
  say("saving");
  say("unsaved");
  assert.equal(announcer.textContent, "Not saved yet");
  say("saving");
  say("saved");
  mock.timers.tick(10000);
  assert.equal(announcer.textContent, "Saved");
});

test("it is announced at most every ten seconds, with the word of that moment", () => {
  say("unsaved");
  say("clash");
  mock.timers.tick(9999);
  assert.equal(announcer.textContent, "Not saved yet");
  mock.timers.tick(1);
  assert.equal(announcer.textContent, "Changed on another device");
});

test("a trouble that passes within ten seconds is not announced a second time", () => {
  say("unsaved");
  say("saved");
  say("unsaved");
  announcer.textContent = "nothing new";
  mock.timers.tick(60000);
  assert.equal(announcer.textContent, "nothing new");
});
