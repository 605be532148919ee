"""For which school a teacher adds something. Nearly everybody teaches at one."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from historyclass.people.models import School, User
from historyclass.people.permissions import school_teacher
from sources.models import Enquiry


@dataclass(frozen=True)
class ForSchool:
    """The school a page is for, and the others it could be for."""

    school: School
    others: list[School]

    @property
    def query(self) -> str:
        """For addresses of pages for the same school; "" where it is the only one."""
        return f"school={self.school.slug}" if self.others else ""


def for_school(request: HttpRequest, enquiry: Enquiry) -> ForSchool:
    """The school that the address names, else the first where the person teaches: one query. Wants an enquiry that they
    may add to."""
    schools = list(school_teacher.rows(cast(User, request.user)).order_by("name"))
    if enquiry.school_id is not None:
        schools = [school for school in schools if school.pk == enquiry.school_id]
    wanted = request.GET.get("school", "")
    school = next((school for school in schools if school.slug == wanted), schools[0])
    return ForSchool(school, [other for other in schools if other != school])
