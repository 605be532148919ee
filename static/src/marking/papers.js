/**
 * Papers follow one another on one page: the next one is fetched while this one is read, and put in its place. Everything works as
 * plain links and a plain form, too.
 */

import { csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";
import { Desk } from "../desk/desk.js";
import { startGrowing } from "../grow.js";
import { Ahead } from "./ahead.js";
import { startKeys } from "./keys.js";

const ANSWER_WAIT_MS = 20000;
const ahead = new Ahead();
const isPaper = (path) => path.startsWith("/papers/");
/** What the person waits for: the last one asked for wins. */
let going = 0;

function links() {
  return [...document.querySelectorAll("[data-paper]")];
}

/** A page as fetched takes the place of the one that is shown. Scripts in it do not run: there are none but data. */
function show({ url, html }, { isBack = false } = {}) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.querySelector("[data-desk]") || page.body.dataset.person !== document.body.dataset.person) {
    location.assign(url);
    return;
  }
  desk.end();
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  if (!isBack && location.href !== url) history.pushState(null, "", url);
  begin();
  // Read out, and first for the keyboard.
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  (document.querySelector("[aria-invalid=true]") ?? heading).focus();
}

let desk = null;

function begin() {
  const root = document.querySelector("[data-desk]");
  startGrowing(root);
  desk = new Desk(root);
  desk.start();
  startKeys(document, { go, finish: () => document.querySelector("#mark button")?.click() }, desk.ending.signal);
  root.addEventListener("input", () => {
    for (const line of document.querySelectorAll("[data-unfinished]")) line.hidden = false;
  });
  for (const link of links()) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(link.dataset.paper);
    });
  }
  document.getElementById("mark").addEventListener("submit", finish);
  // When the page has settled: what is asked for now comes first.
  const prepare = () => ahead.prepare(links().map((link) => new URL(link.href).pathname));
  if ("requestIdleCallback" in window) requestIdleCallback(prepare, { timeout: 500 });
  else setTimeout(prepare, 200);
}

/** To the next paper or the one before. What is typed here is saved first, or stays on the device where that takes long. */
function go(which) {
  const link = document.querySelector(`[data-paper="${which}"]`);
  if (!link) return;
  const mine = (going += 1);
  desk.exchange.flush();
  desk.whenSaved(
    async () => {
      const found = await ahead.page(new URL(link.href).pathname);
      if (mine !== going) return;
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
  const form = event.target;
  const button = event.submitter?.name ?? form.querySelector("button").name;
  const mine = (going += 1);
  desk.whenSaved(
    async () => {
      if (form.dataset.sending) return;
      form.dataset.sending = "yes";
      const body = new URLSearchParams(new FormData(form));
      body.set("csrfmiddlewaretoken", csrfToken() || body.get("csrfmiddlewaretoken"));
      body.set(button, "");
      // What others have typed since the page was made is shown in it by now.
      body.set("known", desk.exchange.known);
      const answer = await send(form.action, body);
      ahead.forget();
      delete form.dataset.sending;
      if (answer?.status === 401) desk.exchange.stop("signed-out");
      else if (answer?.next) await follow(answer.next, mine);
      else if (answer?.html) show(answer);
      // The draft has every word: the plain form says what is the matter.
      else if (mine === going) plainly(form, button);
    },
    "Not finished.",
    "You can finish as soon as what you typed is saved.",
  );
}

/** {next} where it is done, {url, html} of the page that says what is wrong, {status} of a refusal; null for no answer. */
async function send(url, body) {
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

/** What was done is said by the page that comes. */
async function follow(next, mine) {
  const found = isPaper(next) ? await ahead.page(next) : null;
  if (mine !== going) return;
  if (found) show(found);
  else location.assign(next);
}

function plainly(form, name) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value: "" });
  form.append(field);
  window.removeEventListener("beforeunload", desk.warn);
  HTMLFormElement.prototype.submit.call(form);
}

export function startMarking() {
  begin();
  window.addEventListener("popstate", async () => {
    const url = location.pathname;
    const found = await ahead.page(url);
    if (location.pathname !== url) return;
    if (found) show(found, { isBack: true });
    else location.reload();
  });
}
