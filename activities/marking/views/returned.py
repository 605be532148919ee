"""What came back to a student, hand-in by hand-in, and answering a comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from activities.kinds.registry import Place
from activities.margins import Margins
from activities.marking import queries, services
from activities.marking.paper_forms import AnswerForm
from activities.marking.permissions import submission_answerer, submission_known
from activities.marking.queries import Feedback, Thread
from activities.marking.returned import margins_of
from activities.models import Submission, Work
from activities.permissions import assignment_known, assignment_student
from activities.queries import WorkPage, latest_submission, own_work, work_pages
from activities.services import NotOpen
from historyclass.people.models import User
from historyclass.people.permissions import fetch


@dataclass(frozen=True)
class _Version:
    """One hand-in with what came back on it."""

    feedback: Feedback
    view: WorkPage
    margins: Margins
    changes: Sequence[tuple[Place, Place]] | None
    """Each place that stands otherwise now: then and now. None where it is what is handed in now."""
    back: str


def came_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Everything that came back to the student on their piece, newest first, beside what stands now."""
    assignment = fetch(
        assignment_student,
        request.user,
        known=assignment_known,
        narrow=lambda rows: rows.select_related("activity__enquiry", "classroom"),
        pk=assignment_id,
    )
    own = own_work(assignment, cast(User, request.user))
    versions = _versions(request, own) if own else []
    sent_back = queries.last_sent_back(own) if own else None
    redraft = any(version.changes is not None for version in versions)
    values = {"assignment": assignment, "work": own, "versions": versions, "redraft": redraft, "sent_back": sent_back}
    return render(request, "marking/came_back.html", values)


def _versions(request: HttpRequest, work: Work) -> list[_Version]:
    found = queries.feedback_of(work)[::-1]
    if not found:
        return []
    values = work.sheet.values
    if work.is_with_teacher:
        # What came back last is mostly what was handed in last: then it is here already.
        last = found[0].submission if found[0].is_newest else latest_submission(work)
        values = last.snapshot if last else values
    now = work.assignment.live_parts.places(values)
    views = work_pages(work.assignment, [feedback.submission.snapshot for feedback in found])
    return [_version(request, work, feedback, view, now) for feedback, view in zip(found, views, strict=True)]


def _version(
    request: HttpRequest, work: Work, feedback: Feedback, view: WorkPage, now: Mapping[str, Place]
) -> _Version:
    is_past = not (work.is_with_teacher and feedback.is_newest)
    return _Version(
        feedback=feedback,
        view=view,
        margins=margins_of(request, feedback, now=now if is_past else None),
        changes=_changes(feedback.submission.places, now) if is_past else None,
        back=request.path if feedback.can_be_answered else "",
    )


def _changes(then: Mapping[str, Place], now: Mapping[str, Place]) -> list[tuple[Place, Place]]:
    """A place that was not there then, or is not there now, is one where nothing stood or stands."""
    found = []
    for path, place in {**then, **now}.items():
        before, after = then.get(path) or replace(place, text=""), now.get(path) or replace(place, text="")
        if before.text != after.text:
            found.append((before, after))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Say something to the comment at the place `at`; to the one on the whole piece where there is none."""
    person = cast(User, request.user)
    submission = fetch(
        submission_answerer,
        person,
        known=submission_known,
        narrow=lambda rows: rows.select_related("work__assignment", "work__student"),
        pk=submission_id,
    )
    place = request.GET.get("at", "")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    back, fault = _back(request, submission), ""
    if form.is_valid():
        try:
            services.answer(submission=submission, person=person, place=place, text=form.cleaned_data["answer"])
        except NotOpen as gone:
            fault = str(gone)
        else:
            messages.success(request, "Your answer is sent.")
            return redirect(back)
    said = _said(submission, place)
    if said is None and request.method != "POST":
        raise Http404
    values = {"assignment": submission.work.assignment, "form": form, "back": back, "is_gone": said is None}
    return render(request, "marking/answer.html", values | (said or {}) | {"fault": fault or form.fault})


def _said(submission: Submission, place: str) -> dict[str, Any] | None:
    """The comment that is answered, where it stands: its name, its text, and what was said to it."""
    last = next((each for each in queries.feedback_of(submission.work) if each.can_be_answered), None)
    if last is None or last.submission != submission:
        return None
    if not place:
        text = last.release.mark.comment
        return _shown("The whole piece", text, last.thread) if text else None
    comment = last.comment_at(place)
    return _shown(comment.place.label, comment.text, comment.thread) if comment else None


def _shown(name: str, text: str, thread: Thread) -> dict[str, Any]:
    return {"name": name, "text": text, "thread": thread}


def _back(request: HttpRequest, submission: Submission) -> str:
    """Where the answer was written: its page may say so; else where the person reads the piece."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    work = submission.work
    if work.student_id == request.user.pk:
        return reverse("activities:work", args=[work.assignment_id])
    return reverse("marking:paper", args=[work.pk])
