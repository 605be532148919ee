/** Each tab holds a lock for as long as it lives, so that nobody takes over what a living tab is still sending. */

import { deadline } from "../deadline.js";

const nameOf = (id) => `historyclass:${id}`;

/**
 * Resolves to a function that lets go, or to null where the lock is not to be had.
 * @param {string} id
 * @param {object} [options]
 * @param {number} [options.wait]  milliseconds to wait for a living holder; Infinity waits until it has died
 */
export function hold(id, { wait = 0 } = {}) {
  const signal = wait && wait !== Infinity ? deadline(wait) : null;
  const patience = signal ? { signal } : { ifAvailable: wait !== Infinity };
  return new Promise((resolve) => {
    const held = (lock) => (lock ? new Promise((letGo) => resolve(letGo)) : resolve(null));
    navigator.locks.request(nameOf(id), patience, held).catch(() => resolve(null));
  });
}
