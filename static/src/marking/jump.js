/** Between a part of the paper and its points. On a narrow screen they are in two panes, of which one is shown. */

/** Show the pane of a place; `pane` is the id of the switch that does. */
export function showPane(place, pane) {
  const radio = document.getElementById(pane);
  if (place && radio) radio.checked = true;
}

/** Links `data-jump="id of the switch"` lead to a field, or to a heading, and not into the browser's history. */
export function startJumps(root) {
  for (const link of root.querySelectorAll("a[data-jump]")) {
    link.addEventListener("click", (event) => {
      const place = document.getElementById(link.hash.slice(1));
      if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      showPane(place, link.dataset.jump);
      place.scrollIntoView({ block: "start" });
      place.focus({ preventScroll: true });
      place.select?.();
    });
  }
}
