/** What needs the person: two versions of a cell, a value that cannot be kept, a page that cannot save any more. */

const STOPPED = {
  "signed-out": ["You have been signed out.", "Sign in to go on; what you wrote is still here.", "Sign in in a new tab"],
  person: ["Somebody else has signed in on this device.", "What you wrote here is not sent under their name.", "Load the page again"],
  schema: ["Your teacher has changed this work.", "Copy what is not saved yet, then load the page again.", "Load the page again"],
  closed: ["You are no longer in this class.", "What was saved before is kept. Copy what is not saved yet.", "Load the page again"],
  "too-large": ["That is too much at once.", "Shorten what you wrote last, then load the page again.", "Load the page again"],
};
const UNKNOWN = ["This page can no longer save.", "Copy what is not saved yet, then load the page again.", "Load the page again"];

/** Characters of each version that the choice quotes. */
const SHOWN_LENGTH = 160;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(text, act) {
  const made = element("button", "btn btn-sm", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function shown(value) {
  if (typeof value === "boolean") return value ? "ticked" : "not ticked";
  if (!value) return "empty";
  return value.length > SHOWN_LENGTH ? `“${value.slice(0, SHOWN_LENGTH)}…”` : `“${value}”`;
}

/** A message about one cell, with its two versions and the choice between them. */
function conflict(path, { mine, theirs }, label, choose) {
  const box = element("div", "msg msg-red");
  const body = element("div");
  const first = element("p");
  first.append(element("b", "", `${label}: you changed this in another tab or on another device.`), " Both versions are kept. Which one goes on?");
  body.append(first, element("p", "", `Here: ${shown(mine)}`), element("p", "", `There: ${shown(theirs)}`));
  const row = element("div", "row mt");
  row.append(button("Keep what is here", () => choose(path, mine)), button("Keep what is there", () => choose(path, theirs)));
  if (typeof mine === "string" && typeof theirs === "string" && mine && theirs) {
    row.append(button("Put both in", () => choose(path, `${theirs} / ${mine}`)));
  }
  body.append(row);
  box.append(body);
  return box;
}

function stoppedMessage(why, signInUrl) {
  const [head, body, action] = STOPPED[why] ?? UNKNOWN;
  const box = element("div", "msg msg-red");
  const inner = element("div");
  const text = element("p");
  text.append(element("b", "", head), ` ${body}`);
  const row = element("div", "row mt");
  if (why === "signed-out") {
    const link = element("a", "btn btn-sm", action);
    link.href = signInUrl;
    link.target = "_blank";
    row.append(link);
  } else {
    row.append(button(action, () => location.reload()));
  }
  inner.append(text, row);
  box.append(inner);
  return box;
}

/** Puts every fault beside its field, tied to it for screen readers. */
function showFaults(fields, faulty) {
  for (const [path, field] of fields) {
    const id = `fault-${path.replace(/[^\w-]/g, "-")}`;
    const old = document.getElementById(id);
    if (old) old.remove();
    const message = faulty.get(path);
    field.toggleAttribute("aria-invalid", false);
    if (!message) continue;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    const note = element("p", "fault", message);
    note.id = id;
    field.after(note);
  }
}

/** A calm line that needs no choice. */
export function note(head, body) {
  const box = element("div", "msg msg-ochre");
  const text = element("p");
  text.append(element("b", "", head), ` ${body}`);
  box.append(text);
  return box;
}

/** Shows all trouble of an exchange in `box` and at the fields. */
export function showTrouble({ box, exchange, fields, signInUrl, choose }) {
  const parts = [];
  if (exchange.stopped) parts.push(stoppedMessage(exchange.stopped, signInUrl));
  else if (exchange.failures) {
    parts.push(note("Not saved yet.", "Keep this page open: what you typed is sent as soon as the network is back."));
  }
  for (const [path, versions] of exchange.contested) {
    parts.push(conflict(path, versions, fields.get(path)?.getAttribute("aria-label") ?? path, choose));
  }
  showFaults(fields, exchange.faulty);
  box.replaceChildren(...parts);
  box.hidden = !parts.length;
}
