"""Writes of activities: setting work, beginning it, handing it in."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from activities.models import Activity, Assignment, Submission, Work, WorkState
from activities.parts import FrozenPart
from historyclass.desk.models import Sheet
from historyclass.desk.queries import has_conflicts
from historyclass.desk.services import new_sheet
from historyclass.people.models import Classroom, User


class NotOpen(Exception):
    """The work is not in a state that allows this. The text says so to the reader."""


@transaction.atomic
def set_assignment(
    *, activity: Activity, classroom: Classroom, title: str, due_at: datetime, set_by: User
) -> Assignment:
    """Set an activity to a class, its parts frozen as they are now."""
    parts = [
        FrozenPart(key=part.key, title=part.title, kind=part.kind, version=part.version, definition=part.definition)
        for part in activity.parts.all()
    ]
    return Assignment.objects.create(
        activity=activity,
        classroom=classroom,
        title=title,
        instructions=activity.instructions,
        parts=[part.model_dump() for part in parts],
        due_at=due_at,
        set_by=set_by,
    )


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
def hand_in(*, work: Work) -> Submission:
    """From working to handed in: freeze what stands on the sheet. Raises NotOpen from any other
    state, and while two versions of a cell wait for a choice: one of them would be buried."""
    sheet = Sheet.objects.select_for_update().get(pk=work.sheet_id)
    current = Work.objects.select_for_update().select_related("assignment").get(pk=work.pk)
    if current.state != WorkState.WORKING:
        raise NotOpen("This piece is handed in already.")
    if has_conflicts(sheet):
        raise NotOpen("Not handed in yet: you wrote two versions of something. Choose one here, then hand in.")
    last = Submission.objects.filter(work=current).aggregate(last=Max("number"))["last"] or 0
    submission = Submission.objects.create(
        school_id=current.school_id,
        work=current,
        number=last + 1,
        snapshot=sheet.values,
        revision=sheet.revision,
        due_then=current.assignment.due_at,
    )
    current.state = WorkState.HANDED_IN
    current.save()
    return submission


def mark_returned(*, works: list[int]) -> None:
    """From handed in to returned, for the pieces with these ids. Called in the transaction of the release."""
    Work.objects.filter(pk__in=works).update(state=WorkState.RETURNED)
