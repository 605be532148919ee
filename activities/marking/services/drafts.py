"""A marker's draft: begun from what there is, and brought up to what a form says."""

import secrets

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from activities.marking import queries
from activities.marking.drafts import COPIED_DRAFTS, MARK_DRAFTS, MarkDrafts, MarkText
from activities.marking.models import Mark, MarkDraft
from activities.marking.services.marks import mark_submission
from activities.models import Submission
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Conflict, Sheet
from historyclass.desk.services import exchange, new_sheet
from historyclass.people.models import User


class TwoVersions(Exception):
    """The marker typed into the draft elsewhere, and has not seen it. Both versions are kept."""


def begin_draft(*, submission: Submission, marker: User, latest: Mark | None) -> MarkDraft:
    """The marker's draft for what was handed in, made the first time it is opened.

    It begins with the marker's own draft of an earlier hand-in that never became a mark, because the student took the
    piece back; else with `latest`, the newest mark of this one. Where it says nothing that is not in its mark, and
    somebody has given a newer one, it follows that. To open a draft does not begin the marking.
    """
    draft = MarkDraft.objects.select_related("sheet").filter(submission=submission, marker=marker).first()
    if draft is not None:
        # Known already; they are not to be fetched once more.
        draft.submission, draft.marker = submission, marker
    else:
        draft, is_new = _made(submission, marker)
        earlier = _left_over(submission, marker) if is_new and latest is None else None
        if earlier is not None:
            write_draft(draft=draft, text=MarkText.read(earlier.sheet.values), owner=COPIED_DRAFTS)
            return draft
    if latest is not None and draft.mark_id != latest.pk and not draft.is_typed:
        write_draft(draft=draft, text=MarkText.of(latest, queries.annotations_of(latest)), owner=COPIED_DRAFTS)
        keep_as_mark(draft=draft, mark=latest)
    return draft


def _made(submission: Submission, marker: User) -> tuple[MarkDraft, bool]:
    try:
        with transaction.atomic():
            schema = f"mark.{submission.work.assignment.schema}"
            sheet = new_sheet(school=submission.school, person=marker, schema=schema)
            return MarkDraft.objects.create(submission=submission, marker=marker, sheet=sheet), True
    except IntegrityError:
        # Another tab opened it a moment ago.
        found = MarkDraft.objects.select_related("sheet", "submission", "marker")
        return found.get(submission=submission, marker=marker), False


def _left_over(submission: Submission, marker: User) -> MarkDraft | None:
    earlier = MarkDraft.objects.filter(
        submission__work=submission.work_id, submission__number__lt=submission.number, marker=marker
    )
    last = earlier.select_related("sheet").order_by("-submission__number").first()
    return last if last is not None and last.mark_id is None and last.is_typed else None


@transaction.atomic
def write_draft(
    *, draft: MarkDraft, text: MarkText, owner: MarkDrafts = MARK_DRAFTS, known: int | None = None
) -> MarkDraft:
    """Bring a draft to say what a form says: a request like any other, from a tab of its own.

    `known` is the revision of the draft that the form was made from (None: the newest). What was typed elsewhere since,
    and differs, waits in a conflict; one that the form's marker had before them is settled by what they sent.
    """
    sheet = Sheet.objects.select_for_update().get(pk=draft.sheet_id)
    seen = sheet.revision if known is None else min(known, sheet.revision)
    stands, wanted = sheet.values, text.values
    # A comment that the form no longer has is emptied.
    wanted = {**dict.fromkeys(stands, ""), **wanted}
    settled = {row.path: row.pk for row in _unsettled(sheet) if row.v <= seen}
    changed = {path: value for path, value in wanted.items() if (stands.get(path) or "") != value or path in settled}
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
        exchange(owner=owner, person=draft.marker, sheet_id=sheet.pk, message=message)
    draft.sheet.refresh_from_db()
    return draft


def _unsettled(sheet: Sheet) -> QuerySet[Conflict]:
    return Conflict.objects.filter(sheet=sheet, settled_by__isnull=True).order_by("pk")


def finish_mark(
    *,
    draft: MarkDraft,
    text: MarkText,
    total: int,
    after: int | None,
    out_of: int | None = None,
    known: int | None = None,
) -> Mark:
    """The draft, brought up to `text`, becomes a mark. Raises what mark_submission raises; the words are kept.

    `known` as for write_draft. Raises TwoVersions where the marker wrote something else in another tab since.
    """
    write_draft(draft=draft, text=text, known=known)
    if _unsettled(draft.sheet).exists():
        raise TwoVersions
    with transaction.atomic():
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
        keep_as_mark(draft=draft, mark=mark)
    return mark


def keep_as_mark(*, draft: MarkDraft, mark: Mark) -> None:
    """Note that the draft, as it stands, is this mark."""
    draft.mark = mark
    draft.mark_revision = draft.sheet.revision
    draft.save(update_fields=["mark", "mark_revision"])
