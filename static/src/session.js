/**
 * Tabs tell one another who is signed in, so that no page of one person stays on the screen of the next.
 *
 * A page that is not to be left yet cancels the event `historyclass:person` on window.
 */

export const CHANNEL = "historyclass";

export function startSession(me, isSignedOut) {
  // A page that Back brings out of the browser's memory is as old as its last person.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(CHANNEL);
  if (me || isSignedOut) channel.postMessage({ person: me });
  // Told once: coming back to this page is not signing out again.
  if (isSignedOut) history.replaceState(null, "", location.pathname);
  channel.addEventListener("message", ({ data }) => {
    if (!me || data.person === undefined || data.person === me) return;
    const mayLeave = window.dispatchEvent(new CustomEvent("historyclass:person", { cancelable: true }));
    if (mayLeave) location.reload();
  });
}
