import assert from "node:assert/strict";
import { test } from "node:test";

import { Vault } from "./vault.js";

const secret = (byte = 7) => new Uint8Array(32).fill(byte);
const LEFT = { sheet: 3, dirty: [["table:s1/words", "Товарищ Ленин 🏛️"]] };

test("what was locked is unlocked by the same person's key, whenever it was opened", async () => {
  const locked = await (await Vault.open(secret())).lock(LEFT);
  assert.deepEqual(await (await Vault.open(secret())).unlock(locked), LEFT);
});

test("another person's key opens nothing, and has another tag", async () => {
  const [mine, theirs] = await Promise.all([Vault.open(secret(1)), Vault.open(secret(2))]);
  assert.notEqual(mine.tag, theirs.tag);
  await assert.rejects(theirs.unlock(await mine.lock(LEFT)));
});

test("no word stands in the record, and no two records are alike", async () => {
  const vault = await Vault.open(secret());
  const [one, two] = await Promise.all([vault.lock(LEFT), vault.lock(LEFT)]);
  for (const { data } of [one, two]) assert.equal(new TextDecoder("latin1").decode(data).includes("table"), false);
  assert.notDeepEqual(new Uint8Array(one.data), new Uint8Array(two.data));
  assert.notDeepEqual(one.iv, two.iv);
});

test("a changed record is refused", async () => {
  const vault = await Vault.open(secret());
  const { iv, data } = await vault.lock(LEFT);
  new Uint8Array(data)[0] ^= 1;
  await assert.rejects(vault.unlock({ iv, data }));
});

test("the secret is wiped, the key cannot be read back, and the tag tells nothing of either", async () => {
  const bytes = secret();
  const vault = await Vault.open(bytes);
  assert.deepEqual(bytes, new Uint8Array(32));
  assert.equal(vault.key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", vault.key));
  assert.match(vault.tag, /^[0-9a-f]{16}$/);
  assert.equal(vault.tag.includes("0707"), false);
});
