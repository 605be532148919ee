/** Pages fetched before they are asked for, kept for a while in memory. */

import { deadline } from "../deadline.js";

/** Milliseconds. After this a page is fetched anew: a student may have taken the paper back, a colleague marked it. */
export const FRESH_MS = 60000;
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

  /** Fetch these, and forget all others. */
  prepare(urls) {
    for (const url of [...this.pages.keys()]) if (!urls.includes(url)) this.pages.delete(url);
    for (const url of urls) this.page(url);
  }

  /** The page at an address, from memory where that is fresh; null where it is not to be had. */
  page(url) {
    const known = this.pages.get(url);
    if (known && this.now() - known.at < FRESH_MS) return known.page;
    const page = this.get(url).then((found) => {
      // Asked again, not remembered as missing.
      if (!found) this.pages.delete(url);
      return found && new URL(found.url).pathname === new URL(url, found.url).pathname ? found : null;
    });
    this.pages.set(url, { page, at: this.now() });
    return page;
  }

  /** Something has changed: what was fetched may not stand any more. */
  forget() {
    this.pages.clear();
  }
}
