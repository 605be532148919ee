/** Small builders for what scripts show: elements, buttons, and a dialog that asks one question. */

export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon beside words, as templates/cotton/icon.html draws it. */
export function icon(path) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "i");
  made.setAttribute("viewBox", "0 0 16 16");
  made.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  made.append(line);
  return made;
}

export function button(text, act, className = "btn btn-sm") {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * Give a field the focus back from a dialog that has closed. Chromium gives it back by itself, but to the frame only: what is
 * typed then goes nowhere until the field has been left and entered.
 */
export function refocus(field) {
  if (!field?.isConnected) return;
  field.blur();
  field.focus();
}

/** Words that can be kept nowhere else, in a field to copy them from. */
export function toCopy(text, label) {
  const field = element("textarea", "in");
  Object.assign(field, { value: text, readOnly: true, rows: 2 });
  field.setAttribute("aria-label", label);
  return field;
}

let count = 0;

/**
 * Ask, and resolve to the value of the answer that was pressed; null for Esc. The first answer is the safe one and has the focus.
 * @param {{title: string, content: Node[], answers: {text: string, value: any, kind?: string}[], className?: string,
 *   signal?: AbortSignal}} question  aborting takes the question back, as Esc does
 */
export function ask({ title, content, answers, className = "", signal }) {
  return new Promise((resolve) => {
    const dialog = element("dialog", `dialog ${className}`);
    const head = element("h2", "", title);
    head.id = `ask-${(count += 1)}`;
    dialog.setAttribute("aria-labelledby", head.id);
    let answer = null;
    const before = document.activeElement;
    const buttons = answers.map(({ text, value, kind = "" }) =>
      button(
        text,
        () => {
          answer = value;
          dialog.close();
        },
        `btn ${kind}`,
      ),
    );
    dialog.append(head, ...content, element("div", "row", ...buttons));
    dialog.addEventListener("close", () => {
      dialog.remove();
      refocus(before);
      resolve(answer);
    });
    signal?.addEventListener("abort", () => dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    buttons[0].focus();
  });
}
