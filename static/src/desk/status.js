/** The save promise on the page: one word shown at once, and told to screen readers when it worsens or recovers. */

const ANNOUNCE_EVERY_MS = 10000;
const WORDS = {
  saved: "Saved",
  offline: "Offline: kept on this device",
  unsaved: "Not saved yet",
  clash: "Changed on another device",
};

export function status(element, announcer) {
  let told = "saved";
  let timer = null;
  let current = "saved";
  const tell = () => {
    timer = null;
    if (current === told || !WORDS[current]) return;
    told = current;
    announcer.textContent = WORDS[current];
    timer = setTimeout(tell, ANNOUNCE_EVERY_MS);
  };
  return (word) => {
    element.dataset.state = word;
    current = word;
    if (!timer) tell();
  };
}
