"""Reads of one assignment as its teacher follows it: a fixed number of queries whatever the size of the class."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, QuerySet, Subquery
from django.utils import timezone

from activities.marking.models import Answer, AssignmentScheme, Mark, Release
from activities.marking.points import OutOf
from activities.models import WITH_TEACHER, Act, Assignment, Submission, Transition, Work, WorkState
from activities.parts import Progress
from activities.states import shown_state
from historyclass.people.models import User
from historyclass.people.queries import namesakes, students_of

Row = TypeVar("Row", bound=Model)


def with_points(rows: QuerySet[Row], assignment: str = "pk") -> QuerySet[Row]:
    """Rows with what their assignment is out of, for `out_of`. `assignment` is the row's field with its id."""
    scheme = AssignmentScheme.objects.filter(assignment=OuterRef(assignment))
    found: QuerySet[Row] = rows.annotate(  # type: ignore[assignment] # the rows are still what they were
        maximum=Subquery(scheme.values("version__maximum")[:1]), part_points=Subquery(scheme.values("parts")[:1])
    )
    return found


def out_of(row: Any) -> OutOf:
    """The points that the assignment of a row is out of. The row is one of `with_points`."""
    return OutOf.read(row.maximum, row.part_points)


def waiting_answers() -> QuerySet[Answer]:
    """What students have said to a comment that they have now, and nobody has answered yet."""
    reply = Answer.objects.filter(
        submission=OuterRef("submission"), place=OuterRef("place"), pk__gt=OuterRef("pk")
    ).exclude(person=OuterRef("person"))
    given = Release.objects.standing().filter(mark__submission=OuterRef("submission"))
    return Answer.objects.filter(Exists(given), ~Exists(reply), person=F("submission__work__student")).order_by()


def with_latest(works: QuerySet[Work]) -> QuerySet[Work]:
    """Pieces with ids, each None where there is none: `latest_id` (what was handed in last), `mark_id` (the newest mark
    of that) and `seen_id` (the mark that the student has been given)."""
    latest = Submission.objects.filter(work=OuterRef("pk")).order_by("-number").values("pk")[:1]
    works = works.annotate(latest_id=Subquery(latest))
    return works.annotate(
        mark_id=Subquery(Mark.objects.filter(submission=OuterRef("latest_id")).order_by("-pk").values("pk")[:1]),
        seen_id=Subquery(Release.objects.standing().filter(work=OuterRef("pk")).order_by("-pk").values("mark")[:1]),
    )


@dataclass(frozen=True)
class StudentRow:
    """One student of a class in one assignment."""

    student: User
    assignment: Assignment
    work: Work | None
    submission: Submission | None
    """What is handed in; None while the student is working, also after they took back what was."""
    last_act: Act | None
    """What was last done with the piece, other than giving longer."""
    acted_at: datetime | None
    mark: Mark | None
    seen: Mark | None
    """What the student has been given; an older mark than `mark` where that one is not returned yet."""
    answers: int
    """How many answers of the student to comments wait for the marker."""
    progress: Progress
    has_left: bool = False
    has_namesake: bool = False
    """Whether somebody else in the list is called the same."""

    @property
    def state(self) -> str:
        """As shown: see shown_state."""
        return shown_state(self.work, self.submission)

    @property
    def due_at(self) -> datetime:
        """For this student."""
        return self.work.due_at if self.work else self.assignment.due_at

    @property
    def own_due(self) -> datetime | None:
        """Where the student has longer than the class and has not handed in."""
        return self.due_at if self.work and self.work.is_open and self.work.has_own_due else None

    @property
    def is_past_due(self) -> bool:
        """Nothing is handed in, and the student's own due time has passed."""
        is_expected = not self.has_left and (self.work is None or self.work.is_open)
        return is_expected and self.assignment.withdrawn_at is None and timezone.now() > self.due_at

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
    def is_recalled(self) -> bool:
        return self.last_act == Act.RECALL and not self.is_returned

    @property
    def waits(self) -> bool:
        """Handed in, and not marked yet."""
        return self.submission is not None and self.mark is None

    @property
    def changed(self) -> tuple[str, datetime] | None:
        """What happened last, in a word where it was not typing, and when. None for a piece that nobody has opened."""
        if self.work is None:
            return None
        typed_at = self.work.sheet.changed_at
        if self.acted_at and (self.work.state != WorkState.WORKING or not typed_at or typed_at < self.acted_at):
            return _ACTS.get(self.last_act, "") if self.last_act else "", self.acted_at
        return ("", typed_at) if typed_at else None

    @property
    def groups(self) -> list[str]:
        """Which filters of the page show the student."""
        found = [
            ("missing", not self.can_be_marked and self.state != "excused"),
            ("to-mark", self.waits),
            ("to-return", self.mark is not None and not self.is_returned),
            ("returned", self.state == "back"),
        ]
        return [name for name, is_in in found if is_in]


_ACTS = {
    Act.TAKE_BACK: "took it back",
    Act.SEND_BACK: "sent back",
    Act.UNEXCUSE: "no longer excused",
    Act.RECALL: "recalled",
}

FILTERS = {
    "": "Everyone",
    "missing": "Not handed in",
    "to-mark": "To mark",
    "to-return": "To return",
    "returned": "Returned",
}


@dataclass(frozen=True)
class TallyPart:
    """How many students are in one state."""

    state: str
    count: int
    label: str = ""


@dataclass(frozen=True)
class Filter:
    """One way to look at the class."""

    name: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class AssignmentPage:
    """An assignment as its teacher follows it: one row a student."""

    assignment: Assignment
    out_of: OutOf
    rows: list[StudentRow]

    @property
    def maximum(self) -> int:
        """The points it is out of."""
        return self.out_of.maximum

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

    @property
    def past_due(self) -> int:
        return sum(row.is_past_due for row in self.rows)

    @property
    def answers(self) -> int:
        return sum(row.answers for row in self.rows)

    def filters(self, chosen: str) -> list[Filter]:
        """The ways to look at the class, with how many each shows. `chosen` is the name of one of them."""
        counts = Counter(name for row in self.rows for name in row.groups)
        counts[""] = len(self.rows)
        return [Filter(name, label, counts[name], name == chosen) for name, label in FILTERS.items()]

    def of_students(self, ids: Collection[int]) -> list[StudentRow]:
        """The rows of these students, in the order of the page."""
        return [row for row in self.rows if row.student.pk in ids]


def assignment_page(assignment: Assignment) -> AssignmentPage:
    """One row for every student of the class, and for any who left it after beginning: four queries. The assignment is
    one of `with_points`."""
    works = {work.student_id: work for work in _works(assignment)}
    rows: list[Any] = list(works.values())
    handed_in = Submission.objects.in_bulk([work.latest_id for work in rows if work.state in WITH_TEACHER])
    marks = (
        Mark.objects.select_related("marker", "version")
        .annotate(note_count=Count("annotations"))
        .in_bulk({found for work in rows for found in (work.mark_id, work.seen_id) if found})
    )
    enrolled = list(students_of(assignment.classroom))
    present = {student.pk for student in enrolled}
    gone = sorted(
        (work.student for work in works.values() if work.student_id not in present), key=lambda user: user.list_name
    )
    everybody = [*enrolled, *gone]
    alike = namesakes(everybody)
    found = [
        replace(
            _row(assignment, student, works.get(student.pk), handed_in, marks),
            has_left=student.pk not in present,
            has_namesake=student.pk in alike,
        )
        for student in everybody
    ]
    return AssignmentPage(assignment, out_of(assignment), found)


def _works(assignment: Assignment) -> QuerySet[Work]:
    acts = Transition.objects.filter(work=OuterRef("pk")).exclude(act=Act.EXTEND).order_by("-pk")
    answers = waiting_answers().filter(submission__work=OuterRef("pk"))
    return with_latest(Work.objects.filter(assignment=assignment).select_related("sheet", "student")).annotate(
        last_act=Subquery(acts.values("act")[:1]),
        acted_at=Subquery(acts.values("at")[:1]),
        answers=Subquery(answers.values("submission__work").annotate(count=Count("pk")).values("count")),
    )


def _row(
    assignment: Assignment,
    student: User,
    work: Any,
    handed_in: dict[int, Submission],
    marks: dict[int, Any],
) -> StudentRow:
    if work is None:
        progress = assignment.live_parts.progress({})
        return StudentRow(student, assignment, None, None, None, None, None, None, 0, progress)
    # The due time is read from it: what was fetched once is not fetched for every piece.
    work.assignment = assignment
    submission = handed_in.get(work.latest_id) if work.is_with_teacher else None
    return StudentRow(
        student=student,
        assignment=assignment,
        work=work,
        submission=submission,
        last_act=Act(work.last_act) if work.last_act else None,
        acted_at=work.acted_at,
        mark=marks.get(work.mark_id) if submission else None,
        seen=marks.get(work.seen_id),
        answers=work.answers or 0,
        progress=assignment.live_parts.progress(submission.snapshot if submission else work.sheet.values),
    )
