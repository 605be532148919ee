"""Rows copied out of a spreadsheet, read: which cell is what, and what is wrong with a row by itself.

Nothing here knows a school. Every line that is not blank becomes exactly one Line, however odd it is.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, replace

from historyclass.people.models import fold

MOST_ROWS = 240
"""Passwords are slow to make on purpose: this many take up to ten seconds."""
MOST_BYTES = 200_000
USERNAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")
LONGEST_USERNAME = 60
LONGEST_CLASS = 40
LONGEST_NAME = 80
# Some signs stand for a whole phrase, which the search for people writes out.
LONGEST_FOLDED = 190
NUMBERS = ("none", "one", "two", "three", "four", "five", "six")

GIVEN, FAMILY, NAME, USER, CLASS = "First name", "Family name", "Name", "Username", "Class"
WITHOUT_HEADINGS = (GIVEN, FAMILY, CLASS)
HEADINGS = {
    GIVEN: "first name, first names, firstname, first, given name, given names, given, forename, forenames, "
    "forename s, preferred first name, preferred forename, preferred name, legal first name, legal forename, "
    "chosen name",
    FAMILY: "family name, familyname, family, surname, surnames, last name, lastname, last, preferred surname, "
    "legal surname, preferred family name, legal family name, preferred last name, legal last name",
    NAME: "name, names, full name, fullname, student, students, student name, pupil, pupil name, learner, learner name",
    USER: "username, user name, user, login, login name, sign in name, user id, userid",
    CLASS: "class, classes, class name, classroom, set, set name, form, group, group name, teaching group, "
    "teaching set, form group, tutor group, registration group, reg group, reg, registration form",
}
MEANING = {spelling: kind for kind, spellings in HEADINGS.items() for spelling in spellings.split(", ")}
# Words that begin a family name of several words: van der Berg.
PARTICLES = frozenset(
    [
        "al",
        "ap",
        "ben",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "mac",
        "st",
        "ter",
        "van",
        "von",
        "y",
    ]
)
# Letters that take no part in a word but are kept: Persian and Indian names need them.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Line:
    """One row as it was read. `fault` says what is wrong with it by itself, "" where nothing is."""

    number: int
    """Of the line in what was pasted, from 1."""
    text: str
    given_name: str = ""
    family_name: str = ""
    username: str = ""
    """Without the school; "" where one is to be made from the names."""
    class_name: str = ""
    fault: str = ""

    @property
    def list_name(self) -> str:
        """As in a list; the line itself where no name could be read."""
        return ", ".join(part for part in (self.family_name, self.given_name) if part) or self.text

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Pasted:
    """What was pasted, read. `columns` are what was read as what, `unread` the headings that say nothing to us."""

    columns: tuple[str, ...]
    unread: tuple[str, ...]
    has_headings: bool
    lines: tuple[Line, ...]


def read(text: str) -> Pasted:
    """Read what was pasted, with or without a row of headings."""
    numbered = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if not is_blank(line)]
    separator = _separator([line for _, line in numbered])
    rows = [(number, line, _cells(line, separator)) for number, line in numbered]
    kinds = _headings(rows[0][2]) if rows else None
    has_headings = kinds is not None
    unread: tuple[str, ...] = ()
    if kinds is not None:
        unread = tuple(head for head, kind in zip(rows[0][2], kinds, strict=True) if head and not kind)
        rows = rows[1:]
    elif separator:
        kinds = [*WITHOUT_HEADINGS[: max(2, *(len(cells) for _, _, cells in rows))]]
    else:
        kinds = [NAME]
    lines = tuple(_line(number, line, cells, kinds) for number, line, cells in rows)
    return Pasted(tuple(kind for kind in kinds if kind), unread, has_headings, lines)


def is_blank(line: str) -> bool:
    """Whether a line holds nothing: spreadsheets copy empty rows as separators alone."""
    return not clean(re.sub(r'[\t,;"]', " ", line))


def clean(text: str) -> str:
    """A cell as a person reads it: one kind of space, none at the ends, no marks that cannot be seen."""
    plain = unicodedata.normalize("NFC", text)
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in plain
        if letter in JOINERS or unicodedata.category(letter) != "Cf"
    )
    return " ".join(seen.split()).strip(JOINERS)


def _separator(lines: list[str]) -> str:
    """The sign between the cells: a tab wherever there is one, as spreadsheets copy; "" where each line is one cell."""
    if any("\t" in line for line in lines):
        return "\t"
    found = [sign for sign in (";", ",") if any(sign in line for line in lines)]
    for sign in found:
        if _headings(_cells(lines[0], sign)) is not None:
            # One heading over "Hussain, Amira": the comma stands inside the name.
            return sign if sign in lines[0] else ""
    return max(found, key=lambda sign: sum(sign in line for line in lines)) if found else ""


def _cells(line: str, separator: str) -> list[str]:
    if not separator:
        return [clean(line.replace('"', " "))]
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True), [])
    except csv.Error:
        # A quotation mark that is never closed is only a mark.
        cells = line.replace('"', " ").split(separator)
    cleaned = [clean(cell) for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return cleaned


def _headings(cells: list[str]) -> list[str] | None:
    """What each column is, "" where a heading says nothing to us; None where the row is no row of headings."""
    kinds = [MEANING.get(" ".join(re.sub(r"[^a-z0-9]+", " ", fold(cell)).split()), "") for cell in cells]
    found = {kind for kind in kinds if kind}
    names = found & {GIVEN, FAMILY, NAME}
    # Given is also what people are called: one such word alone makes no heading.
    if not names or (NAME not in found and len(found) < 2 and len(found) < len(cells)):
        return None
    if {GIVEN, FAMILY} <= found:
        unused = {NAME}
    else:
        unused = {GIVEN, FAMILY} if NAME in found else set()
    return ["" if kind in unused or kind in kinds[:at] else kind for at, kind in enumerate(kinds)]


def _line(number: int, text: str, cells: list[str], kinds: list[str]) -> Line:
    shown = clean(text)[:200]
    if len(cells) > len(kinds):
        many, few = _count(len(cells)), _count(len(kinds))
        return Line(number, shown, fault=f"{many.capitalize()} cells, where {few} are read. Is there a comma too many?")
    found = {kind: cell for kind, cell in zip(kinds, cells, strict=False) if kind}
    given, family = found.get(GIVEN, ""), found.get(FAMILY, "")
    if NAME in kinds:
        given, family = split_name(found.get(NAME, ""))
    line = Line(number, shown, given, family, found.get(USER, "").casefold(), found.get(CLASS, ""))
    return replace(line, fault=_fault(line))


def _count(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def split_name(name: str) -> tuple[str, str]:
    """First and family name, out of "Family, First" or "First Family"."""
    if "," in name:
        family, _, given = name.partition(",")
        return clean(given), clean(family)
    words = name.split()
    at = len(words) - 1
    while at > 1 and fold(words[at - 1]) in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def _fault(line: Line) -> str:
    cells = f"{line.given_name}{line.family_name}{line.username}{line.class_name}"
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") or letter == "\ufffd" for letter in cells):
        return "It holds a character that cannot be kept. Type the name anew."
    if not line.family_name:
        return "No family name."
    if not line.given_name:
        return "No first name."
    for what, value in (("first name", line.given_name), ("family name", line.family_name)):
        if len(value) > LONGEST_NAME:
            return f"The {what} is {len(value)} characters, and {LONGEST_NAME} fit."
        if not any(letter.isalpha() for letter in value):
            return f"“{value}” has no letter in it, so it is no {what}."
    if len(fold(line.full_name)) > LONGEST_FOLDED:
        return "The name has too many letters, taken apart, to be kept."
    if len(line.class_name) > LONGEST_CLASS:
        return f"The name of the class is {len(line.class_name)} characters, and {LONGEST_CLASS} fit."
    name, _, _school = line.username.partition("@")
    if len(name) > LONGEST_USERNAME:
        return f"The username is {len(name)} characters, and {LONGEST_USERNAME} fit."
    if line.username and not USERNAME.match(name):
        return f"The username “{line.username}” has signs that do not work. Use letters, digits, dots and hyphens."
    return ""
