"""Who may see, do and set work."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activities.models import Activity, Assignment, Work
from historyclass.people.models import Classroom, School, User
from historyclass.people.permissions import (
    Rule,
    class_admin,
    class_known,
    class_student,
    class_teacher,
    school_member,
    school_teacher,
)

# What ships is for everybody who teaches somewhere; a school's own for its teachers.
activity_setter = Rule[Activity](lambda user: _activities(user, school_teacher))
activity_known = Rule[Activity](lambda user: _activities(user, school_member))
activity_author = Rule[Activity](
    lambda user: Activity.objects.filter(school__in=school_teacher.rows(user).values("pk"))
)


def _activities(user: User, schools: Rule[School]) -> QuerySet[Activity]:
    own = schools.rows(user)
    ships = Q(school__isnull=True, enquiry__school__isnull=True)
    return Activity.objects.filter(ships & Exists(own) | _of_schools(own.values("pk")))


def _of_schools(schools: Iterable[Any]) -> Q:
    """What schools wrote themselves: their versions of activities, and those of their own enquiries."""
    return Q(school__in=schools) | Q(school__isnull=True, enquiry__school__in=schools)


assignment_student = Rule[Assignment](
    # Work once begun stays the student's to read after they have moved class, while they belong to the school.
    lambda user: Assignment.objects.filter(
        Q(classroom__in=class_student.rows(user).values("pk"))
        | Q(
            pk__in=Work.objects.filter(student=user).values("assignment"),
            school__in=school_member.rows(user).values("pk"),
        )
    )
)
assignment_teacher = Rule[Assignment](
    lambda user: Assignment.objects.filter(classroom__in=class_teacher.rows(user).values("pk"))
)
assignment_known = Rule[Assignment](
    lambda user: Assignment.objects.filter(
        Q(classroom__in=class_known.rows(user).values("pk")) | Q(pk__in=assignment_student.rows(user).values("pk"))
    )
)
work_marker = Rule[Work](lambda user: Work.objects.filter(assignment__in=assignment_teacher.rows(user).values("pk")))
work_known = Rule[Work](
    lambda user: Work.objects.filter(Q(student=user) | Q(assignment__classroom__in=class_admin.rows(user).values("pk")))
)
draft_reader = Rule[Work](lambda user: work_marker.rows(user).filter(assignment__drafts_readable=True))
draft_known = Rule[Work](lambda user: work_marker.rows(user) | work_known.rows(user))


def settable(user: User, classroom: Classroom) -> QuerySet[Activity]:
    """What a teacher can set to a class now: what ships, and what its own school made."""
    ours = Q(school__isnull=True, enquiry__school__isnull=True) | _of_schools([classroom.school_id])
    return activity_setter.rows(user).filter(ours, retired=False)


def with_may_write(assignments: QuerySet[Assignment], user: User) -> QuerySet[Assignment]:
    """Assignments with `may_write`: whether the student is in the class now, and it is open. Late work is kept; work in
    a class they have left, or that is closed, is only read."""
    return assignments.annotate(may_write=Exists(class_student.rows(user).filter(pk=OuterRef("classroom"))))
