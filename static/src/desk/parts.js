/**
 * The parts of one piece, one at a time: a switch of links above them, and beside them what belongs to the part. Without a script,
 * and on paper, all stand under one another. The address says which one is shown (#part-change), so Back goes to the part before.
 */

const REACH = "desk:reach";
const PREFIX = "#part-";

/** Give a field the focus wherever it is: whatever hides it hears of it first. */
export function reach(field) {
  reveal(field);
  if (field.writing) field.writing.focus();
  else if (field.dataset.choice === undefined) field.focus();
  else (field.querySelector("input:checked") ?? field.querySelector("input"))?.focus();
}

/** Have a field on the screen, without giving it the focus. */
export function reveal(field) {
  field?.dispatchEvent(new CustomEvent(REACH, { bubbles: true }));
}

const isFor = (block, key) => block.dataset.for.split(" ").includes(key);

/** Where the person stood in each part: a pane has one place for all of them. */
class Places {
  constructor(panes) {
    this.panes = panes;
    this.kept = new Map();
  }

  keep(key) {
    this.kept.set(key, this.panes.map((pane) => pane.scrollTop));
  }

  bring(key) {
    const kept = this.kept.get(key) ?? this.panes.map(() => 0);
    this.panes.forEach((pane, at) => (pane.scrollTop = kept[at]));
  }
}

class Parts {
  constructor(page) {
    this.page = page;
    this.desk = page.querySelector("[data-desk], [data-preview]");
    this.left = page.querySelector("[data-left]");
    this.panes = page.querySelector(".panes");
    this.links = [...page.querySelectorAll("[data-part-link]")];
    this.sections = new Map([...page.querySelectorAll("[data-part]")].map((section) => [section.dataset.part, section]));
    this.places = new Places([this.left, this.desk].filter(Boolean));
    this.shown = null;
  }

  start() {
    this.panes.dataset.parts = "";
    this.show(this.keyOf(location.hash) ?? this.links[0].dataset.partLink);
    // Whoever loads the page again while they write in a part is back at their work.
    if (this.keyOf(location.hash)) this.showRight();
    const target = location.hash && this.page.getElementById(location.hash.slice(1));
    if (target && !target.matches("[data-part]")) {
      this.bringOut(target);
      target.scrollIntoView();
    }
    this.page.addEventListener(REACH, ({ target }) => {
      this.showRight();
      this.bringOut(target);
    });
    this.page.addEventListener("click", (event) => this.follow(event));
    window.addEventListener("popstate", () => {
      const key = this.keyOf(location.hash) ?? (location.hash ? null : this.links[0].dataset.partLink);
      if (key) this.show(key);
    });
  }

  keyOf(hash) {
    const key = hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : null;
    return this.sections.has(key) ? key : null;
  }

  show(key) {
    if (key === this.shown) return;
    if (this.shown) this.places.keep(this.shown);
    this.shown = key;
    for (const [its, section] of this.sections) section.classList.toggle("away", its !== key);
    for (const block of this.page.querySelectorAll("[data-for]")) block.classList.toggle("away", !isFor(block, key));
    for (const link of this.links) {
      if (link.dataset.partLink === key) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    this.nameLeft(this.links.find((link) => link.dataset.partLink === key).dataset.leftWords);
    this.places.bring(key);
    // Fields that grow by script could not be measured while they were away.
    for (const field of this.sections.get(key).querySelectorAll("textarea.in")) field.dispatchEvent(new CustomEvent("desk:revealed", { bubbles: true }));
  }

  /** What lies beside this part; nothing does where there are no words for it. */
  nameLeft(words) {
    this.panes.classList.toggle("alone", !words);
    this.page.querySelector(".switch")?.classList.toggle("away", !words);
    if (!words) this.showRight();
    if (!words || !this.left) return;
    this.left.setAttribute("aria-label", words);
    for (const place of this.page.querySelectorAll("[data-left-title], [data-switch-left]")) place.textContent = words;
  }

  /** On a phone, where one of the two panes is on the screen. */
  showRight() {
    const right = this.page.getElementById("sw-r");
    if (right) right.checked = true;
  }

  /** The part that an element stands in is shown, and the element too, if this part does without it. */
  bringOut(element) {
    const section = element.closest("[data-part]");
    if (section) this.go(section.dataset.part, { isQuiet: true });
    element.closest("[data-for]")?.classList.remove("away");
  }

  /** @param {{isQuiet?: boolean}} [how]  quiet: the person did not ask for another part, and Back is not for going back to it */
  go(key, { isQuiet = false } = {}) {
    if (key === this.shown) return;
    if (isQuiet) history.replaceState(null, "", PREFIX + key);
    else history.pushState(null, "", PREFIX + key);
    this.show(key);
  }

  follow(event) {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const key = this.keyOf(link.hash);
    if (!key) {
      const target = this.page.getElementById(link.hash.slice(1));
      if (target) this.bringOut(target);
      return;
    }
    event.preventDefault();
    this.showRight();
    this.go(key);
    this.sections.get(key).focus({ preventScroll: true });
  }
}

export function startParts(page) {
  if (page.querySelector("[data-part-link]")) new Parts(page).start();
  else page.addEventListener(REACH, () => {
    const right = page.getElementById("sw-r");
    if (right) right.checked = true;
  });
}
