"""Single items: a source, a chart, a timeline."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from historyclass.people.models import User
from sources import prose, queries
from sources.permissions import chart_reader, source_reader, timeline_reader
from sources.readers import open_item
from sources.shelf import put_holdings, shelf_of


def source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One source, with the ones before and after it, whom it concerns and what happened about then."""
    found, reader = open_item(source_reader, cast(User, request.user), slug, "source", key)
    if reader.school is not None:
        put_holdings([found], reader.school)
    contents = queries.contents_of(reader, naming=f"source/{key}", begun=queries.years_about(found))
    before, after = contents.around(f"source/{key}")
    values = {
        "source": found,
        "enquiry": reader.enquiry,
        "ref": f"source/{key}",
        "people": contents.named((f"person/{person}" for person in found.people), "person"),
        "near": queries.near_in_time(found, contents),
        "readings": contents.naming("reading"),
    }
    return render(request, "sources/source.html", values | {"before": before, "after": after})


def chart(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A chart as cards."""
    found, reader = open_item(chart_reader, cast(User, request.user), slug, "chart", key)
    shelf = shelf_of(reader.enquiry, school=None, sources=[], timelines=[], charts=[key], figures=[])
    read = shelf.charts[key]
    contents = queries.contents_of(reader, naming=f"chart/{key}")
    before, after = contents.around(f"chart/{key}")
    texts = [text for card in read.standing for text in (card.text, *card.points)]
    values = {
        "chart": found,
        "enquiry": reader.enquiry,
        "read": read,
        "people": {item.key: item for item in contents.of("person")},
        "readings": contents.naming("reading"),
        "terms": contents.named((ref for text in texts for ref in prose.refs_in(text)), "term"),
    }
    return render(request, "sources/chart.html", values | {"before": before, "after": after})


def timeline(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A timeline: its events in a list, and the picture of them. `?phase=` or `?month=`, as its layout has it, shows a
    part larger; `?under=` lays a strip under it."""
    found, reader = open_item(timeline_reader, cast(User, request.user), slug, "timeline", key)
    page = queries.timeline_page(reader, key, request.GET)
    values = {"timeline": found, "enquiry": reader.enquiry, "page": page}
    return render(request, "sources/timeline.html", values | dict(page.picture or {}))
