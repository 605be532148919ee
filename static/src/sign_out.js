/** Signing out waits until what this device has kept is at the school, or asks. */

import { ask, element } from "./dialog.js";
import { canKeep, countLeft, openDevice } from "./desk/device.js";
import { deliverAll } from "./desk/heirs.js";
import { CHANNEL } from "./session.js";

const LONGEST_WAIT_MS = 4000;
const LOOK_EVERY_MS = 150;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether something of this person is still only on this device, after it has had a moment to get away. */
async function isLeft(person) {
  if (!canKeep() || !(await countLeft())) return false;
  if ("BroadcastChannel" in window) new BroadcastChannel(CHANNEL).postMessage({ flush: true });
  const until = Date.now() + LONGEST_WAIT_MS;
  let device = null;
  try {
    device = await openDevice(person);
    await deliverAll(device, { begun: () => {}, done: () => {} });
    for (;;) {
      if (!(await device.leftBehind()).length) return false;
      if (Date.now() > until) return true;
      await pause(LOOK_EVERY_MS);
    }
  } catch {
    // No key without the school: it may be theirs, and then it cannot get away either.
    return true;
  }
}

const question = () =>
  ask({
    title: "Sign out all the same?",
    content: [
      element(
        "ul",
        "",
        element("li", "", "Some of what you wrote has not reached the school yet."),
        element("li", "", "It stays on this device, locked, and is sent when you sign in here again."),
        element("li", "", "A guest or shared Chromebook may wipe it before that."),
      ),
    ],
    answers: [
      { text: "Stay signed in", value: false },
      { text: "Sign out", value: true, kind: "btn-undo" },
    ],
  });

export function startSignOut(person) {
  for (const form of document.querySelectorAll("[data-sign-out]")) {
    let isSure = false;
    form.addEventListener("submit", async (event) => {
      if (isSure || !person) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      isSure = !(await isLeft(person).catch(() => false)) || (await question());
      if (isSure) form.requestSubmit();
    });
  }
}
