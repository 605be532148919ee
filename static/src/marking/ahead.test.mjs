import assert from "node:assert/strict";
import { test } from "node:test";

import { Ahead, FRESH_MS, LONGEST_MS } from "./ahead.js";

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

test("a page that is not fresh is fetched anew, and does until the new one has come", async () => {
  const pages = { "/papers/2/": "two" };
  const { asked, get } = site(pages);
  let now = 0;
  const ahead = new Ahead(get, () => now);
  ahead.prepare(["/papers/2/"]);
  await ahead.page("/papers/2/");
  now = FRESH_MS + 1;
  pages["/papers/2/"] = "two, as it is now";
  ahead.prepare(["/papers/2/"]);
  assert.equal((await ahead.page("/papers/2/")).html, "two");
  await Promise.resolve();
  assert.equal((await ahead.page("/papers/2/")).html, "two, as it is now");
  assert.equal(asked.length, 2);
});

test("a page that is too old is not shown without asking", async () => {
  const pages = { "/papers/2/": "two" };
  const { get } = site(pages);
  let now = 0;
  const ahead = new Ahead(get, () => now);
  await ahead.page("/papers/2/");
  now = LONGEST_MS + 1;
  pages["/papers/2/"] = "two, as it is now";
  assert.equal((await ahead.page("/papers/2/")).html, "two, as it is now");
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
  const answers = [{ url: "https://school.example/sign-in/?next=/papers/2/", html: "Sign in" }, { url: "https://school.example/papers/2/", html: "two" }];
  const ahead = new Ahead(async () => answers.shift());
  assert.equal(await ahead.page("/papers/2/"), null);
  // Asked again, not remembered as missing.
  assert.equal((await ahead.page("/papers/2/")).html, "two");
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

test("what has changed is not remembered", async () => {
  const { asked, get } = site({ "/papers/1/": "one" });
  const ahead = new Ahead(get);
  await ahead.page("/papers/1/");
  ahead.drop("/papers/1/");
  await ahead.page("/papers/1/");
  assert.equal(asked.length, 2);
});
