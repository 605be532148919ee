"""A student's own due time, what was sent back to them, and what they are excused from: as their pages tell it."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from activities.marking.services import mark_submission, return_to_class, send_back, set_work
from activities.models import Assignment, Work
from activities.permissions import assignment_student
from activities.queries import DueList, due_list
from activities.services import begin_work, excuse, extend, hand_in
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests.cast import Cast, table_row, terms, type_into
from tests.reading import words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# A time is missing, or something is shown that is nothing.
HALF = re.compile(r"\bNone\b(?! of these)|\b((in|back|ed) on|until|Due|closes|Opens|is due|was due) ?[.,;]| , | \.")


def long(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")


def short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "D j M, H:i")


def found(cast: Cast) -> DueList:
    return due_list(assignment_student.rows(cast.student), cast.student)


def piece(cast: Cast) -> str:
    return f"/work/{cast.assignment.pk}/"


def give_longer(cast: Cast, by: timedelta = 3 * DAY) -> datetime:
    until: datetime = cast.assignment.due_at + by
    extend(assignment=cast.assignment, students=[cast.student], until=until, by=cast.teacher)
    return until


def send_it_back(cast: Cast, days: int = 9) -> Work:
    submission = cast.handed_in()
    return send_back(work=submission.work, by=cast.teacher, until=timezone.now() + days * DAY)


def another(cast: Cast, title: str, days: int = 1) -> Assignment:
    due_at = timezone.now() + days * DAY
    work = terms(title, due_at=due_at)
    return set_work(activity=cast.activity, classroom=cast.classroom, terms=work, points=20, set_by=cast.teacher)


# --- Longer than the class ----------------------------------------------------------------------------------------


def test_who_has_longer_reads_so_wherever_a_time_stands(cast, as_user):
    until = give_longer(cast)
    browser = as_user(cast.student)
    assert f"You have longer: until {long(until)}" in words(browser.get("/due/"))
    assert f"You have longer: until {long(until)}" in words(browser.get(piece(cast)))
    assert f"You have longer: until {short(until)}" in browser.get(piece(cast)).text
    assert f"You have longer: until {long(until)}" in words(browser.get(f"{piece(cast)}hand-in/"))
    for path in ("/due/", piece(cast), f"{piece(cast)}hand-in/"):
        assert long(cast.assignment.due_at) not in words(browser.get(path)), path


def test_in_a_list_it_says_so_too(cast, as_user):
    another(cast, "Sooner")
    until = give_longer(cast)
    text = words(as_user(cast.student).get("/due/"))
    assert f"You have longer: until {short(until)}" in text


def test_the_class_is_told_of_its_own_time(cast, as_user):
    give_longer(cast)
    text = words(as_user(cast.classmate).get(piece(cast)))
    assert f"Due {long(cast.assignment.due_at)}" in text
    assert "longer" not in text


def test_before_it_opens_it_says_so_too(cast, as_user):
    until = give_longer(cast)
    Assignment.objects.update(opens_at=timezone.now() + HOUR)
    assert f"You have longer: until {long(until)}" in words(as_user(cast.student).get(piece(cast)))
    assert f"Due {long(cast.assignment.due_at)}" in words(as_user(cast.classmate).get(piece(cast)))


def test_the_own_closing_time_is_the_one_that_is_told(cast, as_user):
    Assignment.objects.update(closes_at=cast.assignment.due_at + HOUR)
    until = give_longer(cast)
    browser = as_user(cast.student)
    # One moment is told once on a page.
    desk = words(browser.get(piece(cast)))
    assert f"You have longer: until {long(until)}. It closes then; after that it cannot be handed in." in desk
    assert f"closes {short(until)}" not in words(browser.get("/due/"))
    assert "; it closes then" in words(browser.get("/due/"))
    assert "and no later than it is due: then it closes." in words(browser.get(f"{piece(cast)}hand-in/"))
    Assignment.objects.update(closes_at=until + HOUR)
    assert f"It closes {long(until + HOUR)}" in words(browser.get(piece(cast)))
    assert f"; closes {short(until + HOUR)}" in words(browser.get("/due/"))
    assert f"and until it closes on {long(until + HOUR)}." in words(browser.get(f"{piece(cast)}hand-in/"))
    Assignment.objects.update(closes_at=cast.assignment.due_at + HOUR)
    cast.handed_in()
    assert f"and until it closes on {long(until)}." in words(browser.get(piece(cast)))


def test_closed_for_them_it_says_when_it_closed_for_them(cast, as_user):
    until = give_longer(cast)
    cast.work()
    past = timezone.now() - HOUR
    Assignment.objects.update(due_at=past - 3 * DAY, closes_at=past - 2 * DAY)
    Work.objects.update(extended_until=past)
    assert until != past
    browser = as_user(cast.student)
    assert f"Closed on {long(past)}" in words(browser.get(piece(cast)))
    assert [due.closes_at for due in found(cast).closed] == [past]
    assert date_format(timezone.localtime(past), "D j M") in words(browser.get("/due/"))


# --- Sent back ----------------------------------------------------------------------------------------------------


def test_what_was_sent_back_comes_first_with_its_own_due_time(cast, as_user):
    sooner = another(cast, "Sooner")
    begun = begin_work(assignment=sooner, student=cast.student)
    type_into(begun.sheet, cast.student, table_row("1"))
    work = send_it_back(cast)
    due = found(cast)
    assert due.first is not None
    assert (due.first.assignment, due.first.is_redraft, due.first.due_at) == (cast.assignment, True, work.due_at)
    text = words(as_user(cast.student).get("/due/"))
    assert text.index("Sent back for a redraft The aims table") < text.index("Sooner")
    assert f"The redraft is due {long(work.due_at)}" in text
    assert "You have longer" not in text


def test_a_second_one_leads_the_others(cast, as_user):
    for title in ("Second", "Third"):
        piece_of_work = begin_work(assignment=another(cast, title, days=20), student=cast.student)
        type_into(piece_of_work.sheet, cast.student, table_row("1"))
    hand_in(work=piece_of_work)
    send_back(work=piece_of_work, by=cast.teacher, until=timezone.now() + 30 * DAY)
    send_it_back(cast)
    assert [due.assignment.title for due in found(cast).others] == ["Third", "Second"]
    assert words(as_user(cast.student).get("/due/")).count("Sent back for a redraft") == 2


def test_handed_in_again_it_is_with_the_teacher(cast):
    work = send_it_back(cast)
    hand_in(work=work)
    due = found(cast)
    assert (due.first, len(due.handed_in)) == (None, 1)


# --- Excused ------------------------------------------------------------------------------------------------------


def test_what_one_is_excused_from_stands_by_itself(cast, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    excuse(assignment=cast.assignment, students=[cast.student], by=cast.teacher)
    browser = as_user(cast.student)
    text = words(browser.get("/due/"))
    assert "Nothing is due" in text
    assert text.index("Excused") < text.index("The aims table")
    assert long(cast.assignment.due_at) not in text
    page = words(browser.get(piece(cast)))
    assert "Your teacher has excused you from this piece. What you wrote is kept here to read." in page
    assert "the broom" in page


def test_one_who_wrote_nothing_is_told_that_nothing_is_wanted(cast, as_user):
    excuse(assignment=cast.assignment, students=[cast.student], by=cast.teacher)
    assert "There is nothing to hand in." in words(as_user(cast.student).get(piece(cast)))


# --- Every state at every stage -----------------------------------------------------------------------------------


def _redraft(cast: Cast) -> None:
    submission = cast.handed_in()
    mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Again.", after=None)
    send_back(work=submission.work, by=cast.teacher, until=timezone.now() + DAY)


def _handed_in_again(cast: Cast) -> None:
    _redraft(cast)
    hand_in(work=cast.work())


def _returned_again(cast: Cast) -> None:
    _handed_in_again(cast)
    submission = cast.work().submissions.order_by("-number")[0]
    mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Better.", after=None)
    return_to_class(assignment=cast.assignment, by=cast.teacher)


def _excused(cast: Cast) -> None:
    excuse(assignment=cast.assignment, students=[cast.student], by=cast.teacher)


def _excused_from_the_redraft(cast: Cast) -> None:
    _redraft(cast)
    _excused(cast)


STATES = {
    "opened": lambda cast: cast.work(),
    "begun": lambda cast: type_into(cast.work().sheet, cast.student, table_row("1")),
    "longer": give_longer,
    "handed in": lambda cast: cast.handed_in(),
    "returned": lambda cast: cast.returned(),
    "redraft": _redraft,
    "handed in again": _handed_in_again,
    "returned again": _returned_again,
    "excused": _excused,
    "excused from the redraft": _excused_from_the_redraft,
}
STAGES = {
    "open": {},
    "coming": {"opens_at": HOUR},
    "closed": {"due_at": -2 * DAY, "closes_at": -DAY},
    "past due": {"due_at": -2 * DAY},
    "withdrawn": {"withdrawn_at": -HOUR},
}


@pytest.mark.parametrize("in_class", [True, False])
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("state", STATES)
def test_in_no_state_at_no_stage_does_a_page_say_half_a_sentence(state, stage, in_class, cast, as_user):
    STATES[state](cast)
    now = timezone.now()
    Assignment.objects.update(**{name: now + away for name, away in STAGES[stage].items()})
    if STAGES[stage].get("due_at"):
        past = now - DAY - HOUR
        Work.objects.filter(redraft_due_at__isnull=False).update(redraft_due_at=past)
        Work.objects.filter(extended_until__isnull=False).update(extended_until=past)
    if not in_class:
        move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    browser = as_user(cast.student)
    for path in ("/due/", piece(cast), f"{piece(cast)}returned/"):
        page = browser.get(path)
        assert page.status_code == 200
        text = words(page)
        assert not HALF.search(text), text


@pytest.mark.parametrize(
    ("state", "stage", "in_class", "says"),
    [
        ("begun", "closed", True, "It closed before you handed it in."),
        ("redraft", "closed", True, "It closed before you handed in your redraft."),
        ("redraft", "withdrawn", True, "Your teacher has withdrawn this piece. What you wrote is kept here to read."),
        ("redraft", "past due", True, "Your teacher sent this back"),
        ("returned", "withdrawn", True, "Your teacher has withdrawn this piece since."),
        ("returned", "closed", True, "Handed in on"),
        ("excused", "closed", True, "Your teacher has excused you from this piece."),
        ("excused", "coming", True, "Your teacher has excused you from this piece."),
        ("excused", "withdrawn", True, "Your teacher has excused you from this piece."),
        ("excused", "open", False, "You have left this class."),
        ("redraft", "open", False, "You have left this class. What you wrote is kept here to read."),
        ("opened", "open", False, "You had not begun this piece."),
        ("handed in again", "closed", True, "Your redraft was handed in on"),
    ],
)
def test_why_a_piece_is_only_read_is_said_once(state, stage, in_class, says, cast, as_user):
    STATES[state](cast)
    now = timezone.now()
    Assignment.objects.update(**{name: now + away for name, away in STAGES[stage].items()})
    if "due_at" in STAGES[stage]:
        Work.objects.filter(redraft_due_at__isnull=False).update(redraft_due_at=now - DAY - HOUR)
    if not in_class:
        move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    assert says in words(as_user(cast.student).get(piece(cast)))
