/**
 * Papers follow one another on one page: the next one is fetched while this one is read, and put in its place. Everything works as
 * plain links and a plain form, too.
 */

import { csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";
import { Desk } from "../desk/desk.js";
import { element } from "../dialog.js";
import { startGrowing } from "../grow.js";
import { unsentForms } from "../unsent.js";
import { Ahead } from "./ahead.js";
import { startJumps } from "./jump.js";
import { startKeys } from "./keys.js";

const ANSWER_WAIT_MS = 20000;
/** Milliseconds: how often what lies next is looked at while somebody works. */
const LOOK_EVERY_MS = 15000;
const ahead = new Ahead();
const isPaper = (path) => path.startsWith("/papers/");
const pathOf = (link) => new URL(link.href).pathname;

let desk = null;
/** What stands on the page, and whether its mark is on its way. */
let shown = "";
let isSending = false;
/** What the person waits for: the last one asked for wins. */
let going = 0;
let lookedAt = 0;

/** A page as fetched takes the place of the one that is shown. Scripts in it do not run: there are none but data. */
function show({ url, html }, { isBack = false } = {}) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.querySelector("[data-desk]") || page.body.dataset.person !== document.body.dataset.person) {
    location.assign(url);
    return;
  }
  const { device } = desk;
  desk.end();
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  if (!isBack && location.pathname !== new URL(url).pathname) history.pushState(null, "", url);
  begin(device);
  // Read out, and first for the keyboard.
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  (document.querySelector("[aria-invalid=true]") ?? heading).focus();
}

function begin(device) {
  const root = document.querySelector("[data-desk]");
  shown = location.pathname;
  isSending = false;
  startGrowing(root);
  startJumps(root);
  desk = new Desk(root, device);
  desk.start();
  startKeys(document, { go, finish: () => document.querySelector("#mark button")?.click() }, desk.ending.signal);
  root.addEventListener("input", ({ target }) => {
    if (!target.dataset.cell) return;
    mend(target);
    for (const line of document.querySelectorAll("[data-unfinished]")) line.hidden = false;
    if (Date.now() - lookedAt > LOOK_EVERY_MS) prepare();
  });
  for (const link of document.querySelectorAll("a[data-paper]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(link.dataset.paper);
    });
  }
  document.getElementById("mark").addEventListener("submit", finish);
  // When the page has settled: what is asked for now comes first.
  if ("requestIdleCallback" in window) requestIdleCallback(prepare, { timeout: 500 });
  else setTimeout(prepare, 200);
}

/** What was wrong when the form was sent is being put right: the message goes, and comes again with the form if it must. */
function mend(field) {
  const fault = document.getElementById(`${field.id}_error`);
  if (!fault) return;
  fault.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

/** The papers that may come next: beside this one, and the one after finishing. */
function prepare() {
  lookedAt = Date.now();
  const next = document.querySelector("[data-after-finishing]")?.dataset.afterFinishing;
  const paths = [...document.querySelectorAll("a[data-paper]")].map(pathOf);
  ahead.prepare([...new Set(next ? [...paths, next] : paths)].filter((path) => path !== shown));
}

/** An answer to a student that was begun and not sent. */
const unsentAnswer = () => unsentForms().find((form) => form.querySelector("textarea")?.value.trim());

/** Whether this paper may be left now; where not, the page says what to do first. */
function mayLeave() {
  const form = unsentAnswer();
  if (isSending) desk.addRemark("Finishing this paper…", "The next one comes when that is done.", () => !isSending);
  else if (form) {
    desk.addRemark("Your answer is not sent yet.", "Send it first, or empty its field.", () => !unsentAnswer());
    form.querySelector("textarea")?.focus();
  } else return true;
  return false;
}

/** To the next paper or the one before. What is typed here is saved first, or stays on the device where that takes long. */
function go(which) {
  const link = document.querySelector(`a[data-paper="${which}"]`);
  if (!link || !mayLeave()) return;
  const mine = (going += 1);
  desk.whenSaved(
    async () => {
      const found = await ahead.page(pathOf(link));
      if (mine !== going || !mayLeave()) return;
      if (found) show(found);
      else location.assign(link.href);
    },
    "Not gone on.",
    "You can go on as soon as what you typed is saved.",
  );
}

/** Send the form, and show what comes: the next paper, this one with what is wrong, or the class. */
function finish(event) {
  event.preventDefault();
  if (!mayLeave()) return;
  const form = event.target;
  const button = event.submitter?.name ?? form.querySelector("button").name;
  going += 1;
  desk.whenSaved(() => send(form, button), "Not finished.", "You can finish as soon as what you typed is saved.");
}

async function send(form, button) {
  if (isSending) return;
  isSending = true;
  const body = new URLSearchParams(new FormData(form));
  body.set("csrfmiddlewaretoken", csrfToken() || body.get("csrfmiddlewaretoken"));
  body.set(button, "");
  // What others have typed since the page was made is shown in it by now.
  body.set("known", desk.exchange.known);
  const answer = await post(location.pathname, body);
  // A second press while the next page is on its way sends nothing.
  if (answer?.next) {
    await follow(answer);
    return;
  }
  isSending = false;
  desk.showTrouble();
  if (answer?.status === 401) desk.exchange.stop("signed-out");
  else if (answer?.html) show(answer);
  // The draft has every word: the plain form says what is the matter.
  else plainly(form, button);
}

/** {next, says} where it is done, {url, html} of the page that says what is wrong, {status} of a refusal; null for no answer. */
async function post(url, body) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      signal: deadline(ANSWER_WAIT_MS),
    });
    if ((answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return { status: answer.status, ...(await answer.json()) };
    return answer.ok ? { url: answer.url, html: await answer.text() } : null;
  } catch {
    return null;
  }
}

/** The paper that was fetched before this one was finished does not know of that yet. */
async function follow({ next, says }) {
  const mine = going;
  const finished = document.querySelector(".pile .c")?.dataset.paper;
  ahead.drop(shown);
  const found = isPaper(next) ? await ahead.page(next) : null;
  if (mine !== going) return;
  if (!found) {
    location.assign(next);
    return;
  }
  show(found);
  if (says) sayDone(says);
  if (finished) document.querySelector(`.pile [data-paper="${finished}"]`)?.classList.add("d");
}

function sayDone(text) {
  document.querySelector(".toasts").append(element("div", "toast", text));
}

function plainly(form, name) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value: "" });
  form.append(field);
  window.removeEventListener("beforeunload", desk.warn);
  HTMLFormElement.prototype.submit.call(form);
}

/** Back and Forward. Where words would be lost the page stays, and so does its address. */
async function goBack() {
  const path = location.pathname;
  // A place within the page: the link past the head, say.
  if (path === shown) return;
  const stay = () => history.pushState(null, "", shown);
  if (!desk.mayGo) {
    stay();
    desk.whenSaved(() => {}, "Not gone back.", "You can as soon as what you typed is saved.");
    return;
  }
  if (!mayLeave()) {
    stay();
    return;
  }
  const mine = (going += 1);
  const found = await ahead.page(path);
  if (mine !== going || location.pathname !== path) return;
  if (found) show(found, { isBack: true });
  else location.reload();
}

export function startMarking() {
  begin();
  window.addEventListener("popstate", goBack);
}
