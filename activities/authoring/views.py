"""The teacher's pages of authoring: the list, an activity, one of its parts, and how students would meet it."""

import json
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.authoring import queries, services
from activities.authoring.forms import ActivityForm, NewPartForm, PartForm
from activities.authoring.kind_forms import AuthorForm
from activities.authoring.parts import draft_of, live_part
from activities.kinds import registry
from activities.models import Activity, Part
from activities.notes import teacher_notes
from activities.permissions import activity_author, activity_known, activity_setter
from historyclass.people.models import Role, User
from historyclass.people.permissions import Rule, fetch, require_role, school_teacher
from historyclass.seen import SEEN, seen_in


def _fetch(request: HttpRequest, activity_id: int, rule: Rule[Activity] = activity_author) -> Activity:
    return fetch(
        rule,
        request.user,
        known=activity_known,
        narrow=lambda rows: rows.select_related("enquiry", "school", "changed_by"),
        pk=activity_id,
    )


def _fetch_part(request: HttpRequest, activity_id: int, part_id: int) -> Part:
    activity = _fetch(request, activity_id)
    part: Part = get_object_or_404(activity.parts, pk=part_id)
    part.activity = activity
    return part


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """What ships, and the school's own versions."""
    teacher = require_role(request.user, Role.TEACHER)
    found = queries.activity_list(activity_setter.rows(teacher), teacher)
    return render(request, "activities/authoring/activities.html", {"found": found})


@require_safe
def preview(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The desk as a student would meet it. Nothing is kept."""
    activity = _fetch(request, activity_id, activity_setter)
    prefetch_related_objects([activity], "parts")
    if any(live_part(part) is None for part in activity.parts.all()):
        faults = draft_of(activity).faults
        return render(request, "activities/authoring/no_preview.html", {"activity": activity, "faults": faults})
    assignment, view = queries.preview_of(activity, cast(User, request.user))
    return render(
        request,
        "activities/authoring/preview.html",
        {"activity": activity, "assignment": assignment, "view": view, "preview": True, "margins": {}},
    )


@require_safe
def notes(request: HttpRequest, activity_id: int) -> HttpResponse:
    """What teachers know of an activity and students never see: how long it takes, likely answers, other readings."""
    activity = _fetch(request, activity_id, activity_setter)
    prefetch_related_objects([activity], "parts", "chapter")
    parts = [(part, live_part(part)) for part in activity.parts.all()]
    return render(
        request,
        "activities/authoring/notes.html",
        {"activity": activity, "notes": teacher_notes(activity), "parts": parts},
    )


@require_POST
def copy(request: HttpRequest, activity_id: int) -> HttpResponse:
    """A version of the school's own, to change."""
    teacher = cast(User, request.user)
    activity = _fetch(request, activity_id, activity_setter)
    schools = school_teacher.rows(teacher)
    # What one school made, or what is of an enquiry of its own, is copied within it.
    owner = activity.school or activity.enquiry.school
    wanted = owner.slug if owner else request.POST.get("school")
    school = schools.filter(slug=wanted).first() if wanted else None
    school = school or schools.order_by("name")[0]
    own = services.copy_activity(activity=activity, school=school, by=teacher)
    messages.success(request, "This version is your school’s own. Change what you like; what ships stays as it is.")
    return redirect("activities:edit", own.pk)


@require_POST
def retire(request: HttpRequest, activity_id: int) -> HttpResponse:
    """No longer offered when work is set."""
    return _offer(request, activity_id, is_offered=False)


@require_POST
def restore(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Offered again."""
    return _offer(request, activity_id, is_offered=True)


def _offer(request: HttpRequest, activity_id: int, *, is_offered: bool) -> HttpResponse:
    activity = _fetch(request, activity_id)
    services.offer(activity=activity, is_offered=is_offered, by=cast(User, request.user))
    word = "is offered again" if is_offered else "is no longer offered"
    messages.success(request, f"“{activity.title}” {word} when work is set. What is set stays as it is.")
    return redirect("activities:activities")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    """What an activity says of itself, and its parts in order."""
    activity, teacher = _fetch(request, activity_id), cast(User, request.user)
    draft = draft_of(activity)
    stored = [part for part, _ in draft.parts]
    now = services.activity_seen(activity, stored)
    form = ActivityForm(activity, draft, request.POST if request.method == "POST" else None)
    is_adding = "add-part" in request.POST
    new_part = NewPartForm(request.POST if is_adding else None, initial={"kind": request.POST.get("kind")})
    seen, changed = now, None
    if request.method == "POST":
        seen = seen_in(request.POST)
        if not form.is_pressed and all([form.is_valid(), not is_adding or new_part.is_valid()]):
            try:
                added = services.change_activity(
                    activity=activity,
                    values=form.cleaned_data,
                    parts=form.parts,
                    seen=seen,
                    by=teacher,
                    new=registry.get(new_part.cleaned_data["kind"]) if is_adding else None,
                )
            except services.Changed as change:
                seen, changed = now, _told(change, form.label_of)
            except services.Unfit as unfit:
                new_part.add_error("kind", unfit.faults)
            else:
                return _kept(request, activity, added)
    return render(
        request,
        "activities/authoring/edit.html",
        {
            "activity": activity,
            "form": form,
            "new_part": new_part,
            "fault_words": [fault.words for fault in draft.faults],
            "changed": changed,
            SEEN: json.dumps(seen),
        },
    )


def _kept(request: HttpRequest, activity: Activity, added: Part | None) -> HttpResponse:
    if added is None:
        messages.success(request, "Kept. What is set already stays as it was.")
        return redirect("activities:edit", activity.pk)
    messages.success(request, "Added at the end, with something to begin from. Change it here.")
    return redirect("activities:edit-part", activity.pk, added.pk)


def _told(change: services.Changed, label_of: Callable[[str], str]) -> dict[str, Any]:
    """What somebody else changed meanwhile, for the page to tell."""
    return {
        "by": change.activity.changed_by,
        "at": change.activity.changed_at,
        "what": ", ".join(label_of(name) for name in change.names),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: HttpRequest, activity_id: int, part_id: int) -> HttpResponse:
    """One part: what every part has, and the form of its kind."""
    part = _fetch_part(request, activity_id, part_id)
    draft = draft_of(part.activity)
    live = draft.get(part.key)
    data = request.POST if request.method == "POST" else None
    form = PartForm(part.title, live, draft, data)
    own: AuthorForm[Any] | None = None
    if live is not None and live.kind.author:
        own = live.kind.author(live.definition, draft.around(part.key), data)
    now = services.part_seen(part)
    seen, changed, unfit = now, None, list[str]()
    if data is not None:
        seen = seen_in(data)
        is_pressed = own is not None and own.is_pressed
        if not is_pressed and all([form.is_valid(), own is None or own.is_valid()]):
            shows = form.cleaned_data["shows"] if form.has_shows else None
            try:
                services.change_part(
                    part=part,
                    title=form.cleaned_data["title"],
                    shows=shows,
                    definition=own.definition() if own else None,
                    seen=seen,
                    by=cast(User, request.user),
                )
            except services.Changed as change:
                seen, changed = now, _told(change, lambda name: _label(name, form, own))
            except services.Unfit as fault:
                unfit = fault.faults
            else:
                messages.success(request, "Kept. What is set already stays as it was.")
                return redirect("activities:edit-part", part.activity_id, part.pk)
    return render(
        request,
        "activities/authoring/part.html",
        {
            "activity": part.activity,
            "part": part,
            "live": live,
            "form": form,
            "own": own,
            "faults": [fault.words for fault in draft.faults if fault.part == part.key],
            "unfit": unfit,
            "changed": changed,
            SEEN: json.dumps(seen),
        },
    )


def _label(name: str, form: PartForm, own: AuthorForm[Any] | None) -> str:
    if name in form.fields:
        return str(form.fields[name].label or name).lower()
    return own.label_of(name) if own else name


@require_http_methods(["GET", "HEAD", "POST"])
def remove_part(request: HttpRequest, activity_id: int, part_id: int) -> HttpResponse:
    """Say what goes with a part, then take it out."""
    part = _fetch_part(request, activity_id, part_id)
    draft = draft_of(part.activity)
    if request.method == "POST":
        try:
            services.remove_part(part=part, by=cast(User, request.user))
        except services.Unfit as fault:
            messages.info(request, str(fault))
            return redirect("activities:remove-part", part.activity_id, part.pk)
        messages.success(request, f"“{part.title}” is out of this activity. What is set already stays as it was.")
        return redirect("activities:edit", part.activity_id)
    return render(
        request,
        "activities/authoring/remove_part.html",
        {
            "activity": part.activity,
            "part": part,
            "live": draft.get(part.key),
            "why_not": services.why_not_removed(draft, part.key),
            "takers": draft.stored(draft.takers(part.key)),
            "showers": draft.showers(part.key),
        },
    )
