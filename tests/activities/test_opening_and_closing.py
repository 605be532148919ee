"""Work opens, closes and is withdrawn. That ends handing in, never writing: what is typed is kept."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from activities.models import Assignment, Stage, Submission, Work
from activities.permissions import assignment_student
from activities.queries import due_list
from activities.services import NotOpen, hand_in, restore_assignment, withdraw_assignment
from historyclass.desk.models import Sheet
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests import reading
from tests.activities.test_work import desk, save
from tests.cast import Cast, table_row, type_into
from tests.reading import words

NOW = datetime(2031, 5, 6, 10, tzinfo=timezone.get_default_timezone())
HOUR = timedelta(hours=1)
# What a teacher or the clock may do to a piece: opens later, has closed, is withdrawn.
SHUT = {
    "coming": {"opens_at": NOW + HOUR, "due_at": NOW + 2 * HOUR},
    "closed": {"due_at": NOW - 2 * HOUR, "closes_at": NOW - HOUR},
    "withdrawn": {"withdrawn_at": NOW - HOUR},
}
every_way_of_being_shut = pytest.mark.parametrize("stage", SHUT)


@pytest.fixture
def at_ten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast at ten in the morning, the piece open and due in two hours."""
    Assignment.objects.update(due_at=NOW + 2 * HOUR)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast.assignment.refresh_from_db()
    return cast


def shut(cast: Cast, stage: str) -> None:
    Assignment.objects.update(**SHUT[stage])
    cast.assignment.refresh_from_db()
    assert cast.assignment.stage() == stage


def groups(cast: Cast) -> dict[str, list[str]]:
    found = due_list(assignment_student.rows(cast.student), cast.student)
    return {name: [due.assignment.title for due in dues] for name, dues in vars(found).items() if dues}


# --- The clock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({}, Stage.OPEN),
        ({"opens_at": NOW}, Stage.OPEN),
        ({"opens_at": NOW + timedelta(seconds=1)}, Stage.COMING),
        ({"closes_at": NOW}, Stage.OPEN),
        ({"closes_at": NOW - timedelta(seconds=1)}, Stage.CLOSED),
        ({"due_at": NOW - HOUR}, Stage.OPEN),
        ({"withdrawn_at": NOW}, Stage.WITHDRAWN),
        ({"withdrawn_at": NOW, "closes_at": NOW - HOUR}, Stage.WITHDRAWN),
    ],
)
def test_a_piece_is_open_from_its_opening_to_its_closing_unless_it_is_withdrawn(changes, stage):
    assert Assignment(**{"due_at": NOW, **changes}).stage(NOW) is stage


def test_a_piece_is_handed_in_until_the_moment_it_closes(cast):
    closes_at = cast.assignment.due_at + HOUR
    Assignment.objects.update(closes_at=closes_at)
    with pytest.raises(NotOpen, match="has closed"):
        hand_in(work=cast.work(), at=closes_at + timedelta(seconds=1))
    submission = hand_in(work=cast.work(), at=closes_at)
    assert (submission.handed_in_at, submission.is_late) == (closes_at, True)


# --- What is typed is kept ----------------------------------------------------------------------------------------


@every_way_of_being_shut
def test_what_is_typed_is_kept_whatever_the_clock_says(stage, at_ten, as_user):
    work, browser = at_ten.work(), as_user(at_ten.student)
    shut(at_ten, stage)
    assert save(browser, work, table_row("1")).status_code == 200
    work.sheet.refresh_from_db()
    assert work.sheet.values == table_row("1")


@every_way_of_being_shut
def test_handing_in_is_refused_with_a_word_and_nothing_is_lost(stage, at_ten, as_user):
    work, browser = at_ten.work(), as_user(at_ten.student)
    type_into(work.sheet, at_ten.student, table_row("1"))
    shut(at_ten, stage)
    assert browser.get(f"{desk(at_ten)}hand-in/")["Location"] == desk(at_ten)
    page = browser.post(f"{desk(at_ten)}hand-in/", follow=True)
    assert page.status_code == 200
    assert "Not handed in: " in words(page)
    assert "What you wrote is kept." in words(page)
    assert not Submission.objects.exists()
    assert Work.objects.get().is_open
    Assignment.objects.update(opens_at=None, closes_at=None, withdrawn_at=None)
    assert "the broom" in browser.get(desk(at_ten)).text
    assert "Handed in on" in words(browser.post(f"{desk(at_ten)}hand-in/", follow=True))


@every_way_of_being_shut
def test_one_who_has_not_begun_cannot_hand_in_either(stage, at_ten, as_user):
    shut(at_ten, stage)
    browser = as_user(at_ten.student)
    assert browser.get(f"{desk(at_ten)}hand-in/")["Location"] == desk(at_ten)
    assert "Not handed in: " in words(browser.post(f"{desk(at_ten)}hand-in/", follow=True))
    assert not Work.objects.exists()


@every_way_of_being_shut
def test_looking_at_a_piece_that_is_not_open_begins_no_work(stage, at_ten, as_user):
    shut(at_ten, stage)
    page = as_user(at_ten.student).get(desk(at_ten))
    assert page.status_code == 200
    assert reading.cells(page.text) == {}
    assert not Work.objects.exists()


@every_way_of_being_shut
def test_what_was_handed_in_before_is_read_as_ever(stage, at_ten, as_user):
    at_ten.handed_in()
    shut(at_ten, stage)
    page = words(as_user(at_ten.student).get(desk(at_ten)))
    assert "Handed in on Tuesday 6 May, 10:00. It is on time." in page
    assert "the broom" in page
    assert "Take it back" not in page


# --- Before it opens ----------------------------------------------------------------------------------------------


def test_before_it_opens_the_page_says_when_and_what_there_will_be_to_do(at_ten, as_user):
    shut(at_ten, "coming")
    page = words(as_user(at_ten.student).get(desk(at_ten)))
    assert "Opens Tuesday 6 May, 11:00. Due Tuesday 6 May, 12:00." in page
    assert "Ten sources stand beside your table." in page
    assert "What you wrote is kept" not in page


def test_before_it_opens_it_is_listed_without_a_way_in(at_ten, as_user):
    shut(at_ten, "coming")
    assert groups(at_ten) == {"coming": ["The aims table"]}
    page = words(as_user(at_ten.student).get("/due/"))
    assert "Nothing is due" in page
    assert "Coming The aims table" in page
    assert "Opens Tue 6 May, 11:00" in page
    assert "Start" not in page
    assert "Not started" not in page


def test_a_later_opening_hides_the_desk_and_keeps_what_was_written(at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    shut(at_ten, "coming")
    browser = as_user(at_ten.student)
    page = browser.get(desk(at_ten))
    assert "What you wrote is kept. It is here again when the piece opens." in words(page)
    assert reading.cells(page.text) == {}
    assert groups(at_ten) == {"coming": ["The aims table"]}
    Assignment.objects.update(opens_at=NOW)
    assert reading.cells(browser.get(desk(at_ten)).text)["table:s1/words"] == "the broom"


# --- After it has closed ------------------------------------------------------------------------------------------


def test_after_closing_the_student_reads_what_they_wrote_and_is_told_whom_to_ask(at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    browser = as_user(at_ten.student)
    shut(at_ten, "closed")
    Sheet.objects.update(changed_at=NOW - 3 * HOUR)
    page = words(browser.get(desk(at_ten)))
    assert "Closed on Tuesday 6 May, 09:00." in page
    assert "It closed before you handed it in. Everything you wrote is kept here. Ask your teacher" in page
    assert "What you wrote: table, 1 of 10 sources" in page
    assert "the broom" in page
    save(browser, Work.objects.get(), {"table:s2/words": "thought of later"})
    page = words(browser.get(desk(at_ten)))
    assert "kept here, also what you wrote after it closed." in page
    assert "thought of later" in page


def test_after_closing_one_who_never_began_is_told_so(at_ten, as_user):
    shut(at_ten, "closed")
    page = words(as_user(at_ten.student).get(desk(at_ten)))
    assert "It closed before you began it. Ask your teacher, who can open it again." in page
    assert "What you wrote" not in page


def test_a_closed_piece_is_listed_apart_and_never_as_due(at_ten, as_user):
    shut(at_ten, "closed")
    for state in ["Not started", "Working, 1 of 10"]:
        assert groups(at_ten) == {"closed": ["The aims table"]}
        page = words(as_user(at_ten.student).get("/due/"))
        assert "Nothing is due" in page
        assert "Closed before you handed in The aims table" in page
        assert f"Tue 6 May closed 09:00 {state}" in page
        assert "Anything you wrote is kept. Ask your teacher" in page
        type_into(at_ten.work().sheet, at_ten.student, table_row("1"))


# --- Withdrawn ----------------------------------------------------------------------------------------------------


def test_a_withdrawn_piece_is_listed_to_those_alone_who_had_begun(at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    at_ten.work(at_ten.classmate)
    withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher)
    assert groups(at_ten) == {"withdrawn": ["The aims table"]}
    assert "Withdrawn by your teacher The aims table" in words(as_user(at_ten.student).get("/due/"))
    assert "The aims table" not in words(as_user(at_ten.classmate).get("/due/"))


def test_a_student_reads_their_own_of_what_was_withdrawn(at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher)
    page = as_user(at_ten.student).get(desk(at_ten))
    assert "Your teacher has withdrawn this piece. What you wrote is kept here to read." in words(page)
    assert "the broom" in words(page)
    assert reading.cells(page.text) == {}
    other = words(as_user(at_ten.classmate).get(desk(at_ten)))
    assert "Your teacher has withdrawn this piece. You had not begun it." in other
    assert "Ten sources" not in other


def test_a_withdrawn_piece_that_was_handed_in_says_both(at_ten, as_user):
    at_ten.handed_in()
    withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher)
    assert groups(at_ten) == {"withdrawn": ["The aims table"]}
    page = words(as_user(at_ten.student).get(desk(at_ten)))
    assert "It is on time. Your teacher has withdrawn this piece since." in page


def test_what_has_come_back_stays_where_it_is_when_the_piece_is_withdrawn(cast, as_user):
    cast.returned(comment="Date the cartoon.")
    withdraw_assignment(assignment=cast.assignment, by=cast.teacher)
    assert groups(cast) == {"returned": ["The aims table"]}
    assert "Date the cartoon." in words(as_user(cast.student).get(desk(cast)))


def test_what_is_put_back_is_as_it_was(at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    withdrawn = withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher)
    restore_assignment(assignment=withdrawn, by=at_ten.teacher)
    assert groups(at_ten) == {"open": ["The aims table"]}
    assert reading.cells(as_user(at_ten.student).get(desk(at_ten)).text)["table:s1/words"] == "the broom"


def test_withdrawing_twice_keeps_the_first_moment_and_leaves_one_trace(at_ten):
    first = withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher, at=NOW)
    again = withdraw_assignment(assignment=at_ten.assignment, by=at_ten.teacher, at=NOW + HOUR)
    assert (first.withdrawn_at, again.withdrawn_at) == (NOW, NOW)
    restore_assignment(assignment=again, by=at_ten.teacher)
    restored = restore_assignment(assignment=again, by=at_ten.teacher)
    assert restored.withdrawn_at is None
    assert [(row.withdrawn_at, row.history_user) for row in restored.history.all()] == [
        (None, at_ten.teacher),
        (NOW, at_ten.teacher),
        (None, at_ten.teacher),
    ]


@every_way_of_being_shut
def test_work_of_a_class_one_has_left_is_read_whatever_became_of_it(stage, at_ten, as_user):
    type_into(at_ten.work().sheet, at_ten.student, table_row("1"))
    move_student(enrolment=Enrolment.objects.get(user=at_ten.student), to=at_ten.other_classroom)
    shut(at_ten, stage)
    assert list(groups(at_ten)) == ["withdrawn" if stage == "withdrawn" else "left"]
    page = words(as_user(at_ten.student).get(desk(at_ten)))
    assert "You have left this class. What you wrote is kept here to read." in page
    assert "the broom" in page


# --- What the desk tells ------------------------------------------------------------------------------------------


def test_the_desk_tells_whether_the_teacher_can_read_drafts(at_ten, as_user):
    browser = as_user(at_ten.student)
    unread, read = "Nothing is sent to your teacher before you hand it in.", "Your teacher can read this while you work"
    page = words(browser.get(desk(at_ten)))
    assert unread in page
    assert read not in page
    Assignment.objects.update(drafts_readable=True)
    page = words(browser.get(desk(at_ten)))
    assert read in page
    assert unread not in page


def test_the_desk_tells_when_it_is_due_and_when_it_closes(at_ten, as_user):
    browser = as_user(at_ten.student)
    page = words(browser.get(desk(at_ten)))
    assert "Due Tuesday 6 May, 12:00." in page
    assert "closes" not in page
    Assignment.objects.update(closes_at=NOW + 3 * HOUR)
    assert "It closes Tuesday 6 May, 13:00; after that it cannot be handed in." in words(browser.get(desk(at_ten)))
    assert "and until it closes on Tuesday 6 May, 13:00." in words(browser.get(f"{desk(at_ten)}hand-in/"))


def test_paragraphs_and_their_lines_are_shown_and_not_run(at_ten, as_user):
    Assignment.objects.update(instructions=["One\ntwo", "<b>three</b>"])
    page = as_user(at_ten.student).get(desk(at_ten)).text
    assert "<p>One<br>two</p><p>&lt;b&gt;three&lt;/b&gt;</p>" in page
