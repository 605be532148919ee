"""A filled source table, read from its cells."""

from dataclasses import dataclass
from functools import cached_property

from activities.kinds.registry import Place, Step, Values
from activities.kinds.source_table import cells
from activities.kinds.source_table.definition import SourceTable


@dataclass(frozen=True)
class Row:
    """What a student says of one source. `aims` are ids; `none` is their word that it serves none of them."""

    source: str
    aims: frozenset[str]
    none: bool
    date: str
    words: str

    @property
    def is_classified(self) -> bool:
        return bool(self.aims) or self.none

    @property
    def is_at_odds(self) -> bool:
        """An aim and none of them, both ticked: the page lets nobody do that, but two tabs together may."""
        return bool(self.aims) and self.none


@dataclass(frozen=True)
class SourceTableAnswer:
    """The rows in the order of the definition."""

    definition: SourceTable
    rows: tuple[Row, ...]

    @cached_property
    def steps(self) -> list[Step]:
        """One step a source: done when it is classified and what else is asked is there."""
        return [Step(f"s{row.source}", f"Source {row.source}", tuple(self._missing(row))) for row in self.rows]

    def _missing(self, row: Row) -> list[str]:
        missing = []
        if self.definition.ask_date and not row.date:
            missing.append("no date")
        if not row.is_classified:
            missing.append("nothing ticked")
        if row.is_at_odds:
            missing.append("an aim and “None of these” are both ticked")
        # A source that serves none of the aims has no words that show one.
        if self.definition.ask_words and not row.words and not (row.none and not row.aims):
            missing.append("no words or detail")
        return missing


def answer(definition: SourceTable, values: Values) -> SourceTableAnswer:
    """The table as the cells hold it. Missing cells are empty."""
    return SourceTableAnswer(definition, tuple(_row(definition, source, values) for source in definition.sources))


def _row(definition: SourceTable, source: str, values: Values) -> Row:
    return Row(
        source=source,
        aims=frozenset(aim.id for aim in definition.aims if values.get(cells.aim_path(source, aim.id)) is True),
        none=values.get(cells.none_path(source)) is True,
        date=(values.get(cells.date_path(source)) or "").strip(),
        words=(values.get(cells.words_path(source)) or "").strip(),
    )


def places(definition: SourceTable, values: Values) -> list[Place]:
    """Each source's date, ticks and words, with what the student put there."""
    found = []
    for row in answer(definition, values).rows:
        ticked = [aim.label for aim in definition.aims if aim.id in row.aims] + ["None of these"] * row.none
        texts = {
            cells.date_path(row.source): row.date,
            cells.aims_place(row.source): ", ".join(ticked),
            cells.words_path(row.source): row.words,
        }
        found += [
            Place(path, f"Source {row.source}, {short}", short, texts[path])
            for path, short in cells.places(definition, row.source).items()
        ]
    return found
