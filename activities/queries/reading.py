"""A student's own piece: with its sheet, what was handed in of it, and where it is only read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from activities.models import Assignment, Stage, Submission, Work, WorkState
from activities.queries.pages import WorkPage, work_page
from historyclass.people.models import User


def latest_submission(work: Work) -> Submission | None:
    """What was handed in last, even if the student has taken it back since."""
    return Submission.objects.filter(work=work).order_by("-number").first()


def own_work(assignment: Assignment, student: User) -> Work | None:
    """The student's piece with its sheet, where they have opened it."""
    found = Work.objects.of_student(student).filter(assignment=assignment).select_related("sheet").first()
    if found is not None:
        found.assignment = assignment
    return found


@dataclass(frozen=True)
class Reading:
    """A student's own piece where it is read and not written. `work` is None before they have opened it."""

    assignment: Assignment
    work: Work | None
    in_class: bool
    submission: Submission | None
    """What is handed in now."""
    is_taken_back: bool
    view: WorkPage | None
    """What was handed in, else what was written; None where nothing was."""
    later: WorkPage | None
    """The parts in which more was written after handing in; None where there is none."""

    @property
    def stage(self) -> Stage:
        return self.work.stage() if self.work else self.assignment.stage()

    @property
    def closes_at(self) -> datetime | None:
        """For this student."""
        return self.work.closes_at if self.work else self.assignment.closes_at

    @property
    def is_excused(self) -> bool:
        return self.work is not None and self.work.state == WorkState.EXCUSED

    @property
    def is_redraft(self) -> bool:
        """Whether it has been sent back: what is written or handed in now is the redraft."""
        return self.work is not None and self.work.redraft_due_at is not None

    @property
    def can_take_back(self) -> bool:
        """As far as the student may know: whether marking has begun, only the attempt tells."""
        is_handed_in = self.work is not None and self.work.state == WorkState.HANDED_IN
        return is_handed_in and self.in_class and self.stage is Stage.OPEN

    @property
    def is_shut(self) -> bool:
        """Closed before it was handed in."""
        return self.in_class and self.submission is None and self.stage is Stage.CLOSED and not self.is_excused

    @property
    def is_written_after_closing(self) -> bool:
        closed, changed = self.closes_at, self.work.sheet.changed_at if self.work else None
        return self.submission is None and closed is not None and changed is not None and changed > closed


def reading(assignment: Assignment, work: Work | None, *, in_class: bool) -> Reading:
    """The piece with why it is only read: three queries at most."""
    last = latest_submission(work) if work else None
    submission = last if work and work.is_with_teacher else None
    written = work.sheet.values if work else {}
    shown = submission.snapshot if submission else written
    has_more = submission is not None and submission.snapshot != written
    return Reading(
        assignment=assignment,
        work=work,
        in_class=in_class,
        submission=submission,
        is_taken_back=last is not None and submission is None and not (work and work.redraft_due_at),
        view=work_page(assignment, shown) if submission or written else None,
        later=_changed_parts(work_page(assignment, written), written, shown) if has_more else None,
    )


def _changed_parts(view: WorkPage, now: Mapping[str, Any], then: Mapping[str, Any]) -> WorkPage:
    return replace(view, parts=[page for page in view.parts if page.part.own(now) != page.part.own(then)])
