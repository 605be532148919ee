"""The picture for a desk and for paper: years from left to right, phases on a band, events in lanes above and below.

Threats lie below the band, everything else above. A label stands beside its mark; what lasts has a bar under its label.
"""

from dataclasses import dataclass, replace
from functools import cached_property, partial

from sources.models import EventMark
from sources.pictures.lettering import width_of, wrapped
from sources.pictures.moments import REACH, Moment, Stretch, View, Window, outline
from sources.pictures.spans import Row, row_of
from sources.pictures.ticks import ticks
from sources.shelf import TimelineRead

WIDTH = 1136
LEFT, RIGHT = 20, 26
TOP = 4
BAND = 40
LINE = 18
LABEL = 280
ASIDE = 13
"""From the middle of a mark to its label."""
GAP = 10
"""Between what stands in one lane, and between lanes."""
LEAST_BAR = 2 * REACH
SCALE = 34
"""For the years under the picture."""
TITLE = 16


@dataclass(frozen=True)
class Box:
    """A mark with its label and its bar, in its lane. All in units of the picture; `y` is that of the mark."""

    moment: Moment
    x: float
    bar_end: float
    names: list[str]
    whens: list[str]
    is_left: bool
    """The label stands to the left of its mark."""
    y: float = 0
    lead: str = ""
    """Stands before the name: a date."""

    @cached_property
    def label_width(self) -> float:
        first = width_of(f"{self.lead} {self.names[0]}") if self.lead else 0
        return max(first, *(width_of(line) for line in [*self.names, *self.whens]))

    @property
    def label_start(self) -> float:
        return self.x - ASIDE - self.label_width if self.is_left else self.x + ASIDE

    @property
    def label_end(self) -> float:
        return self.label_start + self.label_width

    @property
    def start(self) -> float:
        return min(self.x - REACH, self.label_start)

    @property
    def end(self) -> float:
        return max(self.x + REACH, self.label_end, self.bar_end)

    @property
    def has_bar(self) -> bool:
        return not self.moment.is_day and self.bar_end - self.x >= LEAST_BAR

    @property
    def height(self) -> float:
        return LINE * len([*self.names, *self.whens]) + (8 if self.has_bar else 0)

    @property
    def bar_y(self) -> float:
        return self.y + self.height - LINE / 2 - 2

    @property
    def foot(self) -> float:
        """Where its leader ends or begins."""
        return self.bar_y if self.has_bar else self.y

    @property
    def anchor(self) -> str:
        return "end" if self.is_left else "start"

    @property
    def text_x(self) -> float:
        return self.label_end if self.is_left else self.label_start

    @property
    def lines(self) -> list[tuple[float, str, str]]:
        """Baseline, class and words of each line of the label."""
        words = [("", name) for name in self.names] + [("s", when) for when in self.whens]
        return [(self.y + 5 + LINE * at, style, text) for at, (style, text) in enumerate(words)]

    @property
    def outline(self) -> str:
        return outline(self.moment.mark, self.x, self.y)


@dataclass(frozen=True)
class Strip:
    """A phase on the band. `label` is what there is room for."""

    stretch: Stretch
    x: float
    width: float
    label: str
    label_x: float
    is_near: bool


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    x: float
    label: str


@dataclass(frozen=True)
class Across:
    """The whole picture."""

    height: float
    band_y: float
    strips: list[Strip]
    above: list[Box]
    below: list[Box]
    scale: list[Line]
    under: Row | None
    width: int = WIDTH
    band: int = BAND

    @property
    def band_end(self) -> float:
        return self.band_y + BAND

    @property
    def title_y(self) -> float:
        return self.band_y + 26

    @property
    def scale_y(self) -> float:
        return self.height - 14

    @property
    def boxes(self) -> list[Box]:
        return [*self.above, *self.below]

    @property
    def bars(self) -> set[str]:
        return bars_of(self.boxes)


def bars_of(boxes: list[Box]) -> set[str]:
    """The sorts of bar that are drawn, for a legend: lasts, some."""
    return {"lasts" if box.moment.lasts else "some" for box in boxes if box.has_bar}


def across(view: View, under: TimelineRead | None = None) -> Across:
    """Lay a view out, with a strip of spans under it if one is given."""
    threat = EventMark.THREAT.value
    above = lanes_of([box_of(moment, view) for moment in view.moments if moment.mark != threat])
    below = lanes_of([box_of(moment, view) for moment in view.moments if moment.mark == threat])
    band_y = TOP + sum(lane_height(lane) for lane in above) + (GAP if above else 0)
    upper = put(above[::-1], TOP)
    lower = put(below, band_y + BAND + GAP)
    height = band_y + BAND + GAP + sum(lane_height(lane) for lane in below)
    row = row_of(under, view.window, partial(place_x, view.window), height, WIDTH) if under else None
    height += (row.height + GAP if row else 0) + SCALE
    scale = [Line(place_x(view.window, tick.day), tick.label) for tick in ticks(view.window, most=13)]
    return Across(round(height, 1), round(band_y, 1), strips_of(view), upper, lower, clear_lines(scale), row)


def place_x(window: Window, day: int) -> float:
    """Where a day begins."""
    return round(LEFT + window.share(day) * (WIDTH - LEFT - RIGHT), 1)


def box_of(moment: Moment, view: View) -> Box:
    """A moment with its label to the right of its mark, or to the left where there is no room."""
    x, end = place_x(view.window, moment.start), place_x(view.window, moment.end)
    # Seen near there is room to say when.
    names, whens = wrapped(moment.name, LABEL), wrapped(moment.when, LABEL) if view.near else []
    return within(Box(moment, x, end, names, whens, is_left=False))


def within(box: Box) -> Box:
    """The box with its label on the side where it is in the picture."""
    return box if box.label_end <= WIDTH else _turned(box)


def _turned(box: Box) -> Box:
    return replace(box, is_left=True)


def lanes_of(boxes: list[Box]) -> list[list[Box]]:
    """The boxes in lanes, the first beside the band: nothing in a lane touches, and few leaders pass behind a label.

    From right to left, because labels point right: what is placed later then stands clear of what was before.
    """
    lanes: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.x, box.moment.start), reverse=True):
        lane, chosen = min(_places(box, lanes), key=lambda place: _cost(place[0], place[1], lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(chosen)
    return lanes


def _places(box: Box, lanes: list[list[Box]]) -> list[tuple[int, Box]]:
    ways = [box] if box.is_left or box.x - ASIDE - box.label_width < 0 else [box, _turned(box)]
    free = [
        (number, way)
        for way in ways
        for number, lane in enumerate(lanes)
        if all(way.end + GAP <= other.start or other.end + GAP <= way.start for other in lane)
    ]
    return [*free, *((len(lanes), way) for way in ways)]


def _cost(number: int, box: Box, lanes: list[list[Box]]) -> float:
    behind = sum(_covers(box, other.x) for lane in lanes[number + 1 :] for other in lane)
    behind += sum(_covers(other, box.x) for lane in lanes[:number] for other in lane)
    return number + 6 * behind + 0.5 * box.is_left


def _covers(box: Box, x: float) -> bool:
    return box.label_start - 3 <= x <= box.label_end + 3


def lane_height(lane: list[Box]) -> float:
    """With the gap after it."""
    return max(box.height for box in lane) + GAP


def put(lanes: list[list[Box]], top: float) -> list[Box]:
    """The boxes with their height, the first lane on top, in the order of time."""
    placed = []
    for lane in lanes:
        placed += [replace(box, y=round(top + LINE / 2, 1)) for box in lane]
        top += lane_height(lane)
    return sorted(placed, key=lambda box: (box.moment.start, box.y))


def strips_of(view: View) -> list[Strip]:
    """The stretches of a view on its band."""
    return [
        _strip(
            stretch,
            place_x(view.window, stretch.start),
            place_x(view.window, stretch.end),
            is_last=stretch is view.stretches[-1],
            near=view.near,
        )
        for stretch in view.stretches
    ]


def _strip(stretch: Stretch, start: float, end: float, *, is_last: bool, near: str) -> Strip:
    full, number = f"{stretch.number}  {stretch.title}", str(stretch.number)
    width, label, x = round(max(end - start, 1), 1), "", start
    if width_of(full, TITLE) * 1.08 + 20 <= width:
        label, x = full, start + 12
    elif width_of(number, TITLE) + 8 <= width:
        label, x = number, start + (width - width_of(number, TITLE)) / 2
    elif is_last:
        label, x = number, end + 6
    return Strip(stretch, start, width, label, round(x, 1), stretch.key == near)


def clear_lines(lines: list[Line]) -> list[Line]:
    """Without words where they would run into the ones before, or out of the picture."""
    found: list[Line] = []
    free = 0.0
    for line in lines:
        half = width_of(line.label) / 2
        fits = line.x - half >= free and line.x + half <= WIDTH
        found.append(line if fits else Line(line.x, ""))
        free = line.x + half + 6 if fits else free
    return found
