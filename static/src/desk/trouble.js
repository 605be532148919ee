/** What needs the person: two versions of a cell, a value that cannot be kept, a page that cannot save any more. */

import { describe, undescribe } from "../describe.js";
import { button, element, icon, toCopy } from "../dialog.js";
import { boxOf, labelOf } from "./fields.js";
import { reach } from "./parts.js";
import { textOf } from "./values.js";

const AGAIN = "Load the page again";
const STOPPED = {
  person: ["Somebody else has signed in on this device.", "What you wrote here is not sent under their name. Copy what is not saved yet."],
  schema: ["Your teacher has changed this work.", "Load the page again; what is not saved yet is put into it."],
  closed: ["You are no longer in this class.", "What was saved before is kept. Copy what is not saved yet."],
  password: ["You have a password that somebody gave you.", "Choose your own first; what you wrote is still here."],
};
const UNKNOWN = ["This page can no longer save.", "Copy what is not saved yet, then load the page again."];

const ARROWS = "M3 6h8l-2.4-2.5M13 10H5l2.4 2.5";

const idFor = (kind, path) => `${kind}-${path.replace(/[^\w-]/g, "-")}`;

function message(kind, head, body, ...rest) {
  return element("div", `msg msg-${kind}`, element("div", "", element("p", "", element("b", "", head), ` ${body}`), ...rest));
}

/** A calm line that needs no choice. */
export function note(head, body) {
  return message("ochre", head, body);
}

const row = (...buttons) => element("div", "row mt", ...buttons);

/** A part of the page did not come: there is nothing to type into, which is better than words that nothing would keep. */
export function notLoaded() {
  const body = "What stands in them can be read; nothing can be typed there before they have come.";
  return message("red", "The fields to write in did not load.", body, row(button(AGAIN, () => location.reload())));
}

function stoppedMessage(exchange, signIn) {
  const why = exchange.stopped;
  if (why === "signed-out") {
    const kept = exchange.isKept() ? "what you wrote is still here, and kept on this device." : "what you wrote is still here.";
    return message("red", "You have been signed out.", `Sign in to go on; ${kept}`, row(button("Sign in", signIn)));
  }
  const [head, body] = STOPPED[why] ?? UNKNOWN;
  return message("red", head, body, row(button(AGAIN, () => location.reload())));
}

function failingMessage(exchange) {
  return exchange.isKept()
    ? note("Nothing gets through to the school just now.", "What you type is kept on this device, and sent as soon as it does.")
    : note("Not saved yet.", "Keep this page open: what you typed is sent as soon as the network is back.");
}

/** A fault stands at its field, which may be off the screen. */
function faultyMessage(exchange, fields) {
  const paths = [...exchange.faulty.keys()].filter((path) => fields.has(path));
  if (!paths.length) return null;
  const [first] = paths;
  const head = paths.length === 1 ? `${labelOf(fields.get(first), first)}: not saved yet.` : `${paths.length} places are not saved yet.`;
  return message("red", head, "It stays on this page as you typed it, and needs a change.", row(button("Go there", () => reach(fields.get(first)))));
}

function contestedMessage(exchange, fields, choose) {
  const paths = [...exchange.contested.keys()];
  const [first] = paths;
  const head = paths.length === 1 ? `There are two versions of ${labelOf(fields.get(first), first)}.` : `In ${paths.length} places there are two versions.`;
  return message("red", head, "You wrote in another tab or on another device, too. Both are kept.", row(button("Choose", () => choose(first))));
}

/** Words for a place that the page does not have any more: to be copied, since they cannot be kept there. */
function homelessMessages(exchange, fields) {
  return [...exchange.faulty]
    .filter(([path]) => !fields.has(path))
    .map(([, { message: fault, value }]) =>
      message("red", "This could not be kept.", fault, toCopy(textOf(value), "Words that could not be kept")),
    );
}

/** A note under a field, made when it is first wanted and gone when it is not. */
function noteAt(field, path, kind, isWanted, make) {
  const id = idFor(kind, path);
  const there = document.getElementById(id);
  if (!isWanted) {
    there?.remove();
    undescribe(boxOf(field), id);
    return;
  }
  if (there) return there;
  const made = make();
  made.id = id;
  field.after(made);
  describe(boxOf(field), id);
  return made;
}

function showAtFields(fields, { faulty, contested }, choose) {
  for (const [path, field] of fields) {
    const fault = faulty.get(path);
    const shown = noteAt(field, path, "fault", fault, () => element("p", "fault"));
    if (shown) shown.textContent = fault.message;
    if (fault) boxOf(field).setAttribute("aria-invalid", "true");
    else boxOf(field).removeAttribute("aria-invalid");
    const isContested = contested.has(path);
    field.classList.toggle("clash", isContested);
    noteAt(field, path, "clash", isContested, () => {
      const open = button("Two versions", () => choose(path), "btn btn-sm btn-clash");
      open.prepend(icon(ARROWS));
      open.append(element("span", "sr", `: choose for ${labelOf(fields.get(path), path)}`));
      return element("p", "clash-note", open);
    });
  }
}

/** Change something above panes that scroll, and leave what they show where it is: somebody may be typing there. */
function steadily(panes, change) {
  const before = panes.map((pane) => pane.getBoundingClientRect().top);
  change();
  panes.forEach((pane, at) => (pane.scrollTop += pane.getBoundingClientRect().top - before[at]));
}

/** Shows all trouble of an exchange in `box` and at the fields. */
export function showTrouble({ box, exchange, fields, remarks = [], signIn, choose }) {
  const parts = [...remarks];
  if (exchange.stopped) parts.push(stoppedMessage(exchange, signIn));
  else if (exchange.failures) parts.push(failingMessage(exchange));
  if (exchange.contested.size) parts.push(contestedMessage(exchange, fields, choose));
  const faulty = faultyMessage(exchange, fields);
  if (faulty) parts.push(faulty);
  parts.push(...homelessMessages(exchange, fields));
  showAtFields(fields, exchange, choose);
  // The box is read out when it changes: what it says already is not said again at every keystroke.
  if (parts.map((part) => part.textContent).join("\n") === [...box.children].map((part) => part.textContent).join("\n")) return;
  steadily([...document.querySelectorAll(".pane, .writing, .mkpanel")], () => {
    box.replaceChildren(...parts);
    box.hidden = !parts.length;
  });
}
