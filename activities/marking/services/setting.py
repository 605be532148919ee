"""Setting work with its points, and changing it."""

from django.db import transaction

from activities.marking import queries
from activities.marking.models import AssignmentScheme, Scheme, SchemeVersion
from activities.models import Activity, Assignment
from activities.services import Terms, change_assignment, set_assignment
from historyclass.people.models import Classroom, School, User


class PointsFixed(Exception):
    """A mark has been given: what it is out of stays. The text says so to the reader."""


def points_scheme(*, school: School, maximum: int) -> SchemeVersion:
    """The school's scheme "Points out of N"."""
    scheme, _ = Scheme.objects.get_or_create(school=school, title=f"Points out of {maximum}")
    version, _ = SchemeVersion.objects.get_or_create(scheme=scheme, number=1, defaults={"maximum": maximum})
    return version


@transaction.atomic
def set_work(*, activity: Activity, classroom: Classroom, terms: Terms, points: int, set_by: User) -> Assignment:
    """Set an activity to a class, to be marked with points out of `points`."""
    assignment = set_assignment(activity=activity, classroom=classroom, terms=terms, set_by=set_by)
    version = points_scheme(school=classroom.school, maximum=points)
    AssignmentScheme.objects.create(assignment=assignment, version=version)
    return assignment


@transaction.atomic
def change_work(*, assignment: Assignment, terms: Terms, points: int, by: User) -> Assignment:
    """Change what was said when the work was set. Raises PointsFixed where a mark is out of other points."""
    scheme = queries.locked_scheme(assignment.pk)
    if points != scheme.version.maximum:
        if queries.has_marks(assignment):
            raise PointsFixed(f"A mark has been given out of {scheme.version.maximum}, so this stays.")
        scheme.version = points_scheme(school=assignment.school, maximum=points)
        scheme.save()
    return change_assignment(assignment=assignment, terms=terms, by=by)
