/** Typing the beginning of a name goes there, as lists of the system do. */

const PAUSE_MS = 700;

/** @returns {(key: string, names: string[], from: number) => number}  where to go, −1: nowhere. Names are in lower case. */
export function typeAhead(now = () => Date.now()) {
  let typed = "";
  let last = 0;
  return (key, names, from) => {
    typed = now() - last > PAUSE_MS ? key : typed + key;
    last = now();
    // The same letter again goes to the next name that begins with it.
    const isSame = [...typed].every((letter) => letter === typed[0]);
    const wanted = isSame ? typed[0] : typed;
    const begin = typed.length === 1 || isSame ? from + 1 : from;
    const order = names.map((_, at) => (begin + at) % names.length);
    return order.find((at) => names[at].startsWith(wanted)) ?? -1;
  };
}
