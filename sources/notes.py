"""Margin notes as they are kept: a sheet with an entry for each passage marked or noted on, or for the page as a whole.

An anchor says where the marked words stand: `3:12:5:40` is from character 12 of block 3 to character 40 of block 5
of the page, counted from 0; under it stand a line with the words before them and one with those after. Where the text
has changed since, the page finds the quote again (static/src/notes/anchor.js).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from historyclass.desk.cells import Cell, CellSet, CellType

PURPOSE = "note"
SCHEMA = "note.1"
TEXT_LIMIT = 4000
QUOTE_LIMIT = 600
ANCHOR_LIMIT = 300
WORDS_LIMIT = 600
"""Of what a citation says of a note."""

NOTE_CELLS = CellSet(
    [
        Cell("entries/*", "Note", CellType.ENTRY),
        Cell("entries/*/text", "Note", limit=TEXT_LIMIT),
        Cell("entries/*/quote", "Marked words", limit=QUOTE_LIMIT),
        Cell("entries/*/anchor", "Place of the marked words", limit=ANCHOR_LIMIT),
    ]
)

_FIELD = re.compile(r"entries/([A-Za-z0-9-]{1,40})/(text|quote|anchor)")
_BLOCK = re.compile(r"([A-Za-z-]*)(\d*)")


@dataclass(frozen=True)
class NoteEntry:
    """One note: `quote` is what was marked, "" for a note on the whole page; `text` may be empty where words are only
    marked."""

    id: str
    text: str = ""
    quote: str = ""
    anchor: str = ""

    @property
    def path(self) -> str:
        return f"entries/{self.id}"

    @property
    def first_words(self) -> str:
        """For a list: what was written, else what was marked."""
        return shortened(self.text or self.quote, 80)

    @property
    def words(self) -> str:
        """All of it in one text, as a citation carries it: the marked words, then what was written on them."""
        quote = f"“{self.quote}”" if self.quote else ""
        return shortened(" ".join(filter(None, [quote, self.text])), WORDS_LIMIT)

    @cached_property
    def place(self) -> tuple[object, ...]:
        """Sorts the notes of a page: as the text goes, those on the whole page last."""
        block, _, rest = self.anchor.partition("\n")[0].partition(":")
        name, number = _BLOCK.match(block).groups()  # type: ignore[union-attr] # it fits anything
        start = rest.partition(":")[0]
        return (not self.quote, name, _number(number), _number(start), self.id)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def shortened(text: str, most: int) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def entries_of(values: Mapping[str, Any]) -> list[NoteEntry]:
    """The notes that stand on a sheet (path → value), in the order of the page. What says nothing is none."""
    fields: dict[str, dict[str, str]] = {}
    for path, value in values.items():
        found = _FIELD.fullmatch(path)
        if found and value and values.get(f"entries/{found[1]}") is not False:
            fields.setdefault(found[1], {})[found[2]] = value
    entries = [NoteEntry(key, **each) for key, each in fields.items()]
    return sorted((entry for entry in entries if entry.quote or entry.text.strip()), key=lambda entry: entry.place)
