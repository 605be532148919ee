"""What a marker sees beside each place of a paper: room for a comment, and what has been said there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.margins import Margin, Margins
from activities.marking.models import Mark
from activities.marking.paper_forms import MarkForm
from activities.marking.queries import Feedback


@dataclass(frozen=True)
class Theirs:
    """The newest mark, where the marker's draft neither began from it nor became it: somebody else gave it."""

    mark: Mark
    annotations: Mapping[str, str]
    """Path of a place → what it says there."""


@dataclass(frozen=True)
class Said:
    """What has been said of a piece, besides what is in the marker's draft."""

    given: Feedback | None
    """What its student was given of this hand-in."""
    earlier: Feedback | None
    """What they were given of the one before, where this is a redraft."""
    theirs: Theirs | None


def marker_margins(request: HttpRequest, form: MarkForm, said: Said) -> Margins:
    """A field for a comment at every place of what was handed in, with what has been said there."""
    found = {}
    for path, place in form.places.items():
        context = {
            "place": place,
            "field": form.note(path),
            "comment": said.given.comment_at(path) if said.given else None,
            "earlier": said.earlier.comment_at(path) if said.earlier else None,
            "theirs": said.theirs.annotations.get(path, "") if said.theirs else "",
            "their_name": said.theirs.mark.marker.formal_name if said.theirs else "",
            "back": request.path if said.given and said.given.can_be_answered else "",
        }
        found[path] = Margin(mark="", note=render_to_string("marking/place.html", context, request=request))
    return found
