import assert from "node:assert/strict";
import { test } from "node:test";

import { Ahead, FRESH_MS } from "./ahead.js";

/** Pages that are there, and how often each was asked for. */
function site(pages) {
  const asked = [];
  const get = async (url) => {
    asked.push(url);
    const html = pages[url];
    return html === undefined ? null : { url: `https://school.example${url}`, html };
  };
  return { asked, get };
}

test("a page that was prepared is not asked for again", async () => {
  const { asked, get } = site({ "/papers/2/": "two" });
  const ahead = new Ahead(get);
  ahead.prepare(["/papers/2/"]);
  assert.equal((await ahead.page("/papers/2/")).html, "two");
  assert.deepEqual(asked, ["/papers/2/"]);
});

test("a page grows stale", async () => {
  const { asked, get } = site({ "/papers/2/": "two" });
  let now = 0;
  const ahead = new Ahead(get, () => now);
  ahead.prepare(["/papers/2/"]);
  now = FRESH_MS + 1;
  await ahead.page("/papers/2/");
  assert.equal(asked.length, 2);
});

test("what is not to be had is asked for anew", async () => {
  const pages = {};
  const { asked, get } = site(pages);
  const ahead = new Ahead(get);
  assert.equal(await ahead.page("/papers/2/"), null);
  pages["/papers/2/"] = "two";
  assert.equal((await ahead.page("/papers/2/")).html, "two");
  assert.equal(asked.length, 2);
});

test("an answer from elsewhere is not the page: the paper was taken back, or somebody is signed out", async () => {
  const ahead = new Ahead(async () => ({ url: "https://school.example/sign-in/?next=/papers/2/", html: "Sign in" }));
  assert.equal(await ahead.page("/papers/2/"), null);
});

test("only what lies next is remembered", async () => {
  const { asked, get } = site({ "/papers/1/": "one", "/papers/3/": "three" });
  const ahead = new Ahead(get);
  ahead.prepare(["/papers/1/"]);
  await ahead.page("/papers/1/");
  ahead.prepare(["/papers/3/"]);
  await ahead.page("/papers/1/");
  assert.deepEqual(asked, ["/papers/1/", "/papers/3/", "/papers/1/"]);
});

test("nothing is remembered once something has changed", async () => {
  const { asked, get } = site({ "/papers/1/": "one" });
  const ahead = new Ahead(get);
  await ahead.page("/papers/1/");
  ahead.forget();
  await ahead.page("/papers/1/");
  assert.equal(asked.length, 2);
});
