"""What is under way in a class, for whoever is about to close it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from activities.marking.queries.following import with_latest
from activities.models import WITH_TEACHER, Work, WorkState
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole


@dataclass(frozen=True)
class UnderWay:
    """Counts of what closing the class cuts off, or leaves for its teachers. Withdrawn work is none of it."""

    students: int
    """Who have begun a piece, and could still hand it in."""
    pieces: int
    """Which those students are working on."""
    to_mark: int
    to_return: int

    def __bool__(self) -> bool:
        return bool(self.students or self.to_mark or self.to_return)


def under_way(classroom: Classroom) -> UnderWay:
    """Two queries."""
    works: Any = Work.objects.filter(assignment__classroom=classroom, assignment__withdrawn_at__isnull=True)
    now = timezone.now()
    # As Work.closes_at has it: nobody's piece closes before it is due for them.
    is_open = Q(assignment__closes_at__isnull=True) | Q(assignment__closes_at__gte=now)
    is_open |= Q(extended_until__gte=now) | Q(redraft_due_at__gte=now)
    here = Enrolment.objects.open().filter(classroom=classroom, user=OuterRef("student"), role=EnrolmentRole.STUDENT)
    begun = works.filter(is_open, Exists(here), state=WorkState.WORKING, sheet__revision__gt=0)
    working = begun.aggregate(students=Count("student", distinct=True), pieces=Count("assignment", distinct=True))
    unreturned = Q(state=WorkState.HANDED_IN) | Q(seen_id__isnull=True) | Q(seen_id__lt=F("mark_id"))
    waiting = (
        with_latest(works.filter(state__in=WITH_TEACHER))
        .filter(unreturned)
        .aggregate(
            to_mark=Count("pk", filter=Q(mark_id__isnull=True)), to_return=Count("pk", filter=Q(mark_id__isnull=False))
        )
    )
    return UnderWay(**working, **waiting)
