"""A marker's draft: begun from what there is, and brought up to what a form says."""

import secrets

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from activities.marking import queries
from activities.marking.drafts import COPIED_DRAFTS, MARK_DRAFTS, MarkDrafts, MarkText
from activities.marking.models import Mark, MarkDraft
from activities.marking.points import Points
from activities.marking.services.marks import mark_submission
from activities.models import Submission
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Conflict, Revision, Sheet
from historyclass.desk.services import exchange, new_sheet
from historyclass.people.models import User


class TwoVersions(Exception):
    """The marker typed into the draft elsewhere, and has not seen it. Both versions are kept."""


def begin_draft(*, submission: Submission, marker: User, latest: Mark | None, is_first: bool = False) -> MarkDraft:
    """The marker's draft for what was handed in, made the first time it is opened.

    It begins with what the marker typed for an earlier hand-in and never finished, because the student took the piece
    back or it was sent back; else with `latest`, the newest mark of this one. Where it says nothing that is not in its
    mark, and somebody has given a newer one, it follows that. To open a draft does not begin the marking.

    `is_first`: the marker has none of this piece, as far as is known, so none is looked for.
    """
    own = MarkDraft.objects.select_related("sheet", "submission").filter(
        submission__work=submission.work_id, submission__number__lte=submission.number, marker=marker
    )
    newest = None if is_first else own.order_by("-submission__number").first()
    if newest is not None and newest.submission_id == submission.pk:
        draft = newest
    else:
        draft = _made(submission, marker, latest, _left_over(newest, submission))
    # Known already; they are not to be fetched once more.
    draft.submission, draft.marker = submission, marker
    if latest is not None and _is_behind(draft, latest):
        _follow(draft, latest)
    return draft


def _left_over(earlier: MarkDraft | None, submission: Submission) -> dict[str, str] | None:
    """What stands in the draft of an earlier hand-in and never became a mark, as cells of this one: path → value."""
    if earlier is None or not earlier.is_typed:
        return None
    earlier.submission.work = submission.work
    words = MarkText.read(earlier.sheet.values).fitted(submission, earlier.submission).values
    return words if any(words.values()) else None


def _made(submission: Submission, marker: User, latest: Mark | None, words: dict[str, str] | None) -> MarkDraft:
    mark = latest if words is None else None
    if mark is not None:
        words = MarkText.of(mark, queries.annotations_of(mark)).values
    try:
        with transaction.atomic():
            schema = f"mark.{submission.work.assignment.schema}"
            sheet = new_sheet(school=submission.work.school, person=marker, schema=schema, values=words)
            return MarkDraft.objects.create(submission=submission, marker=marker, sheet=sheet, mark=mark)
    except IntegrityError:
        # Another tab opened it a moment ago.
        return MarkDraft.objects.select_related("sheet").get(submission=submission, marker=marker)


def _is_behind(draft: MarkDraft, latest: Mark) -> bool:
    return not draft.is_typed and (draft.mark_id is None or draft.mark_id < latest.pk)


@transaction.atomic
def _follow(draft: MarkDraft, latest: Mark) -> None:
    _lock(draft)
    # Judged anew: another tab may have typed or finished since the draft was read.
    if _is_behind(draft, latest):
        text = MarkText.of(latest, queries.annotations_of(latest))
        keep_as_mark(draft=draft, mark=latest, revision=write_draft(draft=draft, text=text, owner=COPIED_DRAFTS))


def _lock(draft: MarkDraft) -> None:
    """Hold the draft's sheet, and read the draft as it stands now. The sheet comes before the piece and its scheme."""
    draft.sheet = Sheet.objects.select_for_update().get(pk=draft.sheet_id)
    draft.refresh_from_db(fields=["mark", "mark_revision"])


@transaction.atomic
def write_draft(*, draft: MarkDraft, text: MarkText, owner: MarkDrafts = MARK_DRAFTS, known: int | None = None) -> int:
    """Bring a draft to say what a form says: a request like any other, from a tab of its own.

    `known` is the revision of the draft that the form was made from (None: the newest). What was typed elsewhere since,
    and differs, waits in a conflict; one that the form's marker had before them is settled by what they sent.

    Returns the revision in which the draft says it: the one that this made, or that stood where nothing differed.
    """
    sheet = Sheet.objects.select_for_update().get(pk=draft.sheet_id)
    seen = sheet.revision if known is None else min(known, sheet.revision)
    stands, wanted = sheet.values, text.values
    # A comment that the form no longer has is emptied.
    wanted = {**dict.fromkeys(stands, ""), **wanted}
    unsettled = list(_unsettled(sheet))
    unseen = _arisen_since(sheet, seen) if unsettled else set()
    settled = {row.path: row.pk for row in unsettled if row.pk not in unseen}
    changed = {path: value for path, value in wanted.items() if (stands.get(path) or "") != value or path in settled}
    revision = sheet.revision
    if changed:
        message = Message(
            sheet=sheet.pk,
            person=draft.marker_id,
            client=f"form-{secrets.token_hex(12)}",
            seq=1,
            known=seen,
            schema=sheet.schema,
            set=[
                Op(
                    path=path,
                    seen=min(sheet.cells.get(path, [None, 0])[1], seen),
                    value=value,
                    settles=settled.get(path),
                )
                for path, value in changed.items()
            ],
        )
        reply = exchange(owner=owner, person=draft.marker, sheet_id=sheet.pk, message=message)
        revision = int(reply["rev"])
    draft.sheet.refresh_from_db()
    return revision


def _arisen_since(sheet: Sheet, seen: int) -> set[int]:
    """Conflicts that the revisions after one met. A conflict's own `v` tells what was met, not when."""
    replies = Revision.objects.filter(sheet=sheet, number__gt=seen).values_list("reply", flat=True)
    return {row["id"] for reply in replies for row in reply["conflicts"]}


def _unsettled(sheet: Sheet) -> QuerySet[Conflict]:
    return Conflict.objects.filter(sheet=sheet, settled_by__isnull=True).order_by("pk")


def finish_mark(
    *,
    draft: MarkDraft,
    text: MarkText,
    total: Points,
    after: int | None,
    out_of: str | None = None,
    known: int | None = None,
) -> Mark:
    """The draft, brought up to `text`, becomes a mark. Raises what mark_submission raises.

    The words are kept also where the mark is refused, so there are two transactions: what is typed between them is no
    part of the mark. `known` as for write_draft. Raises TwoVersions where the marker wrote something else in another
    tab since.
    """
    revision = write_draft(draft=draft, text=text, known=known)
    with transaction.atomic():
        _lock(draft)
        if _unsettled(draft.sheet).exists():
            raise TwoVersions
        mark = mark_submission(
            submission=draft.submission,
            marker=draft.marker,
            total=total,
            comment=text.comment.strip(),
            next_steps=text.next_steps,
            annotations=text.annotations,
            after=after,
            out_of=out_of,
        )
        keep_as_mark(draft=draft, mark=mark, revision=revision)
    return mark


def keep_as_mark(*, draft: MarkDraft, mark: Mark, revision: int) -> None:
    """Note that the draft, as it stood at a revision of its sheet, is this mark."""
    draft.mark = mark
    draft.mark_revision = revision
    draft.save(update_fields=["mark", "mark_revision"])
