/**
 * One reading at a time, by the browser's own voice.
 *
 * It goes piece by piece, so that Chrome, which stops some voices after fifteen seconds, never comes to that; and so pausing is to
 * stop and later to say the piece again, which works where the browser's own pause does not (Android).
 */

import { voiceFor } from "./voices.js";

// A voice that has not begun by then will not.
const LONGEST_SILENCE_MS = 5000;

export class Reader {
  /**
   * @param {SpeechSynthesis} speech
   * @param {(words: string) => SpeechSynthesisUtterance} utter
   */
  constructor(speech, utter = (words) => new SpeechSynthesisUtterance(words)) {
    this.speech = speech;
    this.utter = utter;
    this.rate = 1;
    this.forget();
  }

  /** Nothing is being read. */
  forget() {
    this.list = [];
    this.at = 0;
    this.isSpeaking = false;
    this.told = () => {};
    // Held on to: an utterance that the browser throws away never says that it ended.
    this.utterance = null;
  }

  /**
   * Begin. Whatever was being read stops.
   * @param {{words: string, language: string}[]} list
   * @param {(state: "piece" | "paused" | "ended" | "mute", piece: ?object) => void} told
   */
  read(list, told) {
    this.stop();
    this.list = list;
    this.told = told;
    this.resume();
  }

  resume() {
    this.isSpeaking = true;
    this._say();
  }

  pause() {
    this.isSpeaking = false;
    this._hush();
    this.told("paused", this.list[this.at]);
  }

  stop() {
    this._end("ended");
  }

  /** From the next piece on it would be heard; from the beginning of this one it is heard at once. */
  setRate(rate) {
    this.rate = rate;
    if (this.isSpeaking) this._say();
  }

  _end(state) {
    const told = this.told;
    this._hush();
    this.forget();
    told(state, null);
  }

  _hush() {
    clearTimeout(this.waiting);
    this.utterance = null;
    // Only then: some browsers swallow what is said straight after a cancel.
    if (this.speech.speaking || this.speech.pending) this.speech.cancel();
  }

  _say() {
    this._hush();
    const piece = this.list[this.at];
    if (!piece) return this._end("ended");
    const utterance = this.utter(piece.words);
    utterance.lang = piece.language;
    utterance.voice = voiceFor(this.speech.getVoices(), piece.language);
    utterance.rate = this.rate;
    // What was taken back still tells of its end.
    const isStill = () => this.utterance === utterance;
    utterance.onstart = () => isStill() && clearTimeout(this.waiting);
    utterance.onend = () => isStill() && this._next();
    utterance.onerror = () => isStill() && this._end("mute");
    this.waiting = setTimeout(() => isStill() && this._end("mute"), LONGEST_SILENCE_MS);
    this.utterance = utterance;
    this.told("piece", piece);
    this.speech.speak(utterance);
  }

  _next() {
    this.at += 1;
    this._say();
  }
}
