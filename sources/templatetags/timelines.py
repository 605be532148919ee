"""Timelines in templates: the shape of an event's mark, and the small picture."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.models import EventMark
from sources.pictures.moments import outline, view_of
from sources.pictures.strip import Strip, strip
from sources.shelf import TimelineRead

register = template.Library()


@register.simple_tag
def mark_shape(mark: str) -> SafeString:
    """The shape of a kind of event, to stand beside its words."""
    return format_html(
        '<svg class="chart mark" viewBox="0 0 16 16" aria-hidden="true"><path class="mk" d="{}"/></svg>',
        outline(mark, 8, 8),
    )


@register.simple_tag
def event_marks() -> list[tuple[str, str]]:
    """Every kind of event with its words, for a legend."""
    return [(str(mark.value), str(mark.label)) for mark in EventMark]


@register.simple_tag
def small_picture(read: TimelineRead) -> Strip | None:
    """The small picture of a timeline; None where nothing stands on it."""
    view = view_of(read.phases)
    return strip(view) if view else None
