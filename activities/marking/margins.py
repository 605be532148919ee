"""What a marker sees beside each place of a paper: room for a comment, and what was said there."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.margins import Margin, Margins
from activities.marking import queries
from activities.marking.forms import MarkForm
from activities.models import Submission


def marker_margins(request: HttpRequest, form: MarkForm, submission: Submission) -> Margins:
    """A field for a comment at every place of what was handed in, with the answers given there: one query."""
    answers = queries.answers_of([submission.pk])
    found = {}
    for path, place in form.places.items():
        context = {"place": place, "field": form.note(path), "answers": answers.get((submission.pk, path), [])}
        found[path] = Margin(mark="", note=render_to_string("marking/place.html", context, request=request))
    return found
