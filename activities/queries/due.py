"""What is set to a student, and where each piece stands."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from activities.models import Act, Assignment, Stage, Submission, Transition, Work, WorkState
from activities.parts import LivePart, Progress
from activities.states import shown_state, standing_submission
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.permissions import enrolments_of
from sources.models import Chapter


@dataclass(frozen=True)
class Due:
    """One assignment as its student sees it in a list. `work` is None before they have opened it."""

    assignment: Assignment
    work: Work | None
    submission: Submission | None
    """What is handed in now; None while the student is working, also after they took back what was."""
    in_class: bool = True
    """Whether the student is in the class now, and it is open. What they began in another is only read."""
    came_back_at: datetime | None = None
    """When it was returned last; None where it is not back now."""

    @cached_property
    def progress(self) -> Progress:
        """How far the student is; worked out only for what a page shows it of."""
        return self.assignment.live_parts.progress(self.work.sheet.values if self.work else {})

    @cached_property
    def parts(self) -> list[tuple[LivePart, Progress]]:
        """How far each part is, where there are several."""
        found = self.assignment.live_parts.progress_of_each(self.work.sheet.values if self.work else {})
        return found if len(found) > 1 else []

    @property
    def next_part(self) -> LivePart | None:
        """The first of several parts in which something is missing."""
        return next((part for part, its in self.parts if its.missing), None)

    @property
    def state(self) -> str:
        """As shown: see shown_state."""
        return shown_state(self.work, self.submission)

    @property
    def is_started(self) -> bool:
        return self.state in ("working", "redraft")

    @property
    def is_redraft(self) -> bool:
        """Whether the teacher has sent it back, and it is not handed in again."""
        return self.state == "redraft"

    @property
    def has_longer(self) -> bool:
        """Whether they can still hand it in, and until later than the class, by an extension."""
        return self.group in ("open", "coming") and self.work is not None and self.work.has_longer

    @property
    def due_at(self) -> datetime:
        """For this student, who may have longer than the class."""
        return self.work.due_at if self.work else self.assignment.due_at

    @property
    def closes_at(self) -> datetime | None:
        return self.work.closes_at if self.work else self.assignment.closes_at

    @property
    def stage(self) -> Stage:
        return self.work.stage() if self.work else self.assignment.stage()

    @cached_property
    def group(self) -> str:
        """The one group of the page it stands in, named as in DueList; empty where it stands in none."""
        if self.state == "back":
            return "returned"
        if self.assignment.withdrawn_at is not None:
            return "withdrawn" if self.state not in ("no", "excused") else ""
        if self.state == "excused":
            return "excused" if self.in_class else ""
        if self.state in ("in", "late"):
            return "handed_in"
        if not self.in_class:
            left = "left" if self.assignment.classroom.closed_at is None else "class_closed"
            return left if self.is_started else ""
        return {Stage.COMING: "coming", Stage.CLOSED: "closed"}.get(self.stage, "open")

    @property
    def is_overdue(self) -> bool:
        return self.group == "open" and timezone.now() > self.due_at

    @property
    def when(self) -> str:
        """How far off the due time is: today, tomorrow, in 3 days."""
        if self.is_overdue:
            return "past due: hand in what you have"
        days = (timezone.localdate(self.due_at) - timezone.localdate()).days
        return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")

    @property
    def next_step(self) -> str:
        """What to do next, as the progress names it: Source 8, or Change: 1920–22. Empty when all is done."""
        return self.progress.missing[0].label if self.progress.missing else ""


@dataclass(frozen=True)
class DueList:
    """A student's assignments, sorted as their page shows them."""

    open: list[Due]
    coming: list[Due]
    """Set, and to be opened later."""
    closed: list[Due]
    """Closed before the student handed in."""
    handed_in: list[Due]
    returned: list[Due]
    excused: list[Due]
    left: list[Due]
    """Begun in a class the student has left, and not handed in."""
    class_closed: list[Due]
    """Begun in a class that is closed since, and not handed in."""
    withdrawn: list[Due]
    """Begun by the student, and withdrawn by the teacher since."""

    @property
    def first(self) -> Due | None:
        """What to carry on with: what was sent back, else the piece due soonest that is begun, else the one due
        soonest."""
        begun = [due for due in self.open if due.is_started]
        return next((due for due in begun if due.is_redraft), next(iter(begun or self.open), None))

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters that open work belongs to, once each; what is finished counts where nothing is open."""
        shown = self.open or [*self.returned, *self.handed_in]
        return list(dict.fromkeys(due.assignment.activity.chapter for due in shown))

    @property
    def others(self) -> list[Due]:
        """What else is open: first what was sent back."""
        return sorted((due for due in self.open if due is not self.first), key=lambda due: not due.is_redraft)


def due_list(assignments: QuerySet[Assignment], student: User) -> DueList:
    """The student's assignments, due soonest first, with their work and progress: three queries, however many."""
    returns = Transition.objects.filter(work=OuterRef("pk"), act=Act.RETURN).order_by("-pk")
    own = Work.objects.of_student(student).select_related("sheet")
    own = own.annotate(came_back_at=Subquery(returns.values("at")[:1]))
    handed_in = Submission.objects.order_by("number").defer("snapshot")
    enrolled = enrolments_of(student, EnrolmentRole.STUDENT).filter(classroom=OuterRef("classroom"))
    enrolled = enrolled.filter(classroom__closed_at__isnull=True)
    annotated = assignments.annotate(in_class=Exists(enrolled))
    rows = annotated.select_related("classroom", "activity__chapter__enquiry").prefetch_related(
        Prefetch(
            "works", own.prefetch_related(Prefetch("submissions", handed_in, to_attr="handed")), to_attr="own_works"
        )
    )
    found = sorted((_due(assignment) for assignment in rows), key=lambda due: (due.due_at, due.assignment.pk))
    return DueList(**{each.name: [due for due in found if due.group == each.name] for each in fields(DueList)})


def _due(assignment: Assignment) -> Due:
    work: Work | None = next(iter(assignment.own_works), None)  # type: ignore[attr-defined]
    if work is not None:
        work.assignment = assignment
    submission = standing_submission(work, work.handed) if work else None  # type: ignore[attr-defined]
    # After a recall nothing tells that it was back once.
    is_back = work is not None and work.state == WorkState.RETURNED
    came_back_at = work.came_back_at if is_back else None  # type: ignore[union-attr]
    return Due(assignment, work, submission, assignment.in_class, came_back_at)  # type: ignore[attr-defined]
