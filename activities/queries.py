"""Reads that the student's pages need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from activities.models import Assignment, Submission, Work
from activities.parts import PartPage, Progress
from activities.states import shown_state
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.permissions import enrolments_of
from sources.models import Chapter, Source
from sources.queries import sources_by_key


@dataclass(frozen=True)
class Due:
    """One assignment as its student sees it in a list. `work` is None before they have opened it."""

    assignment: Assignment
    work: Work | None
    submission: Submission | None
    in_class: bool = True
    """Whether the student is in the class now. What they began in one they have left is only read."""

    @cached_property
    def progress(self) -> Progress:
        """How far the student is; worked out only for what a page shows it of."""
        return self.assignment.live_parts.progress(self.work.sheet.values if self.work else {})

    @property
    def state(self) -> str:
        """As shown: `no`, `working`, `in`, `late` or `back`."""
        return shown_state(self.work, self.submission)

    @property
    def is_started(self) -> bool:
        return self.state == "working"

    @property
    def is_open(self) -> bool:
        return self.in_class and self.state in ("no", "working")

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.assignment.is_past_due()

    @property
    def when(self) -> str:
        """How far off the due time is: today, tomorrow, in 3 days."""
        if self.is_overdue:
            return "past due: hand in what you have"
        days = (timezone.localdate(self.assignment.due_at) - timezone.localdate()).days
        return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")

    @property
    def next_step(self) -> str:
        """What to do next, as the progress names it: Source 8. Empty when all is done."""
        return self.progress.missing[0].label if self.progress.missing else ""


@dataclass(frozen=True)
class DueList:
    """A student's assignments, sorted as their page shows them."""

    open: list[Due]
    handed_in: list[Due]
    returned: list[Due]
    left: list[Due]
    """Begun in a class the student has left, and never handed in."""

    @property
    def first(self) -> Due | None:
        """What to carry on with: the piece due soonest that is begun, else the one due soonest."""
        return next((due for due in self.open if due.is_started), self.open[0] if self.open else None)

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters that open work belongs to, once each; what is finished counts where nothing is open."""
        shown = self.open or [*self.returned, *self.handed_in]
        return list(dict.fromkeys(due.assignment.activity.chapter for due in shown))

    @property
    def others(self) -> list[Due]:
        return [due for due in self.open if due is not self.first]


def due_list(assignments: QuerySet[Assignment], student: User) -> DueList:
    """The student's assignments with their work and progress: three queries, however many there are."""
    own = Work.objects.of_student(student).select_related("sheet")
    latest_first = Submission.objects.order_by("-number").defer("snapshot")
    enrolled = enrolments_of(student, EnrolmentRole.STUDENT).filter(classroom=OuterRef("classroom"))
    annotated = assignments.annotate(in_class=Exists(enrolled))
    rows = annotated.select_related("activity__chapter__enquiry").prefetch_related(
        Prefetch(
            "works", own.prefetch_related(Prefetch("submissions", latest_first, to_attr="handed")), to_attr="own_works"
        )
    )
    found = [_due(assignment) for assignment in rows]
    return DueList(
        open=[due for due in found if due.is_open],
        handed_in=[due for due in found if due.state in ("in", "late")],
        returned=[due for due in found if due.state == "back"],
        left=[due for due in found if due.state == "working" and not due.in_class],
    )


def _due(assignment: Assignment) -> Due:
    work: Work | None = next(iter(assignment.own_works), None)  # type: ignore[attr-defined]
    submission = next(iter(work.handed), None) if work else None  # type: ignore[attr-defined]
    return Due(assignment, work, submission, in_class=assignment.in_class)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class WorkPage:
    """A piece of work with everything its page shows."""

    assignment: Assignment
    parts: list[PartPage]
    sources: list[Source]
    progress: Progress


def work_page(assignment: Assignment, values: Mapping[str, Any]) -> WorkPage:
    """The parts of an assignment filled with `values` (path → value), and their sources: one query."""
    live = assignment.live_parts
    sources = sources_by_key(assignment.activity.enquiry_id, live.source_keys)
    return WorkPage(
        assignment=assignment,
        parts=[part.page(values, sources) for part in live.parts],
        sources=[sources[key] for key in live.source_keys if key in sources],
        progress=live.progress(values),
    )


def latest_submission(work: Work) -> Submission | None:
    """What was handed in last."""
    return Submission.objects.filter(work=work).order_by("-number").first()
