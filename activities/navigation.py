"""The places in the bar: what is due for students, activities for teachers."""

from collections.abc import Iterable

from django.urls import reverse

from historyclass.people.models import Role, User
from historyclass.people.navigation import Place
from historyclass.people.permissions import roles_of


def due_places(user: User) -> Iterable[Place]:
    return (
        [Place("Due", reverse("activities:due"), order=10, also=("/work/",))] if Role.STUDENT in roles_of(user) else []
    )


def activity_places(user: User) -> Iterable[Place]:
    return [Place("Activities", reverse("activities:activities"), order=25)] if Role.TEACHER in roles_of(user) else []
