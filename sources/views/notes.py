"""Notes in the margins of the library's pages, and all of an enquiry on one page."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from historyclass.people.middleware import wants_json
from historyclass.people.models import School, User
from historyclass.people.permissions import Rule, school_member
from sources import queries, services
from sources.models import Enquiry
from sources.permissions import chapter_reader, reading_reader, source_reader
from sources.readers import Reader, open_enquiry, open_item
from sources.refs import url_of

LONGEST_QUERY = 200
NOTED: dict[str, Rule[Any]] = {"chapter": chapter_reader, "reading": reading_reader, "source": source_reader}
"""What has a margin, by what its reference begins with."""


@never_cache
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """All of somebody's own notes on an enquiry; `?q=` shows those that have all its words.

    To send `about`, the reference of a page, begins notes on it; a script gets the margin of the page, to put in place.
    """
    user = cast(User, request.user)
    if request.method == "POST":
        return _begin(request, user, slug, request.POST.get("about", ""))
    reader = open_enquiry(user, slug)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = queries.all_notes(reader, query)
    return render(request, "sources/notes.html", {"enquiry": reader.enquiry, "notes": found, "query": query})


def _begin(request: HttpRequest, user: User, slug: str, about: str) -> HttpResponse:
    reader = _reader_of(user, slug, about)
    school = School.objects.get(pk=reader.school) if reader.school else None
    if school is None or not school_member.allows(user, school):
        raise Http404
    services.begin_note(person=user, school=school, enquiry=reader.enquiry, about=about)
    if wants_json(request):
        return HttpResponse(margin(request, enquiry=reader.enquiry, about=about))
    return redirect(f"{url_of(slug, about)}#new-note")


def _reader_of(user: User, slug: str, about: str) -> Reader:
    """The reader of the page that is to be noted on. Raises Http404 where it is not theirs, or has no margin."""
    kind, _, key = about.partition("/")
    if kind not in NOTED:
        raise Http404
    _, reader = open_item(NOTED[kind], user, slug, kind, key)
    return reader


def margin(request: HttpRequest, *, enquiry: Enquiry, about: str) -> str:
    """The margin of a page of the library, for the slot that it leaves."""
    found = queries.margin_of(cast(User, request.user), enquiry, about)
    return render_to_string("sources/margin.html", {"enquiry": enquiry, "margin": found}, request)
