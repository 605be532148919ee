"""What a student reads of the marking: fills the slot at the head of their piece, after the return and not before."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.marking.queries import standing_release
from activities.models import Work


def feedback(request: HttpRequest, *, work: Work) -> str:
    """Points and comment of the released mark; nothing at all while there is none."""
    release = standing_release(work)
    if release is None:
        return ""
    return render_to_string("marking/returned.html", {"release": release}, request=request)
