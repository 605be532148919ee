"""Writes of marking: work set with its points and changed, a mark, the return to the class."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import AssignmentScheme, Mark, Release, Scheme, SchemeVersion
from activities.models import Act, Activity, Assignment, Submission, Work
from activities.queries import latest_submission
from activities.services import Terms, begin_marking, change_assignment, mark_returned, set_assignment
from historyclass.people.models import Classroom, School, User


class Stale(Exception):
    """Another mark was given while this one was being written. `mark` is the newer one."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"{mark.marker.formal_name} marked this piece in the meantime: {mark}.")
        self.mark = mark


class TakenBack(Exception):
    """The student took back what was being marked, at `at`. `newer` is what they have handed in since, if they have."""

    def __init__(self, submission: Submission, *, at: datetime, newer: Submission | None) -> None:
        super().__init__(f"{submission} was taken back.")
        self.submission = submission
        self.at = at
        self.newer = newer


class PointsChanged(Exception):
    """The piece is out of other points than the marker saw. `version` is the scheme version it is marked by now."""

    def __init__(self, version: SchemeVersion) -> None:
        super().__init__(f"This piece is out of {version.maximum} points now.")
        self.version = version


class PointsFixed(Exception):
    """A mark has been given: what it is out of stays. The text says so to the reader."""


def points_scheme(*, school: School, maximum: int) -> SchemeVersion:
    """The school's scheme "Points out of N"."""
    scheme, _ = Scheme.objects.get_or_create(school=school, title=f"Points out of {maximum}")
    version, _ = SchemeVersion.objects.get_or_create(scheme=scheme, number=1, defaults={"maximum": maximum})
    return version


@transaction.atomic
def set_work(*, activity: Activity, classroom: Classroom, terms: Terms, points: int, set_by: User) -> Assignment:
    """Set an activity to a class, to be marked with points out of `points`."""
    assignment = set_assignment(activity=activity, classroom=classroom, terms=terms, set_by=set_by)
    version = points_scheme(school=classroom.school, maximum=points)
    AssignmentScheme.objects.create(assignment=assignment, version=version)
    return assignment


@transaction.atomic
def change_work(*, assignment: Assignment, terms: Terms, points: int, by: User) -> Assignment:
    """Change what was said when the work was set. Raises PointsFixed where a mark is out of other points."""
    scheme = queries.locked_scheme(assignment.pk)
    if points != scheme.version.maximum:
        if queries.has_marks(assignment):
            raise PointsFixed(f"A mark has been given out of {scheme.version.maximum}, so this stays.")
        scheme.version = points_scheme(school=assignment.school, maximum=points)
        scheme.save()
    return change_assignment(assignment=assignment, terms=terms, by=by)


@transaction.atomic
def mark_submission(
    *,
    submission: Submission,
    marker: User,
    total: int,
    comment: str,
    after: int | None,
    out_of: int | None = None,
    at: datetime | None = None,
) -> Mark:
    """Give points and a comment. Nothing reaches the student before it is returned.

    `after` is the id of the mark the marker saw (None: there was none). Raises Stale where a newer one exists, so that
    two markers do not pass over one another unseen, TakenBack where the student has the piece back or has handed in
    another, and PointsChanged where it is out of other points than `out_of`, which the marker saw.
    """
    now = at or timezone.now()
    work = Work.objects.select_for_update().get(pk=submission.work_id)
    _refuse_taken_back(work, submission)
    latest = queries.latest_mark(submission)
    if latest is not None and latest.pk != after:
        if (latest.marker_id, latest.total, latest.comment) == (marker.pk, total, comment):
            # The same form, sent twice.
            return latest
        raise Stale(latest)
    # Locked, so that what the points are out of does not change under the mark.
    version = queries.locked_scheme(work.assignment_id).version
    if out_of is not None and out_of != version.maximum:
        raise PointsChanged(version)
    if not 0 <= total <= version.maximum:
        raise ValueError(f"{total} is not between 0 and {version.maximum}.")
    begin_marking(work=work, at=now)
    return Mark.objects.create(
        submission=submission,
        version=version,
        marker=marker,
        total=total,
        comment=comment,
        at=now,
    )


def _refuse_taken_back(work: Work, submission: Submission) -> None:
    newest = latest_submission(work)
    if newest == submission and not work.is_open:
        return
    taken_back = work.transitions.filter(act=Act.TAKE_BACK).order_by("-pk").first()
    raise TakenBack(
        submission,
        at=taken_back.at if taken_back else submission.handed_in_at,
        newer=None if work.is_open else newest,
    )


@transaction.atomic
def return_to_class(*, assignment: Assignment, by: User, shown: Collection[int] | None = None) -> int:
    """Give every marked piece that has not gone back yet to its student. Returns how many students.

    `shown` are the ids of the marks that were on the page of whoever returns them: one that was given meanwhile waits.
    """
    handed_in = Work.objects.filter(assignment=assignment).handed_in()
    works = list(handed_in.select_for_update().order_by("pk"))
    waiting = queries.unreturned_marks([work.pk for work in works])
    marks = [mark for mark in waiting if shown is None or mark.pk in shown]
    Release.objects.bulk_create(
        Release(school_id=assignment.school_id, work_id=mark.submission.work_id, mark=mark, by=by) for mark in marks
    )
    mark_returned(works=[mark.submission.work_id for mark in marks], by=by)
    return len(marks)
