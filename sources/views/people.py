"""People, and words: who the enquiry turns on, and what wants explaining."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from historyclass.people.models import User
from sources import prose, queries
from sources.permissions import figure_reader
from sources.readers import open_enquiry, open_item


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody the enquiry turns on; those of whom the same is told stand side by side."""
    reader = open_enquiry(cast(User, request.user), slug)
    figures = list(reader.shown(reader.enquiry.figures.filter(retired=False), "person"))
    values = {"enquiry": reader.enquiry, "figures": figures, "comparison": queries.comparison_of(figures)}
    return render(request, "sources/people.html", values)


def person(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Somebody the enquiry turns on, and where they appear."""
    found, reader = open_item(figure_reader, cast(User, request.user), slug, "person", key)
    contents = queries.contents_of(reader, naming=f"person/{key}")
    before, after = contents.around(f"person/{key}")
    texts = [*found.text, *found.stands_for, *(remark["text"] for remark in found.remarks)]
    values = {
        "figure": found,
        "enquiry": reader.enquiry,
        "appears": {kind: contents.naming(kind) for kind in ("reading", "source", "event", "card")},
        "terms": contents.named((ref for text in texts for ref in prose.refs_in(text)), "term"),
    }
    return render(request, "sources/person.html", values | {"before": before, "after": after})


def glossary(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of an enquiry, by letter, each with the pages that use it."""
    reader = open_enquiry(cast(User, request.user), slug)
    values = {"enquiry": reader.enquiry, "letters": queries.glossary_of(reader)}
    return render(request, "sources/glossary.html", values)
