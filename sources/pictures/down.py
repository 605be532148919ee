"""The picture for a phone: years run downwards on a band, and each event stands as near its time as it can."""

from dataclasses import dataclass, replace

from sources.pictures.lettering import width_of, wrapped
from sources.pictures.moments import REACH, Moment, Stretch, View, Window, outline
from sources.pictures.spans import SWATCH, Span, spans_of
from sources.pictures.ticks import ticks
from sources.shelf import TimelineRead

WIDTH = 344
SCALE = 40
"""For the years, left of the band."""
BAND = 10
BAR = 7
"""From one bar to the next."""
MOST_TRACKS = 6
EDGE = SCALE + BAND + 20
"""Where the marks stand when there is no bar."""
ASIDE = 15
"""From the middle of a mark to its label."""
LINE = 19
GAP = 9
TITLE = 16
AIR = 1.06
"""How much longer the scale is than what stands beside it."""
LEAST_BAR = 10


@dataclass(frozen=True)
class Row:
    """A phase's title, an event with its mark, or a span of what is laid under. `time_y` is where it belongs on the
    band, `y` where it stands."""

    number: int
    moment: Moment | None
    lines: list[str]
    whens: list[str]
    time_y: float = 0
    y: float = 0
    x: float = 0
    span: Span | None = None

    @property
    def is_title(self) -> bool:
        return not (self.moment or self.span)

    @property
    def height(self) -> float:
        return LINE * len([*self.lines, *self.whens]) + (2 * GAP if self.is_title else GAP)

    @property
    def words(self) -> list[tuple[float, str, str]]:
        """Baseline, class and words of each line."""
        style = "ser" if self.is_title else "s" if self.span else ""
        words = [(style, line) for line in self.lines] + [("s", when) for when in self.whens]
        return [(self.y + 5 + LINE * at, style, text) for at, (style, text) in enumerate(words)]

    @property
    def text_x(self) -> float:
        return self.x - REACH if self.is_title else self.x + ASIDE

    @property
    def swatch_x(self) -> float:
        return self.x - REACH

    @property
    def swatch_y(self) -> float:
        return round(self.y - SWATCH / 2, 1)

    @property
    def outline(self) -> str:
        return outline(self.moment.mark, self.x, self.y) if self.moment else ""


@dataclass(frozen=True)
class Bar:
    """Something that lasts, or of which we know no more than that it was some day in these, beside the band."""

    x: float
    start: float
    end: float
    lasts: bool


@dataclass(frozen=True)
class Strip:
    """A phase on the band."""

    stretch: Stretch
    y: float
    height: float
    is_near: bool


@dataclass(frozen=True)
class Under:
    """A span of what is laid under, beside the band."""

    span: Span
    y: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    y: float
    label: str

    @property
    def label_y(self) -> float:
        return self.y + 5


@dataclass(frozen=True)
class Down:
    """The whole picture."""

    height: float
    strips: list[Strip]
    rows: list[Row]
    bars: list[Bar]
    scale: list[Line]
    under: list[Under]
    width: int = WIDTH
    band_x: int = SCALE
    band: int = BAND
    band_end: int = SCALE + BAND
    under_x: int = SCALE + BAND + 4
    swatch: int = SWATCH


def down(view: View, under: TimelineRead | None = None) -> Down:
    """Lay a view out, with a strip of spans beside its band if one is given."""
    spans = spans_of(under, view.window) if under else []
    tracks = _tracks(view, spans)
    aside = SWATCH + 6 if spans else 0
    x = EDGE + aside + BAR * len(tracks)
    rows = _rows(view, WIDTH - x - ASIDE, spans)
    height = _height(rows)
    bars = [
        _bar(moment, SCALE + BAND + 5 + aside + BAR * at, view.window, height)
        for at, track in enumerate(tracks)
        for moment in track
    ]
    most = max(int(height / 40), 4)
    scale = [Line(_y(view.window, tick.day, height), tick.short) for tick in ticks(view.window, most=most)]
    laid = [_under(span, view.window, height) for span in spans]
    return Down(height, _strips(view, height), _placed(rows, view, height, x), bars, _apart(scale, height), laid)


def _under(span: Span, window: Window, height: float) -> Under:
    y = _y(window, span.start, height)
    return Under(span, y, round(max(_y(window, span.end, height) - y, 1), 1))


def _height(rows: list[Row]) -> float:
    return round(sum(row.height for row in rows) * AIR + GAP, 1)


def _y(window: Window, day: int, height: float) -> float:
    return round(window.share(day) * height, 1)


def _tracks(view: View, spans: list[Span]) -> list[list[Moment]]:
    """What is long enough for a bar beside the band: in one track nothing overlaps. What finds no track has none."""
    height = _height(_rows(view, WIDTH - EDGE - ASIDE, spans))
    tracks: list[list[Moment]] = []
    for moment in sorted(view.moments, key=lambda moment: (moment.start, moment.end)):
        bar = _bar(moment, 0, view.window, height)
        if moment.is_day or bar.end - bar.start < LEAST_BAR:
            continue
        free = next((track for track in tracks if track[-1].end <= moment.start), None)
        if free is not None:
            free.append(moment)
        elif len(tracks) < MOST_TRACKS:
            tracks.append([moment])
    return tracks


def _bar(moment: Moment, x: float, window: Window, height: float) -> Bar:
    return Bar(x, _y(window, moment.start, height), _y(window, moment.end, height), moment.lasts)


def _rows(view: View, room: float, spans: list[Span]) -> list[Row]:
    """Phases that have nothing to show here are left out: at a zoom they are the neighbours."""
    rows = []
    waiting = [*spans]
    for stretch, moments in view.groups:
        rows.append(Row(stretch.number, None, wrapped(f"{stretch.number} {stretch.title}", room + 22, TITLE), []))
        for moment in moments:
            while waiting and waiting[0].start <= moment.start:
                rows.append(_span_row(stretch.number, waiting.pop(0), room))
            whens = wrapped(moment.when, room) if view.near else []
            rows.append(Row(stretch.number, moment, wrapped(moment.name, room), whens))
    return rows + [_span_row(rows[-1].number, span, room) for span in waiting]


def _span_row(number: int, span: Span, room: float) -> Row:
    return Row(number, None, wrapped(span.said, room), [], span=span)


def _placed(rows: list[Row], view: View, height: float, x: float) -> list[Row]:
    """The rows as near their time as their order and the edges allow."""
    starts = {stretch.number: stretch.start for stretch in view.stretches}
    times = [
        _y(view.window, row.moment.start if row.moment else row.span.start if row.span else starts[row.number], height)
        for row in rows
    ]
    tops: list[float] = []
    free = 0.0
    for row, time in zip(rows, times, strict=True):
        tops.append(max(free, time - LINE / 2))
        free = tops[-1] + row.height
    limit = height
    for at in reversed(range(len(rows))):
        limit = tops[at] = min(tops[at], limit - rows[at].height)
    return [
        replace(row, time_y=time, y=round(top + (LINE if row.is_title else LINE / 2), 1), x=x)
        for row, time, top in zip(rows, times, tops, strict=True)
    ]


def _strips(view: View, height: float) -> list[Strip]:
    strips = []
    for stretch in view.stretches:
        start = min(_y(view.window, stretch.start, height), height - 1)
        end = max(_y(view.window, stretch.end, height), start + 1)
        strips.append(Strip(stretch, start, round(end - start, 1), stretch.key == view.near))
    return strips


def _apart(lines: list[Line], height: float) -> list[Line]:
    """Without words where they would run into the ones above, or out of the picture."""
    found: list[Line] = []
    free = 0.0
    for line in lines:
        fits = line.y - 8 >= free and line.y + 8 <= height and width_of(line.label) <= SCALE
        found.append(line if fits else Line(line.y, ""))
        free = line.y + 10 if fits else free
    return found
