"""Parts as an assignment froze them: plain JSON in the database, typed objects in code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from activities import missing_kind
from activities.kinds import registry
from activities.kinds.registry import Beside, Definition, Kind, Place, Quote, Step
from historyclass.desk.cells import Cell, CellSet
from sources.refs import source_ref
from sources.shelf import Shelf


class Shows(BaseModel):
    """Another part whose answer stands beside a part: of the same activity, or of the one with the key `activity`. When
    that is set, it is bound to the class's `assignment` of it; None where there was none. What the piece and the part
    were called then is kept for students who have not begun it: `title` and `part_title`."""

    model_config = ConfigDict(extra="forbid")

    part: str
    activity: str = ""
    assignment: int | None = None
    title: str = ""
    part_title: str = ""


class FrozenPart(BaseModel):
    """One part as stored in `Assignment.parts`."""

    model_config = ConfigDict(extra="forbid")

    key: str
    title: str
    kind: str
    version: int
    definition: dict[str, Any]
    shows: list[Shows] = []


@dataclass(frozen=True)
class LivePart:
    """A part with its kind and its typed definition. Its cells stand on the work's one sheet as `<key>:<path>`."""

    key: str
    title: str
    kind: Kind
    definition: Definition
    shows: tuple[Shows, ...] = ()

    @property
    def prefix(self) -> str:
        return f"{self.key}:"

    def cells(self) -> list[Cell]:
        """The part's cells, with paths as on the sheet."""
        return [replace(cell, path=self.prefix + cell.path) for cell in self.kind.cells(self.definition)]

    def own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """This part's values out of the sheet's, with paths as the kind knows them."""
        return {path.removeprefix(self.prefix): value for path, value in values.items() if path.startswith(self.prefix)}

    def steps(self, values: Mapping[str, Any]) -> list[Step]:
        return list(self.kind.answer(self.definition, self.own(values)).steps)

    def progress(self, values: Mapping[str, Any]) -> "Progress":
        return Progress(self.steps(values), self.kind.step_noun)

    def places(self, values: Mapping[str, Any]) -> list[Place]:
        """What can be commented on, with paths as on the sheet."""
        found = self.kind.places(self.definition, self.own(values))
        return [replace(place, path=self.prefix + place.path) for place in found]

    def quotes(self, values: Mapping[str, Any]) -> dict[str, Quote]:
        """What other parts may take up of this answer, with paths as on the sheet."""
        found = self.kind.quotes(self.definition, self.own(values))
        return {key: replace(quote, path=self.prefix + quote.path, part=self.title) for key, quote in found.items()}

    def page(self, values: Mapping[str, Any], beside: Beside) -> "PartPage":
        own = self.own(values)
        return PartPage(self, self.kind.page(self.definition, own, beside), self.steps(values))

    @property
    def source_keys(self) -> list[str]:
        return self.kind.source_keys(self.definition)

    @property
    def timeline_keys(self) -> list[str]:
        return self.kind.timeline_keys(self.definition)


@dataclass(frozen=True)
class PartPage:
    """A part with what its template shows. On a desk, `left` says in words what lies beside it first: Your table."""

    part: LivePart
    page: Any
    steps: list[Step]
    shown: tuple["ShownAnswer", ...] = ()
    left: str = ""

    @property
    def progress(self) -> "Progress":
        return Progress(self.steps, self.part.kind.step_noun)


@dataclass(frozen=True)
class ShownAnswer:
    """Another part's answer beside a part. `name` is what that part is called; `page` is None where its student has not
    begun that piece, or it was never set to their class.

    `title` names the piece, "" where it is the same one; `assignment` is its id, where there is something to read in
    it. `is_live`: it is being written on the same page, and follows what is typed.
    """

    name: str
    page: PartPage | None
    title: str = ""
    assignment: int | None = None
    is_live: bool = False

    @property
    def words(self) -> str:
        """Whose it is and what: Your table."""
        is_name = self.name[1:2].isupper()
        return f"Your {self.name if is_name else self.name[:1].lower() + self.name[1:]}"


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is: things done out of things to do, and what is missing, in words."""

    steps: list[Step]
    noun: tuple[str, str]

    @cached_property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def of(self) -> int:
        return len(self.steps)

    @property
    def missing(self) -> list[Step]:
        return [step for step in self.steps if not step.done]

    @property
    def words(self) -> str:
        return f"{self.done} of {self.of}"

    @property
    def things(self) -> str:
        """`sources` where that is what is counted, else `things`."""
        return self.noun[1]


@dataclass(frozen=True)
class Parts:
    """All parts of an assignment, in order."""

    parts: list[LivePart]

    @classmethod
    def thaw(cls, stored: list[dict[str, Any]]) -> "Parts":
        """The typed parts for what an assignment stored."""
        return cls([_thaw(FrozenPart.model_validate(part)) for part in stored])

    def get(self, key: str) -> LivePart | None:
        """The part of this key."""
        return next((part for part in self.parts if part.key == key), None)

    @property
    def cells(self) -> CellSet:
        return CellSet(
            replace(cell, label=self._named(part, cell.label)) for part in self.parts for cell in part.cells()
        )

    def places(self, values: Mapping[str, Any]) -> dict[str, Place]:
        """Path → what can be commented on, of every part, in the order it is read."""
        return {
            place.path: replace(place, label=self._named(part, place.label))
            for part in self.parts
            for place in part.places(values)
        }

    def progress(self, values: Mapping[str, Any]) -> Progress:
        """Over every step of every part."""
        nouns = {part.kind.step_noun for part in self.parts}
        noun = nouns.pop() if len(nouns) == 1 else ("thing", "things")
        steps = [
            replace(step, key=self._keyed(part, step.key), label=self._named(part, step.label))
            for part in self.parts
            for step in part.steps(values)
        ]
        return Progress(steps, noun)

    def _keyed(self, part: LivePart, key: str) -> str:
        return part.prefix + key if len(self.parts) > 1 else key

    def _named(self, part: LivePart, label: str) -> str:
        """What something in a part is called. Where there are several, that says whose it is: Change: 1920–22."""
        return f"{part.title}: {label}" if len(self.parts) > 1 else label

    def progress_of_each(self, values: Mapping[str, Any]) -> list[tuple[LivePart, Progress]]:
        """Each part with how far it is."""
        return [(part, part.progress(values)) for part in self.parts]

    def pages(self, values: Mapping[str, Any], shelf: Shelf) -> list[PartPage]:
        """Every part with what its template shows."""
        beside = self.beside(values, shelf)
        return [part.page(values, beside) for part in self.parts]

    def beside(self, values: Mapping[str, Any], shelf: Shelf) -> Beside:
        """What the page of each part may show besides its own cells."""
        return Beside(shelf, {part.key: part.quotes(values) for part in self.parts})

    @property
    def source_keys(self) -> list[str]:
        """Every source that a part works on, once, in order."""
        return list(dict.fromkeys(key for part in self.parts for key in part.source_keys))

    @property
    def timeline_keys(self) -> list[str]:
        """Every timeline that a part works on, once, in order."""
        return list(dict.fromkeys(key for part in self.parts for key in part.timeline_keys))

    @property
    def refs(self) -> frozenset[str]:
        """The references of all that a part works on."""
        timelines = (f"timeline/{key}" for key in self.timeline_keys)
        return frozenset([*map(source_ref, self.source_keys), *timelines])

    @property
    def can_cite(self) -> bool:
        """Whether people cite somewhere in it."""
        return any(part.kind.cites for part in self.parts)

    @property
    def shows_earlier(self) -> bool:
        """Whether an answer in another piece stands beside some part."""
        return any(shows.activity for part in self.parts for shows in part.shows)

    @property
    def scripts(self) -> list[str]:
        """Built scripts that the page to fill it in needs, besides the desk's own."""
        return list(dict.fromkeys(script for part in self.parts for script in part.kind.scripts))

    @property
    def kinds_label(self) -> str:
        """`Source table`, or `Source table, questions`."""
        labels = list(dict.fromkeys(part.kind.label for part in self.parts))
        return ", ".join([*labels[:1], *(label.lower() for label in labels[1:])])


def _thaw(part: FrozenPart) -> LivePart:
    try:
        kind = registry.get(part.kind)
    except KeyError:
        kind = missing_kind.in_place_of(part.kind)
    definition = kind.definition.model_validate(part.definition)
    return LivePart(part.key, part.title, kind, definition, tuple(part.shows))
