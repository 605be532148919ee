"""Definitions and values of every kind, for Hypothesis to vary. A new kind adds its definitions here."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from activities.kinds.evidence.definition import Claim, Evidence, Item
from activities.kinds.questions.definition import Question, Questions, Words
from activities.kinds.registry import Definition, Kind
from activities.kinds.source_table.definition import Aim, SourceTable
from historyclass.desk.cells import Cell, CellType
from sources.models import Event, Phase, Source, Timeline
from sources.shelf import PhaseRead, Shelf, TimelineRead
from tests.toy_kind.kind import Toy

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
# As a form would have them: nothing around them.
LABELS = st.text(LINE, min_size=1, max_size=20).map(str.strip).filter(bool)
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True)


def several(texts: st.SearchStrategy[str], count: int) -> st.SearchStrategy[list[str]]:
    """Texts that no two are the same of, as people read them."""
    return st.lists(texts, min_size=count, max_size=count, unique_by=lambda text: text.strip().casefold())


@st.composite
def source_tables(draw: Callable[..., Any]) -> SourceTable:
    keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,6}", fullmatch=True)
    aims = draw(st.lists(IDS.filter(lambda aim: aim != "none"), min_size=1, max_size=4, unique=True))
    return SourceTable(
        sources=draw(st.lists(keys, min_size=1, max_size=4, unique=True)),
        aims=[
            Aim(id=aim, label=label, hint=draw(LABELS))
            for aim, label in zip(aims, draw(several(LABELS, len(aims))), strict=True)
        ],
        ask_date=draw(st.booleans()),
        ask_words=draw(st.booleans()),
        words_label=draw(LABELS),
    )


@st.composite
def questions(draw: Callable[..., Any]) -> Questions:
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    words = st.none() | st.builds(Words, least=st.integers(0, 20), most=st.integers(20, 100))
    return Questions(
        questions=[
            Question(id=each, short=short, prompt=draw(LABELS), guidance=draw(LABELS), words=draw(words))
            for each, short in zip(ids, draw(several(LABELS, len(ids))), strict=True)
        ]
    )


@st.composite
def evidence(draw: Callable[..., Any]) -> Evidence:
    claims = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    events = draw(st.lists(IDS, max_size=3, unique=True))
    sources = draw(st.lists(IDS, max_size=2, unique=True))
    refs = [f"event/chart/{key}" for key in events] + [f"source/{key}" for key in sources]
    return Evidence(
        claims=[Claim(id=each, text=draw(LABELS)) for each in claims],
        timeline="chart",
        sources=sources,
        least=draw(st.integers(1, 3)),
        ask_reason=draw(st.booleans()),
        items=[Item(ref=ref, label=draw(LABELS)) for ref in refs],
    )


DEFINITIONS: Mapping[str, st.SearchStrategy[Definition]] = {
    "source_table": source_tables(),
    "questions": questions(),
    "evidence": evidence(),
    "toy": st.builds(Toy, ask=LABELS),
}

TEXT = st.text(LINE, min_size=1, max_size=20)
NODES = (
    st.builds(lambda text: {"type": "text", "text": text}, TEXT | st.sampled_from(AWKWARD))
    | st.just({"type": "hardBreak"})
    | st.builds(
        lambda ref, label: {"type": "citation", "attrs": {"ref": ref, "label": label}},
        st.sampled_from(["source/5", "source/16.9", "event/chart-a/rapallo"]),
        TEXT,
    )
)
PARAGRAPHS = st.builds(lambda nodes: {"type": "paragraph", "content": nodes}, st.lists(NODES, max_size=4))
WRITINGS = st.builds(lambda found: {"type": "doc", "content": found}, st.lists(PARAGRAPHS, min_size=1, max_size=3))


def values_of(kind: Kind, definition: Definition) -> st.SearchStrategy[dict[str, Any]]:
    """Values for some of the cells: anything that the desk would keep."""
    by_type = {
        CellType.TEXT: st.none() | st.sampled_from(AWKWARD) | st.text(LINE, max_size=30),
        CellType.TICK: st.none() | st.booleans(),
        CellType.ENTRY: st.booleans(),
        CellType.WRITING: st.none() | WRITINGS,
    }

    def values(cell: Cell) -> st.SearchStrategy[Any]:
        return st.sampled_from([None, *cell.options]) if cell.type is CellType.CHOICE else by_type[cell.type]

    return st.fixed_dictionaries({}, optional={cell.path: values(cell) for cell in kind.cells(definition)})


def filled(kind: Kind) -> st.SearchStrategy[tuple[Definition, dict[str, Any]]]:
    """A definition of the kind, with values."""
    return DEFINITIONS[kind.slug].flatmap(lambda made: st.tuples(st.just(made), values_of(kind, made)))


DAY = date(1922, 4, 16)


def shelf_for(kind: Kind, definition: Definition) -> Shelf:
    """A library that has what the definition names, out of no database."""
    sources = {
        key: Source(
            key=key,
            number=f"Source {key}",
            name="Lenin",
            title="The broom",
            attribution="A poster",
            date_text="1920",
            summary=["Somebody sweeps."],
        )
        for key in kind.source_keys(definition)
    }
    return Shelf("enquiry", sources, {key: _timeline(key) for key in kind.timeline_keys(definition)})


def _timeline(key: str) -> TimelineRead:
    timeline = Timeline(key=key, number="Chart", title="What happened")
    phase = Phase(pk=1, timeline=timeline, key="first", title="First", span_text="1921–22")
    days = {"date_text": "1922", "date_earliest": DAY, "date_latest": DAY}
    events = [
        Event(key=name, name=name.capitalize(), text="It was signed.", phase=phase, retired=retired, **days)
        for name, retired in (("rapallo", False), ("genoa", False), ("gone", True))
    ]
    return TimelineRead(timeline, [PhaseRead(phase, events)])
