"""What a teacher does with the pieces of several students at once: more time, excuse, return, recall, send back.

Each page says what will happen to whom and who is left out, then does it. `?student=<id>` (several) says for whom it
was opened; the form carries who is ticked.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activities.marking import choosing, queries, services
from activities.marking.choosing import Choice, WhyNot, count_of
from activities.marking.forms import moment_words
from activities.marking.time_forms import LongerForm, SendBackForm
from activities.marking.views.assignments import fetch_assignment
from activities.models import Assignment
from activities.services import Outcome, end_extension, excuse, extend, unexcuse
from historyclass.people.models import User

NOBODY = "Tick at least one student."


class Act:
    """One act on a class, as one request asks for it."""

    def __init__(self, request: HttpRequest, assignment_id: int) -> None:
        self.request = request
        self.assignment: Assignment = fetch_assignment(request, assignment_id)
        # A moment is read in the zone of the class, which for people of two schools may not be their own.
        timezone.activate(self.assignment.classroom.school.zone)
        self.page = queries.assignment_page(self.assignment)
        self.asked, unknown = self._ids(request.GET.getlist("student"))
        self.ticked: set[int] | None = None
        if request.method == "POST":
            self.ticked, unknown = self._ids(request.POST.getlist("student"))
        if unknown:
            are = "1 of those you ticked is" if unknown == 1 else f"{unknown} of those you ticked are"
            messages.warning(request, f"Left out: {are} no longer in this class.")
        self.do = request.POST.get("do", "")
        self.by = cast(User, request.user)

    def _ids(self, sent: Iterable[str]) -> tuple[set[int], int]:
        """The ids of those who are on the page of the class, and how many were sent that are not. These may have been
        moved to another class since; of whose they are, nothing is said."""
        known = {str(row.student.pk): row.student.pk for row in self.page.rows}
        asked = set(sent)
        return {known[one] for one in asked if one in known}, len(asked - known.keys())

    @property
    def students(self) -> list[User]:
        """Those ticked."""
        return [row.student for row in self.page.of_students(self.ticked or ())]

    def choice(self, why_not: WhyNot) -> Choice:
        return choosing.choose(self.page, why_not, asked=self.asked, ticked=self.ticked)

    def show(self, name: str, **more: Any) -> HttpResponse:
        return render(self.request, f"marking/{name}.html", {"page": self.page, "asked": self.asked, **more})

    def done(self, outcome: Outcome, says: str, *, undo: dict[str, Any] | None = None, act: str = "") -> HttpResponse:
        """Back to the class, with what was done and who was left out. `undo` is what to send to `act` to undo it."""
        if outcome.done:
            self.toast(says.format(count_of(outcome.done)), undo=undo, act=act)
        self.tell_refused(outcome)
        return self.back()

    def tell_refused(self, outcome: Outcome) -> None:
        if outcome.refused:
            reasons = dict.fromkeys(why for _, why in outcome.refused)
            messages.warning(self.request, f"Left as it was: {' '.join(reasons)}")

    def toast(self, says: str, *, undo: dict[str, Any] | None = None, act: str = "") -> None:
        if undo is None:
            messages.success(self.request, says)
            return
        fields = [(name, each) for name, values in undo.items() for each in values]
        context = {"says": says, "url": reverse(act, args=[self.assignment.pk]), "fields": fields}
        messages.success(self.request, render_to_string("marking/undo.html", context, request=self.request))

    def back(self) -> HttpResponse:
        return redirect("marking:assignment", self.assignment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def longer(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give students longer than the class, or end that."""
    act = Act(request, assignment_id)
    if act.do == "end" and act.ticked:
        outcome = end_extension(assignment=act.assignment, students=act.students, by=act.by)
        if any(work.is_redraft for work in outcome.done):
            return act.done(outcome, "Extension ended for {}. A redraft keeps its date.")
        return act.done(outcome, "{} due with the class again.")
    choice = act.choice(choosing.not_longer)
    only = choice.able[0].row.work if len(choice.able) == 1 else None
    form = LongerForm(
        request.POST if act.ticked is not None and act.do != "end" else None,
        assignment=act.assignment,
        until=only.extended_until if only else None,
    )
    if form.is_bound and form.is_valid() and act.ticked:
        had = any(row.work and row.work.extended_until for row in act.page.of_students(act.ticked))
        until = form.cleaned_data["until"]
        outcome = extend(assignment=act.assignment, students=act.students, until=until, by=act.by)
        # Where somebody had longer before, undoing it would not bring that time back.
        undo = None if had else {"do": ["end"], **_students(outcome)}
        says = f"{{}} until {moment_words(until)}.{_later_redrafts(outcome, until)}"
        return act.done(outcome, says, undo=undo, act="marking:longer")
    held = choosing.choose(act.page, choosing.has_no_longer_time, asked=act.asked).able
    return act.show("longer", choice=choice, form=form, held=held, fault=_nobody(act))


@require_http_methods(["GET", "HEAD", "POST"])
def excused(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Excuse students from the piece, or expect it of them again."""
    act = Act(request, assignment_id)
    if act.ticked and act.do == "end":
        outcome = unexcuse(assignment=act.assignment, students=act.students, by=act.by)
        return act.done(outcome, "{} no longer excused.", undo=_students(outcome), act="marking:excuse")
    if act.ticked:
        outcome = excuse(assignment=act.assignment, students=act.students, by=act.by)
        undo = {"do": ["end"], **_students(outcome)}
        return act.done(outcome, "{} excused.", undo=undo, act="marking:excuse")
    choice = act.choice(choosing.not_excused)
    held = choosing.choose(act.page, choosing.not_expected_again, asked=act.asked).able
    # Those who are excused already stand below, with a way back.
    choice = Choice(choice.able, [(row, why) for row, why in choice.left_out if row.state != "excused"])
    return act.show("excuse", choice=choice, held=held, fault=_nobody(act))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give pieces back for a redraft, with what is marked of them."""
    act = Act(request, assignment_id)
    choice = act.choice(choosing.not_sent_back)
    form = SendBackForm(request.POST if act.ticked is not None else None, assignment=act.assignment)
    if form.is_bound and form.is_valid() and act.ticked:
        works = [row.work.pk for row in act.page.of_students(act.ticked) if row.work]
        until = form.cleaned_data["until"]
        outcome = services.send_back_several(
            assignment=act.assignment, works=works, by=act.by, until=until, note=form.cleaned_data["note"]
        )
        return act.done(outcome, f"Sent back to {{}}. The redraft is due {moment_words(until)}.")
    return act.show("send_back", choice=choice, form=form, fault=_nobody(act))


@require_http_methods(["GET", "HEAD", "POST"])
def return_to_class(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say who will see what, then return the marked pieces that are ticked, at once."""
    act = Act(request, assignment_id)
    if request.method == "POST":
        shown = _marks(request)
        if not shown:
            return _show_return(act, fault=NOBODY)
        marks = services.return_to_class(assignment=act.assignment, by=act.by, shown=shown)
        if marks:
            undo = {"do": ["undo"], "mark": [mark.pk for mark in marks]}
            act.toast(f"Returned to {count_of(marks)}.", undo=undo, act="marking:recall")
        else:
            messages.success(request, "There was nothing new to return.")
        if marks and len(shown) > len(marks):
            left = _pieces(len(shown) - len(marks))
            messages.warning(request, f"Left as it was, since it changed meanwhile: {left}. Look again.")
        return act.back()
    return _show_return(act)


def _show_return(act: Act, *, fault: str = "") -> HttpResponse:
    """Everybody who has something to get, ticked unless the page was opened for some, or sent with nobody ticked."""
    everyone = choosing.choose(act.page, choosing.not_returned, asked=()).able
    is_all = not act.asked
    able = [choosing.Candidate(one.row, not fault and (is_all or one.row.student.pk in act.asked)) for one in everyone]
    return act.show("return", choice=Choice(able, act.choice(choosing.not_returned).left_out), fault=fault)


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take back what was returned."""
    act = Act(request, assignment_id)
    if act.do == "undo":
        marks = _marks(request)
        works = [row.work.pk for row in act.page.rows if row.work and row.seen and row.seen.pk in marks]
        recalled = services.recall(assignment=act.assignment, works=works, marks=marks, by=act.by)
        act.toast(f"Recalled from {count_of(recalled)}." if recalled else "There was nothing to recall.")
        return act.back()
    if act.ticked:
        works = [row.work.pk for row in act.page.of_students(act.ticked) if row.work]
        recalled = services.recall(assignment=act.assignment, works=works, by=act.by)
        act.toast(f"Recalled from {count_of(recalled)}." if recalled else "There was nothing to recall.")
        return act.back()
    return act.show("recall", choice=act.choice(choosing.not_recalled), fault=_nobody(act))


def _marks(request: HttpRequest) -> set[int]:
    # An id too long for the database is none of ours.
    return {int(mark) for mark in request.POST.getlist("mark") if mark.isdecimal() and len(mark) < 19}


def _students(outcome: Outcome) -> dict[str, list[int]]:
    return {"student": [work.student_id for work in outcome.done]}


def _later_redrafts(outcome: Outcome, until: datetime) -> str:
    """Of two times the later holds."""
    later = [work for work in outcome.done if work.due_at > until]
    return f" For {count_of(later)} a redraft is due later than that, and that holds." if later else ""


def _nobody(act: Act) -> str:
    return NOBODY if act.ticked is not None and not act.ticked else ""


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"
