import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Exchange, newClientId } from "./exchange.js";

const PERSON = 7;
const SHEET = 3;

/** A page with a server and a timer that the test moves by hand. */
class Page {
  constructor({ cells = {}, conflicts = [], rev = 0, device = null } = {}) {
    this.words = [];
    this.shown = [];
    this.troubles = 0;
    this.behind = 0;
    this.timers = [];
    this.requests = [];
    this.exchange = new Exchange({
      state: { person: PERSON, sheet: SHEET, schema: "1.1", rev, cells, conflicts },
      send: (body) => new Promise((resolve, reject) => this.requests.push({ body, resolve, reject })),
      onWord: (word) => this.words.push(word),
      onChanged: (path, value) => this.shown.push([path, value]),
      onTrouble: () => (this.troubles += 1),
      onBehind: () => (this.behind += 1),
      ...(device ? { onUnsent: () => device.keep(this.exchange?.unsent()), isKept: () => device.isKept } : {}),
      later: (then, ms) => this.timers.push({ then, ms }),
    });
  }

  get word() {
    return this.words.at(-1);
  }

  /** The request in flight, parsed. */
  get sent() {
    return JSON.parse(this.requests.at(-1).body);
  }

  /** path → value of the request in flight. */
  get values() {
    return Object.fromEntries(this.sent.set.map(({ path, value }) => [path, value]));
  }

  type(path, value) {
    this.exchange.set(path, value);
    this.exchange.flush();
  }

  async answer(status, body) {
    this.requests.at(-1).resolve({ status, body });
    await settled();
  }

  async fail() {
    this.requests.at(-1).reject(new TypeError("Failed to fetch"));
    await settled();
  }

  /** The server takes everything in flight. */
  async accept({ rev, conflicts = [], changed = {}, ok } = {}) {
    const number = rev ?? this.exchange.known + 1;
    const met = new Set(conflicts.map(({ path }) => path));
    const taken = this.sent.set.filter(({ path }) => !met.has(path)).map(({ path }) => [path, number]);
    await this.answer(200, { rev: number, ok: ok ?? Object.fromEntries(taken), conflicts, changed });
  }

  /** The time of the oldest timer has come. */
  ring() {
    this.timers.shift().then();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

let page;
beforeEach(() => {
  page = new Page();
});

test("ids of tabs are of the protocol's form, and no two are the same", () => {
  const ids = new Set(Array.from({ length: 100 }, newClientId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9-]{8,40}$/);
});

describe("the word on the page", () => {
  test("a page just loaded says Saved", () => assert.deepEqual(page.words, ["saved"]));

  test("Saved comes back with the acknowledgement, and not before", async () => {
    page.exchange.set("a", "one");
    assert.equal(page.word, "saving");
    assert.equal(page.requests.length, 0);
    page.exchange.flush();
    assert.equal(page.word, "saving");
    assert.equal(page.exchange.isSaved, false);
    await page.accept();
    assert.equal(page.word, "saved");
    assert.equal(page.exchange.isSaved, true);
  });

  test("what is typed while a request is in flight keeps it at Saving until that is acknowledged, too", async () => {
    page.type("a", "one");
    page.type("a", "one two");
    await page.accept();
    assert.deepEqual(page.words, ["saved", "saving"]);
    await page.accept();
    assert.deepEqual(page.words, ["saved", "saving", "saved"]);
  });

  test("each word is told once", async () => {
    page.type("a", "one");
    page.exchange.set("a", "two");
    page.exchange.set("b", "three");
    assert.deepEqual(page.words, ["saved", "saving"]);
  });

  test("a page loaded with a conflict does not say Saved", () => {
    page = new Page({ conflicts: [{ id: 1, path: "a", mine: "m", theirs: "t", v: 2 }] });
    assert.deepEqual(page.words, ["clash"]);
    assert.equal(page.exchange.isSaved, false);
  });
});

describe("a request", () => {
  test("names person, sheet, edition, tab and what each cell was changed from", async () => {
    page = new Page({ cells: { a: ["old", 4] }, rev: 5 });
    page.exchange.set("a", "new");
    page.type("b", true);
    assert.deepEqual(page.sent, {
      sheet: SHEET,
      person: PERSON,
      client: page.exchange.client,
      seq: 1,
      known: 5,
      schema: "1.1",
      set: [
        { path: "a", seen: 4, value: "new" },
        { path: "b", seen: 0, value: true },
      ],
    });
    await page.accept({ rev: 6 });
    page.type("a", "newer");
    assert.equal(page.sent.seq, 2);
    assert.equal(page.sent.known, 6);
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 6, value: "newer" }]);
  });

  test("is not sent while nothing is dirty", () => {
    page.exchange.flush();
    assert.equal(page.requests.length, 0);
  });

  test("is the only one in flight; what is typed meanwhile goes with the next", async () => {
    page.type("a", "one");
    page.type("a", "two");
    page.type("b", "three");
    page.exchange.flush();
    assert.equal(page.requests.length, 1);
    assert.deepEqual(page.values, { a: "one" });
    await page.accept();
    assert.equal(page.requests.length, 2);
    assert.deepEqual(page.values, { a: "two", b: "three" });
    // Changed from what this tab itself has saved.
    assert.equal(page.sent.set[0].seen, 1);
  });

  test("that fails is sent again unchanged, whatever is typed meanwhile", async () => {
    page.type("a", "one");
    await page.fail();
    assert.equal(page.word, "unsaved");
    page.exchange.set("a", "two");
    page.ring();
    assert.equal(page.requests.length, 2);
    assert.equal(page.requests[1].body, page.requests[0].body);
    await page.answer(503, null);
    page.ring();
    assert.equal(page.requests[2].body, page.requests[0].body);
    await page.accept();
    assert.deepEqual(page.values, { a: "two" });
    assert.equal(page.sent.seq, 2);
    await page.accept();
    assert.equal(page.word, "saved");
  });

  for (const [name, status, body] of [
    ["a failing server", 500, null],
    ["a proxy's page", 502, null],
    ["too many requests", 429, null],
    ["a CSRF token that has changed", 403, { why: "csrf" }],
    ["a filter's page", 403, null],
    ["a filter's page that calls itself the answer", 200, null],
    ["an answer with nothing in it", 200, {}],
    ["a page that is not there", 404, null],
    ["a refusal without a reason", 422, null],
  ]) {
    test(`answered by ${name} is tried again, and nothing is given up`, async () => {
      page.type("a", "one");
      await page.answer(status, body);
      assert.equal(page.word, "unsaved");
      assert.equal(page.exchange.stopped, "");
      page.ring();
      assert.equal(page.requests[1].body, page.requests[0].body);
      await page.accept();
      assert.equal(page.word, "saved");
    });
  }
});

describe("trying again", () => {
  test("waits twice as long each time, and half a minute at most", async () => {
    page.type("a", "one");
    const waits = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await page.fail();
      waits.push(page.timers[0].ms);
      page.ring();
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  test("has one timer, however often a pause in typing tries meanwhile", async () => {
    page.type("a", "one");
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await page.fail();
      page.type("a", `one ${attempt}`);
    }
    assert.equal(page.timers.length, 1);
    await page.accept();
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("begins with a short wait again once something has got through", async () => {
    page.type("a", "one");
    await page.fail();
    page.ring();
    await page.fail();
    page.ring();
    await page.accept();
    page.type("a", "two");
    await page.fail();
    assert.equal(page.timers.at(-1).ms, 1000);
  });

  test("is told when it begins and when it ends, not at every attempt", async () => {
    page.type("a", "one");
    await page.fail();
    assert.equal(page.troubles, 1);
    page.ring();
    await page.fail();
    page.ring();
    await page.fail();
    assert.equal(page.troubles, 1);
    page.ring();
    await page.accept();
    assert.equal(page.troubles, 2);
    assert.equal(page.exchange.failures, 0);
  });

  test("sends nothing when the time has come and everything is saved", async () => {
    page.type("a", "one");
    await page.fail();
    page.exchange.flush();
    await page.accept();
    page.ring();
    assert.equal(page.requests.length, 2);
  });
});

describe("what others have changed", () => {
  test("is shown", async () => {
    page.type("a", "one");
    await page.accept({ changed: { b: ["theirs", 1], c: [true, 1] } });
    assert.deepEqual(page.shown, [
      ["b", "theirs"],
      ["c", true],
    ]);
    page.type("b", "mine");
    assert.deepEqual(page.sent.set, [{ path: "b", seen: 1, value: "mine" }]);
  });

  test("does not overwrite a cell that is being edited, and the server sees the two meet", async () => {
    page = new Page({ cells: { b: ["old", 2] }, rev: 2 });
    page.type("a", "one");
    page.exchange.set("b", "mine");
    await page.accept({ rev: 4, changed: { b: ["theirs", 3] } });
    assert.deepEqual(page.shown, []);
    assert.deepEqual(page.sent.set, [{ path: "b", seen: 2, value: "mine" }]);
  });

  test("does not overwrite a cell that waits for a choice", async () => {
    page = new Page({ conflicts: [{ id: 1, path: "b", mine: "mine", theirs: "theirs", v: 2 }] });
    page.type("a", "one");
    await page.accept({ changed: { b: ["newer", 3] } });
    assert.deepEqual(page.shown, []);
    page.exchange.choose("b", "mine");
    assert.deepEqual(page.sent.set, [{ path: "b", seen: 2, value: "mine", settles: 1 }]);
  });

  test("does not overwrite a cell whose text was refused", async () => {
    page.type("b", "too long");
    await page.answer(422, { faults: { b: "Shorten it." } });
    page.type("a", "one");
    await page.accept({ rev: 2, changed: { b: ["theirs", 1] } });
    assert.deepEqual(page.shown, []);
    page.type("b", "short");
    assert.deepEqual(page.sent.set, [{ path: "b", seen: 0, value: "short" }]);
  });
});

describe("a conflict", () => {
  const met = (id, path, theirs, v) => ({ id, path, theirs, v });

  beforeEach(async () => {
    page.type("a", "mine");
    await page.accept({ rev: 2, conflicts: [met(5, "a", "theirs", 1)] });
  });

  test("is shown with both versions, and the page does not say Saved", () => {
    assert.deepEqual([...page.exchange.contested], [
      ["a", { id: 5, path: "a", mine: "mine", theirs: "theirs", v: 1, wasEdited: false }],
    ]);
    assert.equal(page.word, "clash");
    assert.equal(page.troubles, 1);
  });

  test("keeps its cell back until the person has chosen; other cells are saved", async () => {
    page.type("a", "mine, and more");
    assert.equal(page.requests.length, 1);
    page.type("b", "one");
    assert.deepEqual(page.values, { b: "one" });
    await page.accept();
    assert.equal(page.word, "clash");
    assert.equal(page.exchange.contested.get("a").mine, "mine, and more");
  });

  test("shows what is typed while it waits", () => {
    page.exchange.set("a", "mine, and more");
    assert.equal(page.troubles, 2);
  });

  for (const choice of ["mine", "theirs", "theirs / mine"]) {
    test(`is settled by choosing “${choice}”`, async () => {
      page.exchange.choose("a", choice);
      assert.deepEqual(page.sent.set, [{ path: "a", seen: 1, value: choice, settles: 5 }]);
      assert.equal(page.word, "saving");
      await page.accept();
      assert.equal(page.word, "saved");
      page.type("a", "later");
      assert.deepEqual(page.sent.set, [{ path: "a", seen: 3, value: "later" }]);
    });
  }

  test("can be chosen in once", () => {
    page.exchange.choose("a", "mine");
    page.exchange.choose("a", "theirs");
    page.exchange.choose("nowhere", "x");
    assert.deepEqual(page.values, { a: "mine" });
    assert.equal(page.exchange.isSaved, false);
  });

  test("may follow upon another, where the choice met a newer value", async () => {
    page.exchange.choose("a", "mine");
    await page.accept({ rev: 4, conflicts: [met(6, "a", "newer", 3)] });
    assert.equal(page.word, "clash");
    page.exchange.choose("a", "newer");
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 3, value: "newer", settles: 6 }]);
  });

  test("is still settled when the person types on before the choice is sent", async () => {
    page.type("b", "in flight");
    page.exchange.choose("a", "mine");
    page.type("a", "mine, and more");
    await page.accept();
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 1, value: "mine, and more", settles: 5 }]);
  });

  test("is still settled when the chosen text is refused and shortened", async () => {
    page.exchange.choose("a", "theirs / mine");
    await page.answer(422, { faults: { a: "Shorten it." } });
    page.type("a", "both");
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 1, value: "both", settles: 5 }]);
  });

  test("is still settled when the tab has to begin anew, with what was typed since", async () => {
    page.exchange.choose("a", "mine");
    page.type("a", "mine, and more");
    await page.answer(409, { gap: 7 });
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 1, value: "mine, and more", settles: 5 }]);
  });

  test("keeps what was typed after the request, not what the request held", async () => {
    page.type("b", "sent");
    page.exchange.set("b", "typed since");
    await page.accept({ rev: 4, conflicts: [met(6, "b", "theirs", 3)] });
    assert.equal(page.exchange.contested.get("b").mine, "typed since");
    // It waits with the rest; nothing goes round the choice.
    assert.equal(page.requests.length, 2);
  });
});

describe("two conflicts in one cell", () => {
  beforeEach(() => {
    page = new Page({
      cells: { a: ["theirs", 3] },
      rev: 5,
      conflicts: [
        { id: 1, path: "a", mine: "from the tablet", theirs: "theirs", v: 3 },
        { id: 2, path: "a", mine: "from the phone", theirs: "theirs", v: 3 },
      ],
    });
  });

  test("are chosen in one after the other, and only then the page says Saved", async () => {
    assert.equal(page.exchange.contested.get("a").mine, "from the tablet");
    page.exchange.choose("a", "from the tablet");
    await page.accept();
    assert.equal(page.word, "clash");
    assert.equal(page.exchange.contested.get("a").mine, "from the phone");
    assert.equal(page.exchange.contested.get("a").theirs, "from the tablet");
    page.exchange.choose("a", "from the phone");
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 6, value: "from the phone", settles: 2 }]);
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("the second waits until what was typed after the first choice is saved", async () => {
    page.exchange.choose("a", "from the tablet");
    page.type("a", "from the tablet, and more");
    await page.accept();
    assert.deepEqual(page.values, { a: "from the tablet, and more" });
    await page.accept();
    assert.equal(page.exchange.contested.get("a").theirs, "from the tablet, and more");
  });
});

describe("signed out", () => {
  test("nothing is lost, and signing in again goes on with the same request", async () => {
    page.type("a", "one");
    await page.answer(401, { why: "signed-out" });
    assert.equal(page.exchange.stopped, "signed-out");
    assert.equal(page.word, "unsaved");
    const told = page.troubles;
    assert.ok(told > 0);
    page.exchange.set("b", "two");
    page.exchange.flush();
    assert.equal(page.requests[1].body, page.requests[0].body);
    await page.accept();
    assert.equal(page.exchange.stopped, "");
    assert.equal(page.troubles, told + 1);
    assert.deepEqual(page.values, { b: "two" });
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("it tries again by itself, in case the person signs in elsewhere", async () => {
    page.type("a", "one");
    await page.answer(401, { why: "signed-out" });
    page.ring();
    assert.equal(page.requests[1].body, page.requests[0].body);
  });
});

describe("out of step with the server", () => {
  test("a tab begins anew under another id, with everything that was not acknowledged", async () => {
    page.type("a", "one");
    await page.accept();
    const before = page.exchange.client;
    page.type("a", "two");
    page.exchange.set("a", "three");
    page.exchange.set("b", "four");
    await page.answer(409, { gap: 9 });
    assert.notEqual(page.sent.client, before);
    assert.equal(page.sent.seq, 1);
    assert.deepEqual(page.sent.set, [
      { path: "a", seen: 1, value: "three" },
      { path: "b", seen: 0, value: "four" },
    ]);
    assert.equal(page.word, "saving");
    await page.accept();
    assert.equal(page.word, "saved");
  });
});

describe("a value that cannot be kept", () => {
  beforeEach(async () => {
    page.exchange.set("a", "too long");
    page.type("b", "fine");
    await page.answer(422, { faults: { a: "Shorten it." } });
  });

  test("is held back with its message; the rest is sent at once under the number that is free", () => {
    assert.deepEqual([...page.exchange.faulty], [["a", { message: "Shorten it.", value: "too long" }]]);
    assert.deepEqual(page.values, { b: "fine" });
    assert.equal(page.sent.seq, 1);
    assert.equal(page.troubles, 1);
  });

  test("keeps the page from saying Saved until it is changed", async () => {
    await page.accept();
    assert.equal(page.word, "unsaved");
    assert.equal(page.exchange.isSaved, false);
    page.type("a", "short");
    assert.equal(page.exchange.faulty.size, 0);
    assert.equal(page.troubles, 2);
    assert.deepEqual(page.values, { a: "short" });
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("is not held back where it was changed while the request was in flight", async () => {
    await page.accept();
    page.type("a", "too long again");
    page.exchange.set("a", "short");
    await page.answer(422, { faults: { a: "Shorten it." } });
    assert.equal(page.exchange.faulty.size, 0);
    assert.deepEqual(page.values, { a: "short" });
  });
});

describe("a request that is too much", () => {
  for (const [status, body] of [
    [413, { why: "too-large" }],
    [413, null],
    [422, { why: "unreadable" }],
  ]) {
    test(`at ${status} ${JSON.stringify(body)} its largest value is held back, and the rest is saved`, async () => {
      page.exchange.set("a", "x".repeat(1000));
      page.exchange.set("b", true);
      page.type("c", "fine");
      await page.answer(status, body);
      assert.deepEqual([...page.exchange.faulty.keys()], ["a"]);
      assert.deepEqual([page.sent.seq, page.values], [1, { b: true, c: "fine" }]);
      await page.accept();
      assert.equal(page.word, "unsaved");
      page.type("a", "short");
      await page.accept();
      assert.equal(page.word, "saved");
    });
  }
});

describe("a page that can save no more", () => {
  for (const [status, body, why] of [
    [403, { why: "person" }, "person"],
    [403, { why: "schema" }, "schema"],
    [403, { why: "closed" }, "closed"],
    [404, { why: "unknown" }, "unknown"],
  ]) {
    test(`is told why at ${status} ${JSON.stringify(body)}, sends nothing more and never says Saved`, async () => {
      page.type("a", "one");
      await page.answer(status, body);
      assert.equal(page.exchange.stopped, why);
      assert.equal(page.troubles, 1);
      page.type("b", "two");
      assert.equal(page.requests.length, 1);
      assert.equal(page.timers.length, 0);
      assert.equal(page.word, "unsaved");
      assert.equal(page.exchange.isSaved, false);
    });
  }
});

describe("an entry of a list", () => {
  beforeEach(() => {
    page = new Page({ cells: { "entries/e1/text": ["one", 4], "entries/e1/note": ["two", 6], "entries/e10": [true, 9] }, rev: 9 });
  });

  test("is deleted from what the person has seen of its fields", () => {
    page.type("entries/e1", false);
    assert.deepEqual(page.sent.set, [{ path: "entries/e1", seen: 6, value: false }]);
  });

  test("is unseen while one of its fields waits for a choice", async () => {
    page.type("entries/e1/text", "mine");
    await page.accept({ rev: 11, conflicts: [{ id: 1, path: "entries/e1/text", theirs: "theirs", v: 10 }] });
    page.type("entries/e1", false);
    assert.equal(page.sent.set[0].seen, 0);
  });

  test("comes back when its deletion lost", async () => {
    page.type("entries/e1", false);
    await page.accept({ rev: 11, ok: { "entries/e1": 0 }, changed: { "entries/e1": [true, 0], "entries/e1/text": ["new", 10] } });
    assert.deepEqual(page.shown, [
      ["entries/e1/text", "new"],
      ["entries/e1", true],
    ]);
    assert.equal(page.word, "saved");
  });

  test("does not come back when others have edited it and then deleted it, too", async () => {
    page.type("a", "in flight");
    page.exchange.set("entries/e1", false);
    await page.accept({ rev: 11, changed: { "entries/e1": [false, 11], "entries/e1/text": ["new", 10] } });
    assert.deepEqual(page.shown, [["entries/e1/text", "new"]]);
    assert.deepEqual(page.values, { "entries/e1": false });
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("does not come back when it is deleted, put back and deleted again while others delete it with all that is in it", async () => {
    page.type("entries/e1", false);
    page.exchange.set("entries/e1", true);
    page.exchange.set("entries/e1", false);
    await page.accept({ rev: 12, ok: { "entries/e1": 11 }, changed: { "entries/e1/text": ["new", 10] } });
    assert.deepEqual(page.shown, [["entries/e1/text", "new"]]);
    assert.deepEqual(page.values, { "entries/e1": false });
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("comes back when an edit arrives before its deletion is sent", async () => {
    page.type("a", "in flight");
    page.exchange.set("entries/e1", false);
    await page.accept({ rev: 11, changed: { "entries/e1/text": ["new", 10] } });
    assert.deepEqual(page.shown, [
      ["entries/e1", true],
      ["entries/e1/text", "new"],
    ]);
    assert.equal(page.requests.length, 1);
    assert.equal(page.word, "saved");
  });
});

/** A device that keeps what it is given, at once or when the test says so. */
class Device {
  constructor({ isSlow = false } = {}) {
    Object.assign(this, { isSlow, isKept: true, left: null, waiting: [] });
  }

  keep(left) {
    if (!this.isSlow) this.left = left;
    return this.isSlow ? new Promise((done) => this.waiting.push(() => done((this.left = left)))) : Promise.resolve();
  }
}

describe("the copy on the device", () => {
  test("has every keystroke, and nothing once all is saved", async () => {
    const device = new Device();
    page = new Page({ device });
    assert.equal(device.left ?? null, null);
    page.exchange.set("a", "o");
    assert.deepEqual(device.left.dirty, [["a", "o"]]);
    page.type("a", "on");
    await settled();
    assert.equal(device.left.frozen, page.requests[0].body);
    assert.deepEqual(device.left.inFlight, [["a", "on"]]);
    await page.accept();
    assert.equal(device.left, null);
  });

  test("has a request before it is sent", async () => {
    const device = new Device({ isSlow: true });
    page = new Page({ device });
    page.type("a", "one");
    await settled();
    assert.equal(page.requests.length, 0);
    for (const done of device.waiting) done();
    await settled();
    assert.equal(page.requests.length, 1);
    assert.equal(device.left.frozen, page.requests[0].body);
  });

  test("lets the page say that it is kept there while nothing gets through", async () => {
    const device = new Device();
    page = new Page({ device });
    page.type("a", "one");
    await settled();
    await page.fail();
    assert.equal(page.word, "offline");
    device.isKept = false;
    page.exchange.tellWord();
    assert.equal(page.word, "unsaved");
  });

  test("has what was refused and what was typed into a cell that waits for a choice", async () => {
    const device = new Device();
    page = new Page({ device });
    page.exchange.set("a", "too long");
    page.type("b", "mine");
    await settled();
    await page.answer(422, { faults: { a: "Shorten it." } });
    await page.accept({ conflicts: [{ id: 4, path: "b", theirs: "theirs", v: 1 }] });
    assert.deepEqual(device.left.faulty, [["a", "too long"]]);
    assert.deepEqual(device.left.edited, []);
    page.exchange.set("b", "mine, and more");
    assert.deepEqual(device.left.edited, [{ id: 4, path: "b", mine: "mine, and more", theirs: "theirs", v: 1, wasEdited: true }]);
  });
});

describe("a tab that follows one that died", () => {
  const CELLS = { a: ["old", 3], b: ["other", 2] };

  /** What a tab of these cells leaves after `act`. */
  async function leftBy(act) {
    page = new Page({ cells: CELLS, rev: 3 });
    await act();
    return JSON.parse(JSON.stringify(page.exchange.unsent()));
  }

  test("sends the very request that was on its way, then what was typed after it", async () => {
    const left = await leftBy(() => {
      page.type("a", "one");
      page.exchange.set("a", "one two");
      page.exchange.set("b", "three");
    });
    page = new Page({ cells: CELLS, rev: 3 });
    assert.deepEqual([...page.exchange.inherit(left)], [["a", "one two"], ["b", "three"]]);
    assert.equal(page.word, "saving");
    page.exchange.flush();
    assert.equal(page.requests[0].body, left.frozen);
    await page.accept({ rev: 4 });
    assert.equal(page.behind, 1);
    assert.deepEqual([page.sent.client, page.sent.seq], [left.client, 2]);
    assert.deepEqual(page.sent.set, [
      { path: "a", seen: 4, value: "one two" },
      { path: "b", seen: 2, value: "three" },
    ]);
    await page.accept();
    assert.equal(page.word, "saved");
    assert.equal(page.exchange.unsent(), null);
  });

  test("changes cells from what the dead one had seen, so that the server sees two versions meet", async () => {
    const left = await leftBy(() => page.exchange.set("a", "mine"));
    page = new Page({ cells: { ...CELLS, a: ["theirs", 5] }, rev: 5 });
    page.exchange.inherit(left);
    page.exchange.flush();
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 3, value: "mine" }]);
    await page.accept({ rev: 6, conflicts: [{ id: 1, path: "a", theirs: "theirs", v: 5 }] });
    assert.equal(page.word, "clash");
  });

  test("is not set back by an answer that was given before its page was made", async () => {
    const left = await leftBy(() => page.type("a", "mine"));
    page = new Page({ cells: { ...CELLS, b: ["newer", 7] }, rev: 7 });
    page.exchange.inherit(left);
    page.exchange.flush();
    await page.accept({ rev: 4, changed: { b: ["older", 4] } });
    assert.deepEqual(page.shown, []);
    page.exchange.refresh({ rev: 8, cells: { a: ["overwritten knowingly", 8], b: ["newer", 7] }, conflicts: [] });
    assert.deepEqual(page.shown, [["a", "overwritten knowingly"]]);
  });

  test("waits for the choices that were waiting, with what was typed meanwhile", async () => {
    const conflict = { id: 9, path: "a", mine: "mine", theirs: "theirs", v: 4 };
    page = new Page({ cells: CELLS, rev: 4, conflicts: [conflict] });
    page.exchange.set("a", "mine, and more");
    const left = page.exchange.unsent();
    page = new Page({ cells: CELLS, rev: 4, conflicts: [conflict] });
    assert.deepEqual([...page.exchange.inherit(left)], [["a", "mine, and more"]]);
    assert.equal(page.word, "clash");
    page.exchange.choose("a", page.exchange.contested.get("a").mine);
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 4, value: "mine, and more", settles: 9 }]);
  });

  test("asks again for words whose conflict was settled on another device", async () => {
    page = new Page({ cells: CELLS, rev: 4, conflicts: [{ id: 9, path: "a", mine: "mine", theirs: "theirs", v: 4 }] });
    page.exchange.set("a", "mine, and more");
    const left = page.exchange.unsent();
    page = new Page({ cells: { ...CELLS, a: ["theirs, chosen", 6] }, rev: 6 });
    page.exchange.inherit(left);
    assert.equal(page.word, "clash");
    page.exchange.choose("a", "mine, and more");
    assert.deepEqual(page.sent.set, [{ path: "a", seen: 6, value: "mine, and more" }]);
  });

  test("does not ask twice where the choice was on its way", async () => {
    const conflict = { id: 9, path: "a", mine: "mine", theirs: "theirs", v: 4 };
    page = new Page({ cells: CELLS, rev: 4, conflicts: [conflict] });
    page.exchange.choose("a", "mine");
    const left = page.exchange.unsent();
    page = new Page({ cells: CELLS, rev: 4, conflicts: [conflict] });
    page.exchange.inherit(left);
    assert.equal(page.exchange.contested.size, 0);
    page.exchange.flush();
    assert.equal(page.requests[0].body, left.frozen);
    await page.accept({ rev: 5 });
    assert.equal(page.word, "saved");
  });

  test("does not contest again what its page shows as contested already", async () => {
    const left = await leftBy(() => page.type("a", "mine"));
    page = new Page({ cells: CELLS, rev: 5, conflicts: [{ id: 2, path: "a", mine: "mine", theirs: "old", v: 3 }] });
    page.exchange.inherit(left);
    page.exchange.flush();
    await page.accept({ rev: 5, conflicts: [{ id: 2, path: "a", theirs: "old", v: 3 }] });
    page.exchange.choose("a", "mine");
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("sends refused words again and hears again what is wrong with them", async () => {
    const left = await leftBy(async () => {
      page.type("a", "too long");
      await page.answer(422, { faults: { a: "Shorten it." } });
    });
    page = new Page({ cells: CELLS, rev: 3 });
    assert.deepEqual([...page.exchange.inherit(left)], [["a", "too long"]]);
    page.exchange.flush();
    await page.answer(422, { faults: { a: "Shorten it." } });
    assert.deepEqual([...page.exchange.faulty], [["a", { message: "Shorten it.", value: "too long" }]]);
  });

  test("puts the words into a new request where the work has another edition now", async () => {
    const left = await leftBy(() => {
      page.type("a", "one");
      page.exchange.set("b", "two");
    });
    page = new Page({ cells: CELLS, rev: 3 });
    page.exchange.schema = "1.2";
    page.exchange.inherit(left);
    page.exchange.flush();
    assert.notEqual(page.sent.client, left.client);
    assert.deepEqual([page.sent.schema, page.sent.seq], ["1.2", 1]);
    assert.deepEqual(page.values, { a: "one", b: "two" });
  });

  test("gives up a deletion that an edit has beaten meanwhile", async () => {
    const cells = { "entries/e1/text": ["one", 4] };
    page = new Page({ cells, rev: 4 });
    page.exchange.set("entries/e1", false);
    const left = page.exchange.unsent();
    page = new Page({ cells: { "entries/e1/text": ["newer", 6] }, rev: 6 });
    assert.deepEqual([...page.exchange.inherit(left)], []);
    assert.equal(page.word, "saved");
  });
});

test("a remark of the server's is told with every answer, and that there is none", async () => {
  const told = [];
  page.exchange.onRemark = (text) => told.push(text);
  page.type("a", "one");
  await page.answer(200, { rev: 1, ok: { a: 1 }, conflicts: [], changed: {}, remark: "This piece is handed in." });
  page.exchange.refresh({ rev: 1, cells: {}, conflicts: [], remark: "" });
  assert.deepEqual(told, ["This piece is handed in.", ""]);
});

describe("what the server has now", () => {
  test("does not hide words that waited behind a conflict which was chosen in elsewhere", () => {
    const conflict = { id: 7, path: "a", mine: "m", theirs: "t", v: 3 };
    page = new Page({ cells: { a: ["old", 1] }, rev: 1 });
    page.exchange.set("a", "typed by the dead");
    const left = page.exchange.unsent();
    page = new Page({ cells: { a: ["t", 3] }, rev: 3, conflicts: [conflict] });
    page.exchange.inherit(left);
    page.exchange.refresh({ rev: 4, cells: { a: ["m", 4] }, conflicts: [] });
    assert.equal(page.word, "clash");
    assert.equal(page.exchange.contested.get("a").mine, "typed by the dead");
  });

  test("does not touch what is on its way", () => {
    page = new Page({ cells: { a: ["old", 1] }, rev: 1 });
    page.type("a", "mine");
    page.exchange.refresh({ rev: 2, cells: { a: ["theirs", 2] }, conflicts: [] });
    assert.deepEqual(page.shown, []);
    assert.equal(page.exchange.seen.get("a"), 1);
  });

  test("is shown where nobody is typing, and never over newer answers", () => {
    page = new Page({ cells: { a: ["old", 1], b: ["old", 2], c: ["old", 2] }, rev: 2 });
    page.exchange.set("b", "mine");
    page.exchange.refresh({ rev: 5, cells: { a: ["new", 5], b: ["theirs", 4], c: ["old", 2] }, conflicts: [] });
    assert.deepEqual(page.shown, [["a", "new"]]);
    page.exchange.refresh({ rev: 4, cells: { a: ["stale", 9] }, conflicts: [] });
    assert.deepEqual(page.shown, [["a", "new"]]);
    page.exchange.flush();
    assert.deepEqual(page.sent.set, [{ path: "b", seen: 2, value: "mine" }]);
  });

  test("may hold a conflict that another tab met: it waits for a choice here, too", () => {
    page = new Page({ cells: { a: ["theirs", 3] }, rev: 3 });
    page.exchange.refresh({ rev: 4, cells: {}, conflicts: [{ id: 7, path: "a", mine: "mine", theirs: "theirs", v: 3 }] });
    assert.equal(page.word, "clash");
    assert.equal(page.troubles, 1);
  });

  test("ends a conflict that was chosen in elsewhere", () => {
    page = new Page({ cells: { a: ["t", 3] }, rev: 3, conflicts: [{ id: 7, path: "a", mine: "m", theirs: "t", v: 3 }] });
    page.exchange.refresh({ rev: 4, cells: { a: ["m", 4] }, conflicts: [] });
    assert.equal(page.word, "saved");
    assert.deepEqual(page.shown, [["a", "m"]]);
  });

  test("does not throw away what was typed here into a conflict that was chosen in elsewhere", () => {
    page = new Page({ cells: { a: ["t", 3] }, rev: 3, conflicts: [{ id: 7, path: "a", mine: "m", theirs: "t", v: 3 }] });
    page.exchange.set("a", "m, and more");
    page.exchange.refresh({ rev: 4, cells: { a: ["m", 4] }, conflicts: [] });
    assert.deepEqual(page.exchange.contested.get("a"), { id: null, path: "a", mine: "m, and more", theirs: "m", v: 4, wasEdited: true });
  });

  test("may tell of a conflict before the answer does that met it: it waits for one choice", async () => {
    page = new Page({ cells: { a: ["old", 1] }, rev: 1 });
    page.type("a", "mine");
    const conflict = { id: 7, path: "a", theirs: "theirs", v: 2 };
    page.exchange.refresh({ rev: 3, cells: { a: ["theirs", 2] }, conflicts: [{ ...conflict, mine: "mine" }] });
    assert.equal(page.exchange.contested.size, 0);
    await page.accept({ rev: 3, conflicts: [conflict] });
    assert.equal(page.exchange.contested.get("a").mine, "mine");
    page.exchange.choose("a", "mine");
    await page.accept();
    assert.equal(page.word, "saved");
  });

  test("does not raise a conflict again whose choice is on its way", async () => {
    const conflict = { id: 7, path: "a", mine: "m", theirs: "t", v: 3 };
    page = new Page({ cells: { a: ["t", 3] }, rev: 3, conflicts: [conflict] });
    page.exchange.choose("a", "m");
    page.exchange.refresh({ rev: 3, cells: { a: ["t", 3] }, conflicts: [conflict] });
    assert.equal(page.exchange.contested.size, 0);
    await page.accept({ rev: 4 });
    assert.equal(page.word, "saved");
  });
});

test("while a dead tab's words cannot be kept, the page says so", () => {
  page.exchange.stuck = 1;
  page.exchange.tellWord();
  assert.equal(page.word, "unsaved");
  assert.equal(page.exchange.isSaved, false);
});

test("while a dead tab's words are on their way, the page does not say Saved", () => {
  page.exchange.elsewhere = 1;
  page.exchange.tellWord();
  assert.equal(page.word, "saving");
  page.exchange.elsewhere = 0;
  page.exchange.tellWord();
  assert.equal(page.word, "saved");
});
