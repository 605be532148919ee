/** On every page: what a page can do without, and does better with. */

import { startAloud } from "./aloud.js";
import { startCourier } from "./courier.js";
import { startLooks } from "./looks.js";
import { startSession } from "./session.js";
import { startSignOut } from "./sign_out.js";
import { startSums } from "./sums.js";
import { startUnsent } from "./unsent.js";

const person = Number(document.body.dataset.person) || null;
startSession(person, "signedOut" in document.body.dataset);
startSignOut(person);
// Without the key nothing can be read: the next page tries again.
if (person) startCourier(person).catch(() => {});

// Listened to at the root: a page may be put in the place of another (marking/papers.js).
document.addEventListener("click", ({ target }) => target.closest?.("[data-print]") && window.print());

// A form is sent once, however often its button is pressed; a page that comes back by Back may send again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // What a script sends by itself, it may send again.
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

startUnsent();
startSums();
startLooks();
startAloud();

// A form that comes back with a fault begins where the fault is: on a phone it may lie below the fold.
document.querySelector("main form :is(.is-invalid, [aria-invalid=true])")?.focus();
