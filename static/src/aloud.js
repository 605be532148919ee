/**
 * Read aloud: the buttons of templates/cotton/aloud.html. Loaded on every page, since a page may be put in the place of another.
 *
 * The state is told by the buttons' names alone: a spoken message would talk over the voice.
 */

import { utterances } from "./aloud/blocks.js";
import { Mark } from "./aloud/mark.js";
import { Reader } from "./aloud/reader.js";

const RATE = "aloud-rate";
const WORDS = { idle: "Read aloud", reading: "Pause", paused: "Go on" };
const NO_VOICE = "This browser has no voice to read with.";
const NO_ANSWER = "The voice does not answer. Try again.";
const NOTHING = "There is nothing to read here.";

function keptRate() {
  try {
    return localStorage.getItem(RATE);
  } catch {
    return null;
  }
}

function keepRate(rate) {
  try {
    localStorage.setItem(RATE, rate);
  } catch {
    // A browser that keeps nothing reads at this speed until the page is left.
  }
}

class Aloud {
  constructor(speech) {
    this.speech = speech;
    this.reader = new Reader(speech);
    this.mark = new Mark();
  }

  play(bar) {
    if (bar.dataset.state === "reading") this.reader.pause();
    else if (bar.dataset.state === "paused") this.reader.resume();
    else this._begin(bar);
  }

  stop(bar) {
    this.reader.stop();
    bar.querySelector("[data-aloud-play]").focus();
  }

  setRate(rate) {
    keepRate(rate);
    this.reader.setRate(Number(rate));
  }

  _begin(bar) {
    const list = utterances(document.getElementById(bar.dataset.aloud));
    const says = bar.querySelector("[data-aloud-says]");
    says.textContent = list.length ? "" : NOTHING;
    if (!list.length) return;
    const speed = bar.querySelector("select");
    speed.value = keptRate() ?? "1";
    // What is kept may be a speed that is not on offer any more.
    if (!speed.value) speed.value = "1";
    this.reader.rate = Number(speed.value);
    this.reader.read(list, (state, piece) => {
      if (state === "mute") says.textContent = this.speech.getVoices().length ? NO_ANSWER : NO_VOICE;
      this._show(bar, state === "piece" ? "reading" : state === "paused" ? "paused" : "idle");
      this.mark.show(piece);
      // The page was put in the place of another meanwhile.
      if (piece && !piece.block.isConnected) this.reader.stop();
    });
  }

  _show(bar, state) {
    bar.dataset.state = state;
    bar.querySelector("[data-aloud-word]").textContent = WORDS[state];
    for (const more of bar.querySelectorAll("[data-aloud-more]")) more.hidden = state === "idle";
  }
}

export function startAloud() {
  if (!("speechSynthesis" in window)) return;
  const aloud = new Aloud(speechSynthesis);
  // Buttons that come later show themselves too.
  document.documentElement.dataset.canSpeak = "";
  // Some browsers fetch their voices when they are first asked for them.
  speechSynthesis.getVoices();
  document.addEventListener("click", ({ target }) => {
    const bar = target.closest?.("[data-aloud]");
    if (target.closest?.("[data-aloud-play]")) aloud.play(bar);
    else if (target.closest?.("[data-aloud-stop]")) aloud.stop(bar);
  });
  document.addEventListener("change", ({ target }) => target.closest?.("[data-aloud]") && aloud.setRate(target.value));
  // A voice goes on when its page is gone.
  window.addEventListener("pagehide", () => aloud.reader.stop());
}
