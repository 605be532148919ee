"""Parts as an assignment froze them: plain JSON in the database, typed objects in code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from activities.kinds import registry
from activities.kinds.registry import Definition, Kind, Place, Step
from historyclass.desk.cells import Cell, CellSet
from sources.models import Source


class FrozenPart(BaseModel):
    """One part as stored in `Assignment.parts`."""

    model_config = ConfigDict(extra="forbid")

    key: str
    title: str
    kind: str
    version: int
    definition: dict[str, Any]


@dataclass(frozen=True)
class LivePart:
    """A part with its kind and its typed definition. Its cells stand on the work's one sheet as `<key>:<path>`."""

    key: str
    title: str
    kind: Kind
    definition: Definition

    @property
    def prefix(self) -> str:
        return f"{self.key}:"

    def cells(self) -> list[Cell]:
        """The part's cells, with paths as on the sheet."""
        return [
            Cell(self.prefix + cell.path, cell.label, cell.type, cell.required, cell.limit)
            for cell in self.kind.cells(self.definition)
        ]

    def own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """This part's values out of the sheet's, with paths as the kind knows them."""
        return {path.removeprefix(self.prefix): value for path, value in values.items() if path.startswith(self.prefix)}

    def steps(self, values: Mapping[str, Any]) -> list[Step]:
        return list(self.kind.answer(self.definition, self.own(values)).steps)

    def places(self, values: Mapping[str, Any]) -> list[Place]:
        """What can be commented on, with paths as on the sheet."""
        found = self.kind.places(self.definition, self.own(values))
        return [replace(place, path=self.prefix + place.path) for place in found]

    def page(self, values: Mapping[str, Any], sources: Mapping[str, Source]) -> "PartPage":
        own = self.own(values)
        return PartPage(self, self.kind.page(self.definition, own, sources), self.steps(values))

    @property
    def source_keys(self) -> list[str]:
        return self.kind.source_keys(self.definition)


@dataclass(frozen=True)
class PartPage:
    """A part with what its template shows."""

    part: LivePart
    page: Any
    steps: list[Step]

    @property
    def progress(self) -> "Progress":
        return Progress(self.steps, self.part.kind.step_noun)


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

    @property
    def source_keys(self) -> list[str]:
        """Every source that a part works on, once, in order."""
        return list(dict.fromkeys(key for part in self.parts for key in part.source_keys))

    @property
    def kinds_label(self) -> str:
        """`Source table`, or `Source table, questions`."""
        labels = list(dict.fromkeys(part.kind.label for part in self.parts))
        return ", ".join([*labels[:1], *(label.lower() for label in labels[1:])])


def _thaw(part: FrozenPart) -> LivePart:
    kind = registry.get(part.kind)
    return LivePart(part.key, part.title, kind, kind.definition.model_validate(part.definition))
