"""The small picture, for beside a piece of work: the phases on a band and the marks about them, without words."""

from collections.abc import Callable
from dataclasses import dataclass

from sources.models import EventMark
from sources.pictures.lettering import width_of
from sources.pictures.moments import REACH, Moment, Stretch, View, outline

WIDTH = 336
EDGE = 8
BAND = 18
LANE = 16
TITLE_WIDTH = 14


@dataclass(frozen=True)
class Part:
    """A phase on the band; `label` is its number where it has room."""

    x: float
    width: float
    label: str

    @property
    def label_x(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Strip:
    """The whole picture. `marks` are paths."""

    height: int
    band_y: int
    parts: list[Part]
    marks: list[str]
    width: int = WIDTH
    band: int = BAND

    @property
    def label_y(self) -> int:
        return self.band_y + 14


def _is_threat(moment: Moment) -> bool:
    return moment.mark == EventMark.THREAT


def _number(stretch: Stretch) -> str:
    return str(stretch.number)


def strip(
    view: View, *, below: Callable[[Moment], bool] = _is_threat, label: Callable[[Stretch], str] = _number
) -> Strip:
    """Lay a view out. `below` says what stands below the band, `label` what is written on it."""
    upper = _lanes([moment for moment in view.moments if not below(moment)], view)
    lower = _lanes([moment for moment in view.moments if below(moment)], view)
    band_y = LANE * len(upper)
    marks = [
        outline(moment.mark, _x(view, moment.start), y)
        for lanes, top, way in ((upper, band_y - LANE // 2, -LANE), (lower, band_y + BAND + LANE // 2, LANE))
        for number, lane in enumerate(lanes)
        for moment in lane
        for y in [top + way * number]
    ]
    return Strip(band_y + BAND + LANE * len(lower), band_y, _parts(view, label), marks)


def _x(view: View, day: int) -> float:
    return round(EDGE + view.window.share(day) * (WIDTH - 2 * EDGE), 1)


def _lanes(moments: list[Moment], view: View) -> list[list[Moment]]:
    """The marks in lanes, the first beside the band; in a lane none touches another."""
    lanes: list[list[Moment]] = []
    for moment in sorted(moments, key=lambda moment: moment.start):
        x = _x(view, moment.start)
        free = next((lane for lane in lanes if x - _x(view, lane[-1].start) > 2 * REACH), None)
        if free is None:
            lanes.append([moment])
        else:
            free.append(moment)
    return lanes


def _parts(view: View, label: Callable[[Stretch], str]) -> list[Part]:
    parts = []
    for stretch in view.stretches:
        start, end = _x(view, stretch.start), _x(view, stretch.end)
        width = round(max(end - start, 1), 1)
        words = label(stretch)
        fits = width >= max(TITLE_WIDTH, width_of(words, 13) + 2)
        parts.append(Part(start, width, words if fits else ""))
    return parts
