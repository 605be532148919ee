"""What a sheet may hold, and that it gives back what it was given."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from historyclass.desk.cells import Cell, CellSet, CellType, can_be_stored, entry_of
from historyclass.desk.messages import parse
from historyclass.desk.models import Sheet
from historyclass.desk.services import exchange
from historyclass.people.models import User
from tests.desk.toy import CELLS, SCHEMA, ToySheets, toy_sheet

TEXT = Cell("words", "Words or detail", limit=1000)
TICK = Cell("aim", "Spread communism", CellType.TICK)
ENTRY = Cell("entries/*", "Entry", CellType.ENTRY)

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
