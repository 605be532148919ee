/** Carries a frozen request to the server. */

const KEEPALIVE_LIMIT = 30000;

/** The token is read anew for every request: signing in again, perhaps in another tab, changes it. */
function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

/**
 * @param {string} url
 * @returns {(body: string) => Promise<{status: number, body: any}>} rejects when the network or the server does not answer
 */
export function transport(url) {
  return async (body) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body,
      credentials: "same-origin",
      redirect: "error",
      // A tab that is being closed still delivers what fits the browser's limit for such requests.
      keepalive: body.length < KEEPALIVE_LIMIT,
      signal: AbortSignal.timeout(20000),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  };
}
