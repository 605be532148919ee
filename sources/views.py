"""The library's pages: the enquiries, an enquiry's opener, one source."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from historyclass.people.models import User
from historyclass.people.permissions import fetch
from sources import queries
from sources.models import Chapter
from sources.permissions import (
    chart_reader,
    enquiry_reader,
    entry_reader,
    figure_reader,
    reading_reader,
    source_reader,
    timeline_reader,
)
from sources.pictures.across import across
from sources.pictures.down import down
from sources.pictures.moments import view_of
from sources.prose import blocks
from sources.search import find, nearest
from sources.shelf import shelf_of

LONGEST_QUERY = 200


def library(request: HttpRequest) -> HttpResponse:
    """Every enquiry the person can read."""
    enquiries = queries.shelves(enquiry_reader.rows(cast(User, request.user)))
    return render(request, "sources/library.html", {"enquiries": enquiries})


def enquiry(request: HttpRequest, slug: str) -> HttpResponse:
    """An enquiry's chapters, and the sources and timelines of each."""
    found = fetch(enquiry_reader, request.user, slug=slug)
    return render(request, "sources/enquiry.html", {"enquiry": found, "chapters": queries.chapters_to_read(found)})


def source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One source, with the ones before and after it."""
    found = fetch(
        source_reader,
        request.user,
        narrow=lambda rows: rows.select_related("enquiry", "chapter"),
        enquiry__slug=slug,
        key=key,
    )
    before, after = queries.neighbours(found)
    return render(request, "sources/source.html", {"source": found, "before": before, "after": after})


def chapter(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A chapter: what it asks, and its pages."""
    found = fetch(enquiry_reader, request.user, slug=slug)
    one = get_object_or_404(Chapter.objects.filter(enquiry=found), key=key)
    readings = one.readings.filter(retired=False)
    return render(request, "sources/chapter.html", {"enquiry": found, "chapter": one, "readings": readings})


def reading(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A page of a chapter."""
    found = fetch(
        reading_reader,
        request.user,
        narrow=lambda rows: rows.select_related("enquiry", "chapter"),
        enquiry__slug=slug,
        key=key,
    )
    return render(request, "sources/reading.html", {"reading": found, "blocks": blocks(found.text, slug)})


def chart(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A chart as cards."""
    found = fetch(
        chart_reader,
        request.user,
        narrow=lambda rows: rows.select_related("enquiry", "chapter"),
        enquiry__slug=slug,
        key=key,
    )
    shelf = shelf_of(found.enquiry, school=None, sources=[], timelines=[], charts=[found.key], figures=[])
    return render(request, "sources/chart.html", {"chart": found, "read": shelf.charts[found.key]})


def person(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Somebody the enquiry turns on."""
    found = fetch(
        figure_reader, request.user, narrow=lambda rows: rows.select_related("enquiry"), enquiry__slug=slug, key=key
    )
    return render(request, "sources/person.html", {"figure": found})


def glossary(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of an enquiry."""
    found = fetch(enquiry_reader, request.user, slug=slug)
    return render(request, "sources/glossary.html", {"enquiry": found, "terms": found.terms.filter(retired=False)})


def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What an enquiry has on some words. `?part=1`: the finds alone, for the page to put in place as one types."""
    found = fetch(enquiry_reader, request.user, slug=slug)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    rows = entry_reader.rows(cast(User, request.user)).filter(enquiry=found)
    finds = find(rows, query, slug)
    near = nearest(rows, query) if query and not finds else ""
    template = "sources/finds.html" if request.GET.get("part") else "sources/search.html"
    return render(request, template, {"enquiry": found, "query": query, "finds": finds, "near": near})


def timeline(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A timeline: its events by phase, and the picture of them. `?phase=` shows the years of one phase larger."""
    found = fetch(
        timeline_reader,
        request.user,
        narrow=lambda rows: rows.select_related("enquiry", "chapter"),
        enquiry__slug=slug,
        key=key,
    )
    read = shelf_of(found.enquiry, school=None, sources=[], timelines=[found.key], charts=[], figures=[]).timelines[
        found.key
    ]
    near = request.GET.get("phase", "")
    view = view_of(read.phases, near)
    if near and view is None:
        raise Http404
    pictures = {"across": across(view), "down": down(view)} if view else {}
    return render(request, "sources/timeline.html", {"timeline": found, "read": read, "near": near, **pictures})
