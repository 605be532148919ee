"""The kinds of part there are. Core code works through `Kind` and never asks which one it holds."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from historyclass.desk.cells import Cell
from sources.models import Source

Values = Mapping[str, Any]
"""Cell path → value, of one part."""


class Definition(BaseModel):
    """Base of what a teacher sets in a part. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Step:
    """One thing to do, counted in the progress: a source of a table, a question. `missing` says what it still lacks."""

    key: str
    label: str
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Place:
    """Somewhere in an answer that a comment can hang on: `label` names it, `text` is what stands there.

    Its path is made of ids like a cell's. Several cells may be one place: the ticks of a row. `short` names it within
    its row.
    """

    path: str
    label: str
    short: str
    text: str


class Answer(Protocol):
    """A typed view over one part's cells."""

    @property
    def steps(self) -> Sequence[Step]:
        """Every thing to do, in order."""


@dataclass(frozen=True)
class Kind:
    """What a kind of part gives the core. Each kind's folder builds one, named KIND, in its `kind.py`.

    `cells(definition)` describes the places to write; `answer(definition, values)` reads them; `places(definition,
    values)` are the places to comment on, in the order they are read; `page(definition, values, sources)` is what its
    templates `templates/activities/kinds/<slug>/{edit,read}.html` show as `page`; `source_keys(definition)` names the
    sources it works on.
    """

    slug: str
    label: str
    version: int
    definition: type[Definition]
    cells: Callable[[Any], list[Cell]]
    answer: Callable[[Any, Values], Answer]
    places: Callable[[Any, Values], list[Place]]
    page: Callable[[Any, Values, Mapping[str, Source]], Any]
    source_keys: Callable[[Any], list[str]]
    step_noun: tuple[str, str]
    """What its steps are called, one and many: ("source", "sources")."""

    @property
    def edit_template(self) -> str:
        return f"activities/kinds/{self.slug}/edit.html"

    @property
    def read_template(self) -> str:
        return f"activities/kinds/{self.slug}/read.html"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    _kinds[kind.slug] = kind


def discover() -> None:
    """Register the KIND of every folder beside this file."""
    package = importlib.import_module("activities.kinds")
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            register(importlib.import_module(f"activities.kinds.{module.name}.kind").KIND)


def get(slug: str) -> Kind:
    """The kind of this slug. Raises KeyError."""
    return _kinds[slug]


def all_kinds() -> list[Kind]:
    """Every registered kind, by slug."""
    return [_kinds[slug] for slug in sorted(_kinds)]
