"""What the desk needs to know of a marker's unfinished mark: whose sheet it is, and what it may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import Mark, MarkDraft
from activities.marking.points import OF_PART, POINTS_LIMIT, TOTAL, points_path
from activities.models import Act, Submission, Work
from activities.permissions import work_marker
from activities.queries import latest_submission
from activities.services import begin_marking
from historyclass.desk.cells import Cell, CellSet
from historyclass.desk.owners import OpenSheet
from historyclass.people.models import User

NEXT_STEPS = 3
COMMENT_LIMIT = 5000
STEP_LIMIT = 300
NOTE_LIMIT = 2000
COMMENT = "comment"
AT = "at:"
"""Before the path of a place: the comment there."""


def step_path(number: int) -> str:
    """Of a line of what to do next; numbers begin with 1."""
    return f"next-{number}"


def note_path(place: str) -> str:
    return f"{AT}{place}"


def draft_cells(submission: Submission) -> CellSet:
    """Points, the comment, what to do next, and a comment for each place of what was handed in.

    There are cells for points as a whole and for every part, whatever the piece is marked by: a page that was made
    before the points were changed can still save what is typed into it.
    """
    parts = submission.work.assignment.live_parts.parts
    points = [Cell(TOTAL, "Points", limit=POINTS_LIMIT)]
    if len(parts) > 1:
        points += [Cell(points_path(part.key), f"Points for {part.title}", limit=POINTS_LIMIT) for part in parts]
    steps = [Cell(step_path(n), f"What to do next, {n}", limit=STEP_LIMIT) for n in range(1, NEXT_STEPS + 1)]
    places = submission.places.values()
    notes = [Cell(note_path(place.path), f"Comment on {place.label}", limit=NOTE_LIMIT) for place in places]
    return CellSet([*points, Cell(COMMENT, "Comment", limit=COMMENT_LIMIT), *steps, *notes])


@dataclass(frozen=True)
class MarkText:
    """A mark as it is typed: the points as text, since they may not be a number yet. `total` is what is given for the
    whole piece, "" where points are given for each part."""

    total: str
    comment: str
    next_steps: list[str]
    annotations: dict[str, str]
    """Path of a place → what is said there, without empty ones."""
    points: Mapping[str, str] = field(default_factory=dict)
    """Key of a part → its points."""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "MarkText":
        """From the cells of a draft (path → value)."""
        return cls(
            total=(values.get(TOTAL) or "").strip(),
            comment=values.get(COMMENT) or "",
            next_steps=[values.get(step_path(n)) or "" for n in range(1, NEXT_STEPS + 1)],
            annotations={
                path.removeprefix(AT): value for path, value in values.items() if path.startswith(AT) and value
            },
            points={
                path.removeprefix(OF_PART): (value or "").strip()
                for path, value in values.items()
                if path.startswith(OF_PART)
            },
        )

    @classmethod
    def of(cls, mark: Mark, annotations: Mapping[str, str]) -> "MarkText":
        """A mark as its marker would have typed it."""
        steps = [*mark.next_steps, *[""] * NEXT_STEPS][:NEXT_STEPS]
        points = {row.part: str(row.points) for row in mark.part_marks}
        return cls("" if points else str(mark.total), mark.comment, steps, dict(annotations), points)

    def fitted(self, submission: Submission, written_for: Submission) -> "MarkText":
        """As it can stand on another hand-in. What was said at a place that is no more goes into the comment, where its
        marker sees it."""
        homeless = {path: text for path, text in self.annotations.items() if path not in submission.places}
        if not homeless:
            return self
        names = {path: place.label for path, place in written_for.places.items()}
        lines = [f"{names.get(path, path)}: {text}" for path, text in homeless.items()]
        comment = "\n".join(filter(None, [self.comment, *lines]))
        kept = {path: text for path, text in self.annotations.items() if path not in homeless}
        return replace(self, comment=comment, annotations=kept)

    @property
    def values(self) -> dict[str, str]:
        """As cells of a draft: path → value."""
        return {
            TOTAL: self.total,
            **{points_path(part): points for part, points in self.points.items()},
            COMMENT: self.comment,
            **{step_path(n): step for n, step in enumerate(self.next_steps, start=1)},
            **{note_path(place): text for place, text in self.annotations.items()},
        }


class MarkDrafts:
    """Owner of the sheets of unfinished marks. What a marker types begins the marking; what a page copies for them, as
    it is opened, does not (`is_typed`)."""

    purpose = "mark"

    def __init__(self, *, is_typed: bool = True) -> None:
        self.is_typed = is_typed

    def find(self, *, person: User, sheet_id: int) -> OpenSheet:
        draft = _rows().filter(sheet__pk=sheet_id, marker=person).first()
        if draft is None:
            raise Http404
        return _opened(draft)

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        """With the sheet the piece is locked, where this is the first that its marker types: then marking begins."""
        draft = _rows().select_for_update(of=("sheet",)).filter(sheet__pk=sheet_id, marker=person).first()
        if draft is None:
            raise Http404
        if not work_marker.allows(person, draft.submission.work):
            raise PermissionDenied
        self._begin(draft)
        return _opened(draft)

    def _begin(self, draft: MarkDraft) -> None:
        if not self.is_typed or draft.submission.work.marking_began_at is not None:
            return
        work = Work.objects.select_for_update().get(pk=draft.submission.work_id)
        if work.is_with_teacher and latest_submission(work) == draft.submission:
            begin_marking(work=work, at=timezone.now())

    def kept_revisions(self, *, sheet_id: int) -> set[int]:
        return set(MarkDraft.objects.filter(sheet=sheet_id).values_list("mark_revision", flat=True))


MARK_DRAFTS = MarkDrafts()
COPIED_DRAFTS = MarkDrafts(is_typed=False)


def _rows() -> Any:
    return MarkDraft.objects.select_related("sheet", "submission__work__student", "submission__work__assignment")


def _opened(draft: MarkDraft) -> OpenSheet:
    return OpenSheet(draft.sheet, draft_cells(draft.submission), _remark(draft))


def _remark(draft: MarkDraft) -> str:
    """What has become of the piece, or of its marks, while its marker types."""
    work, submission = draft.submission.work, draft.submission
    name = work.student.given_name
    if not work.is_with_teacher:
        gone = {
            Act.EXCUSE: f"{name} is excused from this piece",
            Act.SEND_BACK: "This piece was sent back",
            Act.TAKE_BACK: f"{name} has taken this piece back",
        }[queries.why_gone(work)]
        return f"{gone}. What you type here is kept, but no mark can be given until {name} hands in again."
    if work.submissions.filter(number__gt=submission.number).exists():
        return f"{name} has handed in again. What you type here is kept; load the page again to see the new one."
    newest = Mark.objects.filter(submission=submission).select_related("marker").order_by("-pk").first()
    if newest is not None and newest.pk != draft.mark_id and newest.marker_id != draft.marker_id:
        who = newest.marker.formal_name
        # Of the page it is not known which marks it was made with.
        unseen = f"If you do not see what {who} gave, load the page again."
        return f"{who} has marked this piece. What you type here is kept. {unseen}"
    return ""
