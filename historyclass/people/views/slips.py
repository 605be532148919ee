"""What every page with a first password has to say besides it."""

from typing import Any

from django.http import HttpRequest

from historyclass.people.models import School


def slip_context(request: HttpRequest, school: School) -> dict[str, Any]:
    """The school, the address to go to, and whether people have to say at the door which school is theirs."""
    others = School.objects.exclude(pk=school.pk)
    return {"school": school, "address": request.get_host(), "has_other_schools": others.exists()}
