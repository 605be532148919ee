"""The places in the bar at the head of every page. Each app adds its own; the first one a person has is their home."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from historyclass.people.models import Role, User
from historyclass.people.permissions import roles_of, school_admin


@dataclass(frozen=True)
class Place:
    """One link in the bar. `order` sorts them; `current` is set for the page being shown.

    `also` are the beginnings of other addresses that belong to the place.
    """

    label: str
    url: str
    order: int = 50
    also: tuple[str, ...] = ()
    current: bool = False


Source = Callable[[User], Iterable[Place]]
_sources: list[Source] = []


def add_place(source: Source) -> None:
    """Register a function that gives the places of a person. Called in `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def places_of(user: User) -> list[Place]:
    """The person's places, first one first."""
    return sorted((place for source in _sources for place in source(user)), key=lambda place: place.order)


def places(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `places`, computed only when a template shows the bar."""

    def current_places() -> list[Place]:
        user = getattr(request, "user", None)
        if not isinstance(user, User) or user.password_is_temporary:
            return []
        found = places_of(user)
        here = next((place.url for place in found if request.path.startswith((place.url, *place.also))), None)
        return [replace(place, current=place.url == here) for place in found]

    return {"places": current_places}


def school_places(user: User) -> Iterable[Place]:
    if Role.ADMIN not in roles_of(user):
        return []
    schools = list(school_admin.rows(user))
    return [
        Place("School" if len(schools) == 1 else school.name, reverse("people:school", args=[school.slug]), order=30)
        for school in schools
    ]
