/**
 * Asks the same question again and again while somebody can see the answer: every so often, more seldom after failures, not at
 * all while the page is hidden, and at once when there is reason to.
 */

export const EVERY_MS = 10000;
export const SELDOMEST_MS = 160000;

/** How long to wait after so many failures in a row. */
export const waitAfter = (failures) => Math.min(EVERY_MS * 2 ** failures, SELDOMEST_MS);

/**
 * @param {{ask: () => Promise<"well" | "failed" | "over">, isVisible: () => boolean, later?: (act: Function, ms: number) => any,
 *   forget?: (timer: any) => void}} how  `ask` never rejects; after "over" nothing is asked any more
 * @returns {{now: () => void}}  `now` asks at once, where nothing is being asked
 */
export function askAgain({ ask, isVisible, later = setTimeout, forget = clearTimeout }) {
  let timer = null;
  let failures = 0;
  let isAsking = false;
  let isOver = false;

  const plan = () => {
    if (isOver || isAsking || timer !== null || !isVisible()) return;
    timer = later(now, waitAfter(failures));
  };

  const now = async () => {
    if (timer !== null) forget(timer);
    timer = null;
    if (isOver || isAsking || !isVisible()) return;
    isAsking = true;
    const outcome = await ask();
    isAsking = false;
    isOver = outcome === "over";
    failures = outcome === "failed" ? failures + 1 : 0;
    plan();
  };

  plan();
  return { now };
}
