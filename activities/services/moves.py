"""What a student does with a piece, and how pieces move from one state to another. Each move leaves a Transition.

A lock on the student's sheet comes before one on the piece; pieces are locked in the order of their ids.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from activities.models import Act, Assignment, Stage, Submission, Transition, Work, WorkState
from historyclass.desk.models import Sheet
from historyclass.desk.queries import has_conflicts
from historyclass.desk.services import new_sheet, new_sheets
from historyclass.people.models import User


class NotOpen(Exception):
    """The work is not in a state that allows this. The text says so to the reader."""


def begin_work(*, assignment: Assignment, student: User) -> Work:
    """The student's piece for this assignment, made with an empty sheet the first time."""
    found = Work.objects.select_related("sheet").filter(assignment=assignment, student=student).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            sheet = new_sheet(school=assignment.school, person=student, schema=assignment.schema)
            return Work.objects.create(assignment=assignment, student=student, sheet=sheet)
    except IntegrityError:
        # Another tab began it a moment ago.
        return Work.objects.select_related("sheet").get(assignment=assignment, student=student)


def begin_all(*, assignment: Assignment, students: Sequence[User]) -> None:
    """A piece with an empty sheet for each of these students who has none: three queries, however many."""
    begun = set(Work.objects.filter(assignment=assignment, student__in=students).values_list("student", flat=True))
    # In one order, so that two teachers who do this at once wait for one another and do not lock one another out.
    missing = sorted((student for student in students if student.pk not in begun), key=lambda student: student.pk)
    if not missing:
        return
    try:
        with transaction.atomic():
            sheets = new_sheets(school=assignment.school, people=missing, schema=assignment.schema)
            Work.objects.bulk_create(
                Work(school_id=assignment.school_id, assignment=assignment, student=student, sheet=sheet)
                for student, sheet in zip(missing, sheets, strict=True)
            )
    except IntegrityError:
        # One of them opened theirs a moment ago.
        for student in missing:
            begin_work(assignment=assignment, student=student)


@transaction.atomic
def hand_in(*, work: Work, by: User | None = None, at: datetime | None = None) -> Submission:
    """From working to handed in: freeze what stands on the sheet. `by` is the student unless it is said.

    Raises NotOpen from any other state, before the piece opens, after it has closed or was withdrawn, and while two
    versions of a cell wait for a choice: one of them would be buried.
    """
    now = at or timezone.now()
    sheet, current = _locked(work)
    if current.state == WorkState.EXCUSED:
        raise NotOpen("Not handed in: your teacher has excused you from this piece. What you wrote is kept.")
    if current.state != WorkState.WORKING:
        raise NotOpen("This piece is handed in already.")
    if current.assignment.classroom.closed_at is not None:
        raise NotOpen("Not handed in: your class is closed. What you wrote is kept.")
    stage = current.stage(now)
    if stage is not Stage.OPEN:
        raise NotOpen(not_handed_in(stage))
    if has_conflicts(sheet):
        raise NotOpen("Not handed in yet: you wrote two versions of something. Choose one here, then hand in.")
    last = Submission.objects.filter(work=current).aggregate(last=Max("number"))["last"] or 0
    submission = Submission.objects.create(
        school_id=current.school_id,
        work=current,
        number=last + 1,
        snapshot=sheet.values,
        revision=sheet.revision,
        handed_in_at=now,
        due_then=current.due_at,
    )
    by = by or current.student
    move([current], Act.HAND_IN, WorkState.HANDED_IN, by=by, at=now, marking_began_at=None)
    return submission


def not_handed_in(stage: Stage) -> str:
    """What a student is told who tries to hand in while nothing can be handed in."""
    return {
        Stage.COMING: "Not handed in: this piece is not open now. What you wrote is kept.",
        Stage.CLOSED: "Not handed in: this piece has closed. What you wrote is kept. Ask your teacher.",
        Stage.WITHDRAWN: "Not handed in: your teacher has withdrawn this piece. What you wrote is kept.",
    }[stage]


@transaction.atomic
def take_back(*, work: Work, by: User, at: datetime | None = None) -> Work:
    """From handed in to working again. What was handed in stays as it was; the next hand-in is another one.

    Raises NotOpen where nothing is handed in, unless the piece and its class are open, and once marking has begun.
    """
    now = at or timezone.now()
    _, current = _locked(work)
    if current.state == WorkState.EXCUSED:
        raise NotOpen("Your teacher has excused you from this piece.")
    if current.state == WorkState.WORKING:
        raise NotOpen("This piece is not handed in. You can go on with it.")
    if current.state == WorkState.RETURNED:
        raise NotOpen("Your teacher has returned this piece. What you handed in is kept as it is.")
    if current.assignment.classroom.closed_at is not None:
        raise NotOpen("Your class is closed, so this piece stays as it is. Ask your teacher.")
    stage = current.stage(now)
    if stage is Stage.WITHDRAWN:
        raise NotOpen("Your teacher has withdrawn this piece. What you handed in is kept as it is.")
    if stage is not Stage.OPEN:
        raise NotOpen("This piece is not open now, so it stays handed in. Ask your teacher.")
    if current.marking_began_at is not None:
        raise NotOpen("This piece cannot be taken back any more. Ask your teacher.")
    move([current], Act.TAKE_BACK, WorkState.WORKING, by=by, at=now)
    return current


def begin_marking(*, work: Work, at: datetime) -> None:
    """From here on the student cannot take the piece back. Called with the piece locked, in the transaction of what the
    marker did."""
    if work.marking_began_at is None:
        work.marking_began_at = at
        work.save(update_fields=["marking_began_at"])


def mark_returned(*, works: Sequence[Work], by: User, at: datetime) -> None:
    """From handed in to returned. Called with the pieces locked, in the transaction of the release."""
    move([work for work in works if work.state == WorkState.HANDED_IN], Act.RETURN, WorkState.RETURNED, by=by, at=at)


def mark_recalled(*, works: Sequence[Work], by: User, at: datetime) -> None:
    """From returned to handed in. Called with the pieces locked, in the transaction of the recall."""
    move([work for work in works if work.state == WorkState.RETURNED], Act.RECALL, WorkState.HANDED_IN, by=by, at=at)


def move(
    works: Sequence[Work],
    act: Act,
    to: WorkState,
    *,
    by: User,
    at: datetime,
    until: datetime | None = None,
    note: str = "",
    **changes: Any,
) -> None:
    """Each piece to a state, with what else changes of it (name of a field → value): two queries, however many.

    Called with the pieces locked; they have what is new of them afterwards.
    """
    if not works:
        return
    Transition.objects.bulk_create(
        Transition(
            school_id=work.school_id,
            work=work,
            act=act,
            from_state=work.state,
            to_state=to,
            by=by,
            at=at,
            until=until,
            note=note,
        )
        for work in works
    )
    changes["state"] = to
    Work.objects.filter(pk__in=[work.pk for work in works]).update(**changes)
    for work in works:
        for name, value in changes.items():
            setattr(work, name, value)


def _locked(work: Work) -> tuple[Sheet, Work]:
    """The sheet, then the piece: whoever locks both takes them in this order."""
    sheet = Sheet.objects.select_for_update().get(pk=work.sheet_id)
    return sheet, Work.objects.select_for_update().get(pk=work.pk)
