"""Timelines in templates: the shape of an event's mark, and the small picture."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.models import EventMark
from sources.pictures.layouts import Zoom, layout_of
from sources.pictures.moments import outline
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
def event_marks(read: TimelineRead) -> list[tuple[str, str]]:
    """The kinds of event that are on a timeline, with their words, for a legend."""
    found = {event.mark for event in read.events}
    return [(str(mark.value), str(mark.label)) for mark in EventMark if mark.value in found]


@dataclass(frozen=True)
class Small:
    """A small picture and the template that draws it."""

    template: str
    picture: Any


@register.simple_tag
def small_picture(read: TimelineRead) -> Small | None:
    """The small picture of a timeline; None where nothing stands on it."""
    layout = layout_of(read)
    picture = layout.small(read)
    return Small(f"sources/{layout.small_template}", picture) if picture else None


@register.simple_tag
def zooms_of(read: TimelineRead) -> list[tuple[Zoom, str]]:
    """What of a timeline can be seen larger, each with the query of its address."""
    layout = layout_of(read)
    return [(zoom, f"?{layout.parameter}={zoom.key}") for zoom in layout.zooms(read)]


@register.simple_tag
def phase_title(read: TimelineRead, number: int, title: str) -> str:
    """How a phase is called, with its number where phases have one."""
    return layout_of(read).phase_title(number, title)
