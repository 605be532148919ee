/** On pages without a desk: what this device has kept of the person's words goes to the school from there, too. */

import { canKeep, countLeft, openDevice } from "./desk/device.js";
import { deliverAll } from "./desk/heirs.js";
import { isWords, textOf } from "./desk/values.js";
import { ask, button, element, toCopy } from "./dialog.js";

const WHY = {
  faulty: "The school’s copy cannot take them as they are.",
  edited: "There are two versions, and you have not chosen yet.",
  closed: "You are no longer in that class.",
  schema: "Your teacher has changed the work since.",
};

/** Milliseconds. What a page left a moment ago has just sent is no news. */
const RECENT_MS = 15000;

/** The words themselves, so that they can be copied; ticks say nothing by themselves. */
function wordsOf(left) {
  const values = new Map([...left.inFlight, ...left.faulty, ...left.dirty, ...left.edited.map(({ path, mine }) => [path, mine])]);
  return [...values.values()].filter(isWords).map(textOf);
}

function message(kind, ...content) {
  return element("div", `msg msg-${kind} need`, element("div", "", ...content));
}

function pageOf({ page, title }, verb = "") {
  const link = element("a", "", `${verb}${title}`);
  link.href = page;
  return link;
}

function arrived(left) {
  return message("pine", element("p", "", "What you wrote on this device while nothing got through is saved now: ", pageOf(left), "."));
}

const throwAway = (words) =>
  ask({
    title: "Throw these words away?",
    content: [...words.map((text) => element("p", "version", text)), element("p", "", "They are nowhere else. Copy first what you want to keep.")],
    answers: [
      { text: "Keep them", value: false },
      { text: "Throw them away", value: true, kind: "btn-undo" },
    ],
  });

/** Words that cannot be brought to the school: to be copied, and let go. `gone` is called once they are. */
export function stuck({ device, id, left, why, gone = () => {} }) {
  const words = wordsOf(left);
  const box = message(
    "red",
    element("p", "", element("b", "", "Some of your words are still only on this device. "), WHY[why] ?? "They cannot be saved.", " ", pageOf(left, "Open ")),
    ...words.map((text) => toCopy(text, "Words that are only on this device")),
    element(
      "div",
      "row mt",
      button(
        "Throw them away",
        async () => {
          if (!(await throwAway(words))) return;
          await device.drop(id);
          box.remove();
          gone();
        },
        "btn btn-sm btn-undo",
      ),
    ),
  );
  return box;
}

/** @param {number} person */
export async function startCourier(person) {
  const main = document.getElementById("main");
  if (!main || document.querySelector("[data-desk]") || !canKeep()) return;
  if (!(await countLeft())) return;
  const device = await openDevice(person);
  const region = element("div");
  region.setAttribute("role", "status");
  main.prepend(region);
  const begun = new Set();
  await deliverAll(device, {
    begun: (id) => begun.add(id),
    // What a desk in another tab has sent meanwhile is no news here.
    done: (id, left, why) => {
      if (why) region.append(stuck({ device, id, left, why }));
      else if (begun.has(id) && Date.now() - left.at > RECENT_MS) region.append(arrived(left));
    },
  });
}
