"""What a sheet may hold, and that it gives back what it was given."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from historyclass.desk import writing
from historyclass.desk.cells import Cell, CellSet, CellType, can_be_stored, entry_of
from historyclass.desk.messages import parse
from historyclass.desk.models import Sheet
from historyclass.desk.services import exchange
from historyclass.people.models import User
from tests.desk.toy import CELLS, SCHEMA, ToySheets, toy_sheet

TEXT = Cell("words", "Words or detail", limit=1000)
TICK = Cell("aim", "Spread communism", CellType.TICK)
ENTRY = Cell("entries/*", "Entry", CellType.ENTRY)
CHOICE = Cell("stance", "Munich", CellType.CHOICE, options=("supports", "challenges"))
PROSE = Cell("early", "1920–22", CellType.WRITING, limit=100)

# --- What a cell takes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "the broom",
        "x" * 1000,
        "Троцкий",
        "سيف",
        "שלום",
        "👩‍🏫",
        "e\u0301",
        "\ufeff",
        "\u202e",
        "\r\n\t",
        "\x7f",
        "\U0010ffff",
    ],
)
def test_a_text_cell_takes_any_text_that_fits(value: str | None):
    assert TEXT.fault(value) is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("x" * 1001, "Words or detail: 1,001 characters, and 1,000 fit. Shorten it by 1."),
        ("x" * 12345, "Words or detail: 12,345 characters, and 1,000 fit. Shorten it by 11,345."),
        (
            "nul \x00",
            "Words or detail: there is a character here that cannot be kept. Type the last words again by hand.",
        ),
        (
            "\udfff",
            "Words or detail: there is a character here that cannot be kept. Type the last words again by hand.",
        ),
        (1, "Words or detail: this is a text."),
        (False, "Words or detail: this is a text."),
        ([], "Words or detail: this is a text."),
        ({}, "Words or detail: this is a text."),
    ],
)
def test_a_text_cell_says_why_it_cannot_keep_a_value(value: object, fault: str):
    assert TEXT.fault(value) == fault


@pytest.mark.parametrize("cell", [TICK, ENTRY])
def test_a_tick_and_an_entry_take_yes_no_and_untouched(cell: Cell):
    assert [cell.fault(value) for value in (True, False, None)] == [None, None, None]


@pytest.mark.parametrize("value", ["true", "", 0, 1, 1.0, [], {}])
def test_a_tick_takes_nothing_else(value: object):
    assert TICK.fault(value) == "Spread communism: this is a tick, on or off."


@given(st.text(st.characters(codec=None)))
def test_what_can_be_stored_is_what_utf_8_can_say_without_nul(text: str):
    is_utf_8 = text.encode("utf-8", errors="replace").decode("utf-8") == text
    assert can_be_stored(text) is (is_utf_8 and "\x00" not in text)


@pytest.mark.parametrize("value", ["", None, "supports", "challenges"])
def test_a_choice_takes_its_options_and_nothing(value: str | None):
    assert CHOICE.fault(value) is None


@pytest.mark.parametrize("value", ["other", True, 1, [], {}, ["supports"]])
def test_a_choice_takes_nothing_else(value: object):
    assert CHOICE.fault(value) == "Munich: this cannot be chosen here."


def text(words: object) -> dict[str, object]:
    return {"type": "text", "text": words}


def cited(ref: object = "source/5", label: object = "Source 5") -> dict[str, object]:
    return {"type": "citation", "attrs": {"ref": ref, "label": label}}


def doc(*nodes: object) -> dict[str, object]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": list(nodes)}]}


BREAK = {"type": "hardBreak"}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        {"type": "doc", "content": [{"type": "paragraph"}]},
        doc(text("x" * 100)),
        doc(text("Peace "), cited(), text(", said "), cited("event/chart-a/rapallo", "Rapallo"), BREAK, text("more")),
        doc(text("Троцкий שלום \u202e 👩‍🏫 e\u0301")),
        doc(text("</script><img src=x onerror=alert(1)>")),
    ],
)
def test_a_writing_takes_paragraphs_of_text_breaks_and_citations(value: object):
    assert PROSE.fault(value) is None


UNREADABLE = "1920–22: this cannot be kept as it is. Load the page again, and copy what you wrote first."
CHARACTER = "1920–22: there is a character here that cannot be kept. Type the last words again by hand."


def nested(depth: int) -> dict[str, object]:
    node: dict[str, object] = text("bottom")
    for _ in range(depth):
        node = {"type": "paragraph", "content": [node]}
    return {"type": "doc", "content": [node]}


NO_WRITINGS = {
    "a text": "words",
    "a number": 5,
    "a tick": True,
    "a list": [text("a")],
    "no type": {},
    "no paragraphs": {"type": "doc", "content": []},
    "a heading": {"type": "doc", "content": [{"type": "heading", "content": [text("a")]}]},
    "text outside a paragraph": {"type": "doc", "content": [text("a")]},
    "a picture": doc({"type": "image", "attrs": {"src": "https://example.org/x.png"}}),
    "a mark": doc({**text("a"), "marks": [{"type": "link", "attrs": {"href": "javascript:alert(1)"}}]}),
    "an empty text": doc(text("")),
    "a text that is a number": doc(text(5)),
    "content that is a text": {"type": "doc", "content": "words"},
    "content that is null": {"type": "doc", "content": [{"type": "paragraph", "content": None}]},
    "a citation of a script": doc(cited("javascript:alert(1)")),
    "a citation that goes up": doc(cited("source/../../x")),
    "a citation with a line break": doc(cited("source/5\n")),
    "a citation of a number": doc(cited(5)),
    "a citation without a name": doc(cited(label="")),
    "a citation with a long name": doc(cited(label="x" * 121)),
    "a citation with more": doc({"type": "citation", "attrs": {"ref": "source/5", "label": "x", "href": "//evil"}}),
    "nesting": nested(5),
    "deep nesting": nested(250),
    "__proto__": {"type": "doc", "content": [{"type": "paragraph"}], "__proto__": {"x": 1}},
}


@pytest.mark.parametrize("value", NO_WRITINGS.values(), ids=NO_WRITINGS)
def test_what_is_no_writing_is_refused_in_words(value: object):
    assert PROSE.fault(value) == UNREADABLE


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (doc(text("nul \x00")), CHARACTER),
        (doc(cited(label="nul \x00")), CHARACTER),
        (doc(text("half \udfff")), CHARACTER),
        (doc(cited(label="half \ud800")), CHARACTER),
        (doc(text("x" * 101)), "1920–22: 101 characters, and 100 fit. Shorten it by 1."),
        (
            doc(text("x" * 95), cited()),
            "1920–22: 105 characters, and 100 fit. Shorten it by 5.",
        ),
        (
            {"type": "doc", "content": [{"type": "paragraph"}] * (writing.NODE_LIMIT + 1)},
            "1920–22: more paragraphs and citations than fit. Shorten it.",
        ),
    ],
)
def test_a_writing_that_does_not_fit_says_why(value: object, fault: str):
    assert PROSE.fault(value) == fault


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "content", "text", "attrs", "label", "ref", "x"]), inner, max_size=4)
        | st.builds(
            lambda kind, content: {"type": kind, "content": content},
            st.sampled_from(["doc", "paragraph", "text"]),
            st.lists(inner, max_size=3),
        )
    ),
    max_leaves=12,
)


@given(value=any_json)
def test_whatever_stands_in_a_cell_for_writing_is_judged_and_read(value: object):
    fault = PROSE.fault(value)
    assert fault is None or fault.startswith("1920–22: ")
    found = writing.written(value)
    assert found is None or found == writing.read(found.model_dump(mode="json", exclude_defaults=True))


def test_what_an_older_edition_left_is_read_for_its_words():
    assert writing.written("first\nsecond").plain == "first\nsecond"  # type: ignore[union-attr]
    older = {
        "type": "doc",
        "content": [
            {"type": "heading", "content": [text("Title")]},
            {"type": "list", "content": [{"type": "item", "content": [text("see "), cited()]}]},
        ],
    }
    assert writing.written(older).plain == "Title\nsee [Source 5]"  # type: ignore[union-attr]
    assert [writing.written(value) for value in (None, "", 5, True, [], {}, " ")] == [None] * 7


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (doc(text("Peace with all "), cited(), text(". It is – so to say – new.")), 9),
        (doc(text("one"), BREAK, text("two")), 2),
        (doc(cited()), 0),
        (None, 0),
    ],
)
def test_words_are_counted_without_what_is_cited(value: object, words: int):
    found = writing.written(value)
    assert (found.words if found else 0) == words


# --- Which cells there are ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["title", "s16.9/words", "s16.9/aim-2"])
def test_a_cell_is_found_by_its_path(path: str):
    cell = CELLS.get(path)
    assert cell
    assert cell.path == path


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("entries/a1", "entries/*"),
        ("entries/a1/text", "entries/*/text"),
        ("entries/0f9c-22", "entries/*"),
        (f"entries/{'x' * 40}/note", "entries/*/note"),
    ],
)
def test_an_entry_is_found_under_any_id(path: str, found: str):
    cell = CELLS.get(path)
    assert cell
    assert cell.path == found


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "words",
        "title/",
        "s16.9",
        "s16.9/aim-3",
        "entries",
        "entries/",
        "entries//text",
        "entries/-",
        "entries/---/text",
        f"entries/{'x' * 41}",
        "entries/*",
        "entries/*/text",
        "entries/a.1/text",
        "entries/a 1/text",
        "entries/a1\n",
        "entries/ä1/text",
        "entries/٣/text",
        "entries/a1/colour",
        "entries/a1/text/more",
        "other/a1/text",
        "title/a1",
    ],
)
def test_there_is_no_cell_of_another_path(path: str):
    assert CELLS.get(path) is None


@given(st.text())
def test_only_plain_ids_stand_for_a_star(name: str):
    is_plain = 1 <= len(name) <= 40 and set(name) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    )
    cell = CELLS.get(f"entries/{name}/text")
    assert (cell is not None) is (is_plain and set(name) != {"-"})


def test_two_cells_of_one_path_are_refused():
    with pytest.raises(ValueError, match="same path"):
        CellSet([Cell("title", "Title"), Cell("title", "Heading")])


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("entries/a1/text", "entries/a1"),
        ("entries/a1", None),
        ("s16.9/words", None),
        ("title", None),
    ],
)
def test_a_field_knows_its_entry(path: str, entry: str | None):
    assert entry_of(path) == entry


# --- What the database gives back ---------------------------------------------------------------------------------

anything = st.text(st.characters(codec=None), max_size=60)
"""Also what cannot be kept: control characters, lone surrogates, every plane."""
peoples_words = st.one_of(
    anything,
    st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z"]), max_size=60),
    st.sampled_from(
        [
            "Товарищ Ленин очищает землю от нечисти",
            "الثورة الروسية \u200f1917",
            "שלום \u202eעולם\u202c",
            "👩🏽‍🏫🏳️‍🌈🇬🇧",
            "e\u0301 é",
            '{"not": "json"} \\u0041 \\n "quoted" \'',
            "line one\nline two\r\n\ttabbed",
            "\u2028\u2029\ufeff\ufffd\uffff",
            "</script><!-- & -->",
        ]
    ),
)


@given(words=peoples_words)
def test_any_text_that_passes_comes_back_byte_for_byte(writer: User, words: str):
    cell = CELLS.get("s16.9/words")
    assert cell
    if cell.fault(words):
        assert not can_be_stored(words)
        return
    assume(words not in BEFORE_AND_AFTER)
    before, after = BEFORE_AND_AFTER
    sheet = toy_sheet(writer)
    send(sheet, writer, 1, before, seen=0)
    send(sheet, writer, 2, words, seen=1)
    assert as_bytes(Sheet.objects.get(pk=sheet.pk).values["s16.9/words"]) == as_bytes(words)
    assert as_bytes(sheet.revisions.get(number=2).ops[0]["value"]) == as_bytes(words)
    # And in a conflict, where it meets something newer.
    send(sheet, writer, 3, after, seen=2)
    send(sheet, writer, 4, words, seen=2)
    assert as_bytes(sheet.conflicts.get().mine) == as_bytes(words)


BEFORE_AND_AFTER = ("before", "after")


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8")


def send(sheet: Sheet, person: User, seq: int, value: str, *, seen: int) -> None:
    """As a page would: frozen to JSON, and parsed at the door."""
    message = {
        "sheet": sheet.pk,
        "person": person.pk,
        "client": "tab-0001",
        "seq": seq,
        "known": 0,
        "schema": SCHEMA,
        "set": [{"path": "s16.9/words", "seen": seen, "value": value}],
    }
    exchange(owner=ToySheets(), person=person, sheet_id=sheet.pk, message=parse(json.dumps(message).encode()))
