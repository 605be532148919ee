"""Sides that act at the same time, for a desk and for paper: the months on a band, the first side above it, the second
below, and any more in lanes of their own under these."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sources.dates import MONTHS
from sources.pictures.across import (
    GAP,
    LEFT,
    TOP,
    WIDTH,
    Box,
    Line,
    Strip,
    bars_of,
    clear_lines,
    lane_height,
    lanes_of,
    place_x,
    put,
    strips_of,
    within,
)
from sources.pictures.lettering import wrapped
from sources.pictures.moments import Moment, Stretch, View
from sources.pictures.spans import Row, row_of
from sources.shelf import TimelineRead

HEAD = 30
BAND = 32
SCALE = 30
LABEL = 240
EVERY_DAY, SOME_DAYS = 20, 6
"""From so many units a day on, each day has its number, or each week's first."""
WEEKS = (8, 15, 22)


@dataclass(frozen=True)
class Lane:
    """One side. `base` is the line that its leaders go to."""

    track: Stretch
    title_y: float
    base: float
    boxes: list[Box]


@dataclass(frozen=True)
class Tracks:
    """The whole picture."""

    height: float
    band_y: float
    strips: list[Strip]
    lanes: list[Lane]
    scale: list[Line]
    under: Row | None
    width: int = WIDTH
    band: int = BAND
    left: int = LEFT

    @property
    def title_y(self) -> float:
        return round(self.band_y + 22, 1)

    @property
    def scale_y(self) -> float:
        return round(self.height - 10, 1)

    @property
    def further(self) -> list[Lane]:
        """The lanes that have a line of their own."""
        return self.lanes[2:]

    @property
    def right(self) -> float:
        return self.strips[-1].x + self.strips[-1].width

    @property
    def bars(self) -> set[str]:
        return bars_of(self.boxes)

    @property
    def boxes(self) -> list[Box]:
        return [box for lane in self.lanes for box in lane.boxes]


def short_date(moment: Moment) -> str:
    """A day, or days, without the year: 12 Aug, 20–30 May."""
    first, last = date.fromordinal(moment.start), date.fromordinal(moment.end - 1)
    month = MONTHS[last.month - 1][:3]
    if first == last:
        return f"{last.day} {month}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {month}"
    return f"{first.day} {MONTHS[first.month - 1][:3]} – {last.day} {month}"


def tracks_across(view: View, under: TimelineRead | None = None) -> Tracks:
    """Lay a view of tracks out, with a strip of spans under it if one is given."""
    (first, upper), *rest = [(track, _lanes(moments, view)) for track, moments in view.groups]
    band_y = TOP + HEAD + sum(lane_height(lane) for lane in upper)
    lanes = [Lane(first, TOP + 16, band_y, put(upper[::-1], TOP + HEAD))]
    y = band_y + BAND
    for track, below in rest:
        lanes.append(Lane(track, y + 22, y, put(below, y + HEAD + 4)))
        y += HEAD + 4 + sum(lane_height(lane) for lane in below) + GAP
    row = row_of(under, view.window, partial(place_x, view.window), y, WIDTH) if under else None
    y += (row.height + GAP if row else 0) + SCALE
    strips = [_named(strip) for strip in strips_of(view)]
    return Tracks(round(y, 1), round(band_y, 1), strips, lanes, clear_lines(list(_scale(view))), row)


def _named(strip: Strip) -> Strip:
    """A month is called by its name or, where there is no room, by the beginning of it."""
    title = strip.stretch.title
    label = next((name for name in (title, title[:3]) if len(name) * 8.5 + 10 <= strip.width), "")
    return replace(strip, label=label, label_x=round(strip.x + strip.width / 2, 1), is_near=False)


def _lanes(moments: list[Moment], view: View) -> list[list[Box]]:
    return lanes_of([_box(moment, view) for moment in moments])


def _box(moment: Moment, view: View) -> Box:
    x = place_x(view.window, moment.start)
    end = place_x(view.window, moment.end) if moment.end - moment.start > 1 else x
    lead = short_date(moment)
    # Wrapped as one word: a date is not broken.
    word = lead.replace(" ", "i")
    first, *more = wrapped(f"{word} {moment.name}", LABEL)
    names = [first.removeprefix(word).strip(), *more]
    return within(Box(moment, x, end, names, [], is_left=False, lead=lead))


def _scale(view: View) -> Iterator[Line]:
    for month in view.stretches:
        start, end = place_x(view.window, month.start), place_x(view.window, month.end)
        each = (end - start) / (month.end - month.start)
        yield Line(start, "1" if each >= SOME_DAYS else "")
        for day in range(month.start + 1, month.end):
            number = date.fromordinal(day).day
            if each >= EVERY_DAY or (each >= SOME_DAYS and number in WEEKS):
                yield Line(place_x(view.window, day), str(number))
    yield Line(place_x(view.window, view.window.end), "")
