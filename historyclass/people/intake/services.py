"""Bringing the students of a list into a school, all of them or none."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from historyclass.people.intake.judge import judge
from historyclass.people.intake.reading import Pasted
from historyclass.people.intake.verdicts import Plan, Row, Verdict
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Membership, Role, School, User
from historyclass.people.services import AlreadyThere, create_classroom, enrol, one_time_password


class Changed(Exception):
    """What the admin saw is no longer so: the rows, the school or both have changed. Nothing was done."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has an account now, and the password in clear, to be shown once."""

    person: User
    secret: str
    class_name: str


@dataclass(frozen=True)
class BroughtIn:
    """What was done. `joined` are the rows of people who had an account and are in another class now."""

    newcomers: list[Newcomer]
    joined: list[Row]
    classes: list[Classroom]
    plan: Plan


@dataclass(frozen=True)
class _Key:
    secret: str
    hashed: str


def bring_in(
    *, school: School, pasted: Pasted, classroom: Classroom | None, decisions: Mapping[str, str], mark: str
) -> BroughtIn:
    """Do what the rows say, as far as it is decided, in one transaction.

    `mark` is the one that the admin's preview was given by `judge`. Raises Changed where it does not hold any more.
    """
    plan, present = judge(school=school, pasted=pasted, classroom=classroom, decisions=decisions)
    if present != mark:
        raise Changed
    # Passwords are slow to make, and nobody else's saving waits for them.
    secrets = [one_time_password() for _ in plan.new]
    keys = [_Key(secret, make_password(secret)) for secret in secrets]
    try:
        return _bring_in(school, pasted, classroom, decisions, mark, keys)
    except (AlreadyThere, IntegrityError):
        # Somebody made an account or a class of the same name at the same moment.
        raise Changed from None


@transaction.atomic
def _bring_in(
    school: School,
    pasted: Pasted,
    classroom: Classroom | None,
    decisions: Mapping[str, str],
    mark: str,
    keys: list[_Key],
) -> BroughtIn:
    # Two admins with the same list: the second waits here, and then finds that everybody is there.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    # Locked, so that none of them is closed meanwhile.
    list(Classroom.objects.select_for_update(no_key=True).filter(school=school).order_by("pk"))
    plan, present = judge(school=school, pasted=pasted, classroom=classroom, decisions=decisions)
    if present != mark or len(plan.new) != len(keys):
        raise Changed
    made = {name: create_classroom(school=school, name=name) for name in {row.new_class for row in plan.to_do} - {""}}
    spare = iter(keys)
    people: dict[int, User] = {}
    newcomers, joined = [], []
    for index, row in enumerate(plan.rows):
        into = row.classroom or made.get(row.new_class)
        if row.verdict is Verdict.NEW:
            key = next(spare)
            people[index] = _make_student(school, row, key, into)
            newcomers.append(Newcomer(people[index], key.secret, into.name if into else ""))
        elif row.verdict is Verdict.JOINS and into is not None:
            person = row.person or people[row.same_as or 0]
            enrol(classroom=into, user=person, role=EnrolmentRole.STUDENT)
            joined.append(row)
    return BroughtIn(newcomers, joined, list(made.values()), plan)


def _make_student(school: School, row: Row, key: _Key, classroom: Classroom | None) -> User:
    person = User.objects.create(
        username=f"{row.username}@{school.slug}",
        given_name=row.line.given_name,
        family_name=row.line.family_name,
        password=key.hashed,
        password_is_temporary=True,
    )
    Membership.objects.create(user=person, school=school, role=Role.STUDENT)
    if classroom is not None:
        Enrolment.objects.create(classroom=classroom, user=person, role=EnrolmentRole.STUDENT)
    return person
