/**
 * A word's explanation beside it: under the pointer, under the focus, and at the first tap. It stays while the pointer is
 * on it, and goes by Esc. Without a script the word's link leads to the glossary, and so it does for a click or Enter.
 */

const OPENS_AFTER_MS = 150;
const CLOSES_AFTER_MS = 300;
const GAP = 6;
const MARGIN = 8;

/** Where the explanation goes, in the page's coordinates: under the word, or over it where there is no room below. */
export function placeOf(word, size, view) {
  const left = Math.max(MARGIN, Math.min(word.left, view.width - size.width - MARGIN));
  const fitsBelow = word.bottom + GAP + size.height <= view.height;
  const fitsAbove = word.top - GAP - size.height >= 0;
  const top = fitsBelow || !fitsAbove ? word.bottom + GAP : word.top - GAP - size.height;
  return { left: left + view.scrollX, top: top + view.scrollY };
}

export function startTerms(root) {
  const shown = new Map();
  for (const pop of root.querySelectorAll("[data-explains]")) {
    if (pop.showPopover) shown.set(pop.dataset.explains, pop);
  }
  // The words have moved.
  window.addEventListener("resize", () => {
    for (const pop of shown.values()) pop.matches(":popover-open") && pop.hidePopover();
  });
  for (const word of root.querySelectorAll("a.term[data-ref]")) explain(word, shown.get(word.dataset.ref));
}

function explain(word, pop) {
  if (!pop) return;
  let timer;
  let wasTapped = false;
  word.setAttribute("aria-describedby", `${pop.id}-says`);

  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const open = () => {
    clearTimeout(timer);
    if (!pop.matches(":popover-open")) pop.showPopover();
    put(pop, word);
  };
  const close = () => {
    clearTimeout(timer);
    if (pop.matches(":popover-open")) pop.hidePopover();
  };

  for (const part of [word, pop]) {
    part.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") later(part === word ? open : () => {}, OPENS_AFTER_MS);
    });
    part.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") later(close, CLOSES_AFTER_MS);
    });
  }
  word.addEventListener("pointerdown", (event) => {
    wasTapped = event.pointerType === "touch";
  });
  word.addEventListener("click", (event) => {
    if (!wasTapped) return;
    event.preventDefault();
    wasTapped = false;
    open();
  });
  word.addEventListener("focus", () => {
    if (word.matches(":focus-visible") && !wasTapped) open();
  });
  word.addEventListener("blur", (event) => {
    if (!pop.contains(event.relatedTarget)) close();
  });
}

function put(pop, word) {
  // The line that the pointer or the reader is on, where the word runs over two.
  const box = word.getClientRects()[0] ?? word.getBoundingClientRect();
  const root = document.documentElement;
  const view = { width: root.clientWidth, height: root.clientHeight, scrollX: window.scrollX, scrollY: window.scrollY };
  const { left, top } = placeOf(box, { width: pop.offsetWidth, height: pop.offsetHeight }, view);
  pop.style.left = `${left}px`;
  pop.style.top = `${top}px`;
}
