/** What tabs that have died left on the device: taken over by the next tab, or brought to the server behind the page. */

import { Exchange, newClientId } from "./exchange.js";
import { Slot } from "./device.js";
import { hold } from "./locks.js";
import { transport } from "./transport.js";

/** Milliseconds: a page that is loaded again may begin before the browser has buried the one before. */
const BURIAL_MS = 500;

/**
 * What a dead tab left of this sheet, with its lock: {id, left, letGo}, or null. Of several, the first; deliverAll has the others.
 * @param {() => void} onGone  another page has brought something to the server since this one was made
 */
export async function takeOver(device, sheet, onGone) {
  for (const { id, left } of await device.leftBehind()) {
    if (left.sheet !== sheet) continue;
    const letGo = await hold(id, { wait: BURIAL_MS });
    if (!letGo) continue;
    // The dead one may have been at its last write.
    const last = await device.read(id);
    if (last) return { id, left: last, letGo };
    letGo();
    onGone();
  }
  return null;
}

/** A lock of a tab's own, under an id that nobody else has. */
export async function beginSlot() {
  const id = newClientId();
  return { id, left: null, letGo: await hold(id) };
}

/**
 * Bring what one dead tab left to the server. Resolves to "" once all of it is there (in conflicts, too), or to why the rest must
 * wait for the person: a word of Exchange.stopped, "faulty", or "edited" for words in a cell that waits for a choice.
 */
export function deliver({ device, id, left, send = transport(left.url), later }) {
  return new Promise((resolve) => {
    const conflicts = left.edited.filter((conflict) => conflict.id !== null);
    const state = { person: left.person, sheet: left.sheet, schema: left.schema, rev: left.known, cells: {}, conflicts };
    const look = () => {
      if (exchange.inFlight || exchange.dirty.size) {
        if (exchange.stopped && exchange.stopped !== "signed-out") end(exchange.stopped);
        return;
      }
      const rest = exchange.unsent();
      end(!rest ? "" : rest.faulty.length ? "faulty" : "edited");
    };
    const end = (why) => slot.keep().then(() => resolve(why));
    const exchange = new Exchange({
      state,
      send,
      onWord: () => {},
      onChanged: () => {},
      onTrouble: look,
      onUnsent() {
        look();
        return slot.keep();
      },
      ...(later ? { later } : {}),
    });
    const slot = new Slot(device, id, () => {
      const rest = exchange.unsent();
      return rest && { ...left, ...rest };
    });
    slot.isEmpty = false;
    exchange.inherit(left);
    exchange.flush();
    look();
  });
}

/** Ids whose holders this page waits for already. */
const waitedFor = new Set();

/**
 * Deliver whatever dead tabs of this person have left; what living tabs hold, once they die.
 *
 * @param {Device} device
 * @param {object} on
 * @param {(id: string, left: object) => void} on.begun  somebody's words are on their way
 * @param {(id: string, left: object, why: string) => void} on.done  they are there, by this page or another; or why not
 * @param {string} [on.except]                           the id of this tab's own slot
 */
export async function deliverAll(device, { begun, done, except }) {
  for (const { id, left: before } of await device.leftBehind()) {
    if (id === except || waitedFor.has(id)) continue;
    waitedFor.add(id);
    hold(id, { wait: Infinity })
      .then(async (letGo) => {
        try {
          const left = await device.read(id);
          if (left) begun(id, left);
          done(id, left ?? before, left ? await deliver({ device, id, left }) : "");
        } finally {
          waitedFor.delete(id);
          letGo?.();
        }
      })
      // The device has gone, and with it what could be done here.
      .catch(() => {});
  }
}
