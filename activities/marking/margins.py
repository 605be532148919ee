"""What a marker sees beside each place of a paper: room for a comment, and what was said to the one that stands."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.margins import Margin, Margins
from activities.marking.forms import MarkForm
from activities.marking.queries import Feedback


def marker_margins(request: HttpRequest, form: MarkForm, feedback: Feedback | None) -> Margins:
    """A field for a comment at every place of what was handed in. `feedback` is what its student was given of it."""
    found = {}
    for path, place in form.places.items():
        comment = feedback.comment_at(path) if feedback else None
        context = {
            "place": place,
            "field": form.note(path),
            "comment": comment,
            "back": request.path if feedback and feedback.can_be_answered else "",
        }
        found[path] = Margin(mark="", note=render_to_string("marking/place.html", context, request=request))
    return found
