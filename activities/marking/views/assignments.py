"""Setting work, following it, returning it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activities.marking import queries, services
from activities.marking.forms import SetWorkForm
from activities.models import Assignment
from activities.permissions import assignment_known, assignment_teacher
from historyclass.people.models import User
from historyclass.people.permissions import class_known, class_teacher, fetch


@require_http_methods(["GET", "HEAD", "POST"])
def set_work(request: HttpRequest, class_id: int) -> HttpResponse:
    """Set an activity to a class."""
    teacher = cast(User, request.user)
    classroom = fetch(
        class_teacher, teacher, known=class_known, narrow=lambda rows: rows.select_related("school"), pk=class_id
    )
    # A due time is read in the zone of the class, which for people of two schools may not be their own.
    timezone.activate(classroom.school.zone)
    form = SetWorkForm(request.POST or None, user=teacher)
    if request.method == "POST" and form.is_valid():
        assignment = services.set_work(classroom=classroom, set_by=teacher, **form.cleaned_data)
        messages.success(request, f"Set to {classroom.name}.")
        return redirect("marking:assignment", assignment.pk)
    activities = form.fields["activity"].queryset  # type: ignore[attr-defined]
    return render(request, "marking/set_work.html", {"classroom": classroom, "form": form, "activities": activities})


def _fetch(request: HttpRequest, assignment_id: int) -> Assignment:
    return fetch(
        assignment_teacher,
        request.user,
        known=assignment_known,
        narrow=lambda rows: rows.select_related("classroom", "activity"),
        pk=assignment_id,
    )


def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Where every student of the class is."""
    found = _fetch(request, assignment_id)
    return render(request, "marking/assignment.html", {"page": queries.assignment_page(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def return_to_class(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say who will see what, then return every marked piece at once."""
    found = _fetch(request, assignment_id)
    if request.method == "POST":
        shown = {int(mark) for mark in request.POST.getlist("mark") if mark.isdecimal()}
        count = services.return_to_class(assignment=found, by=cast(User, request.user), shown=shown)
        students = "1 student" if count == 1 else f"{count} students"
        messages.success(request, f"Returned to {students}." if count else "There was nothing new to return.")
        return redirect("marking:assignment", found.pk)
    return render(request, "marking/return.html", {"page": queries.assignment_page(found)})
