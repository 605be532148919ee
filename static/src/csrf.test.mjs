import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { askDoor, csrfToken } from "./csrf.js";

afterEach(() => {
  mock.restoreAll();
  delete globalThis.document;
});

test("the token is what the cookie holds now", () => {
  globalThis.document = { cookie: "xcsrftoken=other; csrftoken=first" };
  assert.equal(csrfToken(), "first");
  document.cookie = "csrftoken=second";
  assert.equal(csrfToken(), "second");
  document.cookie = "";
  assert.equal(csrfToken(), "");
});

test("the door is asked afresh and tells who is signed in", async () => {
  const asked = mock.method(globalThis, "fetch", async () => new Response('{"person": 7}'));
  assert.equal(await askDoor(), 7);
  const [url, { cache, headers }] = asked.mock.calls[0].arguments;
  assert.deepEqual([url, cache, headers.Accept], ["/sign-in/", "no-store", "application/json"]);
});
