/** Signing out waits until what this device has kept is at the school, or asks. */

import { ask, element } from "./dialog.js";
import { canKeep, countLeft, openDevice } from "./desk/device.js";
import { deliverAll } from "./desk/heirs.js";
import { CHANNEL } from "./session.js";

const LONGEST_WAIT_MS = 4000;
const LOOK_EVERY_MS = 150;
const BLINK_MS = 400;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** "yes" or "perhaps" where something of this person is still only on this device after a moment to get away; "" where nothing is. */
async function whatIsLeft(person) {
  if (!canKeep() || !(await countLeft())) return "";
  if ("BroadcastChannel" in window) new BroadcastChannel(CHANNEL).postMessage({ flush: true });
  const until = Date.now() + LONGEST_WAIT_MS;
  try {
    const device = await openDevice(person);
    await deliverAll(device, { begun: () => {}, done: () => {} });
    for (;;) {
      if (!(await device.leftBehind()).length) return "";
      if (Date.now() > until) return "yes";
      await pause(LOOK_EVERY_MS);
    }
  } catch {
    // No key without the school: it may be somebody else's.
    return "perhaps";
  }
}

const FIRST = {
  yes: "Some of what you wrote has not reached the school yet.",
  perhaps: "Something written on this device has not reached the school yet. It may be yours.",
};

const question = (left) =>
  ask({
    title: "Sign out all the same?",
    content: [
      element(
        "ul",
        "",
        element("li", "", FIRST[left]),
        element("li", "", "It stays on this device, locked, until you sign in here again."),
        element("li", "", "A guest or shared Chromebook may wipe it before that."),
      ),
    ],
    answers: [
      { text: "Stay signed in", value: false },
      { text: "Sign out", value: true, kind: "btn-undo" },
    ],
  });

/** What is not known in time may be left. */
const inTime = (looking) => Promise.race([looking, pause(LONGEST_WAIT_MS + LOOK_EVERY_MS).then(() => "perhaps")]);

/** Shows that something is under way, where it takes longer than a blink. Returns how to take it away. */
function sayBusy() {
  const toast = element("div", "toast", "Saving what is left before you go…");
  const timer = setTimeout(() => document.querySelector(".toasts")?.append(toast), BLINK_MS);
  return () => {
    clearTimeout(timer);
    toast.remove();
  };
}

export function startSignOut(person) {
  for (const form of document.querySelectorAll("[data-sign-out]")) {
    let isSure = false;
    let isAsking = false;
    form.addEventListener("submit", async (event) => {
      if (isSure || !person) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isAsking) return;
      isAsking = true;
      const done = sayBusy();
      const left = await inTime(whatIsLeft(person).catch(() => ""));
      done();
      isSure = !left || Boolean(await question(left));
      isAsking = false;
      if (isSure) form.requestSubmit();
    });
  }
}
