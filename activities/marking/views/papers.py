"""Marking one paper, and reading a draft."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from activities.marking import queries, services
from activities.marking.drafts import MARK_DRAFTS, MarkText
from activities.marking.forms import moment_words
from activities.marking.margins import Said, Theirs, marker_margins
from activities.marking.models import Mark, MarkDraft
from activities.marking.paper_forms import MarkForm
from activities.marking.points import OutOf
from activities.models import Act, Submission, Work
from activities.permissions import draft_known, draft_reader, work_known, work_marker
from activities.queries import latest_submission, work_page
from historyclass.desk.queries import page_state
from historyclass.people.middleware import wants_json
from historyclass.people.models import User
from historyclass.people.permissions import Rule, fetch

TWO_VERSIONS = (
    "You typed something else for this paper in another tab or on another device. Both versions are kept; "
    "what you sent is shown here. Look at it, then finish, and it is what counts."
)


def _fetch(request: HttpRequest, work_id: int, rule: Rule[Work], known: Rule[Work]) -> Work:
    drafts = MarkDraft.objects.filter(submission__work=OuterRef("pk"), marker=request.user.pk)
    return fetch(
        rule,
        request.user,
        known=known,
        narrow=lambda rows: queries.with_points(
            rows.select_related("student", "sheet", "school", "assignment__activity__enquiry", "assignment__classroom"),
            "assignment",
        ).annotate(has_own_draft=Exists(drafts)),
        pk=work_id,
    )


@dataclass
class _Paper:
    """What was handed in, with its newest mark and the draft of whoever opened it."""

    work: Work
    submission: Submission
    mark: Mark | None
    out_of: OutOf
    marker: User
    draft: MarkDraft

    def form(self, data: object = None) -> MarkForm:
        return MarkForm(data, submission=self.submission, out_of=self.out_of, draft=self.draft, mark=self.mark)


def _open(
    work: Work, submission: Submission, mark: Mark | None, marker: User, out_of: OutOf, *, is_first: bool = False
) -> _Paper:
    # Known already; it is not to be fetched once more.
    submission.work = work
    draft = services.begin_draft(submission=submission, marker=marker, latest=mark, is_first=is_first)
    return _Paper(work, submission, mark, out_of, marker, draft)


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, work_id: int) -> HttpResponse:
    """What a student handed in, to comment on and mark. What is typed is saved at once; finishing makes a mark."""
    work = _fetch(request, work_id, work_marker, work_known)
    pile = queries.pile(work)
    submission = pile.mark.submission if pile.mark else latest_submission(work)
    if submission is None:
        raise Http404
    if not work.is_with_teacher and request.method != "POST":
        messages.info(request, _says_not_here(work))
        return redirect("marking:assignment", work.assignment_id)
    # Before the draft is made, which may begin with the mark's comments: these are read with the others. A form that is
    # sent and finishes the mark shows none of them.
    given = None if request.method == "POST" else queries.feedback_of(work, beside=pile.mark)
    is_first = not work.has_own_draft  # type: ignore[attr-defined] # annotated above
    opened = _open(work, submission, pile.mark, cast(User, request.user), queries.out_of(work), is_first=is_first)
    form = opened.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened, says = _finish(form, opened)
        if not says:
            return _after_marking(request, work)
        form = _again(form, opened, says)
    elif request.method == "POST" and form.is_of_other_points:
        form = _again(form, opened, _says_points(form))
    if given is None:
        given = queries.feedback_of(work, beside=opened.mark)
    said = _said(given, opened)
    return render(
        request,
        "marking/paper.html",
        {
            "work": work,
            "submission": opened.submission,
            "mark": opened.mark,
            "draft": opened.draft,
            "release": given[-1].release if given else None,
            "given": given,
            "form": form,
            "pile": pile,
            "view": work_page(work.assignment, opened.submission.snapshot),
            "margins": marker_margins(request, form, said),
            "said": said,
            "state": page_state(opened.draft.sheet, purpose=MARK_DRAFTS.purpose),
        },
    )


def _said(given: list[queries.Feedback], opened: _Paper) -> Said:
    last = given[-1] if given else None
    is_now = last is not None and last.submission == opened.submission
    newest = opened.mark
    is_theirs = newest is not None and opened.draft.mark_id != newest.pk
    theirs = Theirs(newest, queries.annotations_of(newest)) if newest is not None and is_theirs else None
    return Said(given=last if is_now else None, earlier=None if is_now else last, theirs=theirs)


def _says_not_here(work: Work) -> str:
    name = work.student.full_name
    return {
        Act.EXCUSE: f"{name} is excused from this piece.",
        Act.SEND_BACK: f"{name} has this piece back for a redraft and has not handed it in again yet.",
        Act.TAKE_BACK: f"{name} took this piece back and has not handed it in again yet.",
    }[queries.why_gone(work)]


def _finish(form: MarkForm, opened: _Paper) -> tuple[_Paper, str]:
    """Mark what the page showed, which need not be what is handed in by now.

    Returns the paper as it is then, and what the marker must be told where there is no mark.
    """
    given = form.cleaned_data
    draft, text, work = opened.draft, form.text, opened.work
    shown = _shown(form, opened)
    if shown is not None:
        draft = services.begin_draft(submission=shown, marker=opened.marker, latest=None)
        text = _said_of(form, shown, opened, draft)
    try:
        services.finish_mark(
            draft=draft,
            text=text,
            total=form.points,
            after=given["after"],
            out_of=given["out_of"] or opened.out_of.seen,
            known=given["known"],
        )
    except services.TwoVersions:
        return _open(work, opened.submission, opened.mark, opened.marker, opened.out_of), TWO_VERSIONS
    except services.Stale as fault:
        return _open(work, opened.submission, fault.mark, opened.marker, opened.out_of), _says_newer(fault)
    except services.PointsChanged as fault:
        reopened = _open(work, opened.submission, opened.mark, opened.marker, fault.out_of)
        return reopened, _says_points(reopened.form(form.data))
    except services.TakenBack as fault:
        # Read anew: the student's hand-in may have come after this page began to be made.
        submission = fault.newer or opened.submission
        mark = queries.latest_mark(submission)
        return _open(work, submission, mark, opened.marker, opened.out_of), _says_taken_back(work, fault)
    return opened, ""


def _shown(form: MarkForm, opened: _Paper) -> Submission | None:
    """The hand-in that the form's page showed, where it is not the one that is open by now."""
    number = form.cleaned_data.get("number")
    if number in (None, opened.submission.number):
        return None
    found = opened.work.submissions.filter(number=number).first()
    if found is not None:
        found.work = opened.work
    return found


def _said_of(form: MarkForm, shown: Submission, opened: _Paper, draft: MarkDraft) -> MarkText:
    """What a form says of the hand-in that its page showed, whose places need not be those of another."""
    theirs = MarkForm(form.data, submission=shown, out_of=opened.out_of, draft=draft, mark=None)
    return theirs.text if theirs.is_valid() else form.text


def _again(form: MarkForm, opened: _Paper, says: str) -> MarkForm:
    """The form with what was typed, told of what is new; sending it again answers to that."""
    typed = form.data.dict()  # type: ignore[attr-defined] # a QueryDict, from POST
    shown = _shown(form, opened)
    if shown is not None:
        typed |= _said_of(form, shown, opened, opened.draft).fitted(opened.submission, shown).values
        # Another hand-in has another draft, of which this form has seen nothing: it is not to empty what stands there.
        stands = MarkText.read(opened.draft.sheet.values).values
        typed |= {path: value for path, value in stands.items() if value and not typed.get(path)}
    seen = {
        "after": opened.mark.pk if opened.mark else "",
        "number": opened.submission.number,
        "out_of": opened.out_of.seen,
        "known": opened.draft.sheet.revision,
    }
    again = opened.form(typed | seen)
    again.add_error(None, says)
    return again


def _says_points(form: MarkForm) -> str:
    """To who typed points for a piece that is out of others now; where their fields are gone, they read them here."""
    before = f" You had written {', '.join(form.other_points)}." if form.other_points else ""
    return f"{services.PointsChanged(form.scale)}{before} Look at yours again, then finish."


def _says_newer(fault: services.Stale) -> str:
    return (
        f"{fault} Their comment: “{fault.mark.comment or 'none'}”. "
        "What you typed is still here; finish, and it replaces theirs."
    )


def _says_taken_back(work: Work, fault: services.TakenBack) -> str:
    name = work.student.given_name
    taken_back = f"{name} took this piece back on {moment_words(fault.at)}"
    if fault.is_sent_back:
        taken_back = f"This piece was sent back to {name} on {moment_words(fault.at)}"
    if fault.newer is None:
        return (
            f"{taken_back}, so it cannot be marked now. What you typed is kept as your draft, "
            f"and is here again when {name} has handed in again."
        )
    return (
        f"{taken_back} and handed it in again on {moment_words(fault.newer.handed_in_at)}. This is the new one. "
        "What you typed is still here, and no mark yet: read the new one, then finish."
    )


def _after_marking(request: HttpRequest, work: Work) -> HttpResponse:
    """On to the next paper that has no mark, or back to the class. A script is told where, and goes there itself."""
    pile = queries.pile(work)
    says = f"{work.student.full_name} is finished, and not returned yet."
    if "next" in request.POST and pile.next_unmarked is not None:
        url = reverse("marking:paper", args=[pile.next_unmarked])
        if wants_json(request):
            # It may have that paper already, and says it there by itself.
            return JsonResponse({"next": url, "says": says})
    else:
        says += f" {pile.to_mark} still to mark." if pile.to_mark else " All that is handed in is marked."
        url = reverse("marking:assignment", args=[work.assignment_id])
    messages.success(request, says)
    return JsonResponse({"next": url}) if wants_json(request) else redirect(url)


def marks(request: HttpRequest, work_id: int) -> HttpResponse:
    """Every mark that was given to a piece, newest first, with all it said: none is ever lost."""
    work = _fetch(request, work_id, work_marker, work_known)
    return render(request, "marking/marks.html", {"work": work, "marks": queries.marks_given(work)})


def draft(request: HttpRequest, work_id: int) -> HttpResponse:
    """What a student has written so far, where the class was told that it can be read."""
    work = _fetch(request, work_id, draft_reader, draft_known)
    if work.is_with_teacher:
        return redirect("marking:paper", work.pk)
    return render(request, "marking/draft.html", {"work": work, "view": work_page(work.assignment, work.sheet.values)})
