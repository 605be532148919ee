/** The list to cite from: a field that searches, and what it finds under its groups. On a phone a sheet at the foot. */

import { button, element, icon } from "../dialog.js";
import { grouped, search } from "./citables.js";

const LENS = "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3";
const CROSS = "M4 4l8 8M12 4l-8 8";
const FIND = "Find a source, an event, a card, a person or a note";
const GAP = 6;
const PAGE = 8;

let count = 0;

function option(item, id) {
  const made = element("li", "pick-one", element("b", "", item.label), item.detail ? element("span", "t", item.detail) : null, item.about === item.detail ? null : element("span", "about", item.about));
  made.id = id;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  return made;
}

export class Chooser {
  /**
   * @param {object} options
   * @param {Element} options.host  the field it belongs to
   * @param {Iterable<object>} options.items  citables
   * @param {() => {left: number, top: number, bottom: number}} options.place  of the cursor, on the screen
   * @param {(item: object) => void} options.take
   * @param {(query: string, isBack: boolean) => void} options.leave  without an item; isBack: the text gets the focus back
   */
  constructor({ host, items, place, take, leave }) {
    Object.assign(this, { host, items: [...items], place, take, leave });
    this.id = `cite-${(count += 1)}`;
    this.ending = new AbortController();
    this.build();
    host.append(this.box);
    this.find();
    this.settle();
    this.field.focus({ preventScroll: true });
    this.listen();
  }

  build() {
    const field = element("input", "in");
    const attributes = { type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": this.id };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    field.setAttribute("aria-label", FIND);
    field.spellcheck = false;
    field.placeholder = FIND;
    this.field = field;
    this.list = element("div", "pick-list");
    this.list.id = this.id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "What can be cited");
    this.says = element("p", "pick-says");
    this.says.setAttribute("role", "status");
    const close = button("", () => this.close(true), "btn btn-link btn-sm pick-close");
    close.append(icon(CROSS), element("span", "sr", "Close the list"));
    this.box = element("div", "picker not-print", element("div", "pick-head", icon(LENS), field, close), this.says, this.list);
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", "Cite");
  }

  listen() {
    const { signal } = this.ending;
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("keydown", (event) => this.press(event));
    // The field keeps the focus, or a phone's keyboard would come and go.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const at = this.options.indexOf(target.closest("[role=option]"));
      if (at >= 0) this.end(() => this.take(this.found[at]));
    });
    this.box.addEventListener("focusout", ({ relatedTarget }) => {
      if (document.hasFocus() && !this.box.contains(relatedTarget)) this.close(false);
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close(true);
    });
    const settle = () => this.settle();
    window.addEventListener("scroll", ({ target }) => target !== this.list && settle(), { signal, capture: true, passive: true });
    window.addEventListener("resize", settle, { signal });
    window.visualViewport?.addEventListener("resize", settle, { signal });
    window.visualViewport?.addEventListener("scroll", settle, { signal });
  }

  press(event) {
    if (event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "Enter") this.found.length && this.end(() => this.take(this.found[this.at]));
    else if (event.key === "Tab" && !event.shiftKey) this.close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  find() {
    const groups = [...grouped(search(this.items, this.field.value))];
    this.found = groups.flatMap(([, items]) => items);
    this.options = [];
    this.list.replaceChildren(
      ...groups.map(([name, items], group) => {
        const head = element("p", "pick-group", name, items[0].kind === "note" ? ". Cited, your teacher can read it" : null);
        head.id = `${this.id}-g${group}`;
        const options = items.map((item) => option(item, `${this.id}-${item.ref}`));
        this.options.push(...options);
        const list = element("ul", "", ...options);
        list.setAttribute("role", "group");
        list.setAttribute("aria-labelledby", head.id);
        return element("div", "", head, list);
      }),
    );
    for (const each of this.list.children) each.setAttribute("role", "presentation");
    const some = this.found.length === 1 ? "1 fits" : `${this.found.length} fit`;
    this.says.textContent = this.found.length ? some : "Nothing fits. Try another word, or fewer letters.";
    this.says.classList.toggle("sr", this.found.length > 0);
    this.choose(0);
    this.list.scrollTop = 0;
  }

  /** By one, round the ends; by more, as far as they go. */
  move(by) {
    const { length } = this.found;
    if (!length) return;
    const to = this.at + by;
    this.choose(Math.abs(by) === 1 ? (to + length) % length : Math.max(0, Math.min(length - 1, to)));
  }

  choose(at) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const now = this.options[at];
    if (!now) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    now.setAttribute("aria-selected", "true");
    this.field.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  }

  /** Under the cursor, or over it where there is more room; within what a phone's keyboard leaves. */
  settle() {
    const view = window.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    const { left, top, bottom } = this.place();
    const { offsetWidth, offsetHeight } = this.box;
    const isUnder = bottom + GAP + offsetHeight <= innerHeight || top < innerHeight - bottom;
    const room = (isUnder ? innerHeight - bottom : top) - 2 * GAP;
    const at = {
      x: Math.max(GAP, Math.min(left, innerWidth - offsetWidth - GAP)),
      y: isUnder ? bottom + GAP : Math.max(GAP, top - GAP - Math.min(offsetHeight, room)),
      room,
      foot: Math.max(0, innerHeight - view.height - view.offsetTop),
      view: view.height,
    };
    for (const [name, value] of Object.entries(at)) this.box.style.setProperty(`--at-${name}`, `${value}px`);
  }

  close(isBack) {
    this.end(() => this.leave(this.field.value, isBack));
  }

  end(then) {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    then();
    this.box.remove();
  }
}
