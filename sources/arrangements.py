"""What somebody sees of an enquiry, by the arrangements of their classes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from historyclass.people.models import Classroom, Role, User
from historyclass.people.permissions import class_setter, class_student, roles_of
from sources.models import Arrangement, Enquiry


@dataclass(frozen=True)
class Arranged:
    """References of what the person does not see, and keys of the chapters' pages in their class's order. Who teaches
    sees all of it in the pack's order."""

    hidden: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()


def arranged_for(user: User, enquiry: Enquiry) -> Arranged:
    """One query, none for who teaches; a student of several classes sees what any of them sees, in the order of the one
    changed last."""
    if roles_of(user) & {Role.TEACHER, Role.ADMIN}:
        return Arranged()
    found = list(with_arrangement(class_student.rows(user), enquiry))
    if not found:
        return Arranged()
    hidden = frozenset.intersection(*(frozenset(row.arranged_hidden or []) for row in found))
    ordered = [row for row in found if row.arranged_order]
    last = max(ordered, key=lambda row: row.arranged_at) if ordered else None
    return Arranged(hidden, tuple(last.arranged_order) if last else ())


def with_arrangement(classrooms: QuerySet[Classroom], enquiry: Enquiry) -> QuerySet[Any]:
    """Classes with what is arranged for each: `arranged_hidden`, `arranged_order`, `arranged_at`, in the same query."""
    own = Arrangement.objects.filter(classroom=OuterRef("pk"), enquiry=enquiry)
    return classrooms.annotate(
        arranged_hidden=Subquery(own.values("hidden")[:1]),
        arranged_order=Subquery(own.values("order")[:1]),
        arranged_at=Subquery(own.values("changed_at")[:1]),
    )


def put_away_from(user: User, enquiry: Enquiry) -> dict[str, list[str]]:
    """For who teaches: what their classes do not see, reference → names of classes. One query, none for others."""
    if Role.TEACHER not in roles_of(user):
        return {}
    found: dict[str, list[str]] = {}
    for row in with_arrangement(class_setter.rows(user).order_by("name"), enquiry):
        for ref in row.arranged_hidden or []:
            found.setdefault(ref, []).append(row.name)
    return found
