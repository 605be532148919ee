"""What a student has been given back: each version with its mark, its comments and what was answered to them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery, prefetch_related_objects

from activities.kinds.registry import Place
from activities.marking.models import Answer, Mark, Release
from activities.marking.queries.marks import annotations_of
from activities.models import Act, Submission, Transition, Work
from historyclass.people.models import User

Replies = Mapping[tuple[int, str], list["Reply"]]
"""Submission id and path of a place ("" for the whole piece) → what was said there, oldest first."""


@dataclass(frozen=True)
class Reply:
    """What somebody said to a comment."""

    person: User
    text: str
    at: datetime
    is_students: bool


@dataclass(frozen=True)
class Thread:
    """What was said to one comment, and where more can be said. `place` is "" for the comment on the whole piece."""

    submission_id: int
    place: str
    anchor: str
    """The id of the comment on its page."""
    replies: list[Reply]


@dataclass(frozen=True)
class Comment:
    """A comment at a place. Numbers follow the order in which the piece is read; `place.text` is what was handed in
    there."""

    number: int
    place: Place
    text: str
    thread: Thread


@dataclass(frozen=True)
class Feedback:
    """What came back on one hand-in."""

    release: Release
    comments: list[Comment]
    thread: Thread
    """On the whole piece."""
    is_newest: bool
    """Whether it is on what was handed in last."""
    can_be_answered: bool
    """Whether it is what came back last: talk goes on there."""

    @property
    def submission(self) -> Submission:
        return self.release.mark.submission

    def comment_at(self, place: str) -> Comment | None:
        return next((comment for comment in self.comments if comment.place.path == place), None)


def feedback_of(work: Work, *, beside: Mark | None = None) -> list[Feedback]:
    """What stands of what came back, oldest hand-in first, and once for each: three queries, one where nothing has.

    Wants `work.assignment` loaded. The comments of `beside`, another mark that the page shows, are read with theirs.
    """
    handed_in_last = Submission.objects.filter(work=OuterRef("work")).order_by("-number").values("pk")[:1]
    rows = Release.objects.standing().filter(work=work).annotate(handed_in_last=Subquery(handed_in_last))
    releases = list(rows.select_related("mark__version", "mark__marker", "mark__submission").order_by("pk"))
    # Of two releases of one hand-in the later holds.
    standing = {release.mark.submission_id: release for release in releases}
    if not standing:
        return []
    marks = [release.mark for release in standing.values()]
    prefetch_related_objects([*marks, beside] if beside else marks, "annotations")
    answers = replies_to([release.mark.submission for release in standing.values()], student=work.student_id)
    return [
        _feedback(work, release, answers, is_last=release == releases[-1])
        for release in sorted(standing.values(), key=lambda release: release.mark.submission.number)
    ]


def _feedback(work: Work, release: Release, answers: Replies, *, is_last: bool) -> Feedback:
    said = annotations_of(release.mark)
    submission = release.mark.submission
    anchor = f"c{submission.number}"
    submission.work = work

    def thread(place: str, anchor: str) -> Thread:
        return Thread(submission.pk, place, anchor, answers.get((submission.pk, place), []))

    commented = [place for path, place in submission.places.items() if path in said]
    return Feedback(
        release=release,
        comments=[
            Comment(number, place, said[place.path], thread(place.path, f"{anchor}-{number}"))
            for number, place in enumerate(commented, start=1)
        ],
        thread=thread("", anchor),
        is_newest=release.handed_in_last == submission.pk,  # type: ignore[attr-defined]
        can_be_answered=is_last,
    )


def replies_to(submissions: list[Submission], *, student: int) -> Replies:
    """What was said to the comments of these hand-ins of one student (by id): one query."""
    found: dict[tuple[int, str], list[Reply]] = defaultdict(list)
    for row in Answer.objects.filter(submission__in=submissions).select_related("person").order_by("pk"):
        reply = Reply(row.person, row.text, row.at, is_students=row.person_id == student)
        found[row.submission_id, row.place].append(reply)
    return found


def last_sent_back(work: Work) -> Transition | None:
    """How the piece was sent back for the redraft: by whom, when, and what for."""
    rows = Transition.objects.filter(work=work, act=Act.SEND_BACK).select_related("by")
    return rows.order_by("-pk").first() if work.redraft_due_at else None
