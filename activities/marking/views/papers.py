"""Marking one paper, and reading a draft."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from activities.marking import queries, services
from activities.marking.forms import MarkForm
from activities.marking.models import Mark, SchemeVersion
from activities.models import Submission, Work
from activities.permissions import draft_known, draft_reader, work_known, work_marker
from activities.queries import latest_submission, work_page
from historyclass.people.models import User
from historyclass.people.permissions import Rule, fetch


def _fetch(request: HttpRequest, work_id: int, rule: Rule[Work], known: Rule[Work]) -> Work:
    return fetch(
        rule,
        request.user,
        known=known,
        narrow=lambda rows: rows.select_related("student", "sheet", "assignment__activity", "assignment__classroom"),
        pk=work_id,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, work_id: int) -> HttpResponse:
    """What a student handed in, with points and a comment beside it."""
    work = _fetch(request, work_id, work_marker, work_known)
    submission = latest_submission(work)
    if submission is None:
        raise Http404
    if work.is_open and request.method != "POST":
        messages.info(request, f"{work.student.full_name} took this piece back and has not handed it in again yet.")
        return redirect("marking:assignment", work.assignment_id)
    mark = queries.latest_mark(submission)
    version = queries.scheme_of(work.assignment_id)
    form = MarkForm(request.POST or None, submission=submission, version=version, mark=mark)
    pile = queries.pile(work)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(form, work, marker=cast(User, request.user))
        except services.Stale as fault:
            form = _again(form, submission, version, fault.mark, _says_newer(fault))
        except services.PointsChanged as fault:
            version = fault.version
            form = _again(form, submission, version, mark, f"{fault} Look at yours again, then keep them.")
        except services.TakenBack as fault:
            # Read anew: the student's hand-in may have come after this page began to be made.
            submission = fault.newer or submission
            mark = queries.latest_mark(submission)
            form = _again(form, submission, version, mark, _says_taken_back(work, fault))
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


def _keep(form: MarkForm, work: Work, *, marker: User) -> None:
    """Mark what the page showed, which need not be what is handed in by now."""
    given = dict(form.cleaned_data)
    number = given.pop("number")
    shown = form.submission if number is None else work.submissions.filter(number=number).first()
    services.mark_submission(submission=shown or form.submission, marker=marker, **given)


def _again(form: MarkForm, submission: Submission, version: SchemeVersion, mark: Mark | None, says: str) -> MarkForm:
    """The form with what was typed, told of what is new; sending it again answers to that."""
    typed = form.data.dict()  # type: ignore[attr-defined] # a QueryDict, from POST
    seen = {"after": mark.pk if mark else "", "number": submission.number, "out_of": version.maximum}
    again = MarkForm(typed | seen, submission=submission, version=version, mark=mark)
    again.add_error(None, says)
    return again


def _says_newer(fault: services.Stale) -> str:
    return (
        f"{fault} Their comment: “{fault.mark.comment or 'none'}”. "
        "What you typed is still here; keep it and it replaces theirs."
    )


def _says_taken_back(work: Work, fault: services.TakenBack) -> str:
    name = work.student.given_name
    taken_back = f"{name} took this piece back on {_moment(fault.at)}"
    if fault.newer is None:
        return (
            f"{taken_back}, so it cannot be marked now. What you typed is still here and not kept: "
            f"copy it, or keep this page open until {name} hands in again."
        )
    return (
        f"{taken_back} and handed it in again on {_moment(fault.newer.handed_in_at)}. This is the new one. "
        "What you typed is still here and not kept yet: read the new one, then keep it."
    )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M, H:i")


def _after_marking(request: HttpRequest, work: Work, pile: queries.Pile) -> HttpResponse:
    if "next" in request.POST and pile.next is not None:
        return redirect("marking:paper", pile.next)
    return redirect("marking:assignment", work.assignment_id)


def draft(request: HttpRequest, work_id: int) -> HttpResponse:
    """What a student has written so far, where the class was told that it can be read."""
    work = _fetch(request, work_id, draft_reader, draft_known)
    if not work.is_open:
        return redirect("marking:paper", work.pk)
    return render(request, "marking/draft.html", {"work": work, "view": work_page(work.assignment, work.sheet.values)})
