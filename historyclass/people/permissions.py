"""Who may do what: the only place that reads roles.

A Rule gives, from one definition, both the rows a person may touch and the answer for one row. Views fetch through
`fetch`, so that no object is looked up first and checked afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from historyclass.people.models import (
    Classroom,
    ClassroomQuerySet,
    Enrolment,
    EnrolmentRole,
    Membership,
    Role,
    School,
    User,
)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Rule(Generic[M]):
    """Which rows of one model a person may reach for one purpose."""

    rows: Callable[[User], QuerySet[M]]

    def allows(self, user: User, row: M) -> bool:
        """Whether this row is among the person's."""
        return self.rows(user).filter(pk=row.pk).exists()


def fetch(
    rule: Rule[M],
    user: User | AnonymousUser,
    *,
    known: Rule[M] | None = None,
    narrow: Callable[[QuerySet[M]], QuerySet[M]] = lambda rows: rows,
    **lookup: Any,
) -> M:
    """The one row that matches `lookup` and that the rule gives the person.

    `narrow` adds select_related and the like. Raises PermissionDenied (403) where the person knows of the row by the
    rule `known` but lacks this right, and Http404 otherwise, so that strangers learn nothing.
    """
    if not isinstance(user, User):
        raise Http404
    row = narrow(rule.rows(user)).filter(**lookup).first()
    if row is not None:
        return row
    if known is not None and known.rows(user).filter(**lookup).exists():
        raise PermissionDenied
    raise Http404


def _schools(user: User, *roles: Role) -> QuerySet[School]:
    memberships = Membership.objects.open().filter(user=user)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return School.objects.filter(pk__in=memberships.values("school"))


def enrolments_of(user: User, role: EnrolmentRole) -> QuerySet[Enrolment]:
    """The person's open enrolments in `role`, while they also hold that role in the class's school. A class that is
    closed keeps its people, so theirs in it are among them."""
    return Enrolment.objects.open().filter(user=user, role=role, school__in=_schools(user, Role(role.value)))


def _classrooms(user: User, role: EnrolmentRole) -> ClassroomQuerySet:
    return Classroom.objects.filter(pk__in=enrolments_of(user, role).values("classroom"))


school_member = Rule[School](lambda user: _schools(user))
school_admin = Rule[School](lambda user: _schools(user, Role.ADMIN))
school_teacher = Rule[School](lambda user: _schools(user, Role.TEACHER))
# Students do nothing in a class that is closed; its teachers read, mark and return what is there, and set nothing.
class_student = Rule[Classroom](lambda user: _classrooms(user, EnrolmentRole.STUDENT).current())
class_teacher = Rule[Classroom](lambda user: _classrooms(user, EnrolmentRole.TEACHER))
class_setter = Rule[Classroom](lambda user: _classrooms(user, EnrolmentRole.TEACHER).current())
class_admin = Rule[Classroom](lambda user: Classroom.objects.filter(school__in=_schools(user, Role.ADMIN)))
class_known = Rule[Classroom](
    lambda user: Classroom.objects.filter(
        Q(pk__in=enrolments_of(user, EnrolmentRole.STUDENT).values("classroom"))
        | Q(pk__in=enrolments_of(user, EnrolmentRole.TEACHER).values("classroom"))
        | Q(school__in=_schools(user, Role.ADMIN))
    )
)
enrolment_admin = Rule[Enrolment](lambda user: Enrolment.objects.open().filter(school__in=_schools(user, Role.ADMIN)))
enrolment_known = Rule[Enrolment](
    lambda user: Enrolment.objects.open().filter(classroom__in=class_known.rows(user).values("pk"))
)


def people_of(school: School) -> QuerySet[User]:
    """Everybody with an open membership in the school."""
    return User.objects.filter(pk__in=Membership.objects.open().filter(school=school).values("user"))


def person_of_school(school: School) -> Rule[User]:
    """The people whose account this school alone looks after: those who belong to another school too are not among
    them.

    An admin who could reset such a password would let themselves into the other school.
    """
    elsewhere = Membership.objects.open().exclude(school=school).values("user")
    return Rule[User](lambda user: people_of(school).exclude(pk__in=elsewhere))


def student_of_class(classroom: Classroom) -> Rule[User]:
    """The students whose password a teacher of this class may reset: in it now, while it is open.

    Not those whose account opens more than a student's pages, or pages of another school: the teacher would let
    themselves in there.
    """
    enrolled = Enrolment.objects.open().filter(classroom=classroom, role=EnrolmentRole.STUDENT, user=OuterRef("pk"))
    beyond = Membership.objects.open().filter(user=OuterRef("pk"))
    beyond = beyond.exclude(school=classroom.school_id, role=Role.STUDENT)
    students = people_with_role(classroom.school, Role.STUDENT).filter(Exists(enrolled), ~Exists(beyond))

    def rows(user: User) -> QuerySet[User]:
        return students.filter(Exists(class_setter.rows(user).filter(pk=classroom.pk)))

    return Rule[User](rows)


def people_with_role(school: School, role: Role) -> QuerySet[User]:
    """Everybody who holds this role in the school now."""
    return User.objects.filter(pk__in=Membership.objects.open().filter(school=school, role=role).values("user"))


def require_role(user: User | AnonymousUser, role: Role) -> User:
    """The person, if they hold this role anywhere. Raises PermissionDenied."""
    if not isinstance(user, User) or role not in roles_of(user):
        raise PermissionDenied
    return user


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """People read with the roles that they hold, so that `roles_of` asks nothing more."""
    held = {_holds(role): Membership.objects.open().filter(user=OuterRef("pk"), role=role) for role in Role}
    return people.annotate(**{name: Exists(rows) for name, rows in held.items()})


def _holds(role: Role) -> str:
    return f"holds_{role.value}"


def roles_of(user: User) -> frozenset[Role]:
    """Every role the person holds in any school, read once a request: with the person, where a request read them."""
    found: frozenset[Role] | None = getattr(user, "_open_roles", None)
    if found is None and all(hasattr(user, _holds(role)) for role in Role):
        found = user._open_roles = frozenset(  # type: ignore[attr-defined]
            role for role in Role if getattr(user, _holds(role))
        )
    if found is None:
        found = frozenset(
            Role(role) for role in Membership.objects.open().filter(user=user).values_list("role", flat=True)
        )
        user._open_roles = found  # type: ignore[attr-defined]
    return found
