"""What the templates of a source table show."""

from dataclasses import dataclass
from functools import cached_property

from activities.kinds.registry import Beside, Values
from activities.kinds.source_table import cells
from activities.kinds.source_table.answer import Row, SourceTableAnswer, answer
from activities.kinds.source_table.definition import Aim, SourceTable
from sources.models import Source
from sources.typed_dates import understand


@dataclass(frozen=True)
class Tick:
    """One box: an aim, or none of them."""

    path: str
    label: str
    hint: str
    ticked: bool
    is_none: bool = False


@dataclass(frozen=True)
class TableRow:
    """One source's row. `source` is None where the library no longer has it."""

    key: str
    source: Source | None
    answer: Row
    ticks: list[Tick]
    date_path: str
    words_path: str
    aims_place: str
    places: list[str]
    """Paths of what can be commented on in this row."""
    date: str
    words: str
    is_done: bool

    @property
    def heading(self) -> str:
        return f"{self.source.number}, {self.source.name}" if self.source else f"Source {self.key}"

    @cached_property
    def date_words(self) -> str:
        """What the date was read as, where that says more than was typed: 23/8/39 as 23 August 1939."""
        found = understand(self.date)
        return found.words if found and found.tell else ""


@dataclass(frozen=True)
class TablePage:
    """The whole table, in the order of the definition."""

    definition: SourceTable
    rows: list[TableRow]
    answer: SourceTableAnswer

    @property
    def progress_words(self) -> str:
        """How far the table is and what is still to do. static/src/kinds/source_table.js says the same while typing."""
        todo = [row.key for row in self.rows if not row.is_done]
        done = f"{len(self.rows) - len(todo)} of {len(self.rows)} sources."
        return f"{done} Still to do: {', '.join(todo)}." if todo else f"{done} Nothing is missing."

    @property
    def aims(self) -> list[Aim]:
        return self.definition.aims

    @property
    def read_columns(self) -> int:
        return 2 + self.definition.ask_date + self.definition.ask_words

    @property
    def edit_columns(self) -> int:
        return 2 + len(self.aims) + self.definition.ask_date + self.definition.ask_words


def page(definition: SourceTable, values: Values, beside: Beside) -> TablePage:
    """The table with its values as typed."""
    filled = answer(definition, values)
    rows = [
        _row(definition, row, values, beside.shelf.sources.get(row.source), step.done)
        for row, step in zip(filled.rows, filled.steps, strict=True)
    ]
    return TablePage(definition, rows, filled)


def _row(definition: SourceTable, row: Row, values: Values, source: Source | None, is_done: bool) -> TableRow:
    key = row.source
    ticks = [Tick(cells.aim_path(key, aim.id), aim.label, aim.hint, aim.id in row.aims) for aim in definition.aims]
    ticks.append(Tick(cells.none_path(key), "None of these", "", row.none, is_none=True))
    return TableRow(
        key=key,
        source=source,
        answer=row,
        ticks=ticks,
        date_path=cells.date_path(key),
        words_path=cells.words_path(key),
        aims_place=cells.aims_place(key),
        places=list(cells.places(definition, key)),
        date=values.get(cells.date_path(key)) or "",
        words=values.get(cells.words_path(key)) or "",
        is_done=is_done,
    )
