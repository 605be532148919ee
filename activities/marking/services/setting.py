"""Setting work with its points, and changing it."""

from django.db import transaction

from activities.marking import queries
from activities.marking.models import AssignmentScheme, Scheme, SchemeVersion
from activities.marking.points import OutOf, Points, titles_of
from activities.models import Activity, Assignment
from activities.services import Terms, change_assignment, set_assignment
from historyclass.people.models import Classroom, School, User


class PointsFixed(Exception):
    """A mark has been given: what it is out of stays. The text says so to the reader."""

    def __init__(self, out_of: OutOf) -> None:
        super().__init__(f"A mark has been given out of {out_of.maximum}, so this stays.")


class PartsChanged(Exception):
    """The activity has other parts than points were said for. The text says so to the reader."""

    def __init__(self) -> None:
        super().__init__("The parts of this activity have changed. Look at the points again, then set it.")


def points_scheme(*, school: School, maximum: int) -> SchemeVersion:
    """The school's scheme "Points out of N"."""
    scheme, _ = Scheme.objects.get_or_create(school=school, title=f"Points out of {maximum}")
    version, _ = SchemeVersion.objects.get_or_create(scheme=scheme, number=1, defaults={"maximum": maximum})
    return version


@transaction.atomic
def set_work(*, activity: Activity, classroom: Classroom, terms: Terms, points: Points, set_by: User) -> Assignment:
    """Set an activity to a class, to be marked out of `points`: a number for the whole piece, or points for each part
    (key → points), of which some may be 0. Raises ClassClosed, and PartsChanged where these are not its parts."""
    assignment = set_assignment(activity=activity, classroom=classroom, terms=terms, set_by=set_by)
    titles = titles_of(assignment.live_parts.parts)
    if not isinstance(points, int) and points.keys() != titles.keys():
        raise PartsChanged
    out_of = OutOf.over(titles, points)
    version = points_scheme(school=classroom.school, maximum=out_of.maximum)
    AssignmentScheme.objects.create(assignment=assignment, version=version, parts=out_of.stored)
    return assignment


@transaction.atomic
def change_work(*, assignment: Assignment, terms: Terms, points: Points, by: User) -> Assignment:
    """Change what was said when the work was set; `points` as in set_work. Raises PointsFixed where a mark is out of
    other points."""
    scheme = queries.locked_scheme(assignment.pk)
    out_of = OutOf.over(titles_of(assignment.live_parts.parts), points)
    if out_of != scheme.out_of:
        if queries.has_marks(assignment):
            raise PointsFixed(scheme.out_of)
        scheme.version = points_scheme(school=assignment.school, maximum=out_of.maximum)
        scheme.parts = out_of.stored
        scheme.save()
    return change_assignment(assignment=assignment, terms=terms, by=by)
