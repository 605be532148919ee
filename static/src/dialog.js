/** Small builders for what scripts show: elements, buttons, and a dialog that asks one question. */

export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content.filter((part) => part !== null && part !== undefined));
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
  field?.blur();
  field?.focus();
}

let count = 0;

/**
 * Ask, and resolve to the value of the answer that was pressed; null for Esc. The first answer is the safe one and has the focus.
 * @param {{title: string, content: Node[], answers: {text: string, value: any, kind?: string}[]}} question
 */
export function ask({ title, content, answers }) {
  return new Promise((resolve) => {
    const dialog = element("dialog", "dialog");
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
    document.body.append(dialog);
    dialog.showModal();
    buttons[0].focus();
  });
}
