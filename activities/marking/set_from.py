"""What classes have from an enquiry: it fills a slot of the enquiry's page, for their teachers."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.models import Assignment
from activities.permissions import assignment_teacher
from historyclass.people.models import Role
from historyclass.people.permissions import roles_of
from sources.models import Enquiry


def for_teacher(request: HttpRequest, *, enquiry: Enquiry) -> str:
    """What is set from this enquiry to the classes that they teach and that are not closed; nothing for others."""
    if Role.TEACHER not in roles_of(request.user):  # type: ignore[arg-type] # pages of the library want somebody
        return ""
    rows: list[Assignment] = list(
        assignment_teacher.rows(request.user)  # type: ignore[arg-type] # the same
        .standing()  # type: ignore[attr-defined] # rules give plain querysets
        .filter(activity__enquiry=enquiry, classroom__closed_at__isnull=True)
        .select_related("classroom")
        .defer("parts")
        .order_by("classroom__name", "due_at", "pk")
    )
    return render_to_string("marking/set_from.html", {"assignments": rows}, request=request)
