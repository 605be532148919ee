/** A desk: ties a page's fields to the exchange, and says what becomes of what is typed. */

import { stuck } from "../courier.js";
import { deadline } from "../deadline.js";
import { refocus } from "../dialog.js";
import { CHANNEL } from "../session.js";
import { CannotKeep, Slot, canKeep, openDevice } from "./device.js";
import { Exchange } from "./exchange.js";
import { bind, boxOf, choiceWords, fieldsByPath, isTouched, labelOf, lacksEditors, show, valueOf } from "./fields.js";
import { beginSlot, deliver, deliverAll, takeOver } from "./heirs.js";
import { reveal } from "./parts.js";
import { signInDialog } from "./sign_in.js";
import { status } from "./status.js";
import { transport } from "./transport.js";
import { note, notLoaded, showTrouble } from "./trouble.js";
import { isSame } from "./values.js";
import { chooseVersion } from "./versions.js";

const NO_COPY = [
  "This browser keeps no copy of what you type.",
  "Browsers do so over HTTPS, and some not in private windows. Keep the page open until it says Saved.",
];
const OTHER_PERSON = "desk:other-person";
/** Milliseconds: how long the page waits for the device before it says anything; for its last write before a request goes. */
const DEVICE_WAIT_MS = 2000;
const WRITE_WAIT_MS = 1000;
const ASK_AGAIN_MS = 5000;
const ANSWER_WAIT_MS = 20000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const within = (ms, promise) => Promise.race([promise, pause(ms)]);

export class Desk {
  /** @param {Device} [device]  the person's device, where a desk before this one has opened it */
  constructor(root, device = null) {
    this.root = root;
    this.opened = device;
    /** Ends what the page listens to, once another piece stands in its place. */
    this.ending = new AbortController();
    this.letGo = null;
    this.state = JSON.parse(document.getElementById("desk-state").textContent);
    this.fields = fieldsByPath(root);
    this.box = document.querySelector("[data-desk-says]");
    this.device = null;
    this.slot = null;
    this.opening = null;
    this.openedAt = 0;
    this.isReady = false;
    /** What the person has asked for and waits for: to go on to another page. */
    this.waiting = [];
    this.remarks = [];
    this.remark = "";
    this.choosing = null;
    this.lastField = null;
    this.typed = 0;
    this.askedAt = 0;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
    this.say = status(document.querySelector("[data-save-status]"), document.querySelector("[data-save-announce]"));
    this.signIn = signInDialog(document.querySelector("[data-sign-in-dialog]"), {
      signedIn: (person) => this.signedIn(person),
      backTo: () => boxOf(this.lastField),
      signal: this.ending.signal,
    });
    this.warn = this.warn.bind(this);
  }

  async start() {
    this.exchange = new Exchange({
      state: this.state,
      send: transport(this.root.dataset.saveUrl),
      onWord: (word) => this.tell(word),
      onChanged: (path, value) => this.put(path, value),
      onTrouble: () => this.showTrouble(),
      onUnsent: () => this.slot && within(WRITE_WAIT_MS, this.slot.keep()),
      onBehind: () => this.askServer(),
      onRemark: (text) => this.hearRemark(text),
      isKept: () => Boolean(this.slot?.isKept),
    });
    bind(this.root, this.exchange);
    this.listen();
    this.takeTouched();
    this.sayOnce();
    // Nothing is promised before it is known what a dead tab has left.
    await within(DEVICE_WAIT_MS, this.openDevice());
    this.isReady = true;
    this.tell(this.exchange.word);
    this.exchange.flush();
    this.showTrouble();
    // The tab before may have saved while this page was being made.
    this.askServer();
  }

  // --- Fields --------------------------------------------------------------------------------------------------------

  /** Fields that have come onto the page since: those of a new entry in a list. */
  take(element) {
    for (const [path, field] of fieldsByPath(element)) this.fields.set(path, field);
  }

  /** A value from elsewhere. What the page has no field for, whoever can make one is told of (`desk:unplaced`). */
  put(path, value) {
    const field = this.fields.get(path);
    if (field) show(field, value);
    else this.root.dispatchEvent(new CustomEvent("desk:unplaced", { detail: { path, value } }));
  }

  // --- The device ----------------------------------------------------------------------------------------------------

  openDevice() {
    if (this.device || !canKeep()) return Promise.resolve();
    this.openedAt = Date.now();
    this.opening ??= this.takePlace().finally(() => (this.opening = null));
    return this.opening;
  }

  /** This tab's place on the device, with what a dead tab has left in it. Without the key there is none, until the next try. */
  async takePlace() {
    try {
      const device = this.opened ?? (await openDevice(this.state.person));
      const place = (await takeOver(device, this.state.sheet, () => this.askServer())) ?? (await beginSlot());
      if (this.ending.signal.aborted) {
        place.letGo?.();
        return;
      }
      this.device = device;
      this.usePlace(place);
    } catch (fault) {
      if (fault instanceof CannotKeep) this.addRemark(...NO_COPY);
    }
  }

  usePlace({ id, left, letGo }) {
    const mayInherit = left && this.mayInherit(left);
    if (!left || mayInherit) {
      this.slot = this.makeSlot(id);
      this.letGo = letGo;
    }
    if (mayInherit) {
      this.slot.isEmpty = false;
      for (const [path, value] of this.exchange.inherit(left)) this.put(path, value);
    } else if (left) {
      this.bring({ id, left, letGo });
      beginSlot().then((own) => {
        this.slot = this.makeSlot(own.id);
        this.letGo = own.letGo;
        this.exchange.onUnsent();
      });
    }
    this.deliverOthers();
    this.exchange.onUnsent();
    this.exchange.tellWord();
  }

  makeSlot(id) {
    const where = { url: this.root.dataset.saveUrl, page: location.pathname, title: document.querySelector("h1").textContent };
    const latest = () => {
      const unsent = this.exchange.unsent();
      return unsent && { ...unsent, ...where, at: Date.now() };
    };
    return new Slot(this.device, id, latest, () => this.exchange.tellWord());
  }

  /** Not over what has been typed since the page came: that is for the server to see meet. */
  mayInherit(left) {
    const { exchange } = this;
    const paths = new Set([...left.inFlight, ...left.faulty, ...left.dirty].map(([path]) => path).concat(left.edited.map(({ path }) => path)));
    const isUntouched = ([path, field]) => !paths.has(path) || !isTouched(field);
    return exchange.seq === 0 && !exchange.dirty.size && !exchange.faulty.size && [...this.fields].every(isUntouched);
  }

  async bring({ id, left, letGo }) {
    this.begun();
    const why = await deliver({ device: this.device, id, left });
    letGo();
    this.ended({ id, left, why });
  }

  /** What other tabs of this person have left: of this piece, the page waits for it. */
  deliverOthers() {
    const isHere = (left) => left.sheet === this.state.sheet;
    const begun = new Set();
    deliverAll(this.device, {
      except: this.slot?.id,
      begun: (id, left) => {
        if (!isHere(left)) return;
        begun.add(id);
        this.begun();
      },
      done: (id, left, why) => {
        if (begun.has(id)) this.ended({ id, left, why });
        else if (isHere(left)) this.askServer();
      },
    }).catch(() => {});
  }

  begun() {
    this.exchange.elsewhere += 1;
    this.exchange.tellWord();
  }

  /** A dead tab's words are there, or cannot be: then they are shown here, and the page does not say Saved before they are gone. */
  ended({ id, left, why }) {
    this.exchange.elsewhere -= 1;
    if (why) {
      this.exchange.stuck += 1;
      const gone = () => {
        this.exchange.stuck -= 1;
        this.remarks = this.remarks.filter(({ line }) => line !== box);
        this.exchange.tellWord();
        this.showTrouble();
      };
      const box = stuck({ device: this.device, id, left, why, gone });
      this.remarks.push({ line: box, isPast: () => false });
      this.showTrouble();
    }
    this.exchange.tellWord();
    this.askServer();
  }

  /**
   * Somebody may have typed before the script had come. A form that came back with what was sent shows that, whatever stands on the
   * sheet by now.
   */
  takeTouched() {
    const isSent = "deskSent" in this.root.dataset;
    const differs = (path, field) => isSent && !isSame(valueOf(field), this.state.cells[path]?.[0]);
    for (const [path, field] of this.fields) {
      if (this.exchange.contested.has(path)) continue;
      if (isTouched(field) || differs(path, field)) this.exchange.set(path, valueOf(field));
    }
  }

  // --- What the page says --------------------------------------------------------------------------------------------

  tell(word) {
    if (this.isReady || word !== "saved") this.say(word);
    if (word === "saved") {
      this.waiting.splice(0).forEach((go) => go());
      if (this.remarks.length) this.showTrouble();
      // The key may not have been to be had when the page came.
      if (!this.device && this.isReady && Date.now() - this.openedAt > ASK_AGAIN_MS) this.openDevice();
    } else if (word !== "saving") this.waiting.splice(0);
  }

  showTrouble() {
    if (!this.exchange) return;
    const { box, exchange, fields } = this;
    if (exchange.stopped === "person" && (exchange.isSaved || this.slot?.isKept)) {
      // Another person has signed in: nothing of this one may be sent or shown under their name.
      sessionStorage.setItem(OTHER_PERSON, "yes");
      this.leave();
      return;
    }
    this.remarks = this.remarks.filter(({ isPast }) => !isPast());
    const remarks = this.remarks.map(({ line }) => line);
    showTrouble({ box, exchange, fields, remarks, signIn: () => this.signIn.open(), choose: (path) => this.choose(path) });
    if (exchange.stopped === "signed-out") this.signIn.openAtPause();
    else this.signIn.over();
    this.choosing?.look();
  }

  sayOnce() {
    if (sessionStorage.getItem(OTHER_PERSON)) {
      sessionStorage.removeItem(OTHER_PERSON);
      this.addRemark("Somebody else was signed in on this device.", "Nothing of theirs is sent or shown under your name.");
    }
    if (!canKeep()) this.addRemark(...NO_COPY);
    if (lacksEditors(this.root)) {
      this.remarks.push({ line: notLoaded(), isPast: () => false });
      this.showTrouble();
    }
  }

  /** A line that the page itself has to say, until it is past. */
  addRemark(head, body, isPast = () => false) {
    this.remarks.push({ line: note(head, body), isPast });
    this.showTrouble();
  }

  /** What has become of the piece while this page was open: it is handed in, say. */
  hearRemark(text) {
    if (text === this.remark) return;
    this.remark = text;
    const [, head, body] = text.match(/^(.*?[.])\s*(.*)$/) ?? [];
    if (text) this.addRemark(head, body, () => this.remark !== text);
    else this.showTrouble();
  }

  // --- What the person does ------------------------------------------------------------------------------------------

  async choose(path) {
    const { exchange } = this;
    const conflict = exchange.contested.get(path);
    if (!conflict || this.choosing) return;
    const field = this.fields.get(path);
    const label = labelOf(field, path);
    const { mine, theirs } = conflict;
    // A page that was made with the conflict shows what stands; one that met it, what was typed.
    const isTheirsHere = field && isSame(valueOf(field), theirs);
    const [here, there] = isTheirsHere ? [theirs, mine] : [mine, theirs];
    const isStale = () => exchange.contested.get(path) !== conflict || conflict.theirs !== theirs || conflict.mine !== mine;
    const closing = new AbortController();
    this.choosing = { look: () => isStale() && closing.abort() };
    const chosen = await chooseVersion(
      { label, here, there, isOneLine: field?.dataset.date !== undefined, words: choiceWords(field) },
      closing.signal,
    );
    this.choosing = null;
    reveal(field);
    refocus(boxOf(field));
    if (isStale()) {
      const { typed } = this;
      this.addRemark(`${label} has just changed in another tab or on another device.`, "Nothing was chosen here.", () => this.typed > typed);
      return;
    }
    if (!chosen) return;
    if (field) show(field, chosen.value);
    exchange.choose(path, chosen.value);
    const [next] = exchange.contested.keys();
    if (next && !chosen.isToEdit) this.choose(next);
  }

  signedIn(person) {
    this.channel?.postMessage({ person });
    if (person !== this.state.person) {
      this.exchange.stop("person");
      return;
    }
    this.exchange.resume();
    this.openDevice();
  }

  /** Ask what stands on the server: others may have written, or somebody else have signed in. */
  async askServer() {
    this.askedAt = Date.now();
    try {
      const answer = await fetch(`${this.root.dataset.stateUrl}?person=${this.state.person}`, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
        signal: deadline(ANSWER_WAIT_MS),
      });
      const body = await answer.json();
      if (answer.ok) this.exchange.refresh(body);
      else if (body.why === "person") this.exchange.stop("person");
    } catch {
      // The next save will find out.
    }
  }

  cameBack() {
    this.exchange.flush();
    if (document.visibilityState !== "visible" || Date.now() - this.askedAt < ASK_AGAIN_MS) return;
    this.askServer();
    if (this.device) this.deliverOthers();
    else this.openDevice();
  }

  // --- Leaving -------------------------------------------------------------------------------------------------------

  /** What the device has is not lost with the page: the next one sends it. */
  warn(event) {
    this.exchange.flush();
    if (!this.mayGo) event.preventDefault();
  }

  leave() {
    window.removeEventListener("beforeunload", this.warn);
    location.reload();
  }

  /** Whether the page may go: nothing would be lost with it, since it is saved or on the device. */
  get mayGo() {
    return !this.exchange.unsent() || Boolean(this.slot?.isKept);
  }

  /** Another piece takes this one's place on the page. What is unsent stays on the device, for that one to bring. */
  end() {
    this.ending.abort();
    this.channel?.close();
    for (const told of ["onWord", "onChanged", "onTrouble", "onBehind", "onRemark"]) this.exchange[told] = () => {};
    const letGo = () => this.letGo?.();
    if (this.slot) this.slot.keep().then(letGo, letGo);
  }

  listen() {
    const { signal } = this.ending;
    // Whoever types on has changed their mind about leaving.
    this.root.addEventListener("input", () => {
      this.typed += 1;
      this.waiting.splice(0);
    });
    this.root.addEventListener("focusin", ({ target }) => (this.lastField = target.closest("[data-cell]") ?? this.lastField));
    window.addEventListener("beforeunload", this.warn, { signal });
    window.addEventListener("online", () => this.cameBack(), { signal });
    document.addEventListener("visibilitychange", () => this.cameBack(), { signal });
    window.addEventListener("focus", () => this.cameBack(), { signal });
    const isOther = (event) => {
      // Words that only this page has are not thrown away; the next save is told who has signed in.
      if (!this.mayGo) event.preventDefault();
      else window.removeEventListener("beforeunload", this.warn);
    };
    window.addEventListener("historyclass:person", isOther, { signal });
    this.channel?.addEventListener("message", ({ data }) => data.flush && this.exchange.flush());
    for (const link of document.querySelectorAll("[data-after-saving]")) {
      link.addEventListener("click", (event) => {
        if (this.exchange.isSaved) return;
        event.preventDefault();
        this.whenSaved(() => location.assign(link.href), "Not handed in.", "You can hand in as soon as everything is saved.");
      });
    }
  }

  /** Do it as soon as everything is saved; where that cannot be now, say what was not done, and when it can be. */
  whenSaved(go, not, later) {
    const { exchange, waiting } = this;
    if (exchange.isSaved) {
      go();
      return;
    }
    exchange.flush();
    const word = exchange.findWord();
    if (word === "saving") waiting.splice(0, waiting.length, go);
    else if (exchange.failures) this.addRemark(not, later, () => exchange.isSaved);
    else this.addRemark(not, "Settle what is said here first.", () => exchange.isSaved);
  }
}
