/**
 * How far the piece is, while it is worked on: in each part the steps (`data-step`) that are not `todo`, which each kind keeps true.
 * The same words as Progress.words in activities/parts.py.
 */

function count(part) {
  const steps = [...part.querySelectorAll("[data-step]")];
  return { done: steps.filter((step) => !step.classList.contains("todo")).length, of: steps.length };
}

const write = (places, { done, of }) => {
  const words = `${done} of ${of}`;
  for (const place of places) if (place.textContent !== words) place.textContent = words;
};

export function startProgress(page) {
  const parts = [...page.querySelectorAll("[data-part]")];
  if (!parts.length) return;
  const look = () => {
    const counts = parts.map(count);
    parts.forEach((part, at) => {
      write(page.querySelectorAll(`[data-part-progress="${CSS.escape(part.dataset.part)}"]`), counts[at]);
    });
    const sum = (name) => counts.reduce((all, each) => all + each[name], 0);
    write(page.querySelectorAll("[data-progress]"), { done: sum("done"), of: sum("of") });
  };
  // Once for everything that a change did, whichever kind's script did it.
  const watch = new MutationObserver(look);
  for (const part of parts) watch.observe(part, { subtree: true, attributeFilter: ["class"] });
  look();
}
