/** A class in one assignment: kept fresh without a reload, filtered and ticked in place. */

import { askAgain } from "../ask_again.js";
import { deadline } from "../deadline.js";

const LONGEST_WAIT_MS = 20000;
const form = document.querySelector("[data-follow]");
if (form) follow(form);

function follow(form) {
  let tag = form.dataset.tag;
  let show = new URLSearchParams(location.search).get("show") ?? "";
  const live = (name, root = document) => root.querySelector(`[data-live="${name}"]`);
  const rows = live("rows");
  const given = new Map([...rows.children].map((row) => [row.dataset.student, row.outerHTML]));

  // --- What is shown -----------------------------------------------------------------------------------------------

  const shown = () => [...rows.children].filter((row) => !row.hidden);
  const tickOf = (row) => row.querySelector("input[name=student]");

  function applyFilter() {
    for (const row of rows.children) row.hidden = Boolean(show) && !row.dataset.groups.split(" ").includes(show);
    for (const link of live("filters").querySelectorAll("[data-show]")) {
      if (link.dataset.show === show) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    form.querySelector("[data-nobody]").hidden = shown().length > 0;
    countTicks();
  }

  live("filters").addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show = link.dataset.show;
    history.replaceState(null, "", show ? `?show=${show}` : location.pathname);
    applyFilter();
  });

  // --- Ticks -------------------------------------------------------------------------------------------------------

  const all = form.querySelector("[data-all-shown]");
  const allTick = all.querySelector("input");
  const count = form.querySelector("[data-ticked-count]");

  function countTicks() {
    const ticked = [...rows.children].filter((row) => tickOf(row).checked);
    const unseen = ticked.filter((row) => row.hidden).length;
    const seen = shown();
    allTick.checked = seen.length > 0 && seen.every((row) => tickOf(row).checked);
    allTick.indeterminate = !allTick.checked && seen.some((row) => tickOf(row).checked);
    count.textContent = ticked.length
      ? `${ticked.length} ticked${unseen ? `, ${unseen} of them not shown` : ""}`
      : "Tick students, then";
  }

  all.hidden = false;
  allTick.addEventListener("change", () => {
    for (const row of shown()) tickOf(row).checked = allTick.checked;
    countTicks();
  });
  rows.addEventListener("change", countTicks);
  // Back from the page of an act the browser has kept the ticks.
  window.addEventListener("pageshow", countTicks);

  // --- What is new -------------------------------------------------------------------------------------------------

  /** Swap, and give the focus that was in `old` to what stands in its place in `made`. */
  function keepingFocus(old, made, swap) {
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const key = held && (held.getAttribute("href") ?? held.name);
    swap();
    if (!held || held.isConnected) return;
    const places = [...made.querySelectorAll("a, input, button")];
    (places.find((place) => (place.getAttribute("href") ?? place.name) === key) ?? places[0])?.focus();
  }

  function swapRegion(name, fresh) {
    const old = live(name);
    const made = live(name, fresh);
    if (old.innerHTML !== made.innerHTML) keepingFocus(old, old, () => old.replaceChildren(...made.childNodes));
  }

  function swapRows(fresh) {
    const wanted = [...live("rows", fresh).children];
    const kept = new Set(wanted.map((row) => row.dataset.student));
    for (const row of [...rows.children]) {
      if (kept.has(row.dataset.student)) continue;
      given.delete(row.dataset.student);
      row.remove();
    }
    const standing = new Map([...rows.children].map((row) => [row.dataset.student, row]));
    wanted.forEach((made, place) => {
      const id = made.dataset.student;
      const text = made.outerHTML;
      const old = standing.get(id);
      if (old && given.get(id) === text) made = old;
      else if (old) swapRow(old, made);
      given.set(id, text);
      if (rows.children[place] !== made) rows.insertBefore(made, rows.children[place] ?? null);
    });
  }

  function swapRow(old, made) {
    tickOf(made).checked = tickOf(old).checked;
    keepingFocus(old, made, () => old.replaceWith(made));
  }

  function swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["actions", "tally", "filters"]) swapRegion(name, fresh);
    swapRows(fresh);
    applyFilter();
  }

  // --- Asking ------------------------------------------------------------------------------------------------------

  const fresh = form.querySelector("[data-fresh]");
  const announcer = form.querySelector("[data-fresh-announce]");
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  let last = clock();
  let told = "";

  /** `aloud` is told to screen readers, once until it changes: what goes wrong, and that it goes well again. */
  function say(words, { isWell = false, aloud = "" } = {}) {
    fresh.hidden = false;
    fresh.classList.toggle("save-off", !isWell);
    fresh.querySelector("svg").classList.toggle("gone", !isWell);
    fresh.querySelector("span").replaceChildren(...words);
    if (aloud !== told && (aloud || told)) announcer.textContent = aloud || "Up to date again";
    told = aloud;
  }

  function sayWell() {
    last = clock();
    say([`Up to date, ${last}`], { isWell: true });
  }

  function saySignedOut() {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.textContent = "Sign in again";
    say(["You have been signed out. ", link], { aloud: "You have been signed out." });
  }

  async function ask() {
    try {
      const answer = await fetch(form.dataset.follow, {
        headers: { Accept: "application/json", "If-None-Match": tag },
        credentials: "same-origin",
        cache: "no-store",
        signal: deadline(LONGEST_WAIT_MS),
      });
      if (answer.status === 304) return sayWell(), "well";
      if (answer.status === 401) return saySignedOut(), "over";
      if (answer.status === 403 || answer.status === 404) {
        say(["This class is no longer yours to follow."], { aloud: "This class is no longer yours to follow." });
        return "over";
      }
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      swap(await answer.text());
      tag = answer.headers.get("ETag") ?? "";
      sayWell();
      return "well";
    } catch {
      const why = navigator.onLine ? "no answer" : "no network";
      say([`Not up to date: ${why} since ${last}`], { aloud: `Not up to date: ${why}` });
      return "failed";
    }
  }

  const { now } = askAgain({ ask, isVisible: () => document.visibilityState === "visible" });
  document.addEventListener("visibilitychange", now);
  window.addEventListener("focus", now);
  window.addEventListener("online", now);
  window.addEventListener("offline", now);
  say([`Up to date, ${last}`], { isWell: true });
  applyFilter();
}
