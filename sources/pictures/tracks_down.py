"""Sides that act at the same time, for a phone: time runs down a line, the first side left of it, the second right.

Quiet times are short: an event stands below the one before it, with a little more room the longer it was.
"""

from dataclasses import dataclass, field
from itertools import groupby

from sources.pictures.lettering import width_of, wrapped
from sources.pictures.moments import Moment, Stretch, View, outline
from sources.pictures.spans import Span, spans_of
from sources.pictures.tracks import short_date
from sources.shelf import TimelineRead

WIDTH = 344
MIDDLE = WIDTH // 2
SPINE = 6
ASIDE = 26
"""From the middle to a label."""
MARK = 13
"""From the middle to a mark."""
LINE = 18
GAP = 10
HEAD = 40
MOST_QUIET = 26


@dataclass(frozen=True)
class Entry:
    """An event beside the line; `y` is that of its mark."""

    moment: Moment
    x: float
    text_x: float
    y: float
    when: str
    names: list[str]
    anchor: str

    @property
    def lines(self) -> list[tuple[float, str, str]]:
        """Baseline, class and words of each line."""
        words = [("s b", self.when), *(("", name) for name in self.names)]
        return [(round(self.y + 5 + LINE * at, 1), style, text) for at, (style, text) in enumerate(words)]

    @property
    def end(self) -> float:
        return self.y - LINE / 2 + LINE * (1 + len(self.names))

    @property
    def outline(self) -> str:
        return outline(self.moment.mark, self.x, self.y)


@dataclass(frozen=True)
class Heading:
    """A month, a side, or a span of what is laid under; across the line, or over one side of it."""

    text: str
    x: float
    y: float
    style: str
    span: Span | None = None

    @property
    def width(self) -> float:
        return round(width_of(self.text) + (44 if self.span else 20), 1)

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def swatch_x(self) -> float:
        return self.left + 10

    @property
    def text_x(self) -> float:
        return self.left + 30


@dataclass
class TracksDown:
    """The whole picture, and where it has got to while it is laid out."""

    sides: list[Heading] = field(default_factory=list)
    months: list[Heading] = field(default_factory=list)
    spans: list[Heading] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    spine: list[tuple[float, float]] = field(default_factory=list)
    """Top and height of each piece of the line."""
    free: list[float] = field(default_factory=lambda: [0.0, 0.0])
    """On each side, from where on there is room."""
    width: int = WIDTH
    middle: int = MIDDLE
    spine_x: float = MIDDLE - SPINE / 2
    spine_width: int = SPINE

    @property
    def height(self) -> float:
        return round(max(self.free), 1)

    @property
    def both(self) -> float:
        """From where on there is room on both sides."""
        return max(self.free)

    def take(self, height: float) -> float:
        """A stripe from edge to edge; its middle."""
        top = self.both
        self.free = [top + height, top + height]
        return top + height / 2


def tracks_down(view: View, under: TimelineRead | None = None) -> TracksDown:
    """Lay a view of tracks out, with the spans of a strip in their places if one is given."""
    picture = TracksDown()
    spans = spans_of(under, view.window) if under else []
    pair, rest = view.groups[:2], view.groups[2:]
    if len(pair) == 2:
        y = picture.take(LINE * 2)
        for (track, _), x in zip(pair, (MIDDLE / 2, MIDDLE * 3 / 2), strict=True):
            picture.sides.append(Heading(track.title, x, y + 6, "ser"))
    else:
        rest, pair = view.groups, []
    sides = [(side, moment) for side, (_, moments) in enumerate(pair) for moment in moments]
    if sides:
        _run(picture, sides, view.stretches, spans)
    for track, moments in rest:
        if pair:
            y = picture.take(HEAD + 8)
            picture.sides.append(Heading(track.title, MIDDLE, y + 12, "ser"))
        else:
            y = picture.take(LINE * 2)
            picture.sides.append(Heading(track.title, MIDDLE, y + 6, "ser"))
        _run(picture, [(1, moment) for moment in moments], view.stretches, [] if pair else spans)
    return picture


def _run(picture: TracksDown, found: list[tuple[int, Moment]], months: list[Stretch], spans: list[Span]) -> None:
    """Events of both sides in the order of time, under the names of their months."""
    waiting, top = [*spans], picture.both
    month: Stretch | None = None
    before = 0
    for start, day in groupby(sorted(found, key=lambda pair: pair[1].start), key=lambda pair: pair[1].start):
        now = next((stretch for stretch in months if stretch.start <= start < stretch.end), months[0])
        while waiting and waiting[0].start <= max(start, now.start):
            span = waiting.pop(0)
            picture.spans.append(Heading(span.said, MIDDLE, picture.take(HEAD), "s", span))
        if now is not month:
            picture.months.append(Heading(now.title, MIDDLE, picture.take(HEAD), "b"))
            month, before = now, now.start
        _put_day(picture, list(day), min((start - before) * 2, MOST_QUIET))
        before = start
    for span in waiting:
        picture.spans.append(Heading(span.said, MIDDLE, picture.take(HEAD), "s", span))
    picture.spine.append((round(top, 1), round(picture.both - top, 1)))


def _put_day(picture: TracksDown, day: list[tuple[int, Moment]], quiet: float) -> None:
    """What happened on one day, level on both sides, and below whatever was before it."""
    last = picture.entries[-1].y if picture.entries else 0
    y = max([picture.free[side] for side, _ in day] + [last + LINE])
    y = max(y, min(last + LINE + quiet, picture.both + quiet))
    for side in (0, 1):
        top = y
        for _, moment in (pair for pair in day if pair[0] == side):
            entry = _entry(moment, side, top + LINE / 2)
            picture.entries.append(entry)
            top = entry.end + GAP
            picture.free[side] = top


def _entry(moment: Moment, side: int, y: float) -> Entry:
    sign, anchor = (1, "start") if side else (-1, "end")
    names = wrapped(moment.name, MIDDLE - ASIDE - 2)
    return Entry(moment, MIDDLE + sign * MARK, MIDDLE + sign * ASIDE, round(y, 1), short_date(moment), names, anchor)
