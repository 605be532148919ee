"""Reads that the pages about people need."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
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
    fold,
    open_at,
)
from historyclass.people.permissions import people_of, people_with_role


def complete_username(typed: str, remembered_school: str | None) -> str | None:
    """The full username for what was typed, or None where the school cannot be told.

    `amira` becomes `amira@ashgrove` where this browser last signed in there, or where the site holds one school.
    """
    typed = clean_username(typed)
    if "@" in typed:
        return typed
    school = school_of_door(remembered_school)
    return f"{typed}@{school.slug}" if school else None


def school_of_door(remembered_school: str | None) -> School | None:
    """The school that the sign-in page speaks for: the remembered one, else the only one."""
    # The cookie is the browser's to change.
    if remembered_school and re.fullmatch(r"[a-z0-9-]{1,40}", remembered_school):
        school = School.objects.filter(slug=remembered_school).first()
        if school:
            return school
    schools = list(School.objects.all()[:2])
    return schools[0] if len(schools) == 1 else None


def classrooms_with_counts(classrooms: QuerySet[Classroom]) -> QuerySet[Classroom]:
    """Classes with `student_count` and, as `teacher_enrolments`, who teaches them: two queries."""
    students = Q(enrolments__role=EnrolmentRole.STUDENT) & open_at(timezone.now(), "enrolments__")
    return classrooms.annotate(student_count=Count("enrolments", filter=students)).prefetch_related(
        Prefetch(
            "enrolments",
            queryset=Enrolment.objects.open().filter(role=EnrolmentRole.TEACHER).select_related("user"),
            to_attr="teacher_enrolments",
        )
    )


@dataclass(frozen=True)
class Roster:
    """Who is in a class now, each list sorted by family name."""

    teachers: list[Enrolment]
    students: list[Enrolment]

    @cached_property
    def namesakes(self) -> set[int]:
        """The ids of students whose name another of them has too."""
        return namesakes(enrolment.user for enrolment in self.students)


def roster(classroom: Classroom) -> Roster:
    """The class's open enrolments: one query."""
    enrolments = list(
        Enrolment.objects.open()
        .filter(classroom=classroom)
        .select_related("user")
        .order_by("user__family_name", "user__given_name", "user_id")
    )
    return Roster(
        teachers=[row for row in enrolments if row.role == EnrolmentRole.TEACHER],
        students=[row for row in enrolments if row.role == EnrolmentRole.STUDENT],
    )


def students_of(classroom: Classroom) -> QuerySet[User]:
    """Students in the class now, by family name."""
    enrolled = Enrolment.objects.open().filter(classroom=classroom, role=EnrolmentRole.STUDENT)
    return User.objects.filter(pk__in=enrolled.values("user"))


def teachers_of(classroom: Classroom) -> QuerySet[User]:
    """Teachers of the class now, by family name."""
    enrolled = Enrolment.objects.open().filter(classroom=classroom, role=EnrolmentRole.TEACHER)
    return User.objects.filter(pk__in=enrolled.values("user"))


def people_found(school: School, words: str, role: str) -> QuerySet[User]:
    """People of the school whose name or username holds every word, with `open_memberships` and `open_enrolments`."""
    found = people_with_role(school, Role(role)) if role in Role.values else people_of(school)
    for word in fold(words).split()[:6]:
        found = found.filter(search_name__contains=word)
    elsewhere = Membership.objects.open().filter(user=OuterRef("pk")).exclude(school=school)
    found = found.annotate(is_elsewhere_too=Exists(elsewhere))
    memberships = Membership.objects.open().filter(school=school)
    enrolments = Enrolment.objects.open().filter(school=school, classroom__closed_at__isnull=True)
    enrolments = enrolments.select_related("classroom")
    return found.prefetch_related(Prefetch("memberships", memberships, to_attr="open_memberships")).prefetch_related(
        Prefetch("enrolments", enrolments, to_attr="open_enrolments")
    )


def namesakes(people: Iterable[User]) -> set[int]:
    """The ids of those among them whose name somebody else among them has too: a list tells them apart by username."""
    found: dict[str, set[int]] = {}
    for person in people:
        found.setdefault(fold(person.list_name), set()).add(person.pk)
    return {pk for ids in found.values() if len(ids) > 1 for pk in ids}
