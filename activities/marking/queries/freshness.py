"""Whether what a teacher's page shows of an assignment still stands, told by numbers that the database has at hand."""

import hashlib
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, Max, QuerySet, Subquery, Sum, Value
from django.utils import timezone

from activities.marking.models import Answer, AssignmentScheme, Mark, Recall, Release
from activities.models import Assignment, Transition, Work
from activities.permissions import assignment_teacher
from historyclass.people.models import Enrolment, EnrolmentRole, User

MOMENTS = ("opens_at", "due_at", "closes_at")


def read_with_state(people: QuerySet[User], user_id: int, assignment_id: int) -> QuerySet[User]:
    """People with what `state_tag` wants, all in the query that reads the person.

    Counts and sums, never the greatest id alone: of two transactions the one that began first may end last.
    """
    if assignment_id > BigIntegerField.MAX_BIGINT:
        # No row has such a number, and the database would not take it: the page finds nothing.
        return people
    this = {"pk": assignment_id}
    works = Work.objects.filter(assignment=assignment_id)
    asker = User(pk=user_id)
    students = Enrolment.objects.open().filter(classroom__assignments=assignment_id, role=EnrolmentRole.STUDENT)
    now = timezone.now()
    return people.annotate(
        state_follows=Exists(assignment_teacher.rows(asker).filter(**this)),
        **{f"state_{name}": Subquery(Assignment.objects.filter(**this).values(name)[:1]) for name in MOMENTS},
        state_terms=_one(Assignment.history.filter(id=assignment_id), Max("history_id")),
        state_points=Subquery(AssignmentScheme.objects.filter(assignment=assignment_id).values("version")[:1]),
        state_parts=Subquery(AssignmentScheme.objects.filter(assignment=assignment_id).values("parts")[:1]),
        state_students=_one(students, Count("pk")),
        state_enrolments=_one(students, Sum("pk")),
        # Names are corrected seldom: any change of any person's counts.
        state_names=Subquery(User.history.order_by("-history_id").values("history_id")[:1]),
        state_works=_one(works, Count("pk")),
        state_typed=_one(works, Sum("sheet__revision")),
        state_moves=_one(Transition.objects.filter(work__assignment=assignment_id), Count("pk")),
        state_longer_over=_one(works.filter(extended_until__lt=now), Count("pk")),
        state_redrafts_over=_one(works.filter(redraft_due_at__lt=now), Count("pk")),
        state_marks=_one(Mark.objects.filter(submission__work__assignment=assignment_id), Count("pk")),
        state_releases=_one(Release.objects.filter(work__assignment=assignment_id), Count("pk")),
        state_recalls=_one(Recall.objects.filter(release__work__assignment=assignment_id), Count("pk")),
        state_answers=_one(Answer.objects.filter(submission__work__assignment=assignment_id), Count("pk")),
    )


def _one(rows: QuerySet[Any], found: Any) -> Subquery:
    """An aggregate over rows that do not hang on the row around it."""
    return Subquery(rows.order_by().annotate(_all=Value(1)).values("_all").annotate(_found=found).values("_found"))


def state_tag(person: Any, assignment_id: int) -> str | None:
    """A strong entity tag of what the page shows. None for somebody who does not teach the class.

    `person` was read with `read_with_state`. The clock is in it, as far as the page tells of it: a due time that has
    passed, and the day.
    """
    if not getattr(person, "state_follows", False):
        return None
    facts = sorted((name, value) for name, value in vars(person).items() if name.startswith("state_"))
    now = timezone.now()
    passed = [moment is not None and now > moment for moment in (getattr(person, f"state_{name}") for name in MOMENTS)]
    said = repr((assignment_id, facts, passed, timezone.localdate()))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
