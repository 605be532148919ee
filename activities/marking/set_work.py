"""What is set out of an enquiry to a teacher's classes: the library's pages for teachers tell it."""

from django.db.models import Q
from django.urls import reverse

from activities.models import Assignment
from activities.permissions import assignment_teacher
from historyclass.people.models import Role, User
from historyclass.people.permissions import class_admin, roles_of
from sources.models import Enquiry
from sources.set_work import SetWork


def set_work(user: User, enquiry: Enquiry) -> list[SetWork]:
    """What stands, in open classes that the person teaches or, as an admin, looks after: two queries at most."""
    own = assignment_teacher.rows(user)
    rows = Assignment.objects.filter(pk__in=own.values("pk"))
    is_admin = Role.ADMIN in roles_of(user)
    if is_admin:
        rows = Assignment.objects.filter(
            Q(pk__in=own.values("pk")) | Q(classroom__in=class_admin.rows(user).values("pk"))
        )
    rows = rows.standing().filter(activity__enquiry=enquiry, classroom__closed_at__isnull=True)
    theirs = set(own.values_list("pk", flat=True)) if is_admin else None
    return [
        SetWork(
            title=found.title,
            class_id=found.classroom_id,
            class_name=found.classroom.name,
            due_at=found.due_at,
            url=reverse("marking:assignment", args=[found.pk]) if theirs is None or found.pk in theirs else "",
            refs=found.live_parts.refs,
        )
        for found in rows.select_related("classroom")
    ]
