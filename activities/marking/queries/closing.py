"""What is under way in a class, for whoever is about to close it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from activities.marking.queries.classes import unfinished
from activities.models import Assignment, Work, WorkState
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
    assignments = Assignment.objects.standing().set_to(classroom)
    now = timezone.now()
    # As Work.closes_at has it: nobody's piece closes before it is due for them.
    is_open = Q(assignment__closes_at__isnull=True) | Q(assignment__closes_at__gte=now)
    is_open |= Q(extended_until__gte=now) | Q(redraft_due_at__gte=now)
    here = Enrolment.objects.open().filter(classroom=classroom, user=OuterRef("student"), role=EnrolmentRole.STUDENT)
    begun = Work.objects.filter(
        is_open, Exists(here), assignment__in=assignments, state=WorkState.WORKING, sheet__revision__gt=0
    )
    working = begun.aggregate(students=Count("student", distinct=True), pieces=Count("assignment", distinct=True))
    is_marked = Counter(mark is not None for _, _, mark, _ in unfinished(assignments))
    return UnderWay(**working, to_mark=is_marked[False], to_return=is_marked[True])
