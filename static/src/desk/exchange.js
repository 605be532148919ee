/**
 * One tab's side of the save protocol (docs/save-protocol.md). It knows cells by their path, not what they mean or look like.
 *
 * A request is frozen before it is sent and sent again, unchanged, until it is answered. One is in flight; the next is built
 * from what is dirty when the reply has come. A cell that met a newer value is not sent again before the person has chosen.
 */

const RETRY_FIRST_MS = 1000;
const RETRY_LONGEST_MS = 30000;

/** An id that no other tab has. randomUUID needs HTTPS; this does not. */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Exchange {
  /**
   * @param {object} options
   * @param {{person: number, sheet: number, schema: string, rev: number, cells: object, conflicts: object[]}} options.state
   *   what the server put into the page
   * @param {(body: string) => Promise<{status: number, body: any}>} options.send  posts a request; rejects when nothing answers
   * @param {(word: string) => void} options.onWord     the save promise's word changed
   * @param {(path: string, value: any) => void} options.onChanged  somebody else set a cell that this tab is not editing
   * @param {() => void} options.onTrouble              contested, faulty or stopped changed: look at them
   * @param {(then: () => void, ms: number) => any} [options.later]  a timer, so that tests need not wait
   */
  constructor({ state, send, onWord, onChanged, onTrouble, later = (then, ms) => setTimeout(then, ms) }) {
    Object.assign(this, { send, onWord, onChanged, onTrouble, later });
    this.person = state.person;
    this.sheet = state.sheet;
    this.schema = state.schema;
    this.known = state.rev;
    this.client = newClientId();
    this.seq = 0;
    /** path → revision that set the value this tab has. */
    this.seen = new Map(Object.entries(state.cells).map(([path, [, v]]) => [path, v]));
    /** path → value: typed and not yet sent. */
    this.dirty = new Map();
    /** path → {id, mine, theirs, v}: waiting for the person to choose. */
    this.contested = new Map();
    /** Further conflicts of cells that are contested already: one is chosen in after the other. */
    this.queued = [];
    for (const conflict of state.conflicts) {
      if (this.contested.has(conflict.path)) this.queued.push(conflict);
      else this.contested.set(conflict.path, conflict);
    }
    /** path → id of the conflict that its next value settles, until that is acknowledged. */
    this.chosen = new Map();
    /** path → message: refused by the server, waiting to be changed. */
    this.faulty = new Map();
    this.inFlight = null;
    this.isSending = false;
    this.failures = 0;
    /** Why nothing more can be sent: "signed-out" (until signed in again), or "person", "schema", "closed" … (until reloaded). */
    this.stopped = "";
    this.word = "";
    this.tellWord();
  }

  /** Whether everything on the screen is acknowledged. Only then does the page say Saved. */
  get isSaved() {
    return !this.inFlight && !this.dirty.size && !this.contested.size && !this.faulty.size;
  }

  /** The person changed a cell. */
  set(path, value) {
    if (this.faulty.delete(path)) this.onTrouble();
    const conflict = this.contested.get(path);
    if (conflict) {
      conflict.mine = value;
      this.onTrouble();
    } else this.dirty.set(path, value);
    this.tellWord();
  }

  /** The person chose between two versions, or wrote a third from both. */
  choose(path, value) {
    const conflict = this.contested.get(path);
    if (!conflict) return;
    this.contested.delete(path);
    this.seen.set(path, conflict.v);
    this.chosen.set(path, conflict.id);
    this.dirty.set(path, value);
    this.onTrouble();
    this.tellWord();
    this.flush();
  }

  /** Send what is dirty, unless something is in flight already. */
  flush() {
    if (this.isSending || (this.stopped && this.stopped !== "signed-out")) return;
    if (!this.inFlight && this.dirty.size) this.freeze();
    if (this.inFlight) this.post();
  }

  freeze() {
    this.inFlight = new Map(this.dirty);
    this.dirty.clear();
    this.seq += 1;
    const set = [...this.inFlight].map(([path, value]) => ({
      path,
      seen: this.seenOf(path),
      value,
      ...(this.chosen.has(path) ? { settles: this.chosen.get(path) } : {}),
    }));
    const { sheet, person, client, seq, known, schema } = this;
    this.frozen = JSON.stringify({ sheet, person, client, seq, known, schema, set });
  }

  /** What a cell is changed from. An entry is as new as its newest field, and unseen while one of them is in trouble. */
  seenOf(path) {
    const isField = (other) => other.startsWith(`${path}/`);
    if ([...this.contested.keys(), ...this.faulty.keys()].some(isField)) return 0;
    const fields = [...this.seen].filter(([other]) => isField(other)).map(([, v]) => v);
    return Math.max(this.seen.get(path) ?? 0, ...fields);
  }

  async post() {
    this.isSending = true;
    this.tellWord();
    let reply;
    try {
      reply = await this.send(this.frozen);
    } catch {
      reply = { status: 0 };
    }
    this.isSending = false;
    this.read(reply);
    this.tellWord();
  }

  read({ status, body }) {
    if (status === 200) this.acknowledged(body);
    else if (status === 409) this.beginAnew();
    else if (status === 422 && body?.faults) this.refused(body.faults);
    else if (status === 401) this.stop("signed-out");
    else if (status === 403 && body?.why !== "csrf") this.stop(body?.why || "closed");
    else if ([404, 413, 422].includes(status)) this.stop(body?.why || "unreadable");
    else this.tryLater();
  }

  acknowledged({ rev, ok, conflicts, changed }) {
    const sent = this.inFlight;
    this.inFlight = null;
    const wasStopped = this.stopped || this.failures;
    this.failures = 0;
    this.known = rev;
    this.stopped = "";
    for (const path of sent.keys()) this.chosen.delete(path);
    for (const [path, v] of Object.entries(ok)) this.seen.set(path, v);
    for (const { id, path, theirs, v } of conflicts) {
      const mine = this.dirty.has(path) ? this.dirty.get(path) : sent.get(path);
      this.dirty.delete(path);
      this.contested.set(path, { id, mine, theirs, v });
    }
    for (const [path, [value, v]] of Object.entries(changed)) {
      // A cell being edited here keeps the revision it was edited from, so that the server sees the two meet.
      if (this.dirty.has(path) || this.contested.has(path) || this.faulty.has(path)) continue;
      this.keepEntry(path);
      this.seen.set(path, v);
      this.onChanged(path, value);
    }
    const wasRaised = this.raiseQueued(sent, ok);
    if (conflicts.length || wasRaised || wasStopped) this.onTrouble();
    this.flush();
  }

  /** An edit that the person had not seen beats their deletion of its entry, even one that is not sent yet. */
  keepEntry(path) {
    const entry = path.slice(0, path.lastIndexOf("/"));
    if (this.dirty.get(entry) !== false) return;
    this.dirty.delete(entry);
    this.onChanged(entry, true);
  }

  /** Where a choice was kept and the cell has a further conflict, that one is next. Returns whether there was one. */
  raiseQueued(sent, ok) {
    const left = this.queued.filter(({ id, path, mine }) => {
      if (!(path in ok) || this.dirty.has(path) || this.contested.has(path)) return true;
      this.contested.set(path, { id, mine, theirs: sent.get(path), v: ok[path] });
      return false;
    });
    const wasRaised = left.length < this.queued.length;
    this.queued = left;
    return wasRaised;
  }

  /** The server knows this tab by another count: put everything unacknowledged into a new request of a new client. */
  beginAnew() {
    this.client = newClientId();
    this.seq = 0;
    this.thaw();
    this.flush();
  }

  refused(faults) {
    this.seq -= 1;
    // What has been typed since may be the cure: it is sent, not held back.
    const since = new Set(this.dirty.keys());
    this.thaw();
    for (const [path, message] of Object.entries(faults)) {
      if (since.has(path)) continue;
      this.dirty.delete(path);
      this.faulty.set(path, message);
    }
    this.onTrouble();
    this.flush();
  }

  /** Back from in flight to dirty; what was typed since wins. */
  thaw() {
    this.dirty = new Map([...this.inFlight, ...this.dirty]);
    this.inFlight = null;
  }

  stop(why) {
    this.stopped = why;
    this.onTrouble();
    if (why === "signed-out") this.tryLater();
  }

  tryLater() {
    this.failures += 1;
    if (this.failures === 1) this.onTrouble();
    const wait = Math.min(RETRY_FIRST_MS * 2 ** (this.failures - 1), RETRY_LONGEST_MS);
    this.later(() => this.flush(), wait);
  }

  tellWord() {
    const word = this.findWord();
    if (word === this.word) return;
    this.word = word;
    this.onWord(word);
  }

  findWord() {
    if (this.contested.size) return "clash";
    if (this.faulty.size || this.stopped || (this.failures && !this.isSaved)) return "unsaved";
    return this.isSaved ? "saved" : "saving";
  }
}
