"""What a student reads of the marking, after the return and not before: it fills the slots and the margins of their
own piece."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from activities.kinds.registry import Place
from activities.margins import Margin, Margins
from activities.marking import queries
from activities.marking.queries import Feedback
from activities.models import Work, WorkState


def feedback(request: HttpRequest, *, work: Work) -> str:
    """At the head of the piece as it is read: what to do next, the comment, the mark. Nothing while there is none.

    Where a redraft is handed in, what came back before it is on a page of its own.
    """
    found = _feedback_of(work)
    last = found[-1] if found else None
    shown = last if last and (last.is_newest or not work.is_with_teacher) else None
    has_more = bool(found[:-1] if shown else found or work.redraft_due_at)
    if not shown and not has_more:
        return ""
    values = {"feedback": shown, "has_more": has_more, "work": work, "back": request.path}
    return render_to_string("marking/returned.html", values, request=request)


def sent_back(request: HttpRequest, *, work: Work) -> str:
    """At the head of the desk, while a redraft is written: why it was sent back, and what came back with it."""
    if not work.is_redraft:
        return ""
    found = _feedback_of(work)
    transition = queries.last_sent_back(work)
    last = found[-1] if found else None
    changed_at = work.sheet.changed_at
    values = {
        "sent_back": transition,
        "feedback": last,
        "work": work,
        "back": request.path,
        "is_fresh": not (transition and changed_at and changed_at > transition.at),
    }
    return render_to_string("marking/sent_back.html", values, request=request)


def margins(request: HttpRequest, work: Work) -> Margins:
    """The comments at their places. Beside a redraft that is being written they say what was handed in there."""
    found = _feedback_of(work)
    last = found[-1] if found else None
    if last is None or (work.is_with_teacher and not last.is_newest):
        return {}
    if work.is_with_teacher:
        return margins_of(request, last)
    return margins_of(request, last, then=True)


def margins_of(
    request: HttpRequest, feedback: Feedback, *, then: bool = False, now: Mapping[str, Place] | None = None
) -> Margins:
    """A ringed number in each place with a comment, and the comment under its row.

    `then` says what was handed in there, beside what is written now; `now` (path → place) says what stands there now,
    beside what was handed in.
    """
    back = request.path if feedback.can_be_answered else ""
    # By hand: every look at the request would go through all context processors again.
    frame: dict[str, Any] = {"user": request.user, "csrf_token": get_token(request), "back": back, "then": then}
    found = {}
    for comment in feedback.comments:
        path = comment.place.path
        gone = replace(comment.place, text="")
        values = frame | {"comment": comment, "now": now.get(path, gone) if now is not None else None}
        mark = render_to_string("marking/comment_mark.html", values)
        found[path] = Margin(mark, render_to_string("marking/comment.html", values))
    return found


def _feedback_of(work: Work) -> list[Feedback]:
    """Read once a request: the slots and the margins of one page ask for the same."""
    found: list[Feedback] | None = getattr(work, "_feedback", None)
    if found is None:
        # Of what was neither returned nor sent back, nothing stands: most desks need not ask.
        may_stand = work.state == WorkState.RETURNED or work.redraft_due_at is not None
        found = queries.feedback_of(work) if may_stand else []
        work._feedback = found  # type: ignore[attr-defined]
    return found
