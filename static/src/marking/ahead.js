/** Pages fetched before they are asked for, kept for a while in memory. */

import { deadline } from "../deadline.js";

/**
 * Milliseconds. After this a page is fetched anew while somebody is at work, and meanwhile it still does: what has changed on it since,
 * its desk is told by the server.
 */
export const FRESH_MS = 60000;
/** After this it is not shown any more without asking. */
export const LONGEST_MS = 10 * FRESH_MS;
const ANSWER_WAIT_MS = 20000;

/** The page at an address as text; null where it is not what stands there: signed out, taken back, no network. */
export async function fetchPage(url, options = {}) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", signal: deadline(ANSWER_WAIT_MS), ...options });
    const isHtml = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    return answer.ok && isHtml ? { url: answer.url, html: await answer.text() } : null;
  } catch {
    return null;
  }
}

export class Ahead {
  /**
   * @param {(url: string) => Promise<{url: string, html: string}|null>} [get]
   * @param {() => number} [now]  milliseconds
   */
  constructor(get = fetchPage, now = () => Date.now()) {
    Object.assign(this, { get, now, pages: new Map() });
  }

  /** Fetch these where they are not fresh, and forget all others. */
  prepare(urls) {
    for (const url of [...this.pages.keys()]) if (!urls.includes(url)) this.pages.delete(url);
    for (const url of urls) {
      const known = this.pages.get(url);
      if (!known || this.now() - known.at > FRESH_MS) this.fetch(url, known);
    }
  }

  /** The page at an address, from memory where it is there; null where it is not to be had. */
  page(url) {
    const known = this.pages.get(url);
    return known && this.now() - known.at < LONGEST_MS ? known.page : this.fetch(url);
  }

  /** `before` stays until the new one has come. */
  fetch(url, before) {
    const at = this.now();
    const page = this.get(url).then((found) => {
      const isIt = found && new URL(found.url).pathname === new URL(url, found.url).pathname;
      if (isIt && before && this.pages.get(url) === before) this.pages.set(url, { page: Promise.resolve(found), at });
      // What is not to be had is asked for anew.
      if (!isIt) this.pages.delete(url);
      return isIt ? found : null;
    });
    if (!before) this.pages.set(url, { page, at });
    return page;
  }

  /** Something has changed on a page: what was fetched does not stand any more. */
  drop(url) {
    this.pages.delete(url);
  }
}
