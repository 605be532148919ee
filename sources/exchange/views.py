"""The pages of exchange: a school's enquiries as packs, one to take home, one that waits to be brought in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from historyclass.people.models import Role, User
from historyclass.people.permissions import fetch, require_role
from sources.exchange import queries, services
from sources.exchange.forms import PackForm
from sources.models import PackImport
from sources.packs.reader import FaultyPack
from sources.permissions import enquiry_provider, enquiry_reader, import_sender

_MOST_FAULTS = 200
"""Told at once: who has mended these finds the others."""


@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest) -> HttpResponse:
    """What can be taken home as a pack, and where one is sent."""
    teacher = require_role(request.user, Role.TEACHER)
    is_sent = request.method == "POST"
    form = PackForm(*([request.POST, request.FILES] if is_sent else []), teacher=teacher)
    if not form.is_valid():
        return _packs(request, teacher, form)
    sent = form.cleaned_data["pack"]
    try:
        waiting = services.receive(school=form.for_school, person=teacher, name=sent.name, data=sent.read())
    except FaultyPack as fault:
        return _packs(request, teacher, form, name=sent.name, **_told(fault))
    return redirect("sources:import", waiting.pk)


def _packs(request: HttpRequest, teacher: User, form: PackForm, **more: object) -> HttpResponse:
    enquiries = list(queries.exportable(teacher))
    context = {
        "form": form,
        "own": [enquiry for enquiry in enquiries if enquiry.school_id],
        "shipped": [enquiry for enquiry in enquiries if not enquiry.school_id],
        "pending": queries.pending(teacher),
        **more,
    }
    return render(request, "sources/exchange/packs.html", context)


def _told(fault: FaultyPack) -> dict[str, object]:
    return {"faults": fault.faults[:_MOST_FAULTS], "fault_count": len(fault.faults)}


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """An enquiry as a pack."""
    enquiry = fetch(enquiry_provider, request.user, known=enquiry_reader, slug=slug)
    answer = HttpResponse(services.export(enquiry), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{enquiry.pack_slug}.zip"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a pack would change; bring it in, or drop it."""
    waiting = fetch(import_sender, request.user, narrow=lambda rows: rows.select_related("school"), pk=import_id)
    if "drop" in request.POST:
        services.drop(waiting=waiting)
        messages.success(request, f"{waiting.name} is dropped. Nothing has changed.")
        return redirect("sources:packs")
    is_changed = False
    if request.method == "POST":
        try:
            enquiry = services.bring_in(waiting=waiting, mark=request.POST.get("mark", ""))
        except services.Changed:
            is_changed = True
        except FaultyPack:
            pass
        else:
            messages.success(request, f"“{enquiry.title}” is in the library of {waiting.school}.")
            return redirect("sources:enquiry", enquiry.slug)
    return _preview(request, waiting, is_changed)


def _preview(request: HttpRequest, waiting: PackImport, is_changed: bool) -> HttpResponse:
    context: dict[str, object] = {"waiting": waiting, "is_changed": is_changed}
    try:
        context["found"] = queries.look_into(waiting)
    except FaultyPack as fault:
        context |= _told(fault)
    return render(request, "sources/exchange/preview.html", context)
