"""The kind `toy`: somebody asks for a line, and somebody writes it."""

from dataclasses import dataclass

from pydantic import Field

from activities.kinds.registry import Beside, Definition, Kind, Place, Step, Values
from historyclass.desk.cells import Cell

LINE = "line"


class Toy(Definition):
    """What a teacher sets."""

    ask: str = Field(min_length=1, max_length=100)


@dataclass(frozen=True)
class ToyAnswer:
    """What a student wrote: `line` without the spaces around it."""

    ask: str
    line: str

    @property
    def steps(self) -> list[Step]:
        return [Step(LINE, self.ask, () if self.line else ("no line",))]


@dataclass(frozen=True)
class ToyPage:
    """What the templates show. `line` as typed."""

    ask: str
    line: str
    path: str = LINE


def cells(definition: Toy) -> list[Cell]:
    return [Cell(LINE, definition.ask, limit=200)]


def answer(definition: Toy, values: Values) -> ToyAnswer:
    return ToyAnswer(definition.ask, (values.get(LINE) or "").strip())


def places(definition: Toy, values: Values) -> list[Place]:
    return [Place(LINE, definition.ask, "line", answer(definition, values).line)]


def page(definition: Toy, values: Values, beside: Beside) -> ToyPage:
    return ToyPage(definition.ask, values.get(LINE) or "")


KIND = Kind(
    slug="toy",
    label="Toy",
    version=1,
    definition=Toy,
    cells=cells,
    answer=answer,
    places=places,
    page=page,
    source_keys=lambda definition: [],
    step_noun=("line", "lines"),
    scripts=("toy_kind/toy.js",),
)
