"""The enquiries that somebody can read, and one of them: its contents, and where its reader is in it."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from historyclass.people.models import User
from sources import queries
from sources.permissions import enquiry_reader
from sources.readers import open_enquiry


def library(request: HttpRequest) -> HttpResponse:
    """Every enquiry the person can read."""
    enquiries = queries.shelves(enquiry_reader.rows(cast(User, request.user)))
    return render(request, "sources/library.html", {"enquiries": enquiries})


def enquiry(request: HttpRequest, slug: str) -> HttpResponse:
    """An enquiry's shape: its chapters with all that is in them, its people and words, and where to go on."""
    reader = open_enquiry(cast(User, request.user), slug)
    contents = queries.contents_of(reader)
    return render(request, "sources/enquiry.html", {"enquiry": reader.enquiry, "contents": contents})
