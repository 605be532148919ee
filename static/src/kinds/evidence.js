/**
 * The evidence picker: rows that are chosen are shown, the others are hidden; one list to choose from moves to the claim that asks for
 * it. The list is a single tab stop; what a piece does for the claim is answered under it, so that none is added without a stance.
 */

import { typeAhead } from "./type_ahead.js";

const stanceOf = (row) => row.querySelector("input:checked")?.value ?? "";
const reasonOf = (row) => row.querySelector("textarea")?.value.trim() ?? "";
const rowsOf = (claim) => [...claim.querySelectorAll(".ev")];
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** How far a claim is, in words; the same as ClaimBlock.says in activities/kinds/evidence/page.py. */
export function says({ chosen, without, least }) {
  if (!chosen) return `Nothing chosen yet. Choose at least ${least}.`;
  const words = chosen < least ? `${chosen} of at least ${least} chosen.` : `${chosen} chosen.`;
  return without ? `${words} ${without} without a reason.` : words;
}

function sayProgress(claim) {
  const chosen = rowsOf(claim).filter(stanceOf);
  const without = "askReason" in claim.dataset ? chosen.filter((row) => !reasonOf(row)).length : 0;
  const least = Number(claim.dataset.least);
  claim.classList.toggle("todo", chosen.length < least || without > 0);
  claim.querySelector("[data-says]").textContent = says({ chosen: chosen.length, without, least });
}

/** A change by script is told to the desk like a typed one. */
function choose(row, stance) {
  const radios = [...row.querySelectorAll("input[type=radio]")];
  for (const radio of radios) radio.checked = radio.value === stance;
  radios[0].dispatchEvent(new Event("input", { bubbles: true }));
}

class Picker {
  constructor(root) {
    this.root = root;
    this.panel = root.querySelector("[data-pick]");
    this.list = root.querySelector("[data-list]");
    this.options = [...root.querySelectorAll("[role=option]")];
    this.find = root.querySelector("[data-find]");
    this.stances = [...root.querySelectorAll("[data-stances] button")];
    this.claim = null;
    this.current = null;
    this.jump = typeAhead();
    this.listen();
  }

  get shown() {
    return this.options.filter((option) => !option.hidden);
  }

  part(name) {
    return this.root.querySelector(`[${name}]`);
  }

  rowOf(option) {
    return rowsOf(this.claim).find((row) => row.dataset.item === option.dataset.item);
  }

  announce(text) {
    this.part("data-announce").textContent = text;
  }

  // --- Rows ----------------------------------------------------------------------------------------------------------

  /** What others choose comes in here, too: each row shows itself by what its cells hold. */
  showRow(row) {
    const stance = stanceOf(row);
    const isShown = stance || reasonOf(row) || "kept" in row.dataset || row.contains(document.activeElement);
    const text = row.querySelector("[data-text]");
    if (isShown && !text.textContent) {
      text.textContent = this.options.find((option) => option.dataset.item === row.dataset.item)?.querySelector("[data-text]").textContent ?? "";
      text.parentElement.hidden = !text.textContent;
    }
    row.hidden = !isShown;
    row.classList.toggle("aside", !stance);
    row.querySelector("[data-aside]").hidden = !stance;
    row.querySelector("[data-aside-says]").hidden = Boolean(stance);
  }

  refresh(target) {
    const row = target.closest?.(".ev");
    if (!row) return;
    this.showRow(row);
    const claim = row.closest("[data-claim]");
    sayProgress(claim);
    if (claim === this.claim) this.markChosen();
  }

  putAside(row) {
    const name = row.querySelector("b").textContent;
    const isKept = Boolean(reasonOf(row)) || "kept" in row.dataset;
    const claim = row.closest("[data-claim]");
    const after = rowsOf(claim).slice(rowsOf(claim).indexOf(row) + 1);
    const next = after.find((other) => !other.hidden)?.querySelector("input:checked, input") ?? claim.querySelector("[data-add]");
    // First away from the row: one that has the focus stays on the page.
    (isKept ? row.querySelector("input") : next).focus();
    choose(row, "");
    this.announce(isKept ? `${name} is put aside. Your reason is kept.` : `${name} is put aside.`);
  }

  // --- The list ------------------------------------------------------------------------------------------------------

  open(claim) {
    if (this.claim) this.close();
    this.claim = claim;
    const add = claim.querySelector("[data-add]");
    add.setAttribute("aria-expanded", "true");
    add.closest(".ev-add").after(this.panel);
    const name = claim.dataset.claim;
    this.panel.setAttribute("aria-label", add.textContent.trim());
    this.list.setAttribute("aria-label", `Evidence to choose for ${name}`);
    this.panel.hidden = false;
    this.find.value = "";
    this.filter();
    this.markChosen();
    this.select(this.current ?? this.options[0], { isToFocus: true });
    this.panel.scrollIntoView({ block: "nearest" });
    this.showFoot();
  }

  close() {
    const add = this.claim.querySelector("[data-add]");
    add.setAttribute("aria-expanded", "false");
    this.panel.hidden = true;
    this.claim = null;
    return add;
  }

  /** What is chosen for this claim already says so in the list. */
  markChosen() {
    for (const option of this.options) {
      const row = this.rowOf(option);
      const stance = stanceOf(row);
      const word = this.stances.find((button) => button.value === stance)?.textContent;
      const mark = option.querySelector("[data-mark]");
      mark.textContent = word ?? (reasonOf(row) ? "Put aside" : "");
      mark.className = `pick-mark ${stance}`;
    }
    if (this.current) this.showPicked();
  }

  select(option, { isToFocus = false } = {}) {
    for (const other of this.options) {
      other.tabIndex = other === option ? 0 : -1;
      other.setAttribute("aria-selected", String(other === option));
    }
    this.current = option ?? null;
    if (!option) return;
    this.showPicked();
    if (isToFocus) option.focus();
  }

  showPicked() {
    const text = (name) => this.current.querySelector(`[${name}]`).textContent;
    this.part("data-picked").textContent = text("data-name");
    this.part("data-picked-date").textContent = text("data-when");
    this.part("data-picked-text").textContent = text("data-text");
    const asks = `What does it do for ${this.claim.dataset.claim}?`;
    this.part("data-asks").textContent = asks;
    this.part("data-stances").setAttribute("aria-label", `${text("data-name")}: ${asks.toLowerCase()}`);
    const stance = stanceOf(this.rowOf(this.current));
    for (const button of this.stances) button.setAttribute("aria-pressed", String(button.value === stance));
  }

  /** On a small screen, too, the answers are seen with what is asked. */
  showFoot() {
    this.root.querySelector(".pick-foot").scrollIntoView({ block: "nearest" });
  }

  filter() {
    const wanted = plain(this.find.value).split(/\s+/).filter(Boolean);
    for (const group of this.list.children) {
      const heading = plain(group.firstElementChild.textContent);
      const options = [...group.querySelectorAll("[role=option]")];
      for (const option of options) {
        const words = `${heading} ${plain(option.textContent)}`;
        option.hidden = !wanted.every((word) => words.includes(word));
      }
      group.hidden = options.every((option) => option.hidden);
    }
    const { shown } = this;
    this.list.hidden = !shown.length;
    this.part("data-none").hidden = shown.length > 0;
    this.root.querySelector(".pick-foot").hidden = !shown.length;
    this.part("data-found").textContent = wanted.length ? `${shown.length} of ${this.options.length} in the list` : "";
    if (!shown.includes(this.current)) this.select(shown[0]);
  }

  move(key) {
    const { shown } = this;
    const at = shown.indexOf(this.current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, PageDown: at + 5, PageUp: at - 5 }[key];
    if (to === undefined) return false;
    this.select(shown[Math.max(0, Math.min(to, shown.length - 1))], { isToFocus: true });
    return true;
  }

  take(stance) {
    const row = this.rowOf(this.current);
    const name = this.part("data-picked").textContent;
    const word = this.stances.find((button) => button.value === stance).textContent;
    choose(row, stance);
    this.close();
    (row.querySelector("textarea") ?? row.querySelector("input:checked")).focus();
    row.scrollIntoView({ block: "nearest" });
    this.announce(`${name} is added: ${word.toLowerCase()}.`);
  }

  // --- What the person does ------------------------------------------------------------------------------------------

  listen() {
    const { root, panel, list, find } = this;
    for (const type of ["input", "desk:shown"]) root.addEventListener(type, ({ target }) => this.refresh(target));
    root.addEventListener("desk:reach", ({ target }) => {
      const row = target.closest(".ev");
      if (row) row.hidden = false;
    });
    // A row that was emptied by hand goes once it is left.
    root.addEventListener("focusout", ({ target }) => setTimeout(() => this.refresh(target)));
    root.addEventListener("click", ({ target }) => {
      const pressed = target.closest("button");
      if (!pressed) return;
      if (pressed.matches("[data-add]")) this.toggle(pressed.closest("[data-claim]"));
      else if (pressed.matches("[data-aside]")) this.putAside(pressed.closest(".ev"));
      else if (pressed.matches("[data-close]")) this.close().focus();
      else if (this.stances.includes(pressed)) this.take(pressed.value);
    });
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (!option) return;
      this.select(option, { isToFocus: true });
      this.showFoot();
    });
    find.addEventListener("input", () => this.filter());
    panel.addEventListener("keydown", (event) => this.press(event));
  }

  toggle(claim) {
    if (this.claim === claim) this.close().focus();
    else this.open(claim);
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.answersTo(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Whether the key was for the list. */
  answersTo({ key, target }) {
    if (key === "Escape") {
      this.close().focus();
      return true;
    }
    if (target === this.find) {
      if (key !== "ArrowDown" && key !== "Enter") return false;
      if (this.current) this.current.focus();
      return true;
    }
    if (!target.closest("[role=option]")) return false;
    if (this.move(key)) return true;
    if (key === "Enter" || key === " ") {
      (this.stances.find((button) => button.getAttribute("aria-pressed") === "true") ?? this.stances[0]).focus();
      return true;
    }
    if (key.length !== 1) return false;
    const names = this.shown.map((option) => plain(option.querySelector("[data-name]").textContent));
    const found = this.jump(plain(key), names, this.shown.indexOf(this.current));
    if (found >= 0) this.select(this.shown[found], { isToFocus: true });
    return true;
  }
}

export function startEvidence(page) {
  for (const root of page.querySelectorAll("[data-evidence]")) new Picker(root);
}
