"""The library's place in the bar."""

from collections.abc import Iterable

from django.urls import reverse

from historyclass.people.models import User
from historyclass.people.navigation import Place


def library_places(user: User) -> Iterable[Place]:
    return [Place("Library", reverse("sources:library"), order=40, also=("/packs/",))]
