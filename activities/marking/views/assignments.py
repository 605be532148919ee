"""Setting work, changing and withdrawing it, following it."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from activities.freezing import CannotBeSet
from activities.marking import queries, services
from activities.marking.forms import ChangeWorkForm, SetWorkForm
from activities.models import Activity, Assignment
from activities.permissions import assignment_known, assignment_teacher, settable
from activities.services import restore_assignment, withdraw_assignment
from historyclass.people.middleware import not_a_visit, person_read_with
from historyclass.people.models import User
from historyclass.people.permissions import class_known, class_setter, fetch
from historyclass.people.services import ClassClosed


@require_http_methods(["GET", "HEAD", "POST"])
def set_work(request: HttpRequest, class_id: int) -> HttpResponse:
    """Choose an activity where there are several, then set it to a class."""
    teacher = cast(User, request.user)
    classroom = fetch(
        class_setter, teacher, known=class_known, narrow=lambda rows: rows.select_related("school"), pk=class_id
    )
    # A due time is read in the zone of the class, which for people of two schools may not be their own.
    timezone.activate(classroom.school.zone)
    activities = settable(teacher, classroom).select_related("chapter__enquiry", "enquiry")
    activity = _chosen(request, activities)
    if request.method != "POST" and activity is None:
        return render(request, "marking/choose_activity.html", {"classroom": classroom, "activities": activities})
    form = SetWorkForm(request.POST or None, activities=activities, activity=activity)
    if request.method == "POST" and form.is_valid():
        try:
            assignment = services.set_work(
                activity=form.cleaned_data["activity"],
                classroom=classroom,
                terms=form.terms,
                points=form.points,
                set_by=teacher,
            )
        except (ClassClosed, CannotBeSet, services.PartsChanged) as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, f"Set to {classroom.name}.")
            return redirect("marking:assignment", assignment.pk)
    return render(
        request,
        "marking/set_work.html",
        {
            "classroom": classroom,
            "form": form,
            "activity": activity,
            "wordings": queries.wordings_of(activity, classroom.school_id) if activity else None,
        },
    )


def _chosen(request: HttpRequest, activities: QuerySet[Activity]) -> Activity | None:
    """The activity that the address or the form names; the only one there is, where none is named."""
    wanted = request.POST.get("activity") or request.GET.get("activity") or ""
    if wanted:
        return next((activity for activity in activities if str(activity.pk) == wanted), None)
    return activities[0] if len(activities) == 1 else None


def fetch_assignment(request: HttpRequest, assignment_id: int) -> Assignment:
    """An assignment of a class that the person teaches, with the points it is out of."""
    return fetch(
        assignment_teacher,
        request.user,
        known=assignment_known,
        narrow=lambda rows: queries.with_points(rows.select_related("classroom__school", "activity")),
        pk=assignment_id,
    )


@person_read_with(queries.read_with_state)
@require_safe
def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Where every student of the class is."""
    # Before what it speaks of is read: a change between the two is told once more.
    tag = _state_tag(request, assignment_id)
    return render(request, "marking/assignment.html", {**_followed(request, assignment_id), "tag": tag})


def _state_tag(request: HttpRequest, assignment_id: int) -> str | None:
    return queries.state_tag(request.user, assignment_id)


@not_a_visit
@person_read_with(queries.read_with_state)
@require_safe
@condition(etag_func=_state_tag)
def rows(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """What of the page changes, for its script. Unchanged since the tag that it names: 304, for two queries."""
    return render(request, "marking/assignment_live.html", _followed(request, assignment_id))


def _followed(request: HttpRequest, assignment_id: int) -> dict[str, Any]:
    page = queries.assignment_page(fetch_assignment(request, assignment_id))
    wanted = request.GET.get("show", "")
    show = wanted if wanted in queries.FILTERS else ""
    return {"page": page, "show": show, "filters": page.filters(show)}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Change what was said when the work was set, beside what that does."""
    found = fetch_assignment(request, assignment_id)
    timezone.activate(found.classroom.school.zone)
    out_of = queries.out_of(found)
    form = ChangeWorkForm(request.POST or None, assignment=found, out_of=out_of, has_marks=queries.has_marks(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_work(assignment=found, terms=form.terms, points=form.points, by=cast(User, request.user))
        except services.PointsFixed as fault:
            form.add_error(form.points_fields[0].name, str(fault))
        else:
            messages.success(request, "Changed. Students see it from their next page on.")
            return redirect("marking:assignment", found.pk)
    return render(
        request,
        "marking/change_work.html",
        {"assignment": found, "form": form, "counts": queries.counts_of(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say what withdrawing keeps, then take the work away from the class."""
    found = fetch_assignment(request, assignment_id)
    if request.method == "POST":
        withdraw_assignment(assignment=found, by=cast(User, request.user))
        messages.success(request, f"Withdrawn from {found.classroom.name}.")
        return redirect("marking:assignment", found.pk)
    return render(request, "marking/withdraw.html", {"assignment": found, "counts": queries.counts_of(found)})


@require_POST
def restore(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Put withdrawn work back."""
    found = fetch_assignment(request, assignment_id)
    restore_assignment(assignment=found, by=cast(User, request.user))
    messages.success(request, f"Back with {found.classroom.name}.")
    return redirect("marking:assignment", found.pk)
