"""The student's pages: what is due, the desk, handing in, reading what was handed in."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from activities import queries, services
from activities.models import Assignment, Work
from activities.permissions import assignment_known, assignment_student, may_write
from activities.sheets import WORK_SHEETS
from historyclass.desk.queries import page_state
from historyclass.people.models import Role, User
from historyclass.people.permissions import fetch, require_role


def due(request: HttpRequest) -> HttpResponse:
    """Everything set to the student, and where each piece stands."""
    student = require_role(request.user, Role.STUDENT)
    found = queries.due_list(assignment_student.rows(student), student)
    return render(request, "activities/due.html", {"due": found})


def _fetch(request: HttpRequest, assignment_id: int) -> tuple[Assignment, Work]:
    student = cast(User, request.user)
    assignment = fetch(
        assignment_student,
        student,
        known=assignment_known,
        narrow=lambda rows: rows.select_related("activity__enquiry", "classroom", "school"),
        pk=assignment_id,
    )
    return assignment, services.begin_work(assignment=assignment, student=student)


@ensure_csrf_cookie
def work(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The desk while the student is working; afterwards what they handed in."""
    assignment, own = _fetch(request, assignment_id)
    if not own.is_open or not may_write(cast(User, request.user), assignment):
        return _read(request, assignment, own)
    return render(
        request,
        "activities/desk.html",
        {
            "assignment": assignment,
            "work": own,
            "view": queries.work_page(assignment, own.sheet.values),
            "state": page_state(own.sheet, purpose=WORK_SHEETS.purpose),
        },
    )


def _read(request: HttpRequest, assignment: Assignment, own: Work) -> HttpResponse:
    submission = queries.latest_submission(own)
    values = submission.snapshot if submission else own.sheet.values
    has_more = submission is not None and submission.snapshot != own.sheet.values
    return render(
        request,
        "activities/read.html",
        {
            "assignment": assignment,
            "work": own,
            "submission": submission,
            "view": queries.work_page(assignment, values),
            "later": queries.work_page(assignment, own.sheet.values) if has_more else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show what is missing, then freeze a copy for the teacher."""
    assignment, own = _fetch(request, assignment_id)
    if not may_write(cast(User, request.user), assignment):
        raise PermissionDenied
    if not own.is_open:
        return redirect("activities:work", assignment.pk)
    if request.method == "POST":
        try:
            services.hand_in(work=own)
        except services.NotOpen as fault:
            messages.info(request, str(fault))
        return redirect("activities:work", assignment.pk)
    view = queries.work_page(assignment, own.sheet.values)
    return render(request, "activities/hand_in.html", {"assignment": assignment, "work": own, "view": view})
