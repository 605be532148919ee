"""Searching an enquiry."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from historyclass.people.models import User
from sources.permissions import entry_reader
from sources.readers import open_enquiry
from sources.search import find, nearest

LONGEST_QUERY = 200


def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What an enquiry has on some words. `?part=1`: the finds alone, for the page to put in place as one types."""
    reader = open_enquiry(cast(User, request.user), slug)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    rows = reader.found(entry_reader.rows(reader.user).filter(enquiry=reader.enquiry))
    finds = find(rows, query, slug)
    near = nearest(rows, query) if query and not finds else ""
    template = "sources/finds.html" if request.GET.get("part") else "sources/search.html"
    return render(request, template, {"enquiry": reader.enquiry, "query": query, "finds": finds, "near": near})
