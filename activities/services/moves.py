"""What a student does with a piece, and what its teacher does that changes its state. Each leaves a Transition.

A lock on the student's sheet comes before one on the piece; pieces are locked in the order of their ids.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from activities.models import Act, Assignment, Stage, Submission, Transition, Work, WorkState
from historyclass.desk.models import Sheet
from historyclass.desk.queries import has_conflicts
from historyclass.desk.services import new_sheet
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
    current.marking_began_at = None
    _move(current, Act.HAND_IN, WorkState.HANDED_IN, by=by or current.student, at=now)
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

    Raises NotOpen where nothing is handed in, unless the piece is open, and once marking has begun.
    """
    now = at or timezone.now()
    _, current = _locked(work)
    if current.state == WorkState.EXCUSED:
        raise NotOpen("Your teacher has excused you from this piece.")
    if current.state == WorkState.WORKING:
        raise NotOpen("This piece is not handed in. You can go on with it.")
    if current.state == WorkState.RETURNED:
        raise NotOpen("Your teacher has returned this piece. What you handed in is kept as it is.")
    stage = current.stage(now)
    if stage is Stage.WITHDRAWN:
        raise NotOpen("Your teacher has withdrawn this piece. What you handed in is kept as it is.")
    if stage is not Stage.OPEN:
        raise NotOpen("This piece is not open now, so it stays handed in. Ask your teacher.")
    if current.marking_began_at is not None:
        raise NotOpen("This piece cannot be taken back any more. Ask your teacher.")
    _move(current, Act.TAKE_BACK, WorkState.WORKING, by=by, at=now)
    return current


@dataclass
class Outcome:
    """What became of an act on several pieces: those it was done to, and those it was not, with why."""

    done: list[Work] = field(default_factory=list)
    refused: list[tuple[Work, str]] = field(default_factory=list)


def extend(
    *, assignment: Assignment, students: Sequence[User], until: datetime, by: User, at: datetime | None = None
) -> Outcome:
    """Give students longer than the class. They can hand in until then, even where the class cannot any more.

    Not where a piece is handed in, returned or excused. Raises ValueError unless `until` lies after the class's due
    time: for less time there is no extension.
    """
    if until <= assignment.due_at:
        raise ValueError("An extension ends after the class's due time.")

    def give(work: Work, now: datetime) -> str:
        if work.state != WorkState.WORKING:
            return _why_not(work)
        if work.extended_until != until:
            work.extended_until = until
            _move(work, Act.EXTEND, WorkState.WORKING, by=by, at=now, until=until)
        return ""

    return _each(assignment, students, give, at)


def end_extension(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """Take back the longer time: the class's due time holds again. A redraft keeps its date."""

    def end(work: Work, now: datetime) -> str:
        if work.state != WorkState.WORKING:
            return _why_not(work)
        if work.extended_until is not None:
            work.extended_until = None
            _move(work, Act.EXTEND, WorkState.WORKING, by=by, at=now)
        return ""

    return _each(assignment, students, end, at)


def excuse(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """From working to excused: the students need not do the piece. What they wrote is kept."""

    def let_off(work: Work, now: datetime) -> str:
        if work.is_with_teacher:
            return _why_not(work)
        if work.state != WorkState.EXCUSED:
            _move(work, Act.EXCUSE, WorkState.EXCUSED, by=by, at=now)
        return ""

    return _each(assignment, students, let_off, at)


def unexcuse(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """From excused to working: the piece is the student's to do again."""

    def expect(work: Work, now: datetime) -> str:
        if work.state != WorkState.EXCUSED:
            return "is not excused."
        _move(work, Act.UNEXCUSE, WorkState.WORKING, by=by, at=now)
        return ""

    return _each(assignment, students, expect, at)


def _why_not(work: Work) -> str:
    return {
        WorkState.HANDED_IN: "has handed in.",
        WorkState.RETURNED: "has it back.",
        WorkState.EXCUSED: "is excused.",
    }[WorkState(work.state)]


@transaction.atomic
def _each(
    assignment: Assignment,
    students: Sequence[User],
    act: Callable[[Work, datetime], str],
    at: datetime | None,
) -> Outcome:
    """Do it to each piece, locked. A piece that nobody has opened is made first: what was said of it stands there."""
    begun = set(Work.objects.filter(assignment=assignment, student__in=students).values_list("student", flat=True))
    for student in students:
        if student.pk not in begun:
            begin_work(assignment=assignment, student=student)
    outcome = Outcome()
    found = Work.objects.filter(assignment=assignment, student__in=students)
    rows = found.select_related("student", "assignment").order_by("pk")
    for work in rows.select_for_update(of=("self",)):
        why = act(work, at or timezone.now())
        if why:
            outcome.refused.append((work, f"{work.student.full_name} {why}"))
        else:
            outcome.done.append(work)
    return outcome


def begin_marking(*, work: Work, at: datetime) -> None:
    """From here on the student cannot take the piece back. Called with the piece locked, in the transaction of what the
    marker did."""
    if work.marking_began_at is None:
        work.marking_began_at = at
        work.save(update_fields=["marking_began_at"])


def mark_returned(*, works: Sequence[Work], by: User, at: datetime) -> None:
    """From handed in to returned. Called with the pieces locked, in the transaction of the release."""
    _move_all([work for work in works if work.state == WorkState.HANDED_IN], Act.RETURN, WorkState.RETURNED, by, at)


def mark_recalled(*, works: Sequence[Work], by: User, at: datetime) -> None:
    """From returned to handed in. Called with the pieces locked, in the transaction of the recall."""
    _move_all([work for work in works if work.state == WorkState.RETURNED], Act.RECALL, WorkState.HANDED_IN, by, at)


def mark_sent_back(*, work: Work, by: User, until: datetime, note: str, at: datetime) -> None:
    """From handed in or returned to working: the student redrafts it until then. Called with the piece locked.

    Raises NotOpen from any other state, and where the piece is withdrawn or not open yet.
    """
    if not work.is_with_teacher:
        raise NotOpen(f"{work.student.full_name} has this piece already.")
    work.redraft_due_at = until
    work.marking_began_at = None
    if work.stage(at) is not Stage.OPEN or work.assignment.classroom.closed_at is not None:
        raise NotOpen("This piece is shut, withdrawn or of a closed class, so nobody could hand in a redraft.")
    _move(work, Act.SEND_BACK, WorkState.WORKING, by=by, at=at, until=until, note=note)


def _move_all(works: Sequence[Work], act: Act, to: WorkState, by: User, at: datetime) -> None:
    Transition.objects.bulk_create(_transition(work, act, to, by=by, at=at) for work in works)
    Work.objects.filter(pk__in=[work.pk for work in works]).update(state=to)


def _locked(work: Work) -> tuple[Sheet, Work]:
    """The sheet, then the piece: whoever locks both takes them in this order."""
    sheet = Sheet.objects.select_for_update().get(pk=work.sheet_id)
    return sheet, Work.objects.select_for_update().get(pk=work.pk)


def _move(
    work: Work, act: Act, to: WorkState, *, by: User, at: datetime, until: datetime | None = None, note: str = ""
) -> None:
    _transition(work, act, to, by=by, at=at, until=until, note=note).save()
    work.state = to
    work.save()


def _transition(
    work: Work, act: Act, to: WorkState, *, by: User, at: datetime, until: datetime | None = None, note: str = ""
) -> Transition:
    return Transition(
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
