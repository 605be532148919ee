"""Definitions and values of every kind, for Hypothesis to vary. A new kind adds its definitions here."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from activities.kinds.registry import Definition, Kind
from activities.kinds.source_table.definition import Aim, SourceTable
from historyclass.desk.cells import CellType

LINE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
AWKWARD = [
    "\n",
    "\nafter a line",
    "two\nlines\n",
    " ",
    "<b>&amp;",
    "</textarea>",
    "{{ user }}",
    '"O’Neil\'s"',
    "–",
    "é",
]
LABELS = st.text(LINE, min_size=1, max_size=20).filter(lambda text: text.strip())
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True)


@st.composite
def source_tables(draw: Callable[..., Any]) -> SourceTable:
    keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,6}", fullmatch=True)
    aims = draw(st.lists(IDS.filter(lambda aim: aim != "none"), min_size=1, max_size=4, unique=True))
    return SourceTable(
        sources=draw(st.lists(keys, min_size=1, max_size=4, unique=True)),
        aims=[Aim(id=aim, label=draw(LABELS), hint=draw(LABELS)) for aim in aims],
        ask_date=draw(st.booleans()),
        ask_words=draw(st.booleans()),
        words_label=draw(LABELS),
    )


DEFINITIONS: Mapping[str, st.SearchStrategy[Definition]] = {"source_table": source_tables()}


def values_of(kind: Kind, definition: Definition) -> st.SearchStrategy[dict[str, Any]]:
    """Values for some of the cells: anything that the desk would keep."""
    by_type = {
        CellType.TEXT: st.none() | st.sampled_from(AWKWARD) | st.text(LINE, max_size=30),
        CellType.TICK: st.none() | st.booleans(),
        CellType.ENTRY: st.booleans(),
    }
    return st.fixed_dictionaries({}, optional={cell.path: by_type[cell.type] for cell in kind.cells(definition)})


def filled(kind: Kind) -> st.SearchStrategy[tuple[Definition, dict[str, Any]]]:
    """A definition of the kind, with values."""
    return DEFINITIONS[kind.slug].flatmap(lambda made: st.tuples(st.just(made), values_of(kind, made)))
