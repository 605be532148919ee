"""Marking one paper."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from activities.marking import queries, services
from activities.marking.forms import MarkForm
from activities.models import Work
from activities.permissions import work_known, work_marker
from activities.queries import latest_submission, work_page
from historyclass.people.models import User
from historyclass.people.permissions import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, work_id: int) -> HttpResponse:
    """What a student handed in, with points and a comment beside it."""
    work = fetch(
        work_marker,
        request.user,
        known=work_known,
        narrow=lambda rows: rows.select_related("student", "assignment__activity", "assignment__classroom"),
        pk=work_id,
    )
    submission = latest_submission(work)
    if submission is None:
        raise Http404
    version = queries.scheme_of(work.assignment_id)
    mark = queries.latest_mark(submission)
    form = MarkForm(request.POST or None, version=version, mark=mark)
    pile = queries.pile(work)
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_submission(submission=submission, marker=cast(User, request.user), **form.cleaned_data)
        except services.Stale as fault:
            form = _beside_newer(form, fault)
        else:
            messages.success(request, f"Kept for {work.student.full_name}. It is not returned yet.")
            return _after_marking(request, work, pile)
    return render(
        request,
        "marking/paper.html",
        {
            "work": work,
            "submission": submission,
            "mark": mark,
            "release": queries.standing_release(work),
            "version": version,
            "form": form,
            "pile": pile,
            "view": work_page(work.assignment, submission.snapshot),
        },
    )


def _beside_newer(form: MarkForm, fault: services.Stale) -> MarkForm:
    """The form with what was typed, told of the newer mark; sending it again goes on top of that one."""
    data = {**form.data.dict(), "after": str(fault.mark.pk)}  # type: ignore[attr-defined] # a QueryDict, from POST
    again = MarkForm(data, version=form.version, mark=fault.mark)
    again.add_error(
        None,
        f"{fault} Their comment: “{fault.mark.comment or 'none'}”. "
        "What you typed is still here; keep it and it replaces theirs.",
    )
    return again


def _after_marking(request: HttpRequest, work: Work, pile: queries.Pile) -> HttpResponse:
    if "next" in request.POST and pile.next is not None:
        return redirect("marking:paper", pile.next)
    return redirect("marking:assignment", work.assignment_id)
