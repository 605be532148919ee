"""What somebody sees of an enquiry, by the arrangements of their classes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from historyclass.people.models import Classroom, Role, User
from historyclass.people.permissions import class_setter, class_student, roles_of
from sources.models import Arrangement, Enquiry


@dataclass(frozen=True)
class Arranged:
    """References of what the person does not see, and keys of the chapters' pages in their class's order.

    Who teaches sees all of it in the pack's order; `put_away` tells which of their classes do not: reference → names.
    """

    hidden: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    put_away: Mapping[str, list[str]] = field(default_factory=dict)


def arranged_for(user: User, enquiry: Enquiry) -> Arranged:
    """One query; a student of several classes sees what any of them sees, in the order of the one changed last."""
    roles = roles_of(user)
    if roles & {Role.TEACHER, Role.ADMIN}:
        return Arranged(put_away=_put_away(user, enquiry)) if Role.TEACHER in roles else Arranged()
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


def _put_away(user: User, enquiry: Enquiry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in with_arrangement(class_setter.rows(user).order_by("name"), enquiry):
        for ref in row.arranged_hidden or []:
            found.setdefault(ref, []).append(row.name)
    return found
