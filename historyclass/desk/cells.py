"""What a sheet may hold: cells with a path, a label, a type and a limit. Kinds of work describe theirs with these."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from historyclass.desk import writing


class CellType(StrEnum):
    """How a cell's value looks in JSON."""

    TEXT = "text"
    """A string, "" or null when empty."""
    TICK = "tick"
    """true or false; null is untouched."""
    ENTRY = "entry"
    """true while an entry of a list stands, false once it is deleted. Its fields lie under `<path>/…` and are kept."""
    CHOICE = "choice"
    """One of the cell's options, "" or null while nothing is chosen."""
    WRITING = "writing"
    """A text with citations (writing.py), "" or null when empty."""


@dataclass(frozen=True)
class Cell:
    """One place for one value.

    `path` is made of ids, never positions: `s16.9/aim-2`. `*` stands for the id of an entry that people add:
    `entries/*/text`. `limit` is the most characters a text or a writing may have. `options`: of a choice.
    """

    path: str
    label: str
    type: CellType = CellType.TEXT
    required: bool = False
    limit: int = 2000
    options: tuple[str, ...] = ()

    def fault(self, value: Any) -> str | None:
        """Why this value cannot be kept here, in words for the person who typed it; None where it can."""
        if value is None:
            return None
        if self.type is CellType.TEXT:
            return self._text_fault(value)
        if self.type is CellType.WRITING:
            return self._writing_fault(value)
        if self.type is CellType.CHOICE:
            return None if value in ("", *self.options) else f"{self.label}: this cannot be chosen here."
        if not isinstance(value, bool):
            return f"{self.label}: this is a tick, on or off."
        return None

    def _text_fault(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return f"{self.label}: this is a text."
        if len(value) > self.limit:
            over = len(value) - self.limit
            return f"{self.label}: {len(value):,} characters, and {self.limit:,} fit. Shorten it by {over:,}."
        if not can_be_stored(value):
            return self._character_fault
        return None

    @property
    def _character_fault(self) -> str:
        return f"{self.label}: there is a character here that cannot be kept. Type the last words again by hand."

    def _writing_fault(self, value: Any) -> str | None:
        try:
            found = writing.read(value)
        except writing.NotText:
            return self._character_fault
        except writing.TooManyNodes:
            return f"{self.label}: more paragraphs and citations than fit. Shorten it."
        except writing.NotWriting:
            return f"{self.label}: this cannot be kept as it is. Load the page again, and copy what you wrote first."
        return self._text_fault(found.plain) if found else None


def can_be_stored(text: str) -> bool:
    """False for NUL and lone surrogates, which SQLite takes and PostgreSQL refuses."""
    if "\x00" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def entry_of(path: str) -> str | None:
    """The path of the entry that a field lies in: `entries/a1` for `entries/a1/text`; None for other cells."""
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else None


class CellSet:
    """The cells of one definition, found by path."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._cells = list(cells)
        self._by_path = {cell.path: cell for cell in self._cells}
        if len(self._by_path) != len(self._cells):
            raise ValueError("Two cells have the same path.")

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._cells)

    def get(self, path: str) -> Cell | None:
        """The cell that `path` names, or None. An id in the place of `*` is 1–40 letters, digits or hyphens."""
        found = self._by_path.get(path)
        if found is not None:
            return None if "*" in path else found
        parts = path.split("/")
        if len(parts) < 2 or not _is_entry_id(parts[1]):
            return None
        return self._by_path.get("/".join([parts[0], "*", *parts[2:]]))


def _is_entry_id(part: str) -> bool:
    return 1 <= len(part) <= 40 and part.isascii() and part.replace("-", "").isalnum()
