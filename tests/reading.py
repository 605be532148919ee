"""Reading a page as its user does: its words, and its fields with what stands in them and what is wrong with them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

EMPTY_ELEMENTS = {"input", "meta", "link", "br", "img", "path", "circle", "hr"}
INLINE_ELEMENTS = {"a", "b", "bdi", "code", "em", "i", "small", "span", "strong", "svg", "path", "circle"}


@dataclass
class Field:
    """A field of a form. `fault` is the message that its aria-describedby leads to, "" where nothing is wrong."""

    name: str
    value: str
    fault: str = ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.values: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self._break(tag)
        if tag in ("input", "select", "textarea") and "name" in found:
            self.inputs.append((tag, found))
            self.values.setdefault(found["name"], found.get("value", "") if tag == "input" else "")
        if tag == "select":
            self._select = found.get("name", "")
        if tag == "option" and "selected" in found:
            self.values[self._select] = found.get("value", "")
        if tag not in EMPTY_ELEMENTS:
            self._open.append((tag, found.get("id", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag == "script" for tag, _ in self._open):
            return
        for tag, element_id in self._open:
            if element_id:
                self.texts.setdefault(element_id, []).append(data)
            if tag == "textarea" and self.inputs:
                name = self.inputs[-1][1].get("name", "")
                self.values[name] = self.values[name] + data

    def _break(self, tag: str) -> None:
        """What stands in two blocks is not one word."""
        if tag not in INLINE_ELEMENTS:
            for _, element_id in self._open:
                self.texts.setdefault(element_id, []).append(" ")

    def text(self, element_id: str) -> str:
        return " ".join("".join(self.texts.get(element_id, [])).split())


def _parsed(page: Any) -> _Page:
    return _parse(page.content)


@lru_cache(maxsize=4)
def _parse(content: bytes) -> _Page:
    """A test asks several things of the same page. What is found must not be changed."""
    parser = _Page()
    parser.feed(content.decode())
    return parser


def field(page: Any, name: str) -> Field:
    """The field of this name. Raises KeyError where the page has none."""
    parsed = _parsed(page)
    found = next((attrs for _, attrs in parsed.inputs if attrs["name"] == name), None)
    if found is None:
        raise KeyError(name)
    described = found.get("aria-describedby", "").split() if found.get("aria-invalid") == "true" else []
    fault = " ".join(parsed.text(one) for one in described if one.endswith("_error"))
    # A browser leaves out the line break that stands first in a text area.
    return Field(name, parsed.values[name].removeprefix("\n"), fault)


def hidden(page: Any) -> dict[str, list[str]]:
    """What the page's forms send along as they stand, hidden fields and ticks, without the token."""
    found: dict[str, list[str]] = {}
    for _, attrs in _parsed(page).inputs:
        is_sent = attrs.get("type") == "hidden" or (attrs.get("type") == "checkbox" and "checked" in attrs)
        if is_sent and attrs["name"] != "csrfmiddlewaretoken":
            found.setdefault(attrs["name"], []).append(attrs.get("value", ""))
    return found


def sent(page: Any, *, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """What the page's form would send as it stands, without the token."""
    parsed = _parsed(page)
    found: dict[str, list[str]] = {}
    for tag, attrs in parsed.inputs:
        is_off = attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs
        if attrs["name"] in ("csrfmiddlewaretoken", *without) or is_off:
            continue
        empty = "on" if attrs.get("type") in ("checkbox", "radio") else ""
        value = attrs.get("value", empty) if tag == "input" else parsed.values[attrs["name"]].removeprefix("\n")
        found.setdefault(attrs["name"], []).append(value)
    return found


def cells(html: str) -> dict[str, Any]:
    """What stands in every cell of a page of work, by path, as a browser would have it."""
    parser = _Cells()
    parser.feed(html)
    return parser.found


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self._area: str | None = None
        self._group: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") == "radio" and self._group and "checked" in attributes:
            self.found[self._group] = attributes.get("value") or ""
        path = attributes.get("data-cell")
        if path is None:
            return
        if path in self.found:
            raise ValueError(f"{path} stands twice on the page.")
        if tag == "textarea":
            self.found[path], self._area = "", path
        elif "data-choice" in attributes:
            self.found[path], self._group = "", path
        elif "data-writing" in attributes:
            self.found[path] = json.loads(attributes["data-writing"] or "null")
        elif attributes.get("type") == "checkbox":
            self.found[path] = "checked" in attributes
        else:
            self.found[path] = attributes.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.found[self._area] = f"{self.found[self._area]}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A browser leaves out the line break that stands first in a text area.
            self.found[self._area] = str(self.found[self._area]).removeprefix("\n")
            self._area = None


def words(page: Any) -> str:
    """What stands between the tags of the page's main part, with single spaces."""
    text = page.content.decode()
    main = re.search(r"<main\b.*?</main>", text, re.DOTALL)
    parser = _Page()
    parser.feed('<div id="all">' + (main.group() if main else text) + "</div>")
    return parser.text("all")


def element(page: Any, element_id: str) -> str:
    """The words of one element of it."""
    return _parsed(page).text(element_id)
