/** Signing in again, in a dialog over the page: what stands behind it stays. */

import { askDoor, csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";
import { refocus } from "../dialog.js";

const NO_ANSWER = "Nothing gets through to the school just now. Try again in a moment.";
const PAUSE_MS = 1500;
const LONGEST_WAIT_MS = 20000;

async function send(form) {
  // The token comes with the session; both may be gone.
  await askDoor();
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    credentials: "same-origin",
    cache: "no-store",
    signal: deadline(LONGEST_WAIT_MS),
  });
  return { status: answer.status, ...(await answer.json()) };
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} on
 * @param {(person: number) => void} on.signedIn
 * @param {() => HTMLElement|null} on.backTo  the field that was written in last
 * @param {AbortSignal} [on.signal]  the page has done with it
 * @returns {{open: () => void, openAtPause: () => void, over: () => void}}  openAtPause offers itself once, until over()
 */
export function signInDialog(dialog, { signedIn, backTo, signal }) {
  const form = dialog.querySelector("form");
  const fault = dialog.querySelector("[data-sign-in-fault]");
  const password = form.elements.namedItem("password");
  let isBusy = false;
  let lastTyped = 0;
  let wasOffered = false;
  let before = null;

  const say = (text) => {
    fault.textContent = text;
    fault.hidden = !text;
    if (text) password.setAttribute("aria-invalid", "true");
    else password.removeAttribute("aria-invalid");
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isBusy) return;
    isBusy = true;
    try {
      const { status, person, faults } = await send(form);
      if (status === 200) {
        say("");
        password.value = "";
        signedIn(person);
        dialog.close();
      } else say(faults ? Object.values(faults).join(" ") : NO_ANSWER);
    } catch {
      say(NO_ANSWER);
    }
    isBusy = false;
    if (dialog.open) password.select();
  });
  for (const later of dialog.querySelectorAll("[data-close]")) later.addEventListener("click", () => dialog.close());
  // Back to the sentence: the button that opened the dialog leaves with its message.
  dialog.addEventListener("close", () => refocus(before?.dataset.cell ? before : (backTo() ?? before)));
  document.addEventListener("input", () => (lastTyped = Date.now()), { capture: true, signal });

  const open = () => {
    if (dialog.open) return;
    say("");
    before = document.activeElement;
    dialog.showModal();
    password.focus();
  };
  // A dialog that opens in the middle of a sentence would swallow the rest of it.
  const openAtPause = () => {
    if (wasOffered) return;
    wasOffered = true;
    const look = () => {
      const rest = lastTyped + PAUSE_MS - Date.now();
      if (rest > 0) setTimeout(look, rest);
      else if (wasOffered) open();
    };
    look();
  };
  // Signed in here or in another tab: there is nothing to ask any more.
  const over = () => {
    wasOffered = false;
    if (dialog.open && !isBusy) dialog.close();
  };
  return { open, openAtPause, over };
}
