/** The desk: ties the page's fields to the exchange, and says what becomes of what is typed. */

import { Exchange } from "../desk/exchange.js";
import { bind, fieldsByPath, isTouched, show, valueOf } from "../desk/fields.js";
import { status } from "../desk/status.js";
import { transport } from "../desk/transport.js";
import { note, showTrouble } from "../desk/trouble.js";
import { startKinds } from "../kinds/index.js";

const OTHER_PERSON = "desk:other-person";
const desk = document.querySelector("[data-desk]");

function start(root) {
  const state = JSON.parse(document.getElementById("desk-state").textContent);
  const fields = fieldsByPath(root);
  const box = document.querySelector("[data-desk-says]");
  const choose = (path, value) => {
    const field = fields.get(path);
    if (field) show(field, value);
    exchange.choose(path, value);
  };
  const trouble = () => {
    if (exchange.stopped === "person") {
      // Another person has signed in: nothing of this one may be sent or shown under their name.
      sessionStorage.setItem(OTHER_PERSON, "yes");
      window.removeEventListener("beforeunload", warn);
      location.reload();
      return;
    }
    showTrouble({ box, exchange, fields, signInUrl: root.dataset.signInUrl, choose });
  };
  const say = status(document.querySelector("[data-save-status]"), document.querySelector("[data-save-announce]"));
  const waiting = [];
  const exchange = new Exchange({
    state,
    send: transport(root.dataset.saveUrl),
    onWord: (word) => {
      say(word);
      if (word === "saved") waiting.splice(0).forEach((go) => go());
    },
    onChanged: (path, value) => fields.has(path) && show(fields.get(path), value),
    onTrouble: () => trouble(),
  });
  const warn = (event) => {
    exchange.flush();
    if (!exchange.isSaved) event.preventDefault();
  };
  bind(root, exchange);
  // Whoever types on has changed their mind about leaving.
  root.addEventListener("input", () => waiting.splice(0));
  for (const [path, field] of fields) {
    if (isTouched(field) && !exchange.contested.has(path)) exchange.set(path, valueOf(field));
  }
  exchange.flush();
  if (exchange.contested.size) trouble();
  if (sessionStorage.getItem(OTHER_PERSON)) {
    sessionStorage.removeItem(OTHER_PERSON);
    box.prepend(note("Somebody else had signed in on this device.", "What was not saved before that was not sent."));
    box.hidden = false;
  }
  window.addEventListener("beforeunload", warn);
  window.addEventListener("online", () => exchange.flush());
  document.addEventListener("visibilitychange", () => exchange.flush());
  window.addEventListener("focus", () => exchange.flush());
  for (const link of document.querySelectorAll("[data-after-saving]")) {
    link.addEventListener("click", (event) => {
      if (exchange.isSaved) return;
      event.preventDefault();
      exchange.flush();
      if (exchange.findWord() === "saving") waiting.splice(0, waiting.length, () => location.assign(link.href));
      else box.prepend(note("Not everything is saved yet.", "Settle what is said here first."));
      box.hidden = false;
    });
  }
}

if (desk) {
  startKinds(document);
  start(desk);
}
