/**
 * Encrypts what the device keeps, with a key that only the signed-in person is given and that never touches the disk. Whoever uses
 * the browser next finds noise.
 */

const TAG_LENGTH = 16;

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Vault {
  /** @param {Uint8Array} secret 32 bytes; wiped here, so that the key is in the browser's keeping alone */
  static async open(secret) {
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array([...secret, ...new TextEncoder().encode("owner")]));
    const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
    secret.fill(0);
    return new Vault(key, hex(digest).slice(0, TAG_LENGTH));
  }

  constructor(key, tag) {
    this.key = key;
    /** Tells a person's records from others', and says nothing about the person. */
    this.tag = tag;
  }

  /** @returns {Promise<{iv: Uint8Array, data: ArrayBuffer}>} */
  async lock(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, new TextEncoder().encode(JSON.stringify(value)));
    return { iv, data };
  }

  /** Rejects where the record was locked with another key. */
  async unlock({ iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data);
    return JSON.parse(new TextDecoder().decode(plain));
  }
}
