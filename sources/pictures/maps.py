"""The schematic of a timeline that is told on a map: land, what had changed hands by when, and a number where each
event happened: that of the dated list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from sources.models import Event, Phase, Timeline
from sources.packs.schema import Area, Degrees, MapEntry, Outline
from sources.pictures.lettering import width_of
from sources.pictures.patterns import pattern_of
from sources.pictures.places import Spread, apart
from sources.shelf import PhaseRead, TimelineRead

WIDE, NARROW, SMALL = 620, 344, 336
TALLEST = 660
REACH = 11
"""Half the height of a number's ground."""
NAME = 14
LINE = 17


@dataclass(frozen=True)
class Land:
    number: int
    path: str


@dataclass(frozen=True)
class Hatched:
    """What changed hands. `within` is the number of the land that it is part of, 0 where it is not cut to one."""

    path: str
    within: int
    pattern: str
    is_new: bool


@dataclass(frozen=True)
class Words:
    """A name on the map; `x` is its middle and `y` its baseline."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Dot:
    """The number of one event or of several at the same place, as near to it as the others leave room."""

    keys: list[str]
    label: str
    name: str
    place_x: float
    place_y: float
    is_near: bool
    """In the step that is shown by itself."""
    x: float = 0
    y: float = 0

    @property
    def half(self) -> float:
        """Half the width of its ground."""
        return max(REACH, width_of(self.label) / 2 + 6)

    @property
    def is_moved(self) -> bool:
        return abs(self.x - self.place_x) + abs(self.y - self.place_y) > 1

    @property
    def left(self) -> float:
        return round(self.x - self.half, 1)

    @property
    def top(self) -> float:
        return round(self.y - REACH, 1)

    @property
    def width(self) -> float:
        return round(2 * self.half, 1)

    @property
    def text_y(self) -> float:
        return round(self.y + 5, 1)


@dataclass(frozen=True)
class Step:
    """A phase of the map with its pattern, and its events with their numbers in the list."""

    phase: Phase
    number: int
    pattern: str
    """"" where nothing changed hands in it."""
    is_near: bool
    events: list[tuple[int, Event]]

    @property
    def unplaced(self) -> list[tuple[int, Event]]:
        """What happened elsewhere than on this map."""
        return [(number, event) for number, event in self.events if not event.place]


@dataclass(frozen=True)
class Map:
    """The whole picture."""

    width: float
    height: float
    lands: list[Land]
    areas: list[Hatched]
    dots: list[Dot]
    names: list[Words]
    """Of places."""
    dates: list[Words]
    """On areas: by when they had changed hands."""
    spots: list[Words]
    """Of countries and seas."""
    steps: list[Step]
    says: str

    @property
    def within(self) -> list[int]:
        """The numbers of the lands that areas are cut to."""
        return sorted({area.within for area in self.areas if area.within})


@dataclass(frozen=True)
class Ground:
    """From degrees to a picture of at most this size: as wide as they are at its middle, true enough for a sketch."""

    frame: tuple[float, float, float, float]
    most: float
    tallest: float

    @property
    def squeeze(self) -> float:
        """How much shorter a degree east is than one north."""
        return cos(radians((self.frame[1] + self.frame[3]) / 2))

    @property
    def scale(self) -> float:
        """Units for a degree north."""
        west, south, east, north = self.frame
        return min(self.most / ((east - west) * self.squeeze), self.tallest / (north - south))

    @property
    def width(self) -> float:
        return round((self.frame[2] - self.frame[0]) * self.squeeze * self.scale, 1)

    @property
    def height(self) -> float:
        return round((self.frame[3] - self.frame[1]) * self.scale, 1)

    def at(self, place: Degrees) -> tuple[float, float]:
        x = (place[0] - self.frame[0]) * self.squeeze * self.scale
        return round(x, 1), round((self.frame[3] - place[1]) * self.scale, 1)

    def path(self, shape: Outline) -> str:
        points = [self.at(point) for point in shape.points]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def map_of(read: TimelineRead, near: str = "", *, width: float = WIDE, tallest: float = TALLEST) -> Map | None:
    """Lay a timeline's map out: the whole of it, or how things stood at the end of the phase `near`. None where nothing
    stands on it, or there is no such phase."""
    drawn, shown = _drawn(read.timeline), _until(read.standing, near)
    if drawn is None or not shown:
        return None
    ground = Ground(drawn.frame, width, tallest)
    lands = [Land(number, ground.path(land)) for number, land in enumerate(drawn.land, 1)]
    steps = list(_steps(drawn, read.standing, near))
    areas = [area for area in drawn.areas if any(area.phase == part.phase.key for part in shown)]
    spread = Spread(ground.width, ground.height)
    steps = steps[: len(shown)]
    dots = _dots(steps, ground)
    for dot in dots:
        spread.take(dot.x, dot.y, dot.half + 1, REACH + 1)
    dates = list(_dates(areas, shown, ground, spread))
    spots = list(_spots(drawn, ground, spread))
    names = [words for dot in sorted(dots, key=lambda dot: not dot.is_near) for words in _name(dot, spread)]
    hatched = list(_hatched(drawn, areas, steps, near, ground))
    return Map(ground.width, ground.height, lands, hatched, dots, names, dates, spots, steps, drawn.says)


def _drawn(timeline: Timeline) -> MapEntry | None:
    return MapEntry.model_validate(timeline.map) if timeline.map else None


def _until(phases: Sequence[PhaseRead], near: str) -> list[PhaseRead]:
    """The phases up to the one with this key; all where it is "", none where it is unknown."""
    if not near:
        return list(phases)
    at = next((at for at, part in enumerate(phases) if part.phase.key == near), -1)
    return list(phases[: at + 1])


def _steps(drawn: MapEntry, phases: Sequence[PhaseRead], near: str) -> Iterator[Step]:
    number = 0
    hatched = {area.phase for area in drawn.areas}
    for at, part in enumerate(phases):
        events = list(enumerate(part.standing, number + 1))
        number += len(events)
        pattern = pattern_of(at) if part.phase.key in hatched else ""
        yield Step(part.phase, at + 1, pattern, part.phase.key == near, events)


def _hatched(drawn: MapEntry, areas: list[Area], steps: list[Step], near: str, ground: Ground) -> Iterator[Hatched]:
    lands = {land.name: number for number, land in enumerate(drawn.land, 1)}
    patterns = {step.phase.key: step.pattern for step in steps}
    for area in areas:
        yield Hatched(ground.path(area), lands.get(area.within, 0), patterns[area.phase], area.phase == near)


def _dots(steps: list[Step], ground: Ground) -> list[Dot]:
    places: dict[tuple[float, float, str], list[tuple[int, Event, Step]]] = {}
    for step in steps:
        for number, event in step.events:
            if event.place:
                east, north = event.place["at"]
                places.setdefault((east, north, event.place["name"]), []).append((number, event, step))
    dots = []
    for (east, north, name), found in places.items():
        x, y = ground.at((east, north))
        numbers = [str(number) for number, _, _ in found]
        label = ", ".join(numbers if len(numbers) <= 3 else [*numbers[:2], "…"])
        is_near = any(step.is_near for _, _, step in found)
        keys = [event.key for _, event, _ in found]
        dots.append(Dot(keys, label, name, x, y, is_near))
    # The ground of a number, and a little air.
    moved = apart([(dot.place_x, dot.place_y, dot.half + 1, REACH + 1) for dot in dots], ground.width, ground.height)
    return [replace(dot, x=x, y=y) for dot, (x, y) in zip(dots, moved, strict=True)]


def _name(dot: Dot, spread: Spread) -> Iterator[Words]:
    """The name of its place beside it, on the first side where there is room; none where there is not."""
    half = width_of(dot.name, NAME) / 2
    aside, above = dot.half + half + 3, REACH + LINE / 2 + 1
    for dx, dy in [
        (aside, 0),
        (-aside, 0),
        (0, -above),
        (0, above),
        (aside, -9),
        (aside, 9),
        (-aside, -9),
        (-aside, 9),
    ]:
        if spread.is_free(dot.x + dx, dot.y + dy, half, LINE / 2):
            spread.take(dot.x + dx, dot.y + dy, half, LINE / 2)
            yield Words(dot.name, round(dot.x + dx, 1), round(dot.y + dy + 5, 1))
            return


def _dates(areas: list[Area], shown: list[PhaseRead], ground: Ground, spread: Spread) -> Iterator[Words]:
    for area in areas:
        if area.at:
            ends = next(part.phase.latest for part in shown if part.phase.key == area.phase)
            yield from _written(f"by {ends:%b %Y}", ground.at(area.at), spread)


def _spots(drawn: MapEntry, ground: Ground, spread: Spread) -> Iterator[Words]:
    for spot in drawn.spots:
        yield from _written(spot.name, ground.at(spot.at), spread)


def _written(text: str, place: tuple[float, float], spread: Spread) -> Iterator[Words]:
    """Words about a place, or a little above or below it."""
    (x, y), half = place, width_of(text, NAME) / 2
    for dy in (0, 10, -10, 20, -20, 30, -30):
        if spread.is_free(x, y + dy, half, LINE / 2):
            spread.take(x, y + dy, half, LINE / 2)
            yield Words(text, x, round(y + dy + 5, 1))
            return
