// Holds tabs of the page's own script (static/src/desk/exchange.js) for tests/desk/script_tab.py: one command a line, one answer a line.
import { createInterface } from "node:readline";

import { Exchange } from "../../static/src/desk/exchange.js";

// Ways in which the script could be wrong, for the tests that see the machine notice.
const { takeOver, inherit } = Exchange.prototype;
const BREAK = {
  hasty: () => Object.defineProperty(Exchange.prototype, "isSaved", { get: () => true }),
  deaf() {
    Exchange.prototype.takeOver = function (path, value, v) {
      if (this.dirty.has(path)) this.seen.set(path, v);
      takeOver.call(this, path, value, v);
    };
  },
  heirless() {
    Exchange.prototype.inherit = function (left) {
      return inherit.call(this, { ...left, dirty: [] });
    };
  },
};
BREAK[process.argv[2]]?.();

class Tab {
  constructor(state) {
    this.changed = [];
    this.pending = null;
    this.timers = [];
    this.isBehind = false;
    this.word = "";
    this.exchange = new Exchange({
      state,
      send: (body) => new Promise((resolve, reject) => (this.pending = { body, resolve, reject })),
      onWord: (word) => (this.word = word),
      onChanged: (path, value) => this.changed.push([path, value]),
      onTrouble: () => {},
      onBehind: () => (this.isBehind = true),
      later: (then) => this.timers.push(then),
    });
  }

  set(path, value) {
    this.exchange.set(path, value);
  }

  choose(path, value) {
    this.exchange.choose(path, value);
  }

  flush(skip) {
    this.exchange.seq += skip;
    this.exchange.flush();
  }

  answer(status, body) {
    this.pending.resolve({ status, body });
    this.pending = null;
  }

  fail() {
    this.pending.reject(new TypeError("Failed to fetch"));
    this.pending = null;
  }

  ring() {
    this.timers.splice(0).forEach((then) => then());
  }

  refresh(state) {
    this.isBehind = false;
    this.exchange.refresh(state);
  }

  inherit(left) {
    return [...this.exchange.inherit(left)];
  }

  unsent() {
    return this.exchange.unsent();
  }

  look() {
    const { exchange } = this;
    return {
      word: this.word,
      isSaved: exchange.isSaved,
      pending: this.pending?.body ?? null,
      dirty: [...exchange.dirty],
      contested: [...exchange.contested.values()],
      queued: exchange.queued,
      changed: this.changed.splice(0),
      isBehind: this.isBehind,
      seq: exchange.seq,
    };
  }
}

const tabs = new Map();
const settled = () => new Promise((resolve) => setImmediate(resolve));

for await (const line of createInterface({ input: process.stdin })) {
  const [name, act, ...args] = JSON.parse(line);
  let result = null;
  if (act === "open") tabs.set(name, new Tab(...args));
  else result = tabs.get(name)[act](...args) ?? null;
  await settled();
  process.stdout.write(`${JSON.stringify({ result, ...tabs.get(name).look() })}\n`);
}
