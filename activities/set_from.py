"""What is set from an enquiry: it fills a slot of the enquiry's page, for students with their own pieces."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities import queries
from historyclass.people.models import Role
from historyclass.people.permissions import roles_of
from sources.models import Enquiry


def for_student(request: HttpRequest, *, enquiry: Enquiry) -> str:
    """Their pieces from this enquiry that wait for them, are with their teacher or came back; nothing for others."""
    if Role.STUDENT not in roles_of(request.user):  # type: ignore[arg-type] # pages of the library want somebody
        return ""
    found = queries.set_from(enquiry, request.user)  # type: ignore[arg-type] # the same
    return render_to_string("activities/set_from.html", {"pieces": found}, request=request) if found else ""
