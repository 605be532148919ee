/** The desk: ties the page's fields to the exchange, and says what becomes of what is typed. */

import { refocus } from "../dialog.js";
import { CHANNEL } from "../session.js";
import { CannotKeep, Slot, canKeep, openDevice } from "../desk/device.js";
import { Exchange } from "../desk/exchange.js";
import { bind, fieldsByPath, isTouched, show, valueOf } from "../desk/fields.js";
import { beginSlot, deliver, deliverAll, takeOver } from "../desk/heirs.js";
import { signInDialog } from "../desk/sign_in.js";
import { status } from "../desk/status.js";
import { transport } from "../desk/transport.js";
import { note, showTrouble } from "../desk/trouble.js";
import { chooseVersion } from "../desk/versions.js";
import { startKinds } from "../kinds/index.js";

const NO_COPY = [
  "This browser keeps no copy of what you type.",
  "Browsers do so over HTTPS, and some not in private windows. Keep the page open until it says Saved.",
];
const OTHER_PERSON = "desk:other-person";
/** Milliseconds that the page waits for the device before it goes on without; longest wait for its last write before a request goes. */
const DEVICE_WAIT_MS = 2000;
const WRITE_WAIT_MS = 1000;
const ASK_AGAIN_MS = 5000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const within = (ms, promise) => Promise.race([promise, pause(ms)]);

class Desk {
  constructor(root) {
    this.root = root;
    this.state = JSON.parse(document.getElementById("desk-state").textContent);
    this.fields = fieldsByPath(root);
    this.box = document.querySelector("[data-desk-says]");
    this.slot = null;
    this.device = null;
    this.waiting = [];
    this.remarks = [];
    this.isBehind = false;
    this.askedAt = Date.now();
    this.say = status(document.querySelector("[data-save-status]"), document.querySelector("[data-save-announce]"));
    this.signIn = signInDialog(document.querySelector("[data-sign-in-dialog]"), (person) => this.signedIn(person));
    this.warn = this.warn.bind(this);
  }

  async start() {
    const opening = canKeep() ? this.openDevice() : Promise.resolve();
    const heir = await within(DEVICE_WAIT_MS, opening);
    this.exchange = new Exchange({
      state: this.state,
      send: transport(this.root.dataset.saveUrl),
      onWord: (word) => this.tell(word),
      onChanged: (path, value) => this.fields.has(path) && show(this.fields.get(path), value),
      onTrouble: () => this.showTrouble(),
      onUnsent: () => this.slot && within(WRITE_WAIT_MS, this.slot.keep()),
      onBehind: () => this.askServer(),
      isKept: () => Boolean(this.slot?.isKept),
    });
    if (heir) this.useSlot(heir);
    else opening.then((late) => late && this.useSlot(late));
    bind(this.root, this.exchange);
    this.takeTouched();
    this.listen();
    this.exchange.flush();
    this.showTrouble();
    this.sayOnce();
    if (this.isBehind) this.askServer();
  }

  /** What this tab's place on the device is, and what a dead tab has left in it. Null where the device is not to be had. */
  async openDevice() {
    try {
      const device = await openDevice(this.state.person);
      const left = await takeOver(device, this.state.sheet, () => (this.isBehind = true));
      return { device, ...(left ?? (await beginSlot())) };
    } catch (fault) {
      if (fault instanceof CannotKeep) this.remark(...NO_COPY);
      return null;
    }
  }

  useSlot({ device, id, left, letGo }) {
    this.device = device;
    const where = { url: this.root.dataset.saveUrl, page: location.pathname, title: document.querySelector("h1").textContent };
    const attach = (own) => {
      const latest = () => {
        const unsent = this.exchange.unsent();
        return unsent && { ...unsent, ...where };
      };
      this.slot = new Slot(device, own, latest, () => this.exchange.tellWord());
    };
    if (!left) attach(id);
    else if (this.mayInherit(left)) {
      attach(id);
      this.slot.isEmpty = false;
      for (const [path, value] of this.exchange.inherit(left)) {
        if (this.fields.has(path)) show(this.fields.get(path), value);
      }
    } else {
      this.bring(device, { id, left, letGo });
      beginSlot().then((own) => {
        attach(own.id);
        this.exchange.onUnsent();
      });
    }
    this.deliverOthers();
    this.exchange.onUnsent();
    this.exchange.tellWord();
  }

  /** Not over what has been typed since the page came: that is for the server to see meet. */
  mayInherit(left) {
    const paths = new Set([...left.inFlight, ...left.faulty, ...left.dirty].map(([path]) => path).concat(left.edited.map(({ path }) => path)));
    const isUntouched = ([path, field]) => !paths.has(path) || !isTouched(field);
    return this.exchange.seq === 0 && !this.exchange.dirty.size && [...this.fields].every(isUntouched);
  }

  async bring(device, { id, left, letGo }) {
    this.elsewhere(1);
    await deliver({ device, id, left });
    letGo();
    this.elsewhere(-1);
    this.askServer();
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
        this.elsewhere(1);
      },
      done: (id, left) => {
        if (begun.delete(id)) this.elsewhere(-1);
        if (isHere(left)) this.askServer();
      },
    }).catch(() => {});
  }

  elsewhere(step) {
    this.exchange.elsewhere += step;
    this.exchange.tellWord();
  }

  /** Somebody may have typed before the script had come. */
  takeTouched() {
    const { exchange } = this;
    for (const [path, field] of this.fields) {
      const isOwn = exchange.dirty.has(path) || exchange.inFlight?.has(path) || exchange.contested.has(path);
      if (!isOwn && isTouched(field)) exchange.set(path, valueOf(field));
    }
  }

  // --- What the page says --------------------------------------------------------------------------------------------

  tell(word) {
    this.say(word);
    if (word !== "saved") return;
    this.waiting.splice(0).forEach((go) => go());
    if (this.remarks.length) this.showTrouble();
  }

  showTrouble() {
    if (!this.exchange) return;
    const { box, exchange, fields } = this;
    if (exchange.stopped === "person") {
      // Another person has signed in: nothing of this one may be sent or shown under their name.
      sessionStorage.setItem(OTHER_PERSON, "yes");
      this.leave();
      return;
    }
    this.remarks = this.remarks.filter(({ isPast }) => !isPast());
    const remarks = this.remarks.map(({ line }) => line);
    showTrouble({ box, exchange, fields, remarks, signIn: () => this.signIn.open(), choose: (path) => this.choose(path) });
    if (exchange.stopped === "signed-out") this.signIn.openAtPause();
  }

  sayOnce() {
    if (sessionStorage.getItem(OTHER_PERSON)) {
      sessionStorage.removeItem(OTHER_PERSON);
      this.remark("Somebody else was signed in on this device.", "Nothing of theirs is sent or shown under your name.");
    }
    if (!canKeep()) this.remark(...NO_COPY);
  }

  /** A line that the page itself has to say, until it is past. */
  remark(head, body, isPast = () => false) {
    this.remarks.push({ line: note(head, body), isPast });
    this.showTrouble();
  }

  // --- What the person does ------------------------------------------------------------------------------------------

  async choose(path) {
    const conflict = this.exchange.contested.get(path);
    if (!conflict) return;
    const field = this.fields.get(path);
    const label = field?.getAttribute("aria-label") ?? path;
    const chosen = await chooseVersion({ ...conflict, label, isOneLine: field?.tagName !== "TEXTAREA" });
    refocus(field);
    // It may have been settled on the other device while they were looking.
    if (!chosen || this.exchange.contested.get(path) !== conflict) return;
    if (field) show(field, chosen.value);
    this.exchange.choose(path, chosen.value);
    const [next] = this.exchange.contested.keys();
    if (next && !chosen.isToEdit) this.choose(next);
  }

  signedIn(person) {
    this.signIn.forget();
    if (person !== this.state.person) {
      this.exchange.stop("person");
      return;
    }
    this.exchange.flush();
    if (!this.device && canKeep()) this.openDevice().then((late) => late && this.useSlot(late));
  }

  /** Ask what stands on the server: others may have written, or somebody else have signed in. */
  async askServer() {
    this.askedAt = Date.now();
    try {
      const answer = await fetch(`${this.root.dataset.stateUrl}?person=${this.state.person}`, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
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
  }

  // --- Leaving -------------------------------------------------------------------------------------------------------

  warn(event) {
    this.exchange.flush();
    if (!this.exchange.isSaved) event.preventDefault();
  }

  leave() {
    window.removeEventListener("beforeunload", this.warn);
    location.reload();
  }

  listen() {
    // Whoever types on has changed their mind about leaving.
    this.root.addEventListener("input", () => this.waiting.splice(0));
    window.addEventListener("beforeunload", this.warn);
    window.addEventListener("online", () => this.cameBack());
    document.addEventListener("visibilitychange", () => this.cameBack());
    window.addEventListener("focus", () => this.cameBack());
    window.addEventListener("historyclass:person", (event) => {
      // Words that only this page has are not thrown away; the next save is told who has signed in.
      if (!this.exchange.isSaved && !this.slot?.isKept) event.preventDefault();
      else window.removeEventListener("beforeunload", this.warn);
    });
    if ("BroadcastChannel" in window) {
      new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => data.flush && this.exchange.flush());
    }
    for (const link of document.querySelectorAll("[data-after-saving]")) {
      link.addEventListener("click", (event) => this.goAfterSaving(event, link.href));
    }
  }

  goAfterSaving(event, address) {
    const { exchange, waiting } = this;
    if (exchange.isSaved) return;
    event.preventDefault();
    exchange.flush();
    if (exchange.findWord() === "saving") waiting.splice(0, waiting.length, () => location.assign(address));
    else this.remark("Not everything is saved yet.", "Settle what is said here first.", () => exchange.isSaved);
  }
}

const root = document.querySelector("[data-desk]");
if (root) {
  startKinds(document);
  new Desk(root).start();
}
