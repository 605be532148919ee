import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, grouped, search } from "./citables.js";

const item = (label, detail, about, group, more = {}) => ({ ref: label, label, detail, about, group, ...more });
const ITEMS = [
  item("Source 5", "", "Litvinov, 29 December 1933", "Sources"),
  item("Source 6", "", "Stalin, 1934", "Sources", { retired: true }),
  item("Treaty of Rapallo", "1922", "16 April 1922", "Chart A: Peace and recovery"),
  item("Munich", "1938", "29 September 1938", "Chart A: The search for security"),
  item("Beneš’s offer", "1938", "May 1938", "Chart A: The search for security"),
];
const labels = (query) => search(ITEMS, query).map(({ label }) => label);

test("everything that is not retired is offered in order", () => {
  assert.deepEqual(labels(""), ["Source 5", "Treaty of Rapallo", "Munich", "Beneš’s offer"]);
});

test("every word has to be somewhere: in the name, the date, the group", () => {
  assert.deepEqual(labels("1938 search"), ["Munich", "Beneš’s offer"]);
  assert.deepEqual(labels("litvinov"), ["Source 5"]);
  assert.deepEqual(labels("munich 1922"), []);
});

test("accents, capitals and apostrophes make no difference, nor do one or two wrong letters", () => {
  assert.deepEqual(labels("BENES'S"), ["Beneš’s offer"]);
  assert.deepEqual(labels("rappalo"), ["Treaty of Rapallo"]);
  assert.deepEqual(labels("litvinof"), ["Source 5"]);
  assert.deepEqual(labels("munch"), ["Munich"]);
  assert.deepEqual(labels("1939"), []);
  assert.equal(folded(" Brest–Litovsk "), "brest-litovsk");
});

test("groups keep their order", () => {
  assert.deepEqual([...grouped(search(ITEMS, "")).keys()], ["Sources", "Chart A: Peace and recovery", "Chart A: The search for security"]);
});

test("what is called so itself comes before what stands in a group called so", () => {
  const items = [
    item("Munich", "1938", "29 September 1938", "Chart A: The search for security"),
    item("Insecurity", "", "", "Chart B"),
    item("Security and fear of invasion", "Chart C", "", "Chart C: Motives"),
  ];
  const found = (query) => search(items, query).map(({ label }) => label);
  assert.deepEqual(found("security"), ["Security and fear of invasion", "Insecurity", "Munich"]);
  assert.equal(found("chart c")[0], "Security and fear of invasion");
});
