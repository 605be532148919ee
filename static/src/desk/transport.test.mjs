import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { transport } from "./transport.js";

const answer = (status, text) => new Response(text, { status, headers: { "Content-Type": "application/json" } });

let asked;
beforeEach(() => {
  globalThis.document = { cookie: "sessionid=x; csrftoken=first" };
  asked = mock.method(globalThis, "fetch", async () => answer(200, '{"rev": 1}'));
});
afterEach(() => {
  mock.restoreAll();
  delete globalThis.document;
});

const lastRequest = () => asked.mock.calls.at(-1).arguments;

test("a request is posted as it is, asking for an answer in JSON and for no redirect", async () => {
  const reply = await transport("/desk/work/3/")('{"seq": 1}');
  assert.deepEqual(reply, { status: 200, body: { rev: 1 } });
  const [url, { method, headers, body, credentials, redirect }] = lastRequest();
  assert.equal(url, "/desk/work/3/");
  assert.deepEqual([method, body, credentials, redirect], ["POST", '{"seq": 1}', "same-origin", "error"]);
  assert.equal(headers.Accept, "application/json");
  assert.equal(headers["Content-Type"], "application/json");
});

test("the token against forgery is read anew for every request", async () => {
  const send = transport("/desk/work/3/");
  await send("{}");
  assert.equal(lastRequest()[1].headers["X-CSRFToken"], "first");
  document.cookie = "csrftoken=second; sessionid=x";
  await send("{}");
  assert.equal(lastRequest()[1].headers["X-CSRFToken"], "second");
  document.cookie = "xcsrftoken=other";
  await send("{}");
  assert.equal(lastRequest()[1].headers["X-CSRFToken"], "");
});

test("a tab that closes still delivers what browsers allow, counted in bytes", async () => {
  const send = transport("/desk/work/3/");
  await send("x".repeat(29000));
  assert.equal(lastRequest()[1].keepalive, true);
  await send("д".repeat(29000));
  assert.equal(lastRequest()[1].keepalive, false);
});

test("a line that hangs is given up in the end", async () => {
  await transport("/desk/work/3/")("{}");
  assert.ok(lastRequest()[1].signal instanceof AbortSignal);
});

test("where the token is gone, the door is asked for another", async () => {
  asked.mock.mockImplementation(async (url) => answer(url === "/sign-in/" ? 200 : 403, url === "/sign-in/" ? '{"person": 7}' : '{"why": "csrf"}'));
  assert.equal((await transport("/desk/work/3/")("{}")).status, 403);
  assert.deepEqual(asked.mock.calls.map(({ arguments: [url] }) => url), ["/desk/work/3/", "/sign-in/"]);
});

test("an answer that is not JSON is told by its status alone", async () => {
  asked.mock.mockImplementation(async () => answer(502, "<h1>Bad gateway</h1>"));
  assert.deepEqual(await transport("/desk/work/3/")("{}"), { status: 502, body: null });
});

test("no answer is a fault for the caller, not an answer", async () => {
  asked.mock.mockImplementation(async () => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(transport("/desk/work/3/")("{}"), TypeError);
});
