/** A signal that gives up after so many milliseconds, for fetch; nothing where the browser has none, and then its own limit holds. */
export const deadline = (ms) => AbortSignal.timeout?.(ms);
