"""Teachers' pages of sources that their school writes itself."""

import json
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from historyclass.people.models import User
from historyclass.people.permissions import fetch
from historyclass.seen import SEEN, seen_in
from sources.keeping import own
from sources.keeping.own_forms import OwnSourceForm
from sources.keeping.schools import for_school
from sources.models import Holding, Source
from sources.permissions import enquiry_provider, enquiry_reader, own_source_keeper, source_reader


@require_http_methods(["GET", "HEAD", "POST"])
def new_source(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a source for the school."""
    enquiry = fetch(enquiry_provider, request.user, known=enquiry_reader, slug=slug)
    whose = for_school(request, enquiry)
    data = request.POST if request.method == "POST" else None
    form = OwnSourceForm(enquiry, data=data, chapter=request.GET.get("chapter", ""))
    if data is not None and form.is_valid():
        source = own.write_source(
            enquiry=enquiry,
            school=whose.school,
            values=form.values(),
            wording=form.wording_typed,
            by=cast(User, request.user),
        )
        messages.success(request, "Kept. Everybody in your school can read it, and activities can use it.")
        return redirect("sources:source", slug, source.key)
    return render(request, "sources/keeping/own_source.html", {"enquiry": enquiry, "whose": whose, "form": form})


def _fetch(request: HttpRequest, slug: str, key: str) -> Source:
    source = fetch(
        own_source_keeper,
        request.user,
        known=source_reader,
        narrow=lambda rows: rows.select_related("enquiry", "school"),
        enquiry__slug=slug,
        key=key,
    )
    held = Holding.objects.select_related("changed_by").filter(source=source, school=source.school_id)
    source.held = held.first()
    return source


@require_http_methods(["GET", "HEAD", "POST"])
def edit_source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change one of the school's own."""
    source = _fetch(request, slug, key)
    data = request.POST if request.method == "POST" else None
    form = OwnSourceForm(source.enquiry, source, data)
    seen, changed = own.own_seen(source), None
    if data is not None:
        seen = seen_in(data)
        if form.is_valid():
            try:
                own.change_source(
                    source=source,
                    values=form.values(),
                    wording=form.wording_typed,
                    seen=seen,
                    by=cast(User, request.user),
                )
            except own.Changed as change:
                seen, changed = own.own_seen(change.source), change
            else:
                messages.success(request, "Kept.")
                return redirect("sources:source", slug, key)
    return render(
        request,
        "sources/keeping/own_source.html",
        {"enquiry": source.enquiry, "source": source, "form": form, "changed": changed, SEEN: json.dumps(seen)},
    )


@require_POST
def retire_source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """No longer in the library. What is set keeps it."""
    return _offer(request, slug, key, is_offered=False)


@require_POST
def restore_source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Back in the library."""
    return _offer(request, slug, key, is_offered=True)


def _offer(request: HttpRequest, slug: str, key: str, *, is_offered: bool) -> HttpResponse:
    source = _fetch(request, slug, key)
    own.offer_source(source=source, is_offered=is_offered, by=cast(User, request.user))
    words = "is in the library again" if is_offered else "is out of the library. Work that is set with it keeps it"
    messages.success(request, f"{source.number} {words}.")
    return redirect("sources:teaching", slug)
