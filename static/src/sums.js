/** What several fields of points come to, beside them: `data-sums` holds the fields and an element `data-sum`. */

const points = ({ value }) => (/^\s*\d{1,10}\s*$/.test(value) ? Number(value) : 0);

export function showSum(group) {
  const fields = [...group.querySelectorAll("input")];
  const sum = group.querySelector("[data-sum]");
  if (sum) sum.textContent = fields.reduce((total, field) => total + points(field), 0);
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
