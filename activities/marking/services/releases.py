"""Giving marks back: release, recall, sending back for a redraft, and answers to comments."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import Answer, Mark, Recall, Release
from activities.models import Assignment, Submission, Work, WorkState
from activities.services import NotOpen, Outcome, fit_for_redraft, mark_recalled, mark_returned, mark_sent_back
from historyclass.people.models import User


@transaction.atomic
def return_to_class(
    *, assignment: Assignment, by: User, shown: Collection[int] | None = None, at: datetime | None = None
) -> list[Mark]:
    """Give marked pieces that have not gone back yet to their students. Returns the marks that they have now.

    `shown` are the ids of the marks that were on the page of whoever returns them (None: all): one that was given
    meanwhile waits, and so does one that was not chosen.
    """
    handed_in = Work.objects.filter(assignment=assignment).handed_in()
    works = list(handed_in.select_for_update().order_by("pk"))
    waiting = queries.unreturned_marks([work.pk for work in works])
    marks = [mark for mark in waiting if shown is None or mark.pk in shown]
    _release(works, marks, by=by, at=at or timezone.now())
    return marks


@transaction.atomic
def recall(
    *,
    assignment: Assignment,
    works: Collection[int],
    by: User,
    marks: Collection[int] | None = None,
    at: datetime | None = None,
) -> list[Work]:
    """From returned to handed in, for the pieces with these ids: their students no longer see marks and comments.

    What they had back of an earlier hand-in, before a redraft, stays with them. Pieces that are not returned now are
    left as they are. Returns those recalled.

    With `marks` (ids) only the release of these is taken back: a student who had an earlier mark of the same hand-in
    has that one again, and their piece stays returned.
    """
    now = at or timezone.now()
    rows = Work.objects.select_for_update(of=("self",)).filter(assignment=assignment, pk__in=works).order_by("pk")
    returned = [work for work in rows if work.state == WorkState.RETURNED]
    found = queries.releases_of_latest([work.pk for work in returned])
    releases = [release for release in found if marks is None or release.mark_id in marks]
    Recall.objects.bulk_create(
        Recall(school_id=release.school_id, release=release, by=by, at=now) for release in releases
    )
    kept = {release.work_id for release in found if release not in releases}
    mark_recalled(works=[work for work in returned if work.pk not in kept], by=by, at=now)
    touched = {release.work_id for release in releases}
    return [work for work in returned if marks is None or work.pk in touched]


@transaction.atomic
def send_back(*, work: Work, by: User, until: datetime, note: str = "", at: datetime | None = None) -> Work:
    """From handed in or returned to working: the student redrafts the piece until then. An extension that they had
    ends: the redraft's date holds.

    A mark with its comments that has not gone back yet goes back with it. `note` says what to do. Raises NotOpen where
    the student has the piece already or has left the class, or could not hand in a redraft.
    """
    outcome = send_back_several(assignment=work.assignment, works=[work.pk], by=by, until=until, note=note, at=at)
    for _, why in outcome.refused:
        raise NotOpen(why)
    return outcome.done[0]


@transaction.atomic
def send_back_several(
    *,
    assignment: Assignment,
    works: Collection[int],
    by: User,
    until: datetime,
    note: str = "",
    at: datetime | None = None,
) -> Outcome:
    """Send back the pieces with these ids, all or those that can be, in one transaction: see send_back."""
    now = at or timezone.now()
    # As it is now: whoever asks may have loaded it before it was withdrawn or its class was closed.
    current = Assignment.objects.select_related("classroom").get(pk=assignment.pk)
    rows = Work.objects.select_related("student").filter(assignment=current, pk__in=works).order_by("pk")
    locked = list(rows.select_for_update(of=("self",)))
    for work in locked:
        work.assignment = current
    outcome = fit_for_redraft(assignment=current, works=locked, until=until, at=now)
    _release(outcome.done, queries.unreturned_marks([work.pk for work in outcome.done]), by=by, at=now)
    mark_sent_back(works=outcome.done, by=by, until=until, note=note.strip(), at=now)
    return outcome


@transaction.atomic
def answer(*, submission: Submission, person: User, place: str, text: str, at: datetime | None = None) -> Answer:
    """Say something to a comment that the student has been given. `place` is empty for the one on the whole piece.

    The same words sent twice are kept once. Raises NotOpen where there is no such comment: it may have been recalled.
    """
    Work.objects.select_for_update().get(pk=submission.work_id)
    release = queries.standing_releases([submission.work_id]).get(submission.work_id)
    is_said = release is not None and (
        place in queries.annotations_of(release.mark) or (place == "" and bool(release.mark.comment))
    )
    if release is None or release.mark.submission_id != submission.pk or not is_said:
        raise NotOpen("This comment is not there any more. Load the page again.")
    last = Answer.objects.filter(submission=submission, place=place).order_by("-pk").first()
    if last is not None and (last.person_id, last.text) == (person.pk, text):
        return last
    return Answer.objects.create(submission=submission, place=place, person=person, text=text, at=at or timezone.now())


def _release(works: Sequence[Work], marks: Sequence[Mark], *, by: User, at: datetime) -> None:
    """Called with the pieces of the marks locked, which are among `works`."""
    Release.objects.bulk_create(
        Release(school_id=mark.school_id, work_id=mark.submission.work_id, mark=mark, by=by, at=at) for mark in marks
    )
    released = {mark.submission.work_id for mark in marks}
    mark_returned(works=[work for work in works if work.pk in released], by=by, at=at)
