"""Teachers' pages of what a school holds: wordings of several sources on one page, a picture of one."""

import json
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from historyclass.people.models import School, User
from historyclass.people.permissions import fetch
from historyclass.seen import SEEN, seen_in
from sources.keeping import services
from sources.keeping.forms import PictureForm, WordingsForm
from sources.keeping.schools import ForSchool, for_school
from sources.models import Enquiry, Holding, Source
from sources.permissions import enquiry_provider, enquiry_reader, source_provider, source_reader
from sources.shelf import sources_for


@require_http_methods(["GET", "HEAD", "POST"])
def wordings(request: HttpRequest, slug: str) -> HttpResponse:
    """The wording of sources, all on one page: of those named (`?source=`, any number), of a chapter (`?chapter=`), of
    the enquiry. `?back=` is where the teacher came from."""
    enquiry = fetch(enquiry_provider, request.user, known=enquiry_reader, slug=slug)
    whose = for_school(request, enquiry)
    sources = _named(request, enquiry, whose.school)
    if not sources:
        raise Http404
    _put(sources, whose.school)
    form = WordingsForm(sources, request.POST if request.method == "POST" else None)
    seen = services.wordings_seen(sources)
    overtaken: list[Source] = []
    if request.method == "POST" and form.is_valid():
        try:
            count = services.hold_wordings(
                school=whose.school,
                sources=sources,
                wordings=form.wordings,
                seen=seen_in(request.POST),
                by=cast(User, request.user),
            )
        except services.Changed as change:
            overtaken = change.sources
            seen = services.wordings_seen(sources)
            _put(sources, whose.school)
        else:
            messages.success(request, _kept(count))
            return redirect(request.get_full_path())
    elif request.method == "POST":
        # What a colleague changes while this is put right is still theirs.
        seen = {**seen, **seen_in(request.POST)}
    return render(
        request,
        "sources/keeping/wordings.html",
        {
            "enquiry": enquiry,
            "whose": whose,
            "form": form,
            "overtaken": overtaken,
            "back": _back(request),
            SEEN: json.dumps(seen),
        },
    )


def _kept(count: int) -> str:
    if not count:
        return "Nothing was changed."
    kept, them = ("1 wording is kept", "it") if count == 1 else (f"{count} wordings are kept", "them")
    return f"{kept}. Everybody in your school can read {them}."


def _named(request: HttpRequest, enquiry: Enquiry, school: School) -> list[Source]:
    rows = sources_for(enquiry, school.pk).filter(retired=False).select_related("chapter")
    keys, chapter = request.GET.getlist("source"), request.GET.get("chapter")
    if keys:
        found = {source.key: source for source in rows.filter(key__in=keys[:200])}
        return [found[key] for key in dict.fromkeys(keys) if key in found]
    return list(rows.filter(chapter__key=chapter) if chapter else rows)


def _put(sources: list[Source], school: School) -> None:
    """What is held, with who changed it last: one query."""
    by_id = {source.pk: source for source in sources}
    for held in Holding.objects.filter(school=school, source__in=by_id).select_related("changed_by"):
        by_id[held.source_id].held = held


def _back(request: HttpRequest) -> str:
    wanted = request.GET.get("back", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _fetch(request: HttpRequest, slug: str, key: str) -> tuple[Source, ForSchool]:
    """A source to add to, with what the school holds of it."""
    source = fetch(
        source_provider,
        request.user,
        known=source_reader,
        narrow=lambda rows: rows.select_related("enquiry"),
        enquiry__slug=slug,
        key=key,
    )
    whose = for_school(request, source.enquiry)
    if source.school_id is not None:
        whose = ForSchool(next(each for each in (whose.school, *whose.others) if each.pk == source.school_id), [])
    _put([source], whose.school)
    return source, whose


@require_http_methods(["GET", "HEAD", "POST"])
def hold_picture(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Put a picture to a source, another in its place, or other words under it."""
    source, whose = _fetch(request, slug, key)
    sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = PictureForm(source, **sent)
    seen, overtaken = services.picture_seen(source), False
    if request.method == "POST" and form.is_valid():
        try:
            services.hold_picture(
                school=whose.school,
                source=source,
                picture=form.picture,
                alt=form.cleaned_data["alt"],
                credit=form.cleaned_data["credit"],
                seen=seen_in(request.POST),
                by=cast(User, request.user),
            )
        except services.Changed:
            seen, overtaken = services.picture_seen(source), True
        else:
            messages.success(request, "The picture is kept. Everybody in your school can see it, and nobody else.")
            return redirect("sources:source", slug, key)
    elif request.method == "POST":
        # What a colleague changes while this is put right is still theirs.
        seen = {**seen, **seen_in(request.POST)}
    return render(
        request,
        "sources/keeping/picture.html",
        {"source": source, "whose": whose, "form": form, "overtaken": overtaken, SEEN: json.dumps(seen)},
    )


@require_POST
def remove_picture(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take away the picture that the school holds."""
    source, whose = _fetch(request, slug, key)
    services.remove_picture(school=whose.school, source=source, by=cast(User, request.user))
    messages.success(request, "The picture is removed.")
    return redirect("sources:source", slug, key)
