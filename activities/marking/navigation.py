"""The teacher's place in the bar."""

from collections.abc import Iterable

from django.urls import reverse

from historyclass.people.models import Role, User
from historyclass.people.navigation import Place
from historyclass.people.permissions import roles_of


def class_places(user: User) -> Iterable[Place]:
    return (
        [Place("Classes", reverse("marking:classes"), order=20, also=("/assignments/", "/drafts/", "/papers/"))]
        if Role.TEACHER in roles_of(user)
        else []
    )
