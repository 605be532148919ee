/** Tells that somebody has read a page: once it has been seen for a while, or its end has been. */

import { csrfToken } from "../csrf.js";

const READ_AFTER_MS = 20000;
/** The end of a short page is seen at once. */
const END_AFTER_MS = 3000;

export function startVisit(page) {
  if (!page) return;
  let seenFor = 0;
  let since = document.hidden ? null : Date.now();
  let isEndSeen = false;

  document.addEventListener("visibilitychange", () => {
    if (since !== null) seenFor += Date.now() - since;
    since = document.hidden ? null : Date.now();
  });
  const watcher = new IntersectionObserver((seen) => {
    isEndSeen ||= seen.some((one) => one.isIntersecting);
  });
  watcher.observe(page.querySelector("[data-end]"));

  const clock = setInterval(() => {
    const total = seenFor + (since === null ? 0 : Date.now() - since);
    if (total < (isEndSeen ? END_AFTER_MS : READ_AFTER_MS)) return;
    clearInterval(clock);
    watcher.disconnect();
    tell(page.dataset.visit);
  }, 500);
}

function tell(url) {
  // It may be the last thing that the page does. What is lost is a tick in a list.
  fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    credentials: "same-origin",
    keepalive: true,
  }).catch(() => {});
}
