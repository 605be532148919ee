"""Signing in, and staying signed in: only for people who belong to a school now."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from historyclass.people.models import User, clean_username


class MemberBackend(BaseBackend):
    """Username and password, for people with an open membership.

    A request loads its user with one query that also asks for the membership, so somebody who has left is signed out
    at their next request.
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
        return User.objects.members().filter(pk=user_id).first()
