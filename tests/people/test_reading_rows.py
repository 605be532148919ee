"""Rows out of a spreadsheet are read as the person who copied them means them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from historyclass.people.intake.reading import is_blank, read, split_name


def people(text: str) -> list[tuple[str, str, str, str]]:
    return [(line.given_name, line.family_name, line.username, line.class_name) for line in read(text).lines]


def faults(text: str) -> list[str]:
    return [line.fault for line in read(text).lines]


ZOE = [("Zoë", "O’Brien", "", "13H")]


@pytest.mark.parametrize(
    ("text", "columns", "found"),
    [
        # Copied out of Excel or Google Sheets.
        ("Zoë\tO’Brien\t13H", ["First name", "Family name", "Class"], ZOE),
        ("First name\tFamily name\tClass\r\nZoë\tO’Brien\t13H\r\n", ["First name", "Family name", "Class"], ZOE),
        # CSV, as it is written in Britain and on the continent.
        ("Zoë,O’Brien,13H", ["First name", "Family name", "Class"], ZOE),
        ("Zoë;O’Brien;13H", ["First name", "Family name", "Class"], ZOE),
        ('"Zoë", "O’Brien", "13H"', ["First name", "Family name", "Class"], ZOE),
        # Headings in any order, in other words, and with others between them.
        ("Surname,Forename,Set\nO’Brien,Zoë,13H", ["Family name", "First name", "Class"], ZOE),
        ("SURNAME ; Given name; Form/Group", ["Family name", "First name"], []),
        ("Year\tLast Name\tUPN\tForename(s)\tGroup\n13\tO’Brien\tA1\tZoë\t13H", None, ZOE),
        ("Legal Surname\tPreferred Forename\tReg. Group\nO’Brien\tZoë\t13H", None, ZOE),
        ("\ufeffFirst name,Family name,Class\nZoë,O’Brien,13H", None, ZOE),
        # Names in one cell.
        ('Name,Class\n"O’Brien, Zoë",13H', ["Name", "Class"], ZOE),
        ("Name\tClass\nZoë O’Brien\t13H", ["Name", "Class"], ZOE),
        ("Name\nO’Brien, Zoë", ["Name"], [("Zoë", "O’Brien", "", "")]),
        ("Zoë O’Brien\nAnna van der Berg", ["Name"], [("Zoë", "O’Brien", "", ""), ("Anna", "van der Berg", "", "")]),
        ("Name,Surname,First name\nx,O’Brien,Zoë", ["Family name", "First name"], [("Zoë", "O’Brien", "", "")]),
        # Usernames.
        ("First name,Surname,User name\nZoë,O’Brien,ZOB", None, [("Zoë", "O’Brien", "zob", "")]),
        # Spaces of every kind, and rows of nothing.
        ("\u00a0Zoë\u2009\tO’Brien \t 13H\u200b\n\n\t\t\n,,\n\u00a0\n", None, ZOE),
        ("Mary  Ann\tde la\u00a0Cruz", None, [("Mary Ann", "de la Cruz", "", "")]),
        # People who are called like a heading.
        ("Given\tMabaso\t13H", ["First name", "Family name", "Class"], [("Given", "Mabaso", "", "13H")]),
        # A quotation mark that is never closed takes no other row with it.
        ('Zoë\t"O’Brien\t13H\nBen\tAshworth', None, [*ZOE, ("Ben", "Ashworth", "", "")]),
        # The same letters, composed of marks.
        ("Zoe\u0308\tO’Brien\t13H", None, ZOE),
    ],
)
def test_rows_are_read(text, columns, found):
    assert people(text) == found
    if columns is not None:
        assert list(read(text).columns)[: len(columns)] == columns


def test_headings_that_say_nothing_are_named():
    pasted = read("UPN\tSurname\tForename\tYear\nA1\tO’Brien\tZoë\t13")
    assert pasted.has_headings
    assert pasted.unread == ("UPN", "Year")
    assert pasted.lines[0].number == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Zoë\t\t13H", "No family name."),
        ("\tO’Brien\t13H", "No first name."),
        ("Madonna", "No first name."),
        ("Zoë\tO’Brien\t13H\tmore", "Four cells, where three are read. Is there a comma too many?"),
        ("Name,Class\nO’Brien, Zoë, 13H", "Three cells, where two are read. Is there a comma too many?"),
        (f"Zoë\t{'O' * 81}", "The family name is 81 characters, and 80 fit."),
        (f"Zoë\tO’Brien\t{'H' * 41}", "The name of the class is 41 characters, and 40 fit."),
        ("Zoë\t12345", "“12345” has no letter in it, so it is no family name."),
        ("Zo\x00ë\tO’Brien", "It holds a character that cannot be kept. Type the name anew."),
        ("Zo\ufffd\tO’Brien", "It holds a character that cannot be kept. Type the name anew."),
        (f"{'ﷺ' * 12}\tO’Brien", "The name has too many letters, taken apart, to be kept."),
        (
            "First name,Surname,Username\nZoë,O’Brien,zoë!",
            "The username “zoë!” has signs that do not work. Use letters, digits, dots and hyphens.",
        ),
        (f"First name,Surname,Username\nZoë,O’Brien,{'z' * 61}", "The username is 61 characters, and 60 fit."),
    ],
)
def test_a_row_with_a_fault_says_which(text, fault):
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Hussain, Amira", ("Amira", "Hussain")),
        ("Amira Hussain", ("Amira", "Hussain")),
        ("Mary Ann Smith", ("Mary Ann", "Smith")),
        ("Vincent van Gogh", ("Vincent", "van Gogh")),
        ("Van Nguyen", ("Van", "Nguyen")),
        ("Smith-Jones, Mary Ann", ("Mary Ann", "Smith-Jones")),
        ("Plato", ("", "Plato")),
        ("", ("", "")),
    ],
)
def test_a_name_comes_apart_as_people_write_it(name, parts):
    assert split_name(name) == parts


CELLS = st.text(max_size=30) | st.sampled_from(["First name", "Surname", "Name", "Class", "Zoë", "O’Brien", '"', ""])
ROWS = st.lists(CELLS, max_size=6).flatmap(lambda cells: st.sampled_from("\t,;").map(lambda sign: sign.join(cells)))


@given(st.text() | st.lists(ROWS, max_size=12).map("\n".join))
def test_no_paste_is_refused_and_every_line_is_accounted_for_once(text):
    pasted = read(text)
    kept = [number for number, line in enumerate(text.splitlines(), start=1) if not is_blank(line)]
    assert [line.number for line in pasted.lines] == (kept[1:] if pasted.has_headings else kept)
    for line in pasted.lines:
        assert line.fault or (line.given_name and line.family_name)
        for name in (line.given_name, line.family_name):
            assert line.fault or not re.search("[\x00-\x1f]", name)
            assert name == unicodedata.normalize("NFC", name)
