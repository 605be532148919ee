"""Small things that the library's pages say."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value under this key; None where there is none."""
    return values.get(key)


@register.filter
def in_book(pages: str) -> str:
    """Pages of the book, as they are cited: p. 245, pp. 246–247."""
    return f"pp. {pages}" if any(mark in pages for mark in "–,-") else f"p. {pages}"
