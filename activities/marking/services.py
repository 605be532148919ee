"""Writes of marking: points for an assignment, a mark, the return to the class."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import AssignmentScheme, Mark, Release, Scheme, SchemeVersion
from activities.models import Activity, Assignment, Submission, Work, WorkState
from activities.services import mark_returned, set_assignment
from historyclass.people.models import Classroom, School, User


class Stale(Exception):
    """Another mark was given while this one was being written. `mark` is the newer one."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"{mark.marker.formal_name} marked this piece in the meantime: {mark}.")
        self.mark = mark


def points_scheme(*, school: School, maximum: int) -> SchemeVersion:
    """The school's scheme "Points out of N"."""
    scheme, _ = Scheme.objects.get_or_create(school=school, title=f"Points out of {maximum}")
    version, _ = SchemeVersion.objects.get_or_create(scheme=scheme, number=1, defaults={"maximum": maximum})
    return version


@transaction.atomic
def set_work(
    *, activity: Activity, classroom: Classroom, title: str, due_at: datetime, points: int, set_by: User
) -> Assignment:
    """Set an activity to a class, to be marked with points out of `points`."""
    assignment = set_assignment(activity=activity, classroom=classroom, title=title, due_at=due_at, set_by=set_by)
    version = points_scheme(school=classroom.school, maximum=points)
    AssignmentScheme.objects.create(assignment=assignment, version=version)
    return assignment


@transaction.atomic
def mark_submission(
    *, submission: Submission, marker: User, total: int, comment: str, after: int | None, at: datetime | None = None
) -> Mark:
    """Give points and a comment. Nothing reaches the student before it is returned.

    `after` is the id of the mark the marker saw (None: there was none). Raises Stale where a newer one exists, so that
    two markers do not pass over one another unseen.
    """
    Work.objects.select_for_update().get(pk=submission.work_id)
    latest = queries.latest_mark(submission)
    if latest is not None and latest.pk != after:
        if (latest.marker_id, latest.total, latest.comment) == (marker.pk, total, comment):
            # The same form, sent twice.
            return latest
        raise Stale(latest)
    version = queries.scheme_of(submission.work.assignment_id)
    if not 0 <= total <= version.maximum:
        raise ValueError(f"{total} is not between 0 and {version.maximum}.")
    return Mark.objects.create(
        submission=submission,
        version=version,
        marker=marker,
        total=total,
        comment=comment,
        at=at or timezone.now(),
    )


@transaction.atomic
def return_to_class(*, assignment: Assignment, by: User, shown: Collection[int] | None = None) -> int:
    """Give every marked piece that has not gone back yet to its student. Returns how many students.

    `shown` are the ids of the marks that were on the page of whoever returns them: one that was given meanwhile waits.
    """
    handed_in = Work.objects.filter(assignment=assignment).exclude(state=WorkState.WORKING)
    works = list(handed_in.select_for_update().order_by("pk"))
    waiting = queries.unreturned_marks([work.pk for work in works])
    marks = [mark for mark in waiting if shown is None or mark.pk in shown]
    Release.objects.bulk_create(
        Release(school_id=assignment.school_id, work_id=mark.submission.work_id, mark=mark, by=by) for mark in marks
    )
    mark_returned(works=[mark.submission.work_id for mark in marks])
    return len(marks)
