"""Parts as an assignment froze them: plain JSON in the database, typed objects in code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from activities.kinds import registry
from activities.kinds.registry import Beside, Definition, Kind, Place, Quote, Step
from historyclass.desk.cells import Cell, CellSet
from sources.shelf import Shelf


class Shows(BaseModel):
    """Another part whose answer stands beside a part: of the same activity, or of the one with the key `activity`. When
    that is set, it is bound to the class's `assignment` of it; None where there was none."""

    model_config = ConfigDict(extra="forbid")

    part: str
    activity: str = ""
    assignment: int | None = None


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
    """A part with what its template shows."""

    part: LivePart
    page: Any
    steps: list[Step]
    shown: tuple["ShownAnswer", ...] = ()

    @property
    def progress(self) -> "Progress":
        return Progress(self.steps, self.part.kind.step_noun)


@dataclass(frozen=True)
class ShownAnswer:
    """Another part's answer beside a part. `page` is None where its student has not begun that piece, or it was never
    set to their class; `title` names the piece, "" where it is the same one; `is_live`: it is being written on the same
    page, and follows what is typed."""

    title: str
    page: PartPage | None
    is_live: bool = False


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
        return CellSet(cell for part in self.parts for cell in part.cells())

    def places(self, values: Mapping[str, Any]) -> dict[str, Place]:
        """Path → what can be commented on, of every part, in the order it is read."""
        return {place.path: place for part in self.parts for place in part.places(values)}

    def progress(self, values: Mapping[str, Any]) -> Progress:
        """Over every step of every part."""
        nouns = {part.kind.step_noun for part in self.parts}
        noun = nouns.pop() if len(nouns) == 1 else ("thing", "things")
        return Progress([step for part in self.parts for step in part.steps(values)], noun)

    def pages(self, values: Mapping[str, Any], shelf: Shelf) -> list[PartPage]:
        """Every part with what its template shows."""
        quotes = {part.key: part.quotes(values) for part in self.parts}
        return [part.page(values, Beside(shelf, quotes)) for part in self.parts]

    @property
    def source_keys(self) -> list[str]:
        """Every source that a part works on, once, in order."""
        return list(dict.fromkeys(key for part in self.parts for key in part.source_keys))

    @property
    def timeline_keys(self) -> list[str]:
        """Every timeline that a part works on, once, in order."""
        return list(dict.fromkeys(key for part in self.parts for key in part.timeline_keys))

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
    kind = registry.get(part.kind)
    definition = kind.definition.model_validate(part.definition)
    return LivePart(part.key, part.title, kind, definition, tuple(part.shows))
