"""A mark: points, a comment, what to do next, comments at places. Each change of mind is another one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import Annotation, Mark, SchemeVersion
from activities.models import Act, Submission, Work
from activities.queries import latest_submission
from activities.services import begin_marking
from historyclass.people.models import User


class Stale(Exception):
    """Another mark was given while this one was being written. `mark` is the newer one."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"{mark.marker.formal_name} marked this piece in the meantime: {mark}.")
        self.mark = mark


class TakenBack(Exception):
    """The student has back what was being marked, since `at`: taken back by them, or sent back (`is_sent_back`).
    `newer` is what they have handed in since, if they have."""

    def __init__(self, submission: Submission, *, at: datetime, newer: Submission | None, is_sent_back: bool) -> None:
        super().__init__(f"{submission} was taken back.")
        self.submission = submission
        self.at = at
        self.is_sent_back = is_sent_back
        self.newer = newer


class PointsChanged(Exception):
    """The piece is out of other points than the marker saw. `version` is the scheme version it is marked by now."""

    def __init__(self, version: SchemeVersion) -> None:
        super().__init__(f"This piece is out of {version.maximum} points now.")
        self.version = version


@transaction.atomic
def mark_submission(
    *,
    submission: Submission,
    marker: User,
    total: int,
    comment: str,
    after: int | None,
    next_steps: Sequence[str] = (),
    annotations: Mapping[str, str] | None = None,
    out_of: int | None = None,
    at: datetime | None = None,
) -> Mark:
    """Give points, a comment, what to do next, comments at places. Nothing reaches the student before it is returned.

    `annotations` maps the path of a place of the piece to what is said there; empty ones are left out.

    `after` is the id of the mark the marker saw (None: there was none). Raises Stale where a newer one exists, so that
    two markers do not pass over one another unseen, TakenBack where the student has the piece back or has handed in
    another, and PointsChanged where it is out of other points than `out_of`, which the marker saw.
    """
    now = at or timezone.now()
    said = {place: text.strip() for place, text in (annotations or {}).items() if text.strip()}
    steps = [step.strip() for step in next_steps if step.strip()]
    work = Work.objects.select_for_update().get(pk=submission.work_id)
    _refuse_taken_back(work, submission)
    latest = queries.latest_mark(submission)
    if latest is not None and latest.pk != after:
        if latest.marker_id == marker.pk and _content(latest) == (total, comment, steps, said):
            # The same form, sent twice.
            return latest
        raise Stale(latest)
    # Locked, so that what the points are out of does not change under the mark.
    version = queries.locked_scheme(work.assignment_id).version
    if out_of is not None and out_of != version.maximum:
        raise PointsChanged(version)
    if not 0 <= total <= version.maximum:
        raise ValueError(f"{total} is not between 0 and {version.maximum}.")
    unknown = said.keys() - work.assignment.live_parts.places(submission.snapshot).keys()
    if unknown:
        raise ValueError(f"There is no place {', '.join(sorted(unknown))} to comment on.")
    begin_marking(work=work, at=now)
    mark = Mark.objects.create(
        submission=submission,
        version=version,
        marker=marker,
        total=total,
        comment=comment,
        next_steps=steps,
        at=now,
    )
    Annotation.objects.bulk_create(
        Annotation(school_id=mark.school_id, submission=submission, mark=mark, place=place, text=text)
        for place, text in said.items()
    )
    return mark


def _content(mark: Mark) -> tuple[int, str, list[str], dict[str, str]]:
    return mark.total, mark.comment, mark.next_steps, queries.annotations_of(mark)


def _refuse_taken_back(work: Work, submission: Submission) -> None:
    newest = latest_submission(work)
    if newest == submission and work.is_with_teacher:
        return
    back = queries.way_back(work)
    raise TakenBack(
        submission,
        at=back.at if back else submission.handed_in_at,
        is_sent_back=back is not None and back.act == Act.SEND_BACK,
        newer=newest if work.is_with_teacher else None,
    )
