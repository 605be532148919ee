"""The mark book as a file for a spreadsheet, in which nothing that people typed is run."""

import csv
import io
import re
from datetime import datetime

from django.utils import timezone

from activities.marking.points import Line
from activities.marking.queries.mark_book import Column, MarkBook

BOM = "\ufeff"
"""By which Excel knows that the letters are UTF-8."""
# What a spreadsheet takes for a formula: with what it or a person may lay before it, full width or not.
FORMULA = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff'\"“”‘’]*[=+\-@＝＋－＠]|[\t\r\n]")
# The same after what a spreadsheet of another country parts cells by.
PARTED = re.compile(r"([;\t\r\n|][\s\"]*)(?=[=+\-@＝＋－＠])")


def harmless(text: str) -> str:
    """The text as it may stand in a cell: an apostrophe before what would be run."""
    marked = PARTED.sub(r"\1'", text)
    return f"'{marked}" if FORMULA.match(text) else marked


def mark_sheet(book: MarkBook, *, is_all: bool) -> str:
    """One line a student; of a piece its points, those of each part where it is marked per part, and its state.

    `is_all`: with marks that are not returned yet.
    """
    file = io.StringIO()
    # Texts in quotes and numbers without: what is a number stays one.
    lines = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    which = "returned or not" if is_all else "returned"
    heads = ["Family name", "First name", "Username", "In the class"]
    for column in book.columns:
        title = column.assignment.title
        heads.append(f"{title}: points out of {column.maximum}, {which}")
        heads += [f"{title}: {line.title} out of {line.of}" for line in _part_lines(column)]
        heads.append(f"{title}: state")
    lines.writerow([harmless(head) for head in heads])
    for row in book.rows:
        line: list[str | int] = [
            harmless(row.student.family_name),
            harmless(row.student.given_name),
            harmless(row.student.sign_in_name),
            "has left" if row.has_left else "yes",
        ]
        for column, cell in zip(book.columns, row.cells, strict=True):
            waits = is_all and cell.waiting is not None
            points = cell.waiting if waits else cell.returned
            parts = cell.waiting_parts if waits else cell.returned_parts
            line += ["" if points is None else points, *(parts.get(each.part, "") for each in _part_lines(column))]
            line.append(cell.words)
        lines.writerow(line)
    return BOM + file.getvalue()


def _part_lines(column: Column) -> list[Line]:
    return column.out_of.marked if column.out_of.is_per_part else []


def file_name(book: MarkBook, *, is_all: bool, at: datetime | None = None) -> str:
    """With class and day, fit for every system: 13H marks 2026-11-24.csv."""
    name = re.sub(r"[^\w -]+", "-", book.classroom.name).strip(" -") or "class"
    marks = "all marks" if is_all else "returned marks"
    return f"{name} {marks} {timezone.localdate(at):%Y-%m-%d}.csv"
