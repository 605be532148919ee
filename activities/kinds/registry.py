"""The kinds of part there are. Core code works through `Kind` and never asks which one it holds."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from historyclass.desk.cells import Cell
from sources.shelf import Shelf

Values = Mapping[str, Any]
"""Cell path → value, of one part."""


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")]
SourceKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$")]
PartKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


def _each_once(keys: list[str]) -> list[str]:
    if len(set(keys)) != len(keys):
        raise ValueError("A source stands twice.")
    return keys


SourceKeys = Annotated[list[SourceKey], AfterValidator(_each_once)]
"""Sources, each once."""


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
class Quote:
    """Something in an answer that another part may take up. `asked` is what was asked, `short` names it; `value` is
    what was answered, a text or a writing, and `path` the cell it stands in, as on the sheet. `part`: the title of its
    part."""

    short: str
    asked: str
    path: str
    value: Any
    part: str = ""


@dataclass(frozen=True)
class Beside:
    """What a part's page may show besides its own cells: the library's items that it names (all of them, where it lets
    people cite), and what other parts of the same piece have to be taken up: part key → id → quote."""

    shelf: Shelf = field(default_factory=Shelf)
    quotes: Mapping[str, Mapping[str, Quote]] = field(default_factory=dict)


def _nothing(definition: Any) -> list[str]:
    return []


def _no_quotes(definition: Any, values: Values) -> dict[str, Quote]:
    return {}


def _as_it_is(definition: Any, shelf: Shelf) -> Any:
    return definition


@dataclass(frozen=True)
class Kind:
    """What a kind of part gives the core. Each kind's folder builds one, named KIND, in its `kind.py`.

    `cells(definition)` describes the places to write; `answer(definition, values)` reads them; `places(definition,
    values)` are the places to comment on, in the order they are read; `page(definition, values, beside)` is what its
    templates `templates/activities/kinds/<slug>/{edit,read}.html` show as `page`; `source_keys(definition)` names the
    sources it works on.

    What not every kind has: `timeline_keys(definition)`, the timelines it works on; `quotes(definition, values)`, what
    other parts may take up of an answer, by id, with paths as the kind knows them; `quoted(definition)`, what it takes
    up itself, as "part key/id"; `freeze(definition, shelf)`, the definition as an assignment keeps it, with whatever it
    takes from the library. A kind whose answer can stand beside another part has a third template, `shown.html`; one
    whose definition teachers can change has a form, `author`, and its template `author.html`.
    """

    slug: str
    label: str
    version: int
    definition: type[Definition]
    cells: Callable[[Any], list[Cell]]
    answer: Callable[[Any, Values], Answer]
    places: Callable[[Any, Values], list[Place]]
    page: Callable[[Any, Values, Beside], Any]
    source_keys: Callable[[Any], list[str]]
    step_noun: tuple[str, str]
    """What its steps are called, one and many: ("source", "sources")."""
    timeline_keys: Callable[[Any], list[str]] = _nothing
    quotes: Callable[[Any, Values], dict[str, Quote]] = _no_quotes
    quoted: Callable[[Any], list[str]] = _nothing
    freeze: Callable[[Any, Shelf], Any] = _as_it_is
    cites: bool = False
    """Whether people cite in it: then its page has all of the enquiry's library at hand."""
    scripts: tuple[str, ...] = ()
    """Scripts that its page to fill in needs, besides the desk's own: names of static files, as in `{% static %}`. A
    kind of an app of its own has them in that app's `static/`."""
    author: Callable[..., Any] | None = None
    """The teacher's form of its definition (activities/authoring/kind_forms.py); None where it has none."""

    @property
    def edit_template(self) -> str:
        return f"activities/kinds/{self.slug}/edit.html"

    @property
    def author_template(self) -> str:
        return f"activities/kinds/{self.slug}/author.html"

    @property
    def read_template(self) -> str:
        return f"activities/kinds/{self.slug}/read.html"

    @property
    def shown_template(self) -> str:
        """Beside another part, compact, and following what is typed (static/src/desk/mirror.js)."""
        return f"activities/kinds/{self.slug}/shown.html"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ImproperlyConfigured where another one has its slug."""
    if _kinds.setdefault(kind.slug, kind) is not kind:
        raise ImproperlyConfigured(
            f"There are two kinds of part named “{kind.slug}”. Give the one that you add another slug."
        )


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
