import assert from "node:assert/strict";
import { test } from "node:test";

import { citation, lineBreak, paragraph, text } from "./document.js";
import { bare, fromPlain, fromTree } from "./paste.js";

/** Enough of a tree to be read: strings are text. */
const node = (name, ...children) => {
  const attributes = typeof children[0] === "object" && !("nodeType" in children[0]) ? children.shift() : {};
  const childNodes = children.map((child) => (typeof child === "string" ? { nodeType: 3, nodeName: "#text", textContent: child } : child));
  const textContent = childNodes.map((child) => child.textContent).join("");
  return { nodeType: 1, nodeName: name.toUpperCase(), childNodes, textContent, getAttribute: (key) => attributes[key] ?? null };
};
const read = (...children) => fromTree(node("body", ...children));

test("plain text: an empty line parts paragraphs, one break is a new line", () => {
  assert.deepEqual(fromPlain("one\r\ntwo\n\n\nthree\n"), [paragraph([text("one"), lineBreak(), text("two")]), paragraph([text("three")])]);
  assert.deepEqual(fromPlain(""), [paragraph([])]);
  assert.deepEqual(fromPlain("a\0b"), [paragraph([text("ab")])]);
});

test("paragraphs, headings, lists and tables keep every word, each apart from the next", () => {
  const found = read(
    node("h1", "Title"),
    node("p", "some ", node("b", "bold"), " words"),
    node("ul", node("li", "one"), node("li", node("p", "two"))),
    node("table", node("tr", node("td", "a"), node("td", "b"))),
    "loose",
  );
  assert.deepEqual(found, ["Title", "some bold words", "one", "two", "a b ", "loose"].map((words) => paragraph([text(words)])));
});

test("white space is as a browser shows it, but in what is preformatted", () => {
  assert.deepEqual(read(node("p", "  a\n   b\u00a0\u00a0c "), node("pre", "x\n  y")), [
    paragraph([text("a b\u00a0\u00a0c ")]),
    paragraph([text("x"), lineBreak(), text("  y")]),
  ]);
});

test("scripts and styles are no words", () => {
  assert.deepEqual(read(node("style", "p{}"), node("script", "alert(1)"), node("p", "kept", node("noscript", "x"))), [paragraph([text("kept")])]);
});

test("our chips stay citations, whatever stands on them beside the name; others are words", () => {
  const chip = node("a", { "data-ref": "event/chart-a/munich" }, "Munich", node("span", "1938"));
  assert.deepEqual(read(node("p", "at ", chip, "\u2060, and")), [paragraph([text("at "), citation("event/chart-a/munich", "Munich"), text(", and")])]);
  assert.deepEqual(read(node("p", node("a", { "data-ref": "javascript:x" }, "words"))), [paragraph([text("words")])]);
});

test("line breaks stay, but not at the ends of a paragraph", () => {
  assert.deepEqual(read(node("p", node("br"), "a", node("br"), "b", node("br"))), [paragraph([text("a"), lineBreak(), text("b")])]);
});

test("tags keep what makes a chip, and nothing else", () => {
  assert.equal(bare(`<p style="x>y" onclick='a()'>1 < 2 <A data-ref="source/5" href=x data-label='S 5'>`), `<p>1 < 2 <A data-ref="source/5" data-label='S 5'>`);
  assert.equal(bare("<STYLE media=x>p{}</STYLE>"), "<script>p{}</script>");
});
