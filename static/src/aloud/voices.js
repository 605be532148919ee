/** Which of a device's voices reads a language. */

const norm = (language) => language.toLowerCase().replace("_", "-");

/**
 * The best voice for a language, or null where none speaks it: first one of the same country, for English the British one; among
 * those, one that is on the device, since it needs no network.
 * @param {{lang: string, localService: boolean}[]} voices
 * @param {string} language  as in a lang attribute
 */
export function voiceFor(voices, language) {
  const wanted = norm(language) === "en" ? "en-gb" : norm(language);
  const base = wanted.split("-")[0];
  const rank = (voice) => (norm(voice.lang) === wanted ? 2 : 0) + (voice.localService ? 1 : 0);
  const able = voices.filter((voice) => norm(voice.lang).split("-")[0] === base);
  return able.sort((one, other) => rank(other) - rank(one))[0] ?? null;
}
