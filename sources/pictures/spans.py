"""Spans of a strip, one after another: who governed when. Alone, or laid under another timeline.

Those of one party have one pattern, and each says in words what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sources.pictures.lettering import width_of
from sources.pictures.moments import Window, moment_of
from sources.pictures.patterns import pattern_of
from sources.shelf import TimelineRead

SWATCH = 12
BAR = 20
HEAD = 24
LINE = 18
GAP = 10


@dataclass(frozen=True)
class Span:
    """Days as `date.toordinal()` counts them, `end` not included."""

    key: str
    name: str
    party: str
    when: str
    pattern: str
    start: int
    end: int

    @property
    def said(self) -> str:
        return f"{self.name}, {self.party}" if self.party else self.name


@dataclass(frozen=True)
class Bar:
    """A span as it is drawn, with its label in a lane below. All in units of the picture."""

    span: Span
    x: float
    width: float
    label_x: float
    lines: list[tuple[float, str, str]]
    """Baseline, class and words of each line of the label."""
    foot: float
    """Where its leader ends."""

    @property
    def first_year(self) -> int:
        return date.fromordinal(self.span.start).year

    @property
    def last_year(self) -> int:
        return date.fromordinal(self.span.end - 1).year


@dataclass(frozen=True)
class Row:
    """The whole strip, its top at `y`."""

    title: str
    y: float
    height: float
    bars: list[Bar]
    bar_height: int = BAR

    @property
    def title_y(self) -> float:
        return round(self.y + 14, 1)

    @property
    def bar_y(self) -> float:
        return round(self.y + HEAD, 1)

    @property
    def bar_end(self) -> float:
        return round(self.y + HEAD + BAR, 1)

    @property
    def parties(self) -> list[tuple[str, str]]:
        """Pattern and words, for a legend."""
        return list(dict.fromkeys((bar.span.pattern, bar.span.party) for bar in self.bars if bar.span.party))


def spans_of(read: TimelineRead, window: Window | None = None) -> list[Span]:
    """The spans of a strip in the order of time; with a window, those that it shows."""
    events = [event for part in read.standing for event in part.standing]
    parties = list(dict.fromkeys(event.party for event in events))
    found = []
    for event in events:
        moment = moment_of(event)
        pattern = pattern_of(parties.index(event.party))
        found.append(Span(event.key, event.name, event.party, moment.when, pattern, moment.start, moment.end))
    found.sort(key=lambda span: span.start)
    return [span for span in found if window is None or (span.start < window.end and span.end > window.start)]


@dataclass
class _Lanes:
    """Labels from right to left: each stands clear of what is to its right, in the first lane with room."""

    starts: list[float] = field(default_factory=list)

    def lane(self, start: float, end: float) -> int:
        for number, taken in enumerate(self.starts):
            if end + GAP <= taken:
                self.starts[number] = start
                return number
        self.starts.append(start)
        return len(self.starts) - 1


def row_of(
    read: TimelineRead, window: Window, place_x: Callable[[int], float], top: float, width: float, *, when: bool = False
) -> Row:
    """A strip's spans within a window. `place_x` is where a day begins; `when` says whether labels have their dates."""
    lanes, bars = _Lanes(), []
    tall = LINE * (2 if when else 1) + (6 if when else 2)
    for span in reversed(spans_of(read, window)):
        x, end = place_x(span.start), place_x(span.end)
        words = [("b", span.said), *([("s", span.when)] if when else [])]
        reach = max(width_of(text) for _, text in words)
        start = min(x, width - reach)
        y = top + HEAD + BAR + 18 + tall * lanes.lane(start, start + reach)
        lines = [(round(y + LINE * at, 1), style, text) for at, (style, text) in enumerate(words)]
        bars.append(Bar(span, x, round(max(end - x, 2), 1), round(start, 1), lines, round(y - 12, 1)))
    height = HEAD + BAR + 6 + tall * max(len(lanes.starts), 1)
    return Row(read.timeline.number, round(top, 1), height, bars[::-1])
