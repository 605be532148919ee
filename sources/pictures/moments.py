"""What a picture of a timeline shows: moments, stretches of years, and the days from its one end to the other.

Days are counted as `date.toordinal()` counts them, so that the last day can have an end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sources.models import Event, EventMark, Phase
from sources.shelf import PhaseRead

SHAPES = {
    EventMark.AGREEMENT.value: "m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
    EventMark.COMINTERN.value: "m0-7l7 7-7 7-7-7z",
    EventMark.THREAT.value: "m0-7l7 12.5h-14z",
    EventMark.MOVE.value: "m-5.5-5.5h11v11h-11z",
    EventMark.RISING.value: "m0 7l-7-12.5h14z",
    EventMark.ADVANCE.value: "m-6-6l12 6-12 6z",
    EventMark.OFFICE.value: "m-6.5-3.5h13v7h-13z",
}
"""A mark's outline, drawn from its middle: circle, diamond, triangle, square, triangle on its head, arrow, bar."""

REACH = 7
"""How far a mark reaches from its middle."""


def outline(mark: str, x: float, y: float) -> str:
    """The path of a mark with its middle at x, y."""
    return f"M{x:g} {y:g}{SHAPES[mark]}"


@dataclass(frozen=True)
class Moment:
    """An event as it is drawn, from the morning of its first day to the end of its last.

    `lasts` says what the days between are: all of them, or one of them, we cannot say which.
    """

    key: str
    name: str
    when: str
    mark: str
    start: int
    end: int
    lasts: bool

    @property
    def is_day(self) -> bool:
        """It is one day and no other: nothing about it lasts, and nothing is uncertain that a bar could show."""
        return self.end - self.start == 1


@dataclass(frozen=True)
class Stretch:
    """A phase as it is drawn, and its number, from 1."""

    key: str
    number: int
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Window:
    """The days a picture shows, `end` not included."""

    start: int
    end: int

    def share(self, day: int) -> float:
        """Where a day begins: 0 at the one edge, 1 at the other."""
        return (min(max(day, self.start), self.end) - self.start) / (self.end - self.start)


@dataclass(frozen=True)
class View:
    """All that a picture is drawn from. `near` is the phase that is shown by itself."""

    window: Window
    stretches: list[Stretch]
    """Whatever of them lies in the window, for the band."""
    groups: list[tuple[Stretch, list[Moment]]]
    """The phases that are shown, each with its events in the order of time."""
    near: str = ""

    @property
    def moments(self) -> list[Moment]:
        return [moment for _, moments in self.groups for moment in moments]


def view_of(phases: Sequence[PhaseRead], near: str = "") -> View | None:
    """The whole of a timeline, or its phase with the key `near`: the years of that phase, and of whatever in it began
    before them or went on after. None where nothing stands on it, or there is no such phase.
    """
    standing = [part for part in phases if part.standing]
    stretches = [_stretch(part.phase, number) for number, part in enumerate(standing, 1)]
    groups = [
        (stretch, sorted((moment_of(event) for event in part.standing), key=lambda moment: moment.start))
        for part, stretch in zip(standing, stretches, strict=True)
        if not near or part.phase.key == near
    ]
    if not groups:
        return None
    moments = [moment for _, found in groups for moment in found]
    near_stretches = [stretch for stretch, _ in groups]
    starts = [moment.start for moment in moments] + [stretch.start for stretch in near_stretches]
    ends = [moment.end for moment in moments] + [stretch.end for stretch in near_stretches]
    window = Window(min(starts), max(ends))
    within = [stretch for stretch in _in_a_row(stretches) if stretch.start < window.end and stretch.end > window.start]
    return View(window, within, groups, near)


def _in_a_row(stretches: list[Stretch]) -> list[Stretch]:
    """Each to where the next begins: one phase may end in the month in which another does."""
    nexts = [stretch.start for stretch in stretches[1:]]
    return [
        replace(stretch, end=max(min(stretch.end, after), stretch.start + 1))
        for stretch, after in zip(stretches, [*nexts, stretches[-1].end], strict=True)
    ]


def _stretch(phase: Phase, number: int) -> Stretch:
    return Stretch(phase.key, number, phase.title, phase.earliest.toordinal(), phase.latest.toordinal() + 1)


def moment_of(event: Event) -> Moment:
    """An interval in EDTF is something that lasts; any other date is one day, however well we know it."""
    return Moment(
        event.key,
        event.name,
        event.date_text,
        event.mark,
        event.date_earliest.toordinal(),
        event.date_latest.toordinal() + 1,
        "/" in event.date,
    )
