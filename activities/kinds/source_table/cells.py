"""The places to write in a source table."""

from activities.kinds.source_table.definition import SourceTable
from historyclass.desk.cells import Cell, CellType

DATE_LIMIT = 80
WORDS_LIMIT = 1000


def aim_path(source: str, aim: str) -> str:
    return f"s{source}/aim-{aim}"


def none_path(source: str) -> str:
    """Ticked: this source is evidence for none of the aims. That is an answer; nothing ticked is not."""
    return f"s{source}/none"


def date_path(source: str) -> str:
    return f"s{source}/date"


def words_path(source: str) -> str:
    return f"s{source}/words"


def aims_place(source: str) -> str:
    """Where a comment on what is ticked hangs: the ticks of a source together."""
    return f"s{source}/aims"


def places(definition: SourceTable, source: str) -> dict[str, str]:
    """Path → short name of what can be commented on in a source's row: its date, its ticks, its words."""
    found = {date_path(source): "date"} if definition.ask_date else {}
    found[aims_place(source)] = "evidence for"
    if definition.ask_words:
        found[words_path(source)] = definition.words_label.lower()
    return found


def cells(definition: SourceTable) -> list[Cell]:
    """For each source: a tick for each aim and for none of them, its date, the words that show it."""
    found: list[Cell] = []
    for source in definition.sources:
        name = f"Source {source}"
        found += [Cell(aim_path(source, aim.id), f"{name}, {aim.label}", CellType.TICK) for aim in definition.aims]
        found.append(Cell(none_path(source), f"{name}, None of these", CellType.TICK))
        if definition.ask_date:
            found.append(Cell(date_path(source), f"{name}, date", required=True, limit=DATE_LIMIT))
        if definition.ask_words:
            words = f"{name}, {definition.words_label.lower()}"
            found.append(Cell(words_path(source), words, required=True, limit=WORDS_LIMIT))
    return found
