"""What marking knows of a class that is about to be closed: it fills a slot of the school's page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.marking import queries
from historyclass.people.models import Classroom


def under_way(request: HttpRequest, *, classroom: Classroom) -> str:
    """What closing cuts off, and what it leaves for the teachers, in numbers; nothing where there is neither."""
    found = queries.under_way(classroom)
    return render_to_string("marking/under_way.html", {"under_way": found}, request=request) if found else ""
