/** Several folds at once: key points, opened or folded together. */

export function startFolds(root) {
  for (const part of root.querySelectorAll("[data-folds]")) {
    const buttons = part.querySelector("[data-fold-buttons]");
    if (!buttons) continue;
    const all = (open) => () => {
      for (const fold of part.querySelectorAll("details")) fold.open = open;
    };
    buttons.hidden = false;
    buttons.querySelector("[data-open-all]").addEventListener("click", all(true));
    buttons.querySelector("[data-fold-all]").addEventListener("click", all(false));
  }
}
