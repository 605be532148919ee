"""Reads of the teacher's classes and of one assignment: a fixed number of queries whatever the size of the class."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from activities.marking.models import Mark, SchemeVersion
from activities.marking.queries.marks import Latest, latest_marks, scheme_of, standing_marks
from activities.models import Act, Assignment, Submission, Transition, Work, WorkState
from activities.parts import Progress
from activities.states import shown_state, standing_submission
from historyclass.people.models import Classroom, User
from historyclass.people.queries import classrooms_with_counts, students_of


@dataclass(frozen=True)
class ClassCard:
    """A class on the teacher's home, with what is set to it."""

    classroom: Classroom
    student_count: int
    assignments: list[Assignment]

    @property
    def to_mark(self) -> int:
        return sum(assignment.handed_in_count for assignment in self.assignments)  # type: ignore[attr-defined]


def class_cards(classrooms: QuerySet[Classroom]) -> list[ClassCard]:
    """The teacher's classes, each with its assignments counted, without what is withdrawn: four queries."""
    rows = classrooms_with_counts(classrooms).prefetch_related(
        Prefetch("assignments", counted(Assignment.objects.standing()), to_attr="counted_assignments")
    )
    return [ClassCard(row, row.student_count, row.counted_assignments) for row in rows]  # type: ignore[attr-defined]


def counted(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments, latest due first, with `started_count`, `handed_in_count` and `returned_count`."""
    return assignments.annotate(
        started_count=Count("works", filter=Q(works__state=WorkState.WORKING, works__sheet__revision__gt=0)),
        handed_in_count=Count("works", filter=Q(works__state=WorkState.HANDED_IN)),
        returned_count=Count("works", filter=Q(works__state=WorkState.RETURNED)),
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


@dataclass(frozen=True)
class StudentRow:
    """One student of a class in one assignment."""

    student: User
    work: Work | None
    submission: Submission | None
    """What is handed in; None while the student is working, also after they took back what was."""
    taken_back_at: datetime | None
    mark: Mark | None
    seen: Mark | None
    """What the student has been given; an older mark than `mark` where that one is not returned yet."""
    progress: Progress
    has_left: bool = False

    @property
    def state(self) -> str:
        """As shown: see shown_state."""
        return shown_state(self.work, self.submission)

    @property
    def can_be_marked(self) -> bool:
        return self.submission is not None

    @property
    def is_marked(self) -> bool:
        return self.mark is not None

    @property
    def is_returned(self) -> bool:
        return self.mark is not None and self.seen == self.mark

    @property
    def waits(self) -> bool:
        """Handed in, and not marked yet."""
        return self.submission is not None and self.mark is None


@dataclass(frozen=True)
class TallyPart:
    """How many students are in one state."""

    state: str
    count: int
    label: str = ""


@dataclass(frozen=True)
class AssignmentPage:
    """An assignment as its teacher follows it: one row a student."""

    assignment: Assignment
    version: SchemeVersion
    rows: list[StudentRow]

    @property
    def tally(self) -> list[TallyPart]:
        """How many students are in each state that somebody is in."""
        counts = Counter(row.state for row in self.rows)
        return [
            TallyPart(state, counts[state])
            for state in ("no", "working", "redraft", "late", "in", "back", "excused")
            if counts[state]
        ]

    @property
    def to_mark(self) -> list[StudentRow]:
        return [row for row in self.rows if row.waits]

    @property
    def to_return(self) -> list[StudentRow]:
        return [row for row in self.rows if row.mark is not None and not row.is_returned]


def assignment_page(assignment: Assignment) -> AssignmentPage:
    """One row for every student of the class, and for any who left it after beginning: six queries."""
    works = {
        work.student_id: work
        for work in Work.objects.filter(assignment=assignment)
        .select_related("sheet", "student")
        .prefetch_related(Prefetch("submissions", Submission.objects.order_by("number"), to_attr="handed"))
    }
    ids = [work.pk for work in works.values()]
    found = Found(latest_marks(ids), standing_marks(ids), taken_back(ids))
    enrolled = list(students_of(assignment.classroom))
    present = {student.pk for student in enrolled}
    gone = sorted(
        (work.student for work in works.values() if work.student_id not in present), key=lambda user: user.list_name
    )
    rows = [
        _row(assignment, student, works.get(student.pk), found, has_left=student.pk not in present)
        for student in [*enrolled, *gone]
    ]
    return AssignmentPage(assignment, scheme_of(assignment.pk), rows)


@dataclass(frozen=True)
class Found:
    """What is known of the pieces of an assignment, by work id."""

    marks: Latest
    standing: Latest
    taken_back: dict[int, datetime]


def taken_back(works: list[int]) -> dict[int, datetime]:
    """Work id → when its student last took it back, for pieces that have not been handed in again: one query."""
    acts = Transition.objects.filter(work__in=works, act=Act.TAKE_BACK, work__state=WorkState.WORKING)
    return dict(acts.values("work").annotate(latest=Max("at")).values_list("work", "latest"))


def _row(assignment: Assignment, student: User, work: Work | None, found: Found, *, has_left: bool) -> StudentRow:
    submission = standing_submission(work, work.handed) if work else None  # type: ignore[attr-defined]
    values = submission.snapshot if submission else work.sheet.values if work else {}
    key = work.pk if work else 0
    return StudentRow(
        student=student,
        work=work,
        submission=submission,
        taken_back_at=found.taken_back.get(key),
        mark=found.marks.get(key),
        seen=found.standing.get(key),
        progress=assignment.live_parts.progress(values),
        has_left=has_left,
    )
