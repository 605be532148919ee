"""Whom of a class an act can be done to, and why not to the others."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from activities.marking.queries import AssignmentPage, StudentRow
from activities.models import WorkState
from activities.states import HAS_LEFT, WITH_SOMEBODY

WhyNot = Callable[[StudentRow], str]
"""Why it cannot be done to a student, to follow their name; empty where it can."""


@dataclass(frozen=True)
class Candidate:
    """A student who can be chosen, and whether they are."""

    row: StudentRow
    is_ticked: bool


@dataclass(frozen=True)
class Choice:
    """What a page of an act shows: who can be chosen, and who of those asked for is left out and why."""

    able: list[Candidate]
    left_out: list[tuple[StudentRow, str]]

    @property
    def ticked(self) -> list[StudentRow]:
        return [one.row for one in self.able if one.is_ticked]


def choose(
    page: AssignmentPage,
    why_not: WhyNot,
    *,
    asked: Collection[int],
    ticked: Collection[int] | None = None,
) -> Choice:
    """`asked` are the ids of the students the page was opened for: none asks for the whole class, with nobody ticked.
    `ticked` are those ticked on the page itself, once it has been sent."""
    rows = page.of_students(asked) if asked else page.rows
    able, left_out = [], []
    for row in rows:
        why = why_not(row)
        if not why:
            is_ticked = row.student.pk in ticked if ticked is not None else bool(asked)
            able.append(Candidate(row, is_ticked))
        elif asked:
            left_out.append((row, why))
    return Choice(able, left_out)


def not_longer(row: StudentRow) -> str:
    return _left(row) or _why(row, {WorkState.WORKING})


def not_excused(row: StudentRow) -> str:
    return _left(row) or _why(row, {WorkState.WORKING})


def not_expected_again(row: StudentRow) -> str:
    return "" if row.state == "excused" else "is not excused."


def has_no_longer_time(row: StudentRow) -> str:
    is_longer = row.work is not None and row.work.is_open and row.work.extended_until is not None
    return "" if is_longer else "has no extension."


def not_sent_back(row: StudentRow) -> str:
    return _left(row) or _why(row, {WorkState.HANDED_IN, WorkState.RETURNED})


def not_returned(row: StudentRow) -> str:
    if row.waits:
        return "is not marked yet."
    return _why(row, {WorkState.HANDED_IN, WorkState.RETURNED}) or ("has it back." if row.is_returned else "")


def not_recalled(row: StudentRow) -> str:
    return "" if row.state == "back" else "has nothing back that could be recalled."


def _left(row: StudentRow) -> str:
    return HAS_LEFT if row.has_left else ""


def _why(row: StudentRow, fitting: Collection[WorkState]) -> str:
    state = WorkState(row.work.state) if row.work else WorkState.WORKING
    if state in fitting:
        return ""
    if state == WorkState.WORKING:
        return "is redrafting it." if row.state == "redraft" else "has not handed in."
    return WITH_SOMEBODY[state]


def count_of(rows: Sequence[object]) -> str:
    """`1 student`, `3 students`."""
    return "1 student" if len(rows) == 1 else f"{len(rows)} students"
