import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import * as sass from "sass";

const TINTS = ["cream", "blue", "green", "rose", "grey"];
const SURFACES = ["room", "sheet", "sunk", "raised"];
const TEXTS = ["ink", "ink2", "ink3", "red", "ochre", "slate", "pine", "plum"];

const here = dirname(fileURLToPath(import.meta.url));
const { css } = sass.compileString('@use "tokens"; @use "tints";', { loadPaths: [here] });

/** The colours that the rules of one selector set, by token. */
function colours(selector) {
  const found = {};
  for (const [, selectors, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(",").some((one) => one.trim() === selector)) continue;
    for (const [, token, value] of body.matchAll(/--hc-(\w+): (#[0-9a-f]{6});/g)) found[token] ??= value;
  }
  return found;
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test("contrast is reckoned as WCAG 2 does", () => {
  assert.equal(contrast("#ffffff", "#000000"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});

const light = colours(":root");
const dark = { ...light, ...colours("[data-bs-theme=dark]") };
for (const tint of TINTS) {
  const schemes = {
    light: [light, colours(`:root[data-tint=${tint}]`)],
    dark: [dark, colours(`:root[data-bs-theme=dark][data-tint=${tint}]`)],
  };
  for (const [scheme, [house, own]] of Object.entries(schemes)) {
    test(`everything can be read on ${tint} paper, ${scheme}`, () => {
      const colour = { ...house, ...own };
      const low = [];
      const need = (least, one, other) => {
        const has = contrast(colour[one], colour[other]);
        if (has < least) low.push(`${one} on ${other}: ${has.toFixed(2)}`);
      };
      for (const surface of SURFACES) {
        assert.ok(own[surface], `${tint} has its own ${surface}`);
        for (const text of TEXTS) need(4.5, text, surface);
        for (const mark of ["edge", "ribbon", "focus", "act"]) need(3, mark, surface);
      }
      for (const text of ["ink", "ink2"]) need(4.5, text, "mark");
      assert.deepEqual(low, []);
    });
  }
  test(`a device that is dark and a person who chose dark see the same ${tint}`, () => {
    assert.deepEqual(colours(`:root:not([data-bs-theme])[data-tint=${tint}]`), schemes.dark[1]);
  });
}
