import { deadline } from "./deadline.js";

/** The token against forgery, as the cookie has it now: signing in again, perhaps in another tab, changes it. */
export function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

const LONGEST_WAIT_MS = 20000;

/** Ask the door for the cookie, where it is gone. Resolves to the id of whoever is signed in, or null. Rejects when nothing answers. */
export async function askDoor() {
  const answer = await fetch("/sign-in/", {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
    signal: deadline(LONGEST_WAIT_MS),
  });
  return (await answer.json()).person;
}
