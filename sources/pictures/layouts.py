"""What each layout of a timeline is drawn with: its pictures, the ways to see a part of it larger, its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sources.models import TimelineLayout
from sources.pictures.across import LEFT, RIGHT, WIDTH, across
from sources.pictures.down import down
from sources.pictures.maps import NARROW, SMALL, map_of
from sources.pictures.moments import Window, moment_of, view_of
from sources.pictures.months import months_of, tracks_view
from sources.pictures.spans import Row, row_of, spans_of
from sources.pictures.spans_down import spans_down
from sources.pictures.strip import strip
from sources.pictures.ticks import ticks
from sources.pictures.tracks import tracks_across
from sources.pictures.tracks_down import tracks_down
from sources.shelf import TimelineRead

SMALL_HEIGHT = 250
"""Most of a small map."""


@dataclass(frozen=True)
class Zoom:
    """A part of a timeline that can be shown larger: `key` in the address, `number` on a small button."""

    key: str
    number: str
    title: str
    when: str


@dataclass(frozen=True)
class Layout:
    """`draw(read, near, under)` gives what the picture's template needs, None where there is no such picture."""

    template: str
    small_template: str
    heading: str
    """Over the list."""
    parameter: str
    """By which the address says what is shown larger; "" where nothing is."""
    zoom_label: str
    whole: str
    draw: Callable[[TimelineRead, str, TimelineRead | None], Mapping[str, Any] | None]
    small: Callable[[TimelineRead], Any]
    zooms: Callable[[TimelineRead], list[Zoom]]
    is_numbered: bool = False
    """Its phases come one after another, and have numbers."""
    numbers_events: bool = False
    takes_under: bool = False
    """A strip can be laid under it."""

    def phase_title(self, number: int, title: str) -> str:
        """How the phase of this number, from 1, is called."""
        return f"{number} {title}" if self.is_numbered else title


def layout_of(read: TimelineRead) -> Layout:
    """The layout of a timeline."""
    return LAYOUTS[TimelineLayout(read.timeline.layout)]


# --- Phases ---------------------------------------------------------------------------------------------------------


def _phases(read: TimelineRead, near: str, under: TimelineRead | None) -> Mapping[str, Any] | None:
    view = view_of(read.phases, near)
    return {"across": across(view, under), "down": down(view, under)} if view else None


def _small_phases(read: TimelineRead) -> Any:
    view = view_of(read.phases)
    return strip(view) if view else None


def _phase_zooms(read: TimelineRead) -> list[Zoom]:
    return [
        Zoom(part.phase.key, str(number), f"{number} {part.phase.title}", part.phase.span_text)
        for number, part in enumerate(read.standing, 1)
    ]


# --- Tracks ---------------------------------------------------------------------------------------------------------


def _tracks(read: TimelineRead, near: str, under: TimelineRead | None) -> Mapping[str, Any] | None:
    view = tracks_view(read, near)
    return {"across": tracks_across(view, under), "down": tracks_down(view, under)} if view else None


def _small_tracks(read: TimelineRead) -> Any:
    view = tracks_view(read)
    if view is None:
        return None
    first = {moment.key for moment in view.groups[0][1]}
    return strip(view, below=lambda moment: moment.key not in first, label=lambda month: month.title[:3])


def _month_zooms(read: TimelineRead) -> list[Zoom]:
    """The months, or years, in which something happened."""
    moments = [moment_of(event) for part in read.standing for event in part.standing]
    found = []
    for month in months_of(read):
        count = sum(moment.start < month.end and moment.end > month.start for moment in moments)
        if count:
            said = f"{count} event{'' if count == 1 else 's'}"
            found.append(
                Zoom(month.key, month.title[:3] if not month.title.isdigit() else month.title, month.title, said)
            )
    return found


# --- Strips ---------------------------------------------------------------------------------------------------------


def _years(read: TimelineRead) -> Window:
    spans = spans_of(read)
    return Window(min(span.start for span in spans), max(span.end for span in spans))


def _strip(read: TimelineRead, near: str, under: TimelineRead | None) -> Mapping[str, Any] | None:
    if near or not read.standing:
        return None
    window = _years(read)
    place_x = partial(_place_x, window, LEFT, WIDTH - LEFT - RIGHT)
    row = row_of(read, window, place_x, 0, WIDTH, when=True)
    scale = [(place_x(tick.day), tick.label) for tick in ticks(window, most=13)]
    return {"row": row, "scale": scale, "width": WIDTH, "down": spans_down(read, window)}


def _small_strip(read: TimelineRead) -> Row | None:
    if not read.standing:
        return None
    window = _years(read)
    return row_of(read, window, partial(_place_x, window, 0, SMALL), 0, SMALL)


def _place_x(window: Window, left: float, width: float, day: int) -> float:
    return round(left + window.share(day) * width, 1)


# --- Maps -----------------------------------------------------------------------------------------------------------


def _map(read: TimelineRead, near: str, under: TimelineRead | None) -> Mapping[str, Any] | None:
    wide = map_of(read, near)
    return {"wide": wide, "narrow": map_of(read, near, width=NARROW)} if wide else None


def _small_map(read: TimelineRead) -> Any:
    return map_of(read, width=SMALL, tallest=SMALL_HEIGHT)


def _none(read: TimelineRead) -> list[Zoom]:
    return []


LAYOUTS = {
    TimelineLayout.PHASES: Layout(
        "picture_phases.html",
        "small_phases.html",
        "What happened",
        "phase",
        "Years in the picture",
        "Whole chart",
        _phases,
        _small_phases,
        _phase_zooms,
        is_numbered=True,
        takes_under=True,
    ),
    TimelineLayout.TRACKS: Layout(
        "picture_tracks.html",
        "small_phases.html",
        "Day by day",
        "month",
        "Months in the picture",
        "All months",
        _tracks,
        _small_tracks,
        _month_zooms,
        takes_under=True,
    ),
    TimelineLayout.STRIP: Layout(
        "picture_strip.html", "small_strip.html", "One after another", "", "", "", _strip, _small_strip, _none
    ),
    TimelineLayout.MAP: Layout(
        "picture_map.html",
        "small_map.html",
        "When and where",
        "phase",
        "Steps on the map",
        "Whole map",
        _map,
        _small_map,
        _phase_zooms,
        is_numbered=True,
        numbers_events=True,
    ),
}
