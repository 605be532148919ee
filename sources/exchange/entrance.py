"""The way from the library to the packs, for teachers."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from historyclass.people.models import Role, User
from historyclass.people.permissions import roles_of


def entrance(request: HttpRequest, **values: Any) -> str:
    """A link at the head of the library; nothing for whoever does not teach."""
    if not isinstance(request.user, User) or Role.TEACHER not in roles_of(request.user):
        return ""
    return render_to_string("sources/exchange/entrance.html", request=request)
