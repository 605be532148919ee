/** What this browser keeps of unsent words: an encrypted record for each tab that has some, in IndexedDB. */

import { openDB } from "idb";

import { csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";
import { Vault } from "./vault.js";

const DATABASE = "historyclass";
const STORE = "unsent";
const KEY_URL = "/desk/key/";
const LONGEST_WAIT_MS = 20000;
const SYNC_EVERY_MS = 2000;
const SLOW_WRITE_MS = 1000;

/** Without HTTPS (other than on the machine itself) browsers offer neither encryption nor locks; some keep nothing in private windows. */
export const canKeep = () => Boolean(globalThis.crypto?.subtle && globalThis.navigator?.locks && globalThis.indexedDB);

/** The browser keeps nothing for this site, as some do in private windows. */
export class CannotKeep extends Error {}

async function open() {
  try {
    return await openDB(DATABASE, 1, {
      upgrade: (database) => database.createObjectStore(STORE, { keyPath: "id" }),
    });
  } catch (cause) {
    throw new CannotKeep("IndexedDB does not open.", { cause });
  }
}

/** How many tabs, of anybody, have left something on this device. */
export async function countLeft() {
  const database = await open();
  const count = await database.count(STORE);
  database.close();
  return count;
}

async function fetchSecret(person) {
  const answer = await fetch(KEY_URL, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    credentials: "same-origin",
    cache: "no-store",
    signal: deadline(LONGEST_WAIT_MS),
  });
  if (!answer.ok) throw new Error(`No key: ${answer.status}`);
  const { person: owner, key } = await answer.json();
  if (owner !== person) throw new Error("Somebody else is signed in.");
  return Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
}

/** The device as this person may use it. Rejects with CannotKeep, or with another fault where the key is not to be had now. */
export async function openDevice(person) {
  const [database, secret] = await Promise.all([open(), fetchSecret(person)]);
  return new Device(database, await Vault.open(secret));
}

export class Device {
  constructor(database, vault) {
    Object.assign(this, { database, vault, syncedAt: 0 });
  }

  /** Resolves once the browser has the record. What it has outlives its own death; now and then it is pushed to the disk. */
  async keep(id, left) {
    const record = { id, tag: this.vault.tag, ...(await this.vault.lock(left)) };
    await this.write((store) => store.put(record));
  }

  async drop(id) {
    await this.write((store) => store.delete(id));
  }

  async write(act) {
    // A battery that dies must not take more than the last words with it; to wait for the disk at every keystroke would take longer.
    const isDue = Date.now() - this.syncedAt > SYNC_EVERY_MS;
    if (isDue) this.syncedAt = Date.now();
    const writing = this.database.transaction(STORE, "readwrite", { durability: isDue ? "strict" : "relaxed" });
    await Promise.all([act(writing.store), writing.done]);
  }

  /** This person's records, as [{id, left}]. What another key has locked is left alone. */
  async leftBehind() {
    const records = await this.database.getAll(STORE);
    const read = await Promise.all(records.map(async (record) => ({ id: record.id, left: await this.unlock(record) })));
    return read.filter(({ left }) => left);
  }

  /** One of them, or null. */
  async read(id) {
    return this.unlock(await this.database.get(STORE, id));
  }

  async unlock(record) {
    return record?.tag === this.vault.tag ? this.vault.unlock(record).catch(() => null) : null;
  }
}

/** One tab's place on the device. However fast somebody types, one write is under way and the next has the latest. */
export class Slot {
  /**
   * @param {{keep: Function, drop: Function}} device
   * @param {string} id
   * @param {() => object|null} latest  what would be lost now
   * @param {() => void} onKept         the last write failed, or one works again
   */
  constructor(device, id, latest, onKept = () => {}) {
    Object.assign(this, { device, id, latest, onKept, isEmpty: true, isStale: false, running: null, hasFailed: false, since: 0 });
  }

  /** Whether the device has what is unsent, but for the last moment's. */
  get isKept() {
    return !this.hasFailed && !(this.running && Date.now() - this.since > SLOW_WRITE_MS);
  }

  /** Resolves once the device has what is unsent now, or has failed to keep it. */
  keep() {
    this.isStale = true;
    this.running ??= this.run();
    return this.running;
  }

  async run() {
    const before = this.hasFailed;
    this.since = Date.now();
    // All that changes in one go is written in one go.
    await null;
    try {
      while (this.isStale) {
        this.isStale = false;
        this.since = Date.now();
        const left = this.latest();
        if (left) await this.device.keep(this.id, left);
        else if (!this.isEmpty) await this.device.drop(this.id);
        this.isEmpty = !left;
      }
      this.hasFailed = false;
    } catch {
      this.hasFailed = true;
    }
    this.running = null;
    if (this.hasFailed !== before) this.onKept();
  }
}
