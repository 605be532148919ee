/** Carries a frozen request to the server. */

import { askDoor, csrfToken } from "../csrf.js";
import { deadline } from "../deadline.js";

/** Bytes. Browsers allow 64 KiB for all such requests of a page together, and refuse what is above. */
const KEEPALIVE_LIMIT = 30000;
const LONGEST_WAIT_MS = 20000;

/**
 * @param {string} url
 * @returns {(body: string) => Promise<{status: number, body: any}>} rejects when the network or the server does not answer
 */
export function transport(url) {
  return async (body) => {
    const response = await fetch(url, {
      method: "POST",
      // The token is read anew for every request.
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body,
      credentials: "same-origin",
      redirect: "error",
      // A tab that is being closed still delivers what fits the browser's limit for such requests.
      keepalive: new Blob([body]).size < KEEPALIVE_LIMIT,
      signal: deadline(LONGEST_WAIT_MS),
    });
    const reply = { status: response.status, body: await response.json().catch(() => null) };
    // With the cookie gone, trying again would never help: the next try finds a new one.
    if (reply.body?.why === "csrf") await askDoor().catch(() => null);
    return reply;
  };
}
