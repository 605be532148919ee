"""Writes about people. Each is one transaction, named as a school would say it."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from historyclass.people.models import (
    Classroom,
    Enrolment,
    EnrolmentRole,
    Membership,
    Role,
    School,
    User,
    clean_username,
)

# No 0/o, 1/l/i: a one-time password is copied from paper.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - letters to choose from, not a password


class AlreadyThere(Exception):
    """The person, class or enrolment exists already. The text says so to the reader."""


class ClassClosed(Exception):
    """The class is closed, so nobody joins it and nothing is set to it. The text says so to the reader."""


def one_time_password() -> str:
    """Twelve letters and digits in three groups, 59 bits: k7fq-x2mn-pd4t."""
    return "-".join("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(3))


@transaction.atomic
def create_school(*, name: str, slug: str, timezone_name: str, is_demo: bool = False) -> School:
    """Open a school on this site."""
    return School.objects.create(name=name, slug=slug, timezone=timezone_name, is_demo=is_demo)


@transaction.atomic
def open_site(
    *, name: str, slug: str, timezone_name: str, username: str, given_name: str, family_name: str, password: str
) -> User:
    """The first school of a site and its first admin. Raises AlreadyThere where there is a school."""
    if School.objects.exists():
        raise AlreadyThere("This site has a school already.")
    school = create_school(name=name, slug=slug, timezone_name=timezone_name)
    admin, _ = create_person(
        school=school,
        role=Role.ADMIN,
        username=username,
        given_name=given_name,
        family_name=family_name,
        password=password,
    )
    return admin


@transaction.atomic
def create_person(
    *,
    school: School,
    role: Role,
    username: str,
    given_name: str,
    family_name: str,
    title: str = "",
    password: str | None = None,
    classroom: Classroom | None = None,
) -> tuple[User, str]:
    """Make an account in the school.

    `username` is without the school. Without a `password`, a one-time one is made, which the person replaces at their
    first sign-in. Students and teachers can begin in a `classroom`. Returns the account and the password
    in clear, to be shown once. Raises AlreadyThere.
    """
    full_username = f"{username}@{school.slug}"
    taken = AlreadyThere(f"{username} is taken. Add a number or an initial.")
    if User.objects.filter(username=clean_username(full_username)).exists():
        raise taken
    secret = password or one_time_password()
    user = User(
        username=full_username,
        given_name=given_name,
        family_name=family_name,
        title=title,
        password_is_temporary=password is None,
    )
    user.set_password(secret)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # Somebody made the same name a moment ago.
        raise taken from None
    Membership.objects.create(user=user, school=school, role=role)
    if classroom is not None:
        enrol(classroom=classroom, user=user, role=EnrolmentRole(role.value))
    return user, secret


@transaction.atomic
def reset_password(*, user: User) -> str:
    """Give the person a one-time password, shown once. Signs them out everywhere (the session hash changes)."""
    secret = one_time_password()
    user.set_password(secret)
    user.password_is_temporary = True
    user.save()
    return secret


@transaction.atomic
def choose_password(*, user: User, password: str) -> None:
    """Set a password the person chose themselves."""
    user.set_password(password)
    user.password_is_temporary = False
    user.save()


def choose_looks(*, user: User, chosen: Mapping[str, str]) -> None:
    """How pages look to a person, by field of Looks. Their history has no line of it: it is nobody else's business."""
    if chosen:
        User.objects.filter(pk=user.pk).update(**chosen)


@transaction.atomic
def create_classroom(*, school: School, name: str) -> Classroom:
    """Open a class. Raises AlreadyThere where the school has an open one of that name."""
    taken = AlreadyThere(f"There is a class called {name} already.")
    if Classroom.objects.current().filter(school=school, name__iexact=name).exists():
        raise taken
    try:
        with transaction.atomic():
            return Classroom.objects.create(school=school, name=name)
    except IntegrityError:
        raise taken from None


@transaction.atomic
def close_classroom(*, classroom: Classroom, at: datetime | None = None) -> Classroom:
    """Nothing more is set to the class and nobody joins it. Whoever is in it stays, and all they wrote is kept."""
    current = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if current.closed_at is None:
        current.closed_at = at or timezone.now()
        current.save()
    return current


@transaction.atomic
def reopen_classroom(*, classroom: Classroom) -> Classroom:
    """Open a closed class again as it was. Raises AlreadyThere where another class has its name now."""
    current = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if current.closed_at is None:
        return current
    taken = AlreadyThere(f"There is another class called {current.name} now. Close that one first.")
    if Classroom.objects.current().filter(school=current.school_id, name__iexact=current.name).exists():
        raise taken
    current.closed_at = None
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError:
        raise taken from None
    return current


def lock_open_class(classroom: Classroom) -> Classroom:
    """The class, locked until the transaction ends, so that it is not closed meanwhile. Raises ClassClosed."""
    current = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if current.closed_at is not None:
        raise ClassClosed(f"{current.name} is closed. Your school admin can open it again.")
    return current


@transaction.atomic
def enrol(*, classroom: Classroom, user: User, role: EnrolmentRole) -> Enrolment:
    """Put a person into a class. Being there already changes nothing. Raises ClassClosed."""
    # The class is locked, so that two people enrolling the same student at once do not meet the unique constraint.
    lock_open_class(classroom)
    there = Enrolment.objects.open().filter(classroom=classroom, user=user, role=role).first()
    return there or Enrolment.objects.create(classroom=classroom, user=user, role=role)


@transaction.atomic
def remove_from_class(*, enrolment: Enrolment) -> None:
    """End an enrolment. What the person did in the class is kept, and comes back if they do."""
    enrolment.valid_until = timezone.now()
    enrolment.save()


@transaction.atomic
def move_student(*, enrolment: Enrolment, to: Classroom) -> Enrolment:
    """Move a student to another class of the school. Their work stays with the class it was set in.

    Raises AlreadyThere where they are not in the old one any more, and ClassClosed.
    """
    # Locked and read anew: two people may be moving the same student to two classes.
    present = Enrolment.objects.open().select_for_update().filter(pk=enrolment.pk).first()
    if present is None:
        raise AlreadyThere(f"{enrolment.user.full_name} is no longer in {enrolment.classroom}.")
    remove_from_class(enrolment=present)
    return enrol(classroom=to, user=enrolment.user, role=EnrolmentRole.STUDENT)


@transaction.atomic
def end_membership(*, membership: Membership) -> None:
    """The person leaves the school: every enrolment there ends with the membership. Their work is kept."""
    now = timezone.now()
    for enrolment in Enrolment.objects.open(now).filter(user=membership.user, school=membership.school):
        if Role(enrolment.role) == membership.role:
            enrolment.valid_until = now
            enrolment.save()
    membership.valid_until = now
    membership.save()
