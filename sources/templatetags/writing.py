"""Writing as it is read: `{% writing value shelf %}` gives its paragraphs, with chips for what is cited."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from historyclass.desk import writing as desk_writing
from historyclass.desk.writing import Break, Citation, Text, Writing
from sources.models import Source
from sources.shelf import Shelf

register = template.Library()

WORD_JOINER = "\u2060"
"""Between a chip and the punctuation after it, so that no line starts with a full stop."""

GONE = "no longer in the library"
OWN_NOTE = "own note"

PUNCTUATION = ".,;:!?)]”’"


@register.simple_tag(name="writing")
def writing_tag(value: Any, shelf: Shelf) -> SafeString:
    """The paragraphs of a writing as safe HTML; "" where it is empty."""
    found = desk_writing.written(value)
    if found is None:
        return SafeString("")
    read = format_html_join("\n", "<p>{}</p>", ((_inline(paragraph.content, shelf),) for paragraph in found.content))
    return read + _noted(found)


def _noted(found: Writing) -> SafeString:
    """What the writer's own notes said that are cited: whoever reads this has them nowhere else."""
    notes = {node.attrs.ref: node.attrs for node in found.nodes if isinstance(node, Citation) and node.attrs.words}
    lines = ((attributes.label, attributes.words) for attributes in notes.values())
    return format_html_join("\n", '<p class="cited-note"><b>{}</b> {}</p>', lines)


@register.simple_tag
def offered(shelf: Shelf, first: Iterable[Source], hidden: Any = "") -> list[dict[str, Any]]:
    """What can be cited, for the page's script; the sources of the piece come first. `hidden` are references of what
    the reader does not see."""
    return shelf.offered((source.key for source in first), hidden or frozenset())


@register.filter
def json_text(value: Any) -> str:
    """A stored value as JSON, for an attribute that a script reads."""
    return json.dumps(value, ensure_ascii=False)


def _inline(nodes: list[Text | Break | Citation], shelf: Shelf) -> SafeString:
    found = [
        _node(node, shelf, is_after_chip=at > 0 and isinstance(nodes[at - 1], Citation))
        for at, node in enumerate(nodes)
    ]
    return mark_safe("".join(found))  # noqa: S308 - each is escaped


def _node(node: Text | Break | Citation, shelf: Shelf, *, is_after_chip: bool) -> str:
    if isinstance(node, Text):
        is_kept = is_after_chip and node.text[0] in PUNCTUATION
        return conditional_escape(f"{WORD_JOINER}{node.text}" if is_kept else node.text)
    if isinstance(node, Break):
        return "<br>"
    item = shelf.get(node.attrs.ref)
    if item is None:
        says = OWN_NOTE if node.attrs.ref.startswith("note/") else GONE
        return format_html('<span class="cite">{} <span class="t">{}</span></span>', node.attrs.label, says)
    detail = format_html('<span class="t">{}</span>', item.detail) if item.detail else ""
    return format_html('<a class="cite" href="{}" data-ref="{}">{}{}</a>', item.url, item.ref, item.label, detail)
