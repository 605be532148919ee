"""Where a paper lies among those handed in, and what its marker's page shows."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery

from activities.marking.models import Mark, Recall, Release
from activities.marking.queries.marks import annotations_of
from activities.models import WITH_TEACHER, Submission, Work


@dataclass(frozen=True)
class Given:
    """A mark as it was given. `notes`: what the place is called and what is said there, in the order they are read."""

    mark: Mark
    notes: list[tuple[str, str]]
    release: Release | None
    """The last time it went back, recalled since or not."""

    @property
    def recall(self) -> Recall | None:
        return getattr(self.release, "recall", None)


def marks_given(work: Work) -> list[Given]:
    """Every mark of everything that was handed in of a piece, newest first: three queries. Wants `work.assignment`."""
    rows = Mark.objects.filter(submission__work=work).select_related("marker", "version", "submission")
    found = rows.prefetch_related("annotations").order_by("-pk")
    releases = Release.objects.filter(work=work).select_related("recall").order_by("pk")
    latest = {release.mark_id: release for release in releases}
    return [Given(mark, _notes(work, mark), latest.get(mark.pk)) for mark in found]


def _notes(work: Work, mark: Mark) -> list[tuple[str, str]]:
    mark.submission.work = work
    said = annotations_of(mark)
    return [(place.label, said[path]) for path, place in mark.submission.places.items() if path in said]


@dataclass(frozen=True)
class Pile:
    """Where a paper lies among those handed in: its place, and the ones before and after, as work ids."""

    number: int
    of: int
    previous: int | None
    next: int | None
    next_unmarked: int | None
    """The first after it that has no mark, else the first of all; never itself."""
    marked: list[bool]
    mark: Mark | None
    """The newest mark of this paper as it is handed in now, with its submission."""

    @property
    def to_mark(self) -> int:
        return self.marked.count(False)


def pile(work: Work) -> Pile:
    """The handed-in papers of the work's assignment, by family name: one query, and one for the mark of this
    where it has one. One that was taken back while it was being read keeps its place for its reader."""
    handed_in = Submission.objects.filter(work=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    newest = Mark.objects.filter(submission=Subquery(handed_in)).order_by("-pk").values("pk")[:1]
    rows = (
        Work.objects.filter(Q(state__in=WITH_TEACHER) | Q(pk=work.pk), assignment=work.assignment_id)
        .order_by(F("student__family_name"), F("student__given_name"), "student_id")
        .values_list("pk", "state", Subquery(newest))
    )
    # What was taken back has none.
    marks = {pk: mark if state in WITH_TEACHER else None for pk, state, mark in rows}
    papers = list(marks)
    at = papers.index(work.pk)
    marked = {pk for pk, mark in marks.items() if mark is not None}
    mark = marks[work.pk]
    others = [*papers[at + 1 :], *papers[:at]]
    return Pile(
        number=at + 1,
        of=len(papers),
        previous=papers[at - 1] if at else None,
        next=papers[at + 1] if at + 1 < len(papers) else None,
        next_unmarked=next((pk for pk in others if pk not in marked), None),
        marked=[pk in marked for pk in papers],
        mark=None if mark is None else Mark.objects.select_related("submission", "version", "marker").get(pk=mark),
    )
