"""Reads that the teacher's pages need, each a fixed number of queries whatever the size of the class."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from activities.marking.models import AssignmentScheme, Mark, Release, SchemeVersion
from activities.models import Assignment, Submission, Work, WorkState
from activities.parts import Progress
from activities.states import shown_state
from historyclass.people.models import Classroom, User
from historyclass.people.queries import classrooms_with_counts, students_of

Latest = dict[int, Mark]
"""Work id → the latest mark of its latest submission."""


def scheme_of(assignment_id: int) -> SchemeVersion:
    """The scheme version an assignment is marked by."""
    return AssignmentScheme.objects.select_related("version__scheme").get(assignment=assignment_id).version


def latest_mark(submission: Submission) -> Mark | None:
    """The newest mark of a submission, returned or not."""
    return Mark.objects.filter(submission=submission).select_related("marker", "version").order_by("-pk").first()


def latest_marks(works: list[int]) -> Latest:
    """The newest mark of each work's latest submission: one query."""
    newest = (
        Mark.objects.filter(submission__work=OuterRef("submission__work"))
        .order_by("-submission__number", "-pk")
        .values("pk")
    )
    marks = Mark.objects.filter(submission__work__in=works, pk=Subquery(newest[:1]))
    rows = marks.select_related("submission", "version", "marker").defer("submission__snapshot")
    return {mark.submission.work_id: mark for mark in rows}


def standing_marks(works: list[int]) -> Latest:
    """Work id → the mark that its student sees: the one of the latest release. One query."""
    latest = Release.objects.filter(work__in=works).values("work").annotate(latest=Max("pk")).values("latest")
    releases = Release.objects.filter(pk__in=latest).select_related("mark")
    return {release.work_id: release.mark for release in releases}


def unreturned_marks(works: list[int]) -> list[Mark]:
    """Marks that a return to the class would give back: the newest of each piece, where it is not the one returned."""
    standing = standing_marks(works)
    return [mark for work, mark in latest_marks(works).items() if standing.get(work) != mark]


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
    """The teacher's classes, each with its assignments counted: four queries."""
    rows = classrooms_with_counts(classrooms).prefetch_related(
        Prefetch("assignments", counted(Assignment.objects.all()), to_attr="counted_assignments")
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
class StudentRow:
    """One student of a class in one assignment."""

    student: User
    work: Work | None
    submission: Submission | None
    mark: Mark | None
    seen: Mark | None
    """What the student has been given; an older mark than `mark` where that one is not returned yet."""
    progress: Progress
    has_left: bool = False

    @property
    def state(self) -> str:
        """As shown: `no`, `working`, `in`, `late` or `back`."""
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
        return [TallyPart(state, counts[state]) for state in ("no", "working", "late", "in", "back") if counts[state]]

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
    marks, standing = latest_marks(ids), standing_marks(ids)
    enrolled = list(students_of(assignment.classroom))
    present = {student.pk for student in enrolled}
    gone = sorted(
        (work.student for work in works.values() if work.student_id not in present), key=lambda user: user.list_name
    )
    rows = [
        _row(assignment, student, works.get(student.pk), marks, standing, has_left=student.pk not in present)
        for student in [*enrolled, *gone]
    ]
    return AssignmentPage(assignment, scheme_of(assignment.pk), rows)


def _row(
    assignment: Assignment, student: User, work: Work | None, marks: Latest, standing: Latest, has_left: bool
) -> StudentRow:
    submission: Submission | None = work.handed[-1] if work and work.handed else None  # type: ignore[attr-defined]
    values = submission.snapshot if submission else work.sheet.values if work else {}
    mark = marks.get(work.pk) if work else None
    return StudentRow(
        student=student,
        work=work,
        submission=submission,
        mark=mark,
        seen=standing.get(work.pk) if work else None,
        progress=assignment.live_parts.progress(values),
        has_left=has_left,
    )


@dataclass(frozen=True)
class Pile:
    """Where a paper lies among those handed in: its place, and the ones before and after."""

    number: int
    of: int
    previous: int | None
    next: int | None
    marked: list[bool]


def pile(work: Work) -> Pile:
    """The handed-in papers of the work's assignment, by family name: two queries."""
    papers = list(
        Work.objects.filter(assignment=work.assignment_id)
        .exclude(state=WorkState.WORKING)
        .order_by(F("student__family_name"), F("student__given_name"), "student_id")
        .values_list("pk", flat=True)
    )
    at = papers.index(work.pk)
    marked = set(Mark.objects.filter(submission__work__in=papers).values_list("submission__work", flat=True))
    return Pile(
        number=at + 1,
        of=len(papers),
        previous=papers[at - 1] if at else None,
        next=papers[at + 1] if at + 1 < len(papers) else None,
        marked=[pk in marked for pk in papers],
    )


def standing_release(work: Work) -> Release | None:
    """What the student has been given: the latest release."""
    return Release.objects.filter(work=work).select_related("mark__version", "mark__marker").order_by("-pk").first()
