"""Setting work, changing it, withdrawing it and putting it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.freezing import frozen_parts
from activities.models import Activity, Assignment
from historyclass.people.models import Classroom, User
from historyclass.people.services import lock_open_class


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
    parts = frozen_parts(activity, classroom)
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
