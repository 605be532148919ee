/** What several fields of points come to, beside them: `data-sums` holds the fields and an element `data-sum`. */

/** What is no number yet counts nothing. */
export const sumOf = (texts) => texts.filter((text) => /^\s*\d{1,10}\s*$/.test(text)).reduce((sum, text) => sum + Number(text), 0);

function showSum(group) {
  const sum = group.querySelector("[data-sum]");
  if (sum) sum.textContent = sumOf([...group.querySelectorAll("input")].map(({ value }) => value));
}

/** Typed, or shown by the desk because it was typed elsewhere. Pages may be put in place of one another. */
export function startSums() {
  for (const name of ["input", "desk:shown"]) {
    document.addEventListener(name, ({ target }) => {
      const group = target.closest?.("[data-sums]");
      if (group) showSum(group);
    });
  }
}
