"""Reads of the teacher's home and of one class: what is set, and what waits for the teacher."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from activities.marking.models import Mark, Release
from activities.marking.queries.following import waiting_answers, with_latest
from activities.models import Assignment, Stage, Submission, Work, WorkState
from historyclass.people.models import Classroom
from historyclass.people.queries import classrooms_with_counts

SOON = timedelta(days=7)
CURRENT_FOR = timedelta(days=14)
"""How long after its due time a piece that waits for nothing stays on the teacher's home."""


@dataclass
class Waiting:
    """What of an assignment waits for its teacher."""

    to_mark: int = 0
    to_return: int = 0
    answers: int = 0
    oldest: datetime | None = None
    """When the first of what is not marked yet was handed in."""
    first: int | None = None
    """The id of that piece of work."""

    def __bool__(self) -> bool:
        return bool(self.to_mark or self.to_return or self.answers)


@dataclass(frozen=True)
class Following:
    """One assignment with its counts, in a list."""

    assignment: Assignment
    student_count: int
    waiting: Waiting

    @property
    def is_current(self) -> bool:
        """Whether there is something to do or to expect."""
        return bool(self.waiting) or self.assignment.due_at > timezone.now() - CURRENT_FOR

    @property
    def is_due_soon(self) -> bool:
        return timezone.now() < self.assignment.due_at <= timezone.now() + SOON

    @property
    def came_in(self) -> int:
        """How many students have handed in, those included who have it back."""
        counts: Any = self.assignment
        return int(counts.handed_in_count + counts.returned_count)


@dataclass(frozen=True)
class ClassCard:
    """A class on the teacher's home, with what is set to it."""

    classroom: Classroom
    student_count: int
    assignments: list[Following]

    @property
    def current(self) -> list[Following]:
        return [row for row in self.assignments if row.is_current]

    @property
    def older(self) -> int:
        return len(self.assignments) - len(self.current)

    @property
    def to_mark(self) -> int:
        return sum(row.waiting.to_mark for row in self.assignments)


@dataclass(frozen=True)
class Home:
    """The teacher's home. What waits in a closed class is there, too; the class itself is not."""

    cards: list[ClassCard]
    closed: list[Classroom]
    all: list[Following] = field(default_factory=list)

    @property
    def to_mark(self) -> list[Following]:
        """Whatever has waited longest first."""
        rows = [row for row in self.all if row.waiting.to_mark]
        return sorted(rows, key=lambda row: (row.waiting.oldest, row.assignment.pk))

    @property
    def to_return(self) -> list[Following]:
        return [row for row in self.all if row.waiting.to_return]

    @property
    def answers(self) -> list[Following]:
        return [row for row in self.all if row.waiting.answers]

    @property
    def has_waiting(self) -> bool:
        return any(row.waiting for row in self.all)

    @property
    def due_soon(self) -> list[Following]:
        """The next one first."""
        is_open = [row for row in self.all if row.assignment.classroom.closed_at is None]
        rows = [row for row in is_open if row.is_due_soon and row.assignment.stage() != Stage.CLOSED]
        return sorted(rows, key=lambda row: (row.assignment.due_at, row.assignment.pk))


def teachers_home(classrooms: QuerySet[Classroom]) -> Home:
    """The teacher's classes with what is set to them, without what is withdrawn: five queries."""
    rows = list(classrooms_with_counts(classrooms))
    students = {row.pk: row.student_count for row in rows}  # type: ignore[attr-defined]
    found = assignments_with_waiting(
        Assignment.objects.standing().filter(classroom__in=[row.pk for row in rows]), students
    )
    classes = {row.pk: row for row in rows}
    for each in found:
        each.assignment.classroom = classes[each.assignment.classroom_id]
    cards = [
        ClassCard(row, students[row.pk], [each for each in found if each.assignment.classroom_id == row.pk])
        for row in rows
        if row.closed_at is None
    ]
    closed = [(row.closed_at, row) for row in rows if row.closed_at is not None]
    return Home(cards, [row for _, row in sorted(closed, key=itemgetter(0), reverse=True)], found)


def assignments_with_waiting(assignments: QuerySet[Assignment], students: dict[int, int]) -> list[Following]:
    """Assignments, latest due first, with what waits of them: three queries. `students`: class id → how many."""
    waiting: dict[int, Waiting] = {}
    for assignment, work, mark, handed_in_at in unfinished(assignments):
        entry = waiting.setdefault(assignment, Waiting())
        if mark is not None:
            entry.to_return += 1
            continue
        entry.to_mark += 1
        if entry.oldest is None or handed_in_at < entry.oldest:
            entry.oldest, entry.first = handed_in_at, work
    answers = waiting_answers().filter(submission__work__assignment__in=assignments.values("pk"))
    for assignment, count in Counter(answers.values_list("submission__work__assignment", flat=True)).items():
        waiting.setdefault(assignment, Waiting()).answers = count
    return [
        Following(row, students.get(row.classroom_id, 0), waiting.get(row.pk, Waiting()))
        for row in counted(assignments)
    ]


def unfinished(assignments: QuerySet[Assignment]) -> Iterable[tuple[int, int, int | None, datetime]]:
    """Of pieces that are not marked, or whose newest mark has not gone back: the ids of the assignment, the piece and
    that mark, and when it was handed in: one query."""
    latest = Submission.objects.filter(work=OuterRef("pk")).order_by("-number").values("handed_in_at")[:1]
    handed_in = with_latest(Work.objects.filter(assignment__in=assignments.values("pk"), state=WorkState.HANDED_IN))
    rows = handed_in.annotate(came_at=Subquery(latest)).values_list("assignment", "pk", "mark_id", "came_at")
    piece = "submission__work"
    remarked = _waiting_marks(assignments).values_list(f"{piece}__assignment", piece, "pk", "submission__handed_in_at")
    return rows.union(remarked, all=True)


def _waiting_marks(assignments: QuerySet[Assignment]) -> QuerySet[Mark]:
    """Of pieces that are returned, the newest mark of what was handed in last, where the student has not been given it.

    It begins from marks: returned pieces are a whole year's, and to ask each for its newest mark takes long.
    """
    given = Release.objects.standing().filter(mark=OuterRef("pk"))
    newer = Mark.objects.filter(submission=OuterRef("submission"), pk__gt=OuterRef("pk"))
    later = Submission.objects.filter(work=OuterRef("submission__work"), number__gt=OuterRef("submission__number"))
    marks = Mark.objects.filter(
        submission__work__assignment__in=assignments.values("pk"), submission__work__state=WorkState.RETURNED
    )
    return marks.filter(~Exists(given), ~Exists(newer), ~Exists(later))


def counted(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments, latest due first, with `started_count`, `handed_in_count`, `returned_count` and `excused_count`."""
    return assignments.annotate(
        started_count=Count("works", filter=Q(works__state=WorkState.WORKING, works__sheet__revision__gt=0)),
        handed_in_count=Count("works", filter=Q(works__state=WorkState.HANDED_IN)),
        returned_count=Count("works", filter=Q(works__state=WorkState.RETURNED)),
        excused_count=Count("works", filter=Q(works__state=WorkState.EXCUSED)),
    ).order_by("-due_at", "-pk")


@dataclass(frozen=True)
class Counts:
    """How many students of an assignment have begun, handed in, and got theirs back: each is counted once."""

    begun: int
    handed_in: int
    returned: int

    @property
    def words(self) -> str:
        """`11 are at work, 3 have handed in, 1 has it back`: whoever there is."""
        parts = [
            (self.begun, "is at work", "are at work"),
            (self.handed_in, "has handed in", "have handed in"),
            (self.returned, "has it back", "have it back"),
        ]
        said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
        return ", ".join(said) or "Nobody has begun"


def counts_of(assignment: Assignment) -> Counts:
    """Where the students of an assignment stand, in numbers: one query."""
    row = counted(Assignment.objects.filter(pk=assignment.pk)).get()
    return Counts(row.started_count, row.handed_in_count, row.returned_count)  # type: ignore[attr-defined]
