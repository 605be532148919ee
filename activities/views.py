"""The student's pages: what is due, the desk, handing in and taking back, reading what was handed in."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from activities import queries, services
from activities.margins import margins_of
from activities.models import Assignment, Stage, Work
from activities.permissions import assignment_known, assignment_student, with_may_write
from activities.sheets import WORK_SHEETS
from historyclass.desk.queries import page_state
from historyclass.people.models import Role, User
from historyclass.people.permissions import fetch, require_role


def due(request: HttpRequest) -> HttpResponse:
    """Everything set to the student, and where each piece stands."""
    student = require_role(request.user, Role.STUDENT)
    found = queries.due_list(assignment_student.rows(student), student)
    return render(request, "activities/due.html", {"due": found})


@dataclass(frozen=True)
class _Piece:
    """An assignment at the moment of the request, and the student's own work for it."""

    assignment: Assignment
    stage: Stage
    work: Work | None
    in_class: bool


def _fetch(request: HttpRequest, assignment_id: int) -> _Piece:
    """A piece begins when it is opened, and while it can be opened."""
    student = cast(User, request.user)
    assignment = fetch(
        assignment_student,
        student,
        known=assignment_known,
        narrow=lambda rows: with_may_write(rows.select_related("activity__enquiry", "classroom", "school"), student),
        pk=assignment_id,
    )
    own = queries.own_work(assignment, student)
    stage = own.stage() if own else assignment.stage()
    if own is None and stage is Stage.OPEN:
        own = services.begin_work(assignment=assignment, student=student)
        own.assignment = assignment
    in_class: bool = assignment.may_write  # type: ignore[attr-defined] # annotated above
    return _Piece(assignment, stage, own, in_class)


@ensure_csrf_cookie
def work(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The desk while the student is working; before it opens, when it does; afterwards what they handed in or wrote."""
    piece = _fetch(request, assignment_id)
    assignment, own = piece.assignment, piece.work
    if not piece.in_class or (own is not None and not own.is_open):
        return _read(request, piece)
    if piece.stage is Stage.COMING:
        return render(request, "activities/coming.html", {"assignment": assignment, "work": own})
    if piece.stage is not Stage.OPEN or own is None:
        return _read(request, piece)
    return render(
        request,
        "activities/desk.html",
        {
            "assignment": assignment,
            "work": own,
            "view": queries.desk_page(assignment, own.sheet.values, student=cast(User, request.user)),
            "state": page_state(own.sheet, purpose=WORK_SHEETS.purpose),
            "margins": margins_of(request, own),
        },
    )


def _read(request: HttpRequest, piece: _Piece) -> HttpResponse:
    found = queries.reading(piece.assignment, piece.work, in_class=piece.in_class)
    margins = margins_of(request, piece.work)
    return render(request, "activities/read.html", {"assignment": piece.assignment, "read": found, "margins": margins})


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show what is missing, then freeze a copy for the teacher."""
    piece = _fetch(request, assignment_id)
    assignment, own = piece.assignment, piece.work
    if assignment.classroom.closed_at is not None:
        # Their desk may have been open when the class was closed.
        if own is not None and own.is_open:
            messages.info(request, "Not handed in: your class is closed. What you wrote is kept.")
        return redirect("activities:work", assignment.pk)
    if not piece.in_class:
        raise PermissionDenied
    if request.method == "POST":
        try:
            if own is None:
                raise services.NotOpen(services.not_handed_in(piece.stage))
            services.hand_in(work=own, by=cast(User, request.user))
        except services.NotOpen as fault:
            messages.info(request, str(fault))
        return redirect("activities:work", assignment.pk)
    if own is None or not own.is_open or piece.stage is not Stage.OPEN:
        return redirect("activities:work", assignment.pk)
    live, values = assignment.live_parts, own.sheet.values
    return render(
        request,
        "activities/hand_in.html",
        {
            "assignment": assignment,
            "work": own,
            "progress": live.progress(values),
            "parts": live.progress_of_each(values),
        },
    )


@require_POST
def take_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """What was handed in is the student's to go on with, while nobody marks it."""
    piece = _fetch(request, assignment_id)
    if piece.assignment.classroom.closed_at is not None:
        messages.info(request, "Your class is closed, so this piece stays as it is. Ask your teacher.")
        return redirect("activities:work", piece.assignment.pk)
    if not piece.in_class:
        raise PermissionDenied
    if piece.work is not None:
        try:
            services.take_back(work=piece.work, by=cast(User, request.user))
        except services.NotOpen as fault:
            messages.info(request, str(fault))
        else:
            messages.info(request, "You have it back. Your teacher does not get it until you hand it in again.")
    return redirect("activities:work", piece.assignment.pk)
