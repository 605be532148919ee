/** On every page: what a page can do without, and does better with. */

import { startCourier } from "./courier.js";
import { startSession } from "./session.js";
import { startSignOut } from "./sign_out.js";

const person = Number(document.body.dataset.person) || null;
startSession(person, "signedOut" in document.body.dataset);
startSignOut(person);
// Without the key nothing can be read: the next page tries again.
if (person) startCourier(person).catch(() => {});

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// A form is sent once, however often its button is pressed; a page that comes back by Back may send again.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// What was typed into such a form and not sent is not left behind without a word.
for (const form of document.querySelectorAll("form[data-warn-unsent]")) {
  let isChanged = form.dataset.warnUnsent === "changed";
  form.addEventListener("input", () => (isChanged = true));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !form.dataset.sent) event.preventDefault();
  });
}

// A form that comes back with a fault begins where the fault is: on a phone it may lie below the fold.
document.querySelector("main form :is(.is-invalid, [aria-invalid=true])")?.focus();
