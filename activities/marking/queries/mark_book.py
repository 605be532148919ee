"""The mark book: every student of a class in every piece set to it, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from activities.marking.models import AssignmentScheme, Mark, Release
from activities.marking.points import OutOf
from activities.models import WITH_TEACHER, Assignment, Submission, Work
from activities.states import shown_state
from historyclass.people.models import Classroom, User
from historyclass.people.queries import namesakes, students_of

WORDS = {
    "no": "Not started",
    "working": "Working",
    "redraft": "Redrafting",
    "in": "Handed in",
    "late": "Handed in late",
    "back": "Returned",
    "excused": "Excused",
}
"""Every state as it is shown, in a word."""


@dataclass(frozen=True, slots=True)
class Column:
    """A piece set to the class. `mean` is that of the points its students have back, None where nobody has."""

    assignment: Assignment
    out_of: OutOf
    count: int
    """Of students who have points back."""
    mean: float | None

    @property
    def maximum(self) -> int:
        return self.out_of.maximum


@dataclass(frozen=True, slots=True)
class Cell:
    """One student in one piece."""

    state: str
    """See shown_state."""
    returned: int | None = None
    """The points that the student has back."""
    waiting: int | None = None
    """The points of a finished mark that has not gone back."""
    returned_parts: Mapping[str, int] = field(default_factory=dict)
    """Key of a part → its points, where they are given for each."""
    waiting_parts: Mapping[str, int] = field(default_factory=dict)
    is_late: bool = False
    """Whether what the points are for, or what is handed in now, came late."""
    url: str = ""
    """Where the paper is, or the draft where it can be read."""

    @property
    def glyph(self) -> str:
        """The shape that says what the points do not: nothing once they are back, or wait to go back. Late is a corner,
        not a shape of its own."""
        if self.state == "back" or (self.waiting is not None and self.state in ("in", "late")):
            return ""
        return "in" if self.state == "late" else self.state

    @property
    def words(self) -> str:
        """All of it, as it is read aloud after the points: Marked, not returned, late."""
        word = WORDS["in" if self.state == "late" else self.state]
        if self.waiting is not None:
            word = "Marked, not returned"
        return f"{word}, late" if self.is_late else word


@dataclass(frozen=True, slots=True)
class Row:
    """One student, with a cell for each column."""

    student: User
    cells: list[Cell]
    has_left: bool
    has_namesake: bool = False
    """Whether somebody else in the book is called the same."""


@dataclass(frozen=True)
class MarkBook:
    """Students of a class × what is set to it, by due time; what was withdrawn is left out."""

    classroom: Classroom
    columns: list[Column]
    rows: list[Row]

    @cached_property
    def present(self) -> int:
        """How many students are in the class now."""
        return sum(not row.has_left for row in self.rows)


def mark_book(classroom: Classroom) -> MarkBook:
    """Those in the class now by family name, then those who left it with a mark: six queries."""
    versions = AssignmentScheme.objects.filter(assignment__classroom=classroom, assignment__withdrawn_at__isnull=True)
    found = [
        (row.assignment, row.out_of)
        for row in versions.select_related("assignment", "version")
        .defer("assignment__parts", "assignment__instructions", "version__ladders")
        .order_by("assignment__due_at", "assignment_id")
    ]
    cells = _cells([assignment for assignment, _ in found])
    present = list(students_of(classroom))
    ids = {student.pk for student in present}
    marked = {student for (student, _), cell in cells.items() if (cell.returned, cell.waiting) != (None, None)}
    gone = list(User.objects.filter(pk__in=marked - ids))
    nothing = Cell("no")
    alike = namesakes([*present, *gone])
    rows = [
        Row(
            student,
            [cells.get((student.pk, assignment.pk), nothing) for assignment, _ in found],
            has_left=student.pk not in ids,
            has_namesake=student.pk in alike,
        )
        for student in [*present, *gone]
    ]
    columns = []
    for at, (assignment, out_of) in enumerate(found):
        points = [row.cells[at].returned for row in rows]
        back = [each for each in points if each is not None]
        columns.append(Column(assignment, out_of, len(back), sum(back) / len(back) if back else None))
    return MarkBook(classroom, columns, rows)


def _cells(assignments: list[Assignment]) -> dict[tuple[int, int], Cell]:
    """(student, assignment) → their cell, where there is a piece: three queries."""
    by_id = {assignment.pk: assignment for assignment in assignments}
    handed_in = Submission.objects.filter(work=OuterRef("pk")).order_by("-number")
    standing = Release.objects.standing().filter(work=OuterRef("pk")).order_by("-pk")
    newest = Mark.objects.filter(submission=OuterRef("last")).order_by("-pk")
    # Which marks these are is as in latest_marks and standing_releases; here they are asked for in one.
    works = (
        Work.objects.filter(assignment__in=by_id)
        .annotate(
            last=Subquery(handed_in.values("pk")[:1]),
            seen=Subquery(standing.values("mark")[:1]),
        )
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .select_related("sheet")
        .only("assignment", "student", "state", "redraft_due_at", "extended_until", "sheet__revision")
    )
    found = list(works)
    given = Mark.objects.filter(submission__work__assignment__in=by_id)
    marks = {mark.pk: mark for mark in given.only("total", "placements", "submission")}
    submissions = {
        row.pk: row
        for row in Submission.objects.filter(work__assignment__in=by_id).only("work", "handed_in_at", "due_then")
    }
    papers, drafts = (reverse(name, args=[0]).replace("/0/", "/{}/") for name in ("marking:paper", "marking:draft"))
    cells = {}
    for work in found:
        is_in = work.state in WITH_TEACHER
        assignment = by_id[work.assignment_id]
        work.assignment = assignment
        last = submissions.get(work.last) if is_in else None  # type: ignore[attr-defined] # annotated above
        seen = marks.get(work.seen)  # type: ignore[attr-defined]
        latest = marks.get(work.newest) if is_in else None  # type: ignore[attr-defined]
        waits = latest if latest != seen else None
        judged = last or (submissions.get(seen.submission_id) if seen else None)
        state = shown_state(work, last)
        can_read = assignment.drafts_readable and state in ("working", "redraft")
        cells[work.student_id, work.assignment_id] = Cell(
            state=state,
            returned=seen.total if seen else None,
            waiting=waits.total if waits else None,
            returned_parts=_parts(seen),
            waiting_parts=_parts(waits),
            is_late=judged is not None and judged.is_late,
            url=(papers if is_in else drafts).format(work.pk) if is_in or can_read else "",
        )
    return cells


def _parts(mark: Mark | None) -> dict[str, int]:
    return {row.part: row.points for row in mark.part_marks} if mark else {}
