import assert from "node:assert/strict";
import test from "node:test";

import { voiceFor } from "./voices.js";

const voice = (lang, localService = true) => ({ lang, localService });
const US = voice("en-US");
const GB = voice("en_GB", false);
const GB_HERE = voice("en-GB");
const RU = voice("ru-RU");

test("English is read by a British voice where there is one, first one that needs no network", () => {
  assert.equal(voiceFor([US, GB, RU], "en-GB"), GB);
  assert.equal(voiceFor([US, GB, GB_HERE], "en-GB"), GB_HERE);
  assert.equal(voiceFor([RU, US], "en-GB"), US);
  assert.equal(voiceFor([US, GB], "en"), GB);
});

test("a passage in another language is read by a voice of that language, or left to the browser", () => {
  assert.equal(voiceFor([US, GB, RU], "ru"), RU);
  assert.equal(voiceFor([US, GB], "de"), null);
  assert.equal(voiceFor([], "en-GB"), null);
});
