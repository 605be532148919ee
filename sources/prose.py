"""Markdown of packs: paragraphs, headings, lists, quotations, emphasis, and links to items by reference.

No HTML, no links elsewhere, no pictures but `![](source/15.1)` on a line of its own, which puts that item there.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sources.refs import is_ref, url_of

EMPTY = SafeString("")
PAGE = re.compile(r"\b(pp?\.) (?=\d)")
FIRST_HEADING = 3
"""The level on a page of a text's highest headings, whichever they are in it: under its title and what it asks."""


@dataclass(frozen=True)
class Block:
    """A piece of a text as it stands on a page: HTML, or an item that stands there (`embed`, a reference).

    `number` counts from 1 in its text: notes hang on it.
    """

    number: int
    html: SafeString = EMPTY
    embed: str = ""


@dataclass(frozen=True)
class Use:
    """A reference in a text, and its line in it, from 1. `is_embed`: the item itself is put there."""

    line: int
    ref: str
    is_embed: bool


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return is_ref(url)


def _markdown() -> MarkdownIt:
    reader = _Markdown("commonmark", {"html": False})
    return reader.disable(["code", "fence", "html_block", "html_inline", "autolink", "reference", "lheading", "hr"])


_READER = _markdown()


def _tokens(text: str) -> list[Token]:
    return _READER.parse(text)


def uses(text: str) -> list[Use]:
    """Every reference that a text links to or shows, in order."""
    found = []
    for token in _tokens(text):
        line = (token.map or [0])[0] + 1
        for child in token.children or []:
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                found.append(Use(line + _lines_before(token, child), str(target), child.type == "image"))
    return found


@lru_cache(maxsize=4096)
def refs_in(text: str) -> tuple[str, ...]:
    """The references that a text links to or shows, once each, in order."""
    return tuple(dict.fromkeys(use.ref for use in uses(text)))


def _lines_before(token: Token, child: Token) -> int:
    before = (token.children or [])[: (token.children or []).index(child)]
    return sum(each.type in ("softbreak", "hardbreak") for each in before)


def plain(text: str) -> str:
    """A text without its marks, a line for each block, as search and a reader's voice want it."""
    lines = []
    for token in _tokens(text):
        if token.type == "inline":
            words = ["\n" if child.type.endswith("break") else child.content for child in token.children or []]
            lines.append("".join(words).replace("\n", " "))
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=4096)
def blocks(text: str, slug: str, *, is_first: bool = True) -> tuple[Block, ...]:
    """The blocks of a text; links lead to the pages of the enquiry `slug`. Only those of the first text of a page have
    ids, and can have notes."""
    found: list[Block] = []
    tokens = _tokens(text)
    _put_headings(tokens)
    start = depth = 0
    for at, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            found.append(_block(tokens[start : at + 1], len(found) + 1, slug, is_first=is_first))
            start = at + 1
    return tuple(found)


def _put_headings(tokens: list[Token]) -> None:
    headings = [token for token in tokens if token.type.startswith("heading")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + FIRST_HEADING, 6)}"


def _block(tokens: list[Token], number: int, slug: str, *, is_first: bool) -> Block:
    inline = tokens[1].children if len(tokens) == 3 else None
    if inline and len(inline) == 1 and inline[0].type == "image":
        return Block(number, embed=str(inline[0].attrGet("src")))
    for token in tokens:
        for child in token.children or []:
            _lead(child, slug)
    if tokens[0].nesting == 1 and is_first:
        tokens[0].attrSet("id", f"b-{number}")
        tokens[0].attrSet("data-block", str(number))
    return Block(number, html=mark_safe(_READER.renderer.render(tokens, _READER.options, {})))  # noqa: S308 - html is off


def _lead(child: Token, slug: str) -> None:
    """Make a link of a reference. A picture within a line is not shown: it stays as its words."""
    if child.type == "link_open":
        ref = str(child.attrGet("href"))
        child.attrSet("href", url_of(slug, ref))
        child.attrSet("data-ref", ref)
        if ref.startswith("term/"):
            child.attrSet("class", "term")
    elif child.type == "image":
        child.type, child.tag, child.attrs = "text", "", {}
    elif child.type == "text":
        # A page keeps to its number at the end of a line.
        child.content = PAGE.sub("\\1\N{NO-BREAK SPACE}", child.content)


def inline(text: str, slug: str) -> SafeString:
    """One paragraph's worth of Markdown, without the paragraph around it."""
    return mark_safe(" ".join(_within(block.html) for block in blocks(text, slug, is_first=False)))  # noqa: S308 - from blocks


def _within(html: str) -> str:
    opening = html.find(">") + 1
    return html[opening:].strip().removesuffix("</p>") if html.startswith("<p") else html
