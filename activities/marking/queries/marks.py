"""Which mark is the newest, which one a student sees, and what an assignment is marked by."""

from django.db.models import Max, OuterRef, Subquery, prefetch_related_objects

from activities.marking.models import AssignmentScheme, Mark, Release
from activities.models import WITH_TEACHER, Act, Assignment, Submission, Transition, Work, WorkState

Latest = dict[int, Mark]
"""Work id → the latest mark of its latest submission."""


def locked_scheme(assignment_id: int) -> AssignmentScheme:
    """The scheme of an assignment, locked: a mark and a change of the points wait for one another."""
    return (
        AssignmentScheme.objects.select_for_update(of=("self",)).select_related("version").get(assignment=assignment_id)
    )


def has_marks(assignment: Assignment) -> bool:
    """Whether any piece of the assignment has been given a mark, returned or not."""
    return Mark.objects.filter(submission__work__assignment=assignment).exists()


def latest_mark(submission: Submission) -> Mark | None:
    """The newest mark of a submission, returned or not."""
    return Mark.objects.filter(submission=submission).select_related("marker", "version").order_by("-pk").first()


def latest_marks(works: list[int]) -> Latest:
    """The newest mark of what each piece has handed in now: one query. A piece taken back has none."""
    handed_in = Submission.objects.filter(work=OuterRef("submission__work")).order_by("-number").values("pk")[:1]
    newest = Mark.objects.filter(submission=OuterRef("submission")).order_by("-pk").values("pk")[:1]
    marks = Mark.objects.filter(
        submission__work__in=works,
        submission__work__state__in=WITH_TEACHER,
        submission=Subquery(handed_in),
        pk=Subquery(newest),
    )
    rows = marks.select_related("submission", "version", "marker").defer("submission__snapshot")
    return {mark.submission.work_id: mark for mark in rows}


def annotations_of(mark: Mark) -> dict[str, str]:
    """Path of a place → what the mark's comment there says. They are given with it and stay: one query for a mark."""
    prefetch_related_objects([mark], "annotations")
    return {note.place: note.text for note in mark.annotations.all()}


def standing_releases(works: list[int]) -> dict[int, Release]:
    """Work id → what its student has been given: the latest release that was not recalled. One query.

    Where they hand in again after a redraft, it is still the one of the hand-in before, until that is returned.
    """
    standing = Release.objects.standing().filter(work__in=works)
    latest = standing.values("work").annotate(latest=Max("pk")).values("latest")
    rows = Release.objects.filter(pk__in=latest).select_related("mark__version", "mark__marker", "mark__submission")
    return {release.work_id: release for release in rows.defer("mark__submission__snapshot")}


def standing_marks(works: list[int]) -> Latest:
    """Work id → the mark that its student sees: the one of the standing release. One query."""
    return {work: release.mark for work, release in standing_releases(works).items()}


def releases_of_latest(works: list[int]) -> list[Release]:
    """The releases, not recalled, of what each piece has handed in last: one query."""
    handed_in = Submission.objects.filter(work=OuterRef("work")).order_by("-number").values("pk")[:1]
    return list(Release.objects.standing().filter(work__in=works, mark__submission=Subquery(handed_in)))


def unreturned_marks(works: list[int]) -> list[Mark]:
    """Marks that a return to the class would give back: the newest of each piece, where it is not the one returned."""
    standing = standing_marks(works)
    return [mark for work, mark in latest_marks(works).items() if standing.get(work) != mark]


def why_gone(work: Work) -> Act:
    """Why what was handed in last is not with its teacher: excused, sent back, or taken back by its student."""
    if work.state == WorkState.EXCUSED:
        return Act.EXCUSE
    back = way_back(work)
    return Act(back.act) if back else Act.TAKE_BACK


def way_back(work: Work) -> Transition | None:
    """How what was handed in last went back to its student to work on: taken back by them, or sent back."""
    return work.transitions.filter(act__in=(Act.TAKE_BACK, Act.SEND_BACK)).order_by("-pk").first()
