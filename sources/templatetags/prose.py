"""A pack's Markdown on pages."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from sources import prose

register = template.Library()


@register.filter
def inline(text: str, slug: str) -> SafeString:
    """One paragraph's worth of it, without the paragraph around it."""
    return prose.inline(text, slug)


@register.filter
def paragraphs(text: str, slug: str) -> SafeString:
    """All of it, without the items that may stand in it: they are led to by name elsewhere on the page."""
    return mark_safe("\n".join(block.html for block in prose.blocks(text, slug, is_first=False)))  # noqa: S308 - from blocks
