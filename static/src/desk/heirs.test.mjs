import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Exchange } from "./exchange.js";
import { deliver } from "./heirs.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const WHERE = { url: "/desk/work/3/", page: "/work/1/", title: "The aims table" };

/** A device with one record. */
class Device {
  records = new Map();

  async keep(id, left) {
    this.records.set(id, structuredClone(left));
  }

  async drop(id) {
    this.records.delete(id);
  }
}

/** What a tab leaves that died after `act`; its requests never came back. */
function leftBy(act, { cells = {}, rev = 0, conflicts = [] } = {}) {
  const exchange = new Exchange({
    state: { person: 7, sheet: 3, schema: "1.1", rev, cells, conflicts },
    send: () => new Promise(() => {}),
    onWord: () => {},
    onChanged: () => {},
    onTrouble: () => {},
  });
  act(exchange);
  return { ...structuredClone(exchange.unsent()), ...WHERE };
}

let device;
let requests;
let timers;
let ended;
beforeEach(() => {
  device = new Device();
  requests = [];
  timers = [];
  ended = null;
});

async function begin(left) {
  await device.keep("tab", left);
  const send = (body) => new Promise((resolve) => requests.push({ body, resolve }));
  deliver({ device, id: "tab", left, send, later: (then) => timers.push(then) }).then((why) => (ended = why));
  await settled();
}

async function answer(status, body) {
  requests.at(-1).resolve({ status, body });
  for (let turn = 0; turn < 5; turn += 1) await settled();
}

const sent = () => JSON.parse(requests.at(-1).body);
const accept = (rev) => answer(200, { rev, ok: Object.fromEntries(sent().set.map(({ path }) => [path, rev])), conflicts: [], changed: {} });

function oneTyped(exchange) {
  exchange.set("a", "one");
  exchange.flush();
  exchange.set("a", "one two");
}

describe("bringing a dead tab's words to the server", () => {
  test("sends the request that was on its way, then the rest, and leaves nothing on the device", async () => {
    const left = leftBy(oneTyped);
    await begin(left);
    assert.equal(requests[0].body, left.frozen);
    await accept(1);
    assert.deepEqual(sent().set, [{ path: "a", seen: 1, value: "one two" }]);
    assert.equal(device.records.get("tab").url, WHERE.url);
    await accept(2);
    assert.equal(ended, "");
    assert.equal(device.records.size, 0);
  });

  test("is at its end where words met newer ones: the conflict keeps them", async () => {
    await begin(leftBy((exchange) => exchange.set("a", "mine")));
    await answer(200, { rev: 2, ok: {}, conflicts: [{ id: 5, path: "a", theirs: "theirs", v: 1 }], changed: {} });
    assert.equal(ended, "");
    assert.equal(device.records.size, 0);
  });

  test("tries again while nobody is signed in or nothing answers", async () => {
    await begin(leftBy((exchange) => exchange.set("a", "one")));
    for (const status of [401, 503]) {
      await answer(status, null);
      assert.equal(ended, null);
      timers.shift()();
      await settled();
    }
    assert.equal(new Set(requests.map(({ body }) => body)).size, 1);
    await accept(1);
    assert.equal(ended, "");
  });

  for (const why of ["closed", "schema", "person"]) {
    test(`leaves it on the device where the server says ${why}`, async () => {
      await begin(leftBy((exchange) => exchange.set("a", "one")));
      await answer(403, { why });
      assert.equal(ended, why);
      assert.deepEqual(device.records.get("tab").inFlight, [["a", "one"]]);
      assert.equal(device.records.get("tab").title, WHERE.title);
    });
  }

  test("leaves what is refused on the device, and sends the rest", async () => {
    await begin(
      leftBy((exchange) => {
        exchange.set("a", "too long");
        exchange.set("b", "fine");
      }),
    );
    await answer(422, { faults: { a: "Shorten it." } });
    assert.deepEqual(sent().set, [{ path: "b", seen: 0, value: "fine" }]);
    await accept(1);
    assert.equal(ended, "faulty");
    assert.deepEqual(device.records.get("tab").faulty, [["a", "too long"]]);
  });

  test("leaves words that wait for a choice to the person, with the conflict they belong to", async () => {
    const conflicts = [{ id: 9, path: "a", mine: "mine", theirs: "theirs", v: 4 }];
    await begin(leftBy((exchange) => exchange.set("a", "mine, and more"), { cells: { a: ["theirs", 4] }, rev: 4, conflicts }));
    assert.equal(requests.length, 0);
    assert.equal(ended, "edited");
    assert.deepEqual(device.records.get("tab").edited.map(({ id, mine }) => [id, mine]), [[9, "mine, and more"]]);
  });
});
