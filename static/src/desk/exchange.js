/**
 * One tab's side of the save protocol (docs/save-protocol.md). It knows cells by their path, not what they mean or look like.
 *
 * A request is frozen before it is sent and sent again, unchanged, until it is answered. One is in flight; the next is built
 * from what is dirty when the reply has come. A cell that met a newer value is not sent again before the person has chosen.
 */

const RETRY_FIRST_MS = 1000;
const RETRY_LONGEST_MS = 30000;
const TOO_MUCH = "This is too much for one place. Shorten it, or copy it elsewhere.";

/** An id that no other tab has. randomUUID needs HTTPS; this does not. */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Fields before their entry: an edit that keeps an entry here may have been made before others deleted it. */
const depth = ([path]) => path.split("/").length;
const fieldsFirst = (cells) => Object.entries(cells).sort((one, other) => depth(other) - depth(one));

export class Exchange {
  /**
   * @param {object} options
   * @param {{person: number, sheet: number, schema: string, rev: number, cells: object, conflicts: object[]}} options.state
   *   what the server put into the page
   * @param {(body: string) => Promise<{status: number, body: any}>} options.send  posts a request; rejects when nothing answers
   * @param {(word: string) => void} options.onWord     the save promise's word changed
   * @param {(path: string, value: any) => void} options.onChanged  somebody else set a cell that this tab is not editing
   * @param {() => void} options.onTrouble              contested, faulty or stopped changed: look at them
   * @param {() => Promise<void>|void} [options.onUnsent]  unsent() is another now: resolves once the device has it
   * @param {() => void} [options.onBehind]             the server may have more than this tab shows: ask it, and refresh
   * @param {() => boolean} [options.isKept]            whether the device has what is unsent
   * @param {(text: string) => void} [options.onRemark] what the server has to say of the piece as it stands now; "" for nothing
   * @param {(then: () => void, ms: number) => any} [options.later]  a timer, so that tests need not wait
   */
  constructor({
    state,
    send,
    onWord,
    onChanged,
    onTrouble,
    onUnsent = () => {},
    onBehind = () => {},
    isKept = () => false,
    onRemark = () => {},
    later = (then, ms) => setTimeout(then, ms),
  }) {
    Object.assign(this, { send, onWord, onChanged, onTrouble, onUnsent, onBehind, isKept, onRemark, later });
    /** path → [value, v] as the page was made with. */
    this.given = state.cells;
    this.person = state.person;
    this.sheet = state.sheet;
    this.schema = state.schema;
    this.known = state.rev;
    this.client = newClientId();
    this.seq = 0;
    /** path → revision that set the value this tab has. */
    this.seen = new Map(Object.entries(state.cells).map(([path, [, v]]) => [path, v]));
    /** Entries that are deleted on the server, as far as it has told. */
    this.gone = new Set();
    for (const [path, [value]] of Object.entries(state.cells)) this.stands(path, value);
    /** path → value: typed and not yet sent. */
    this.dirty = new Map();
    /**
     * path → {id, path, mine, theirs, v, wasEdited}: waiting for the person to choose. The id is null where the server knows of
     * no conflict; edited ones hold words that only this tab has.
     */
    this.contested = new Map();
    /** Further conflicts of cells that are contested already, or on their way: one is chosen in after the other. */
    this.queued = [];
    for (const conflict of state.conflicts) this.contest({ ...conflict, wasEdited: false });
    /** path → id of the conflict that its next value settles, until that is acknowledged. */
    this.chosen = new Map();
    /** path → {message, value}: refused by the server, waiting to be changed. */
    this.faulty = new Map();
    this.inFlight = null;
    this.isSending = false;
    /** Whether what is in flight was frozen by a tab that has died. */
    this.isInherited = false;
    /** How many dead tabs' words on the same sheet are still being brought to the server, and how many cannot be. */
    this.elsewhere = 0;
    this.stuck = 0;
    this.isWaiting = false;
    this.failures = 0;
    /** Why nothing more can be sent: "signed-out" (until signed in again), or "person", "schema", "closed" … (until reloaded). */
    this.stopped = "";
    this.word = "";
    this.tellWord();
  }

  /** Whether everything on the screen is acknowledged. Only then does the page say Saved. */
  get isSaved() {
    return !this.inFlight && !this.dirty.size && !this.contested.size && !this.queued.length && !this.faulty.size && !this.elsewhere && !this.stuck;
  }

  /** The person changed a cell. */
  set(path, value) {
    if (this.faulty.delete(path)) this.onTrouble();
    const conflict = this.contested.get(path);
    if (conflict) {
      Object.assign(conflict, { mine: value, wasEdited: true });
      this.onTrouble();
    } else this.dirty.set(path, value);
    this.onUnsent();
    this.tellWord();
  }

  /** The person chose between two versions, or wrote a third from both. */
  choose(path, value) {
    const conflict = this.contested.get(path);
    if (!conflict) return;
    this.contested.delete(path);
    this.seen.set(path, conflict.v);
    if (conflict.id !== null) this.chosen.set(path, conflict.id);
    this.dirty.set(path, value);
    this.onUnsent();
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

  /** The device has the request before the network does: a tab that dies is followed by one that sends the very same. */
  post() {
    this.isSending = true;
    this.tellWord();
    const kept = this.onUnsent();
    return kept ? kept.then(() => this.carry()) : this.carry();
  }

  async carry() {
    let reply;
    try {
      reply = await this.send(this.frozen);
    } catch {
      reply = { status: 0 };
    }
    this.isSending = false;
    this.read(reply);
    if (!this.isSending) this.onUnsent();
    this.tellWord();
  }

  /** What does not look like an answer of ours (a filter's page, a proxy's) is none: the request is sent again. */
  read({ status, body }) {
    if (status === 200 && Number.isInteger(body?.rev) && body.ok && body.conflicts && body.changed) this.acknowledged(body);
    else if (status === 409 && Number.isInteger(body?.gap)) this.beginAnew();
    else if (status === 422 && body?.faults) this.refused(body.faults);
    else if (status === 413 || (status === 422 && body?.why)) this.refuseLargest();
    else if (status === 401) this.stop("signed-out");
    else if ([403, 404].includes(status) && body?.why && body.why !== "csrf") this.stop(body.why);
    else this.tryLater();
  }

  acknowledged({ rev, ok, conflicts, changed, remark = "" }) {
    const sent = this.inFlight;
    this.inFlight = null;
    const wasStopped = this.stopped || this.failures;
    this.failures = 0;
    this.known = rev;
    this.stopped = "";
    for (const path of sent.keys()) this.chosen.delete(path);
    for (const [path, v] of Object.entries(ok)) {
      this.seen.set(path, v);
      this.stands(path, sent.get(path));
    }
    // A deletion that lost is among both.
    for (const [path, [value]] of Object.entries(changed)) this.stands(path, value);
    for (const { id, path, theirs, v } of conflicts) {
      // A dead tab's request may have met it before, or the state told of it.
      if (this.contested.get(path)?.id === id) continue;
      const queued = this.queued.find((known) => known.id === id);
      this.queued = this.queued.filter((known) => known !== queued);
      const since = this.dirty.has(path) ? this.dirty.get(path) : queued?.wasEdited ? queued.mine : undefined;
      this.dirty.delete(path);
      this.contest({ id, path, mine: since === undefined ? sent.get(path) : since, theirs, v, wasEdited: since !== undefined });
    }
    for (const [path, [value, v]] of fieldsFirst(changed)) this.takeOver(path, value, v);
    const wasRaised = this.raiseQueued(sent, ok);
    if (conflicts.length || wasRaised || wasStopped) this.onTrouble();
    this.onRemark(remark);
    if (this.isInherited) {
      this.isInherited = false;
      this.onBehind();
    }
    this.flush();
  }

  knownConflicts() {
    return [...this.contested.values(), ...this.queued];
  }

  contest(conflict) {
    const { path } = conflict;
    if (this.contested.has(path) || this.dirty.has(path)) this.queued.push(conflict);
    else this.contested.set(path, conflict);
  }

  /** Somebody else has set a cell. One that is being edited here keeps the revision it was edited from, so that the server sees the two meet. */
  takeOver(path, value, v) {
    if (this.dirty.has(path) || this.contested.has(path) || this.faulty.has(path)) return;
    if (v < (this.seen.get(path) ?? 0)) return;
    this.keepEntry(path);
    this.seen.set(path, v);
    this.onChanged(path, value);
  }

  /** What the server has now: shows what others have set, and waits for a choice in conflicts this tab has not heard of. */
  refresh({ rev, cells, conflicts, remark = "" }) {
    // Asked before a newer answer came.
    if (rev < this.known) return;
    this.onRemark(remark);
    for (const [path, [value]] of Object.entries(cells)) this.stands(path, value);
    for (const [path, [value, v]] of fieldsFirst(cells)) {
      if (!this.inFlight?.has(path) && v > (this.seen.get(path) ?? 0)) this.takeOver(path, value, v);
    }
    const standing = new Set(conflicts.map(({ id }) => id));
    this.dropSettled(standing, cells);
    const known = new Set([...this.knownConflicts().map(({ id }) => id), ...this.chosen.values()]);
    for (const conflict of conflicts) {
      if (known.has(conflict.id)) continue;
      if (this.inFlight?.has(conflict.path)) this.queued.push({ ...conflict, wasEdited: false });
      else this.contest({ ...conflict, wasEdited: false });
    }
    this.raiseQueued();
    this.known = rev;
    this.onUnsent();
    this.onTrouble();
    this.tellWord();
  }

  /** Conflicts chosen in elsewhere are over; words that were typed here since wait for a choice of their own. */
  dropSettled(standing, cells) {
    const isOver = ({ id }) => id !== null && !standing.has(id);
    for (const conflict of this.knownConflicts().filter(isOver)) {
      const [theirs, v] = cells[conflict.path] ?? [null, 0];
      if (conflict.wasEdited) {
        Object.assign(conflict, { id: null, theirs, v });
        continue;
      }
      this.queued = this.queued.filter((other) => other !== conflict);
      if (this.contested.get(conflict.path) !== conflict) continue;
      this.contested.delete(conflict.path);
      this.seen.set(conflict.path, v);
      this.onChanged(conflict.path, theirs);
    }
  }

  /** What would be lost if this tab died now, as plain data for the device; null where nothing would. */
  unsent() {
    const edited = this.knownConflicts().filter(({ wasEdited }) => wasEdited);
    if (!this.inFlight && !this.dirty.size && !this.faulty.size && !edited.length && !this.chosen.size) return null;
    const { person, sheet, schema, client, seq, known } = this;
    return {
      ...{ person, sheet, schema, client, seq, known, edited },
      frozen: this.inFlight ? this.frozen : null,
      inFlight: [...(this.inFlight ?? [])],
      dirty: [...this.dirty],
      faulty: [...this.faulty].map(([path, { value }]) => [path, value]),
      chosen: [...this.chosen],
      seen: [...this.seen],
    };
  }

  /**
   * Go on as a tab that has died, from what unsent() gave it: under its own count, so that the server knows again what was on
   * its way. For an exchange in which nothing has been typed yet. Returns what the page is to show: path → value.
   */
  inherit(left) {
    const seenThen = new Map(left.seen);
    const seenNow = new Map(this.seen);
    this.chosen = new Map(left.chosen);
    // What was refused is sent once more, and is told again what is wrong.
    this.dirty = new Map([...left.faulty, ...left.dirty]);
    if (left.frozen && left.schema === this.schema) {
      ({ client: this.client, seq: this.seq, frozen: this.frozen } = left);
      this.inFlight = new Map(left.inFlight);
      this.isInherited = true;
    } else {
      // Of another edition of the work, the request would be refused: its words go into a new one.
      if (left.schema === this.schema) ({ client: this.client, seq: this.seq } = left);
      this.dirty = new Map([...left.inFlight, ...this.dirty]);
    }
    for (const [path, value] of this.dirty) {
      const isBeaten = [...seenNow].some(([other, v]) => other.startsWith(`${path}/`) && v > (seenThen.get(other) ?? 0));
      if (value === false && isBeaten) this.dirty.delete(path);
    }
    for (const path of [...(this.inFlight?.keys() ?? []), ...this.dirty.keys()]) this.seen.set(path, seenThen.get(path) ?? 0);
    this.inheritConflicts(left.edited);
    const edited = [...this.contested.values()].filter(({ wasEdited }) => wasEdited);
    this.onUnsent();
    this.onTrouble();
    this.tellWord();
    return new Map([...(this.inFlight ?? []), ...this.dirty, ...edited.map(({ path, mine }) => [path, mine])]);
  }

  /** Every conflict waits again, but for those whose choice is on its way; what was typed since in such a cell waits behind. */
  inheritConflicts(edited) {
    const onWay = new Set(this.chosen.values());
    const onServer = this.knownConflicts();
    const waiting = onServer.filter(({ id }) => !onWay.has(id));
    for (const conflict of waiting) {
      const since = edited.find(({ id }) => id === conflict.id);
      if (since) Object.assign(conflict, { mine: since.mine, wasEdited: true });
    }
    for (const { path } of [...waiting]) {
      if (!this.dirty.has(path) || this.chosen.has(path)) continue;
      waiting.push(this.unknownConflict(path, this.dirty.get(path)));
      this.dirty.delete(path);
    }
    const known = new Set(onServer.map(({ id }) => id));
    for (const { id, path, mine } of edited) {
      if (!known.has(id)) waiting.push(this.unknownConflict(path, mine));
    }
    this.contested.clear();
    this.queued = [];
    for (const conflict of waiting) this.contest(conflict);
  }

  /** Words in a cell that others have set meanwhile, of which the server has not been told. */
  unknownConflict(path, mine) {
    const [theirs, v] = this.given[path] ?? [null, 0];
    return { id: null, path, mine, theirs, v, wasEdited: true };
  }

  /**
   * An edit that the person had not seen beats their deletion of its entry, even one that is not sent yet. Where the entry is
   * deleted on the server, by somebody who had seen the edit, theirs changes nothing, and is sent.
   */
  keepEntry(path) {
    const entry = path.slice(0, path.lastIndexOf("/"));
    if (this.dirty.get(entry) !== false || this.gone.has(entry)) return;
    this.dirty.delete(entry);
    this.onChanged(entry, true);
  }

  /** The server has this value in a cell. */
  stands(path, value) {
    if (value === false) this.gone.add(path);
    else this.gone.delete(path);
  }

  /**
   * A further conflict of a cell is next as soon as nothing of the cell is on its way or waiting: after a choice, against what was
   * chosen. Returns whether there was one.
   */
  raiseQueued(sent = new Map(), ok = {}) {
    const isBusy = (path) => [this.dirty, this.contested, this.faulty, this.inFlight].some((cells) => cells?.has(path));
    const left = this.queued.filter((conflict) => {
      const { path } = conflict;
      if (isBusy(path)) return true;
      this.contested.set(path, sent.has(path) && path in ok ? { ...conflict, theirs: sent.get(path), v: ok[path] } : conflict);
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
      this.faulty.set(path, { message, value: this.dirty.get(path) });
      this.dirty.delete(path);
    }
    this.onTrouble();
    this.flush();
  }

  /** The request as a whole was too much, or not to be read: its largest value is held back, and the rest is sent. */
  refuseLargest() {
    const sizes = [...this.inFlight].map(([path, value]) => [JSON.stringify(value).length, path]);
    const [, path] = sizes.sort(([one], [other]) => other - one)[0];
    this.refused({ [path]: TOO_MUCH });
  }

  /** Back from in flight to dirty; what was typed since wins. */
  thaw() {
    this.dirty = new Map([...this.inFlight, ...this.dirty]);
    this.inFlight = null;
    this.isInherited = false;
  }

  stop(why) {
    this.stopped = why;
    this.onTrouble();
    if (why === "signed-out") this.tryLater();
  }

  /** Signed in again: there may have been nothing to send that would find it out. */
  resume() {
    if (this.stopped === "signed-out") {
      this.stopped = "";
      this.onTrouble();
      this.tellWord();
    }
    this.flush();
  }

  tryLater() {
    this.failures += 1;
    if (this.failures === 1) this.onTrouble();
    // One at a time: every pause in typing tries by itself, too.
    if (this.isWaiting) return;
    this.isWaiting = true;
    const wait = Math.min(RETRY_FIRST_MS * 2 ** (this.failures - 1), RETRY_LONGEST_MS);
    this.later(() => {
      this.isWaiting = false;
      this.flush();
    }, wait);
  }

  tellWord() {
    const word = this.findWord();
    if (word === this.word) return;
    this.word = word;
    this.onWord(word);
  }

  findWord() {
    if (this.contested.size) return "clash";
    if (this.faulty.size || this.stopped || this.stuck) return "unsaved";
    if (this.failures && !this.isSaved) return this.isKept() ? "offline" : "unsaved";
    return this.isSaved ? "saved" : "saving";
  }
}
