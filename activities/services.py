"""Writes of activities: setting work and changing it, beginning it, handing it in, taking it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from activities.models import Act, Activity, Assignment, Stage, Submission, Transition, Work, WorkState
from activities.parts import FrozenPart
from historyclass.desk.models import Sheet
from historyclass.desk.queries import has_conflicts
from historyclass.desk.services import new_sheet
from historyclass.people.models import Classroom, User
from historyclass.people.services import lock_open_class


class NotOpen(Exception):
    """The work is not in a state that allows this. The text says so to the reader."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a teacher says when they set an activity, and may change afterwards.

    `instructions` are paragraphs. The piece is open from `opens_at` (None: at once) until `closes_at` (None: it stays
    open); `drafts_readable`: the class's teachers can read what is not handed in yet.
    """

    title: str
    instructions: list[str]
    due_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    drafts_readable: bool = False


@transaction.atomic
def set_assignment(*, activity: Activity, classroom: Classroom, terms: Terms, set_by: User) -> Assignment:
    """Set an activity to a class, its parts frozen as they are now. Raises ClassClosed."""
    lock_open_class(classroom)
    parts = [
        FrozenPart(key=part.key, title=part.title, kind=part.kind, version=part.version, definition=part.definition)
        for part in activity.parts.all()
    ]
    assignment = Assignment(
        activity=activity,
        classroom=classroom,
        parts=[part.model_dump() for part in parts],
        set_by=set_by,
        **vars(terms),
    )
    return _keep(assignment, by=set_by)


@transaction.atomic
def change_assignment(*, assignment: Assignment, terms: Terms, by: User) -> Assignment:
    """Change what was said when the work was set. What students wrote and handed in stays as it is."""
    current = Assignment.objects.select_for_update().get(pk=assignment.pk)
    for name, value in vars(terms).items():
        setattr(current, name, value)
    return _keep(current, by=by)


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, by: User, at: datetime | None = None) -> Assignment:
    """Take set work away from the class. What students wrote is kept, and theirs to read."""
    current = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if current.withdrawn_at is not None:
        return current
    current.withdrawn_at = at or timezone.now()
    return _keep(current, by=by)


@transaction.atomic
def restore_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """Put withdrawn work back as it was."""
    current = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if current.withdrawn_at is None:
        return current
    current.withdrawn_at = None
    return _keep(current, by=by)


def _keep(assignment: Assignment, *, by: User) -> Assignment:
    # Who changed it stands in the history; outside a request nothing else would say so.
    assignment._history_user = by  # type: ignore[attr-defined]
    assignment.save()
    return assignment


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
    if current.state != WorkState.WORKING:
        raise NotOpen("This piece is handed in already.")
    stage = current.assignment.stage(now)
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
        due_then=current.assignment.due_at,
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
    if current.state == WorkState.WORKING:
        raise NotOpen("This piece is not handed in. You can go on with it.")
    if current.state == WorkState.RETURNED:
        raise NotOpen("Your teacher has returned this piece. What you handed in is kept as it is.")
    stage = current.assignment.stage(now)
    if stage is Stage.WITHDRAWN:
        raise NotOpen("Your teacher has withdrawn this piece. What you handed in is kept as it is.")
    if stage is not Stage.OPEN:
        raise NotOpen("This piece is not open now, so it stays handed in. Ask your teacher.")
    if current.marking_began_at is not None:
        raise NotOpen("This piece cannot be taken back any more. Ask your teacher.")
    _move(current, Act.TAKE_BACK, WorkState.WORKING, by=by, at=now)
    return current


def begin_marking(*, work: Work, at: datetime) -> None:
    """From here on the student cannot take the piece back. Called with the piece locked, in the mark's transaction."""
    if work.marking_began_at is None:
        work.marking_began_at = at
        work.save(update_fields=["marking_began_at"])


def mark_returned(*, works: list[int], by: User, at: datetime | None = None) -> None:
    """From handed in to returned, for the pieces with these ids. Called with them locked, in the transaction of the
    release."""
    now = at or timezone.now()
    handed_in = list(Work.objects.filter(pk__in=works, state=WorkState.HANDED_IN))
    Transition.objects.bulk_create(
        _transition(work, Act.RETURN, WorkState.RETURNED, by=by, at=now) for work in handed_in
    )
    Work.objects.filter(pk__in=[work.pk for work in handed_in]).update(state=WorkState.RETURNED)


def _locked(work: Work) -> tuple[Sheet, Work]:
    """The sheet, then the piece: whoever locks both takes them in this order."""
    sheet = Sheet.objects.select_for_update().get(pk=work.sheet_id)
    return sheet, Work.objects.select_for_update().get(pk=work.pk)


def _move(work: Work, act: Act, to: WorkState, *, by: User, at: datetime) -> None:
    _transition(work, act, to, by=by, at=at).save()
    work.state = to
    work.save()


def _transition(work: Work, act: Act, to: WorkState, *, by: User, at: datetime) -> Transition:
    return Transition(school_id=work.school_id, work=work, act=act, from_state=work.state, to_state=to, by=by, at=at)
