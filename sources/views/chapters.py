"""Chapters and their pages, and that somebody has read one."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from historyclass.people.middleware import wants_json
from historyclass.people.models import User
from sources import queries, services
from sources.permissions import chapter_reader, reading_reader
from sources.readers import open_item


def chapter(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A chapter: what it asks, and its pages."""
    found, reader = open_item(chapter_reader, cast(User, request.user), slug, "chapter", key)
    text = queries.text_of(found.overview, reader)
    within = text.contents.chapter(found.pk)
    before, after = text.contents.around(f"chapter/{key}")
    values = {
        "chapter": found,
        "enquiry": reader.enquiry,
        "ref": f"chapter/{key}",
        "text": text,
        "within": within,
    }
    return render(request, "sources/chapter.html", values | {"before": before, "after": after})


@ensure_csrf_cookie
def reading(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A page of a chapter, with the pages before and after it."""
    found, reader = open_item(reading_reader, cast(User, request.user), slug, "reading", key)
    text = queries.text_of(found.text, reader)
    before, after = text.contents.around(f"reading/{key}")
    values = {
        "reading": found,
        "enquiry": reader.enquiry,
        "ref": f"reading/{key}",
        "text": text,
        "is_read": key in {item.key for item in text.contents.readings if item.is_read},
        "within": text.contents.chapter(found.chapter_id),
    }
    return render(request, "sources/reading.html", values | {"before": before, "after": after})


@require_POST
def read(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Somebody has read a page: their page tells by itself, or they say so and go on to the next one."""
    found, reader = open_item(reading_reader, cast(User, request.user), slug, "reading", key)
    services.record_visit(person=reader.user, reading=found)
    if wants_json(request):
        return HttpResponse(status=204)
    _, after = queries.contents_of(reader).around(f"reading/{key}")
    return redirect(after.url if after else "sources:enquiry", *([] if after else [slug]))
