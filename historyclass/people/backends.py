"""Signing in, and staying signed in: only for people who belong to a school now."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from historyclass.people.models import User, clean_username
from historyclass.people.permissions import with_roles


class MemberBackend(BaseBackend):
    """Username and password, for people with an open membership.

    A request loads its user with one query that also asks for the membership and the roles, so somebody who has left is
    signed out at their next request.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.members().filter(username=clean_username(username)).first()
        if user is None:
            # Hash all the same: the time taken must not tell which usernames exist.
            make_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return with_roles(User.objects.members()).filter(pk=user_id).first()


def person_of_session(
    request: HttpRequest, read_with: Callable[[QuerySet[User], int], QuerySet[User]]
) -> User | AnonymousUser:
    """Who is signed in, as `request.user` tells it, with what `read_with` annotates: one query beside the session's."""
    user_id = request.session.get(SESSION_KEY)
    if user_id is not None and str(user_id).isdecimal():
        person = read_with(User.objects.members(), int(user_id)).filter(pk=user_id).first()
        held = request.session.get(HASH_SESSION_KEY, "")
        if person is not None and constant_time_compare(held, person.get_session_auth_hash()):
            return person
    # Nobody, somebody who has left, or whose password was changed elsewhere: ended as for every page.
    return get_user(request)
