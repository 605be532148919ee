"""A strip for a phone: its spans down a band of years, each with its words beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sources.pictures.lettering import wrapped
from sources.pictures.moments import Window
from sources.pictures.spans import Span, spans_of
from sources.pictures.ticks import ticks
from sources.shelf import TimelineRead

WIDTH = 344
SCALE = 40
BAND = 22
TEXT = SCALE + BAND + 26
LINE = 19
GAP = 10


@dataclass(frozen=True)
class Entry:
    """A span on the band, and its words, beside it or as near as the others leave room."""

    span: Span
    y: float
    height: float
    text_y: float
    lines: list[tuple[float, str, str]]

    @property
    def middle(self) -> float:
        return round(self.y + min(self.height / 2, LINE / 2), 1)


@dataclass(frozen=True)
class SpansDown:
    """The whole picture. `scale`: height and words of its lines."""

    height: float
    entries: list[Entry]
    scale: list[tuple[float, str]]
    width: int = WIDTH
    band_x: int = SCALE
    band: int = BAND
    band_end: int = SCALE + BAND
    text_x: int = TEXT


def spans_down(read: TimelineRead, window: Window) -> SpansDown:
    """Lay a strip out."""
    words = [(span, _words(span)) for span in spans_of(read, window)]
    height = sum(LINE * len(lines) + GAP for _, lines in words) * 1.06 + GAP
    entries = list(_entries(words, window, height))
    scale = [(round(window.share(tick.day) * height, 1), tick.short) for tick in ticks(window, most=10)]
    return SpansDown(round(height, 1), entries, [line for line in scale if 8 <= line[0] <= height - 8])


def _words(span: Span) -> list[tuple[str, str]]:
    room = WIDTH - TEXT
    return [("b", line) for line in wrapped(span.said, room / 1.06)] + [
        ("s", line) for line in wrapped(span.when, room)
    ]


def _entries(words: list[tuple[Span, list[tuple[str, str]]]], window: Window, height: float) -> Iterator[Entry]:
    """Each label at the top of its span, pushed down by those before it and up by the edge."""
    tops: list[float] = []
    free = 0.0
    for span, lines in words:
        tops.append(max(free, window.share(span.start) * height))
        free = tops[-1] + LINE * len(lines) + GAP
    limit = height
    for at in reversed(range(len(words))):
        limit = tops[at] = min(tops[at], limit - LINE * len(words[at][1]) - GAP)
    for (span, lines), top in zip(words, tops, strict=True):
        y, end = window.share(span.start) * height, window.share(span.end) * height
        said = [(round(top + 14 + LINE * at, 1), style, text) for at, (style, text) in enumerate(lines)]
        yield Entry(span, round(y, 1), round(end - y, 1), round(top + 9, 1), said)
