"""A student takes back what they handed in, until the piece closes or marking begins."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from activities.models import Act, Assignment, Submission, Transition, Work, WorkState
from activities.permissions import assignment_student
from activities.queries import due_list
from activities.services import NotOpen, begin_marking, hand_in, mark_returned, take_back
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests import reading
from tests.activities.test_work import desk, save
from tests.cast import table_row, type_into
from tests.reading import words

EVENING = datetime(2031, 5, 6, 20, tzinfo=timezone.get_default_timezone())
HOUR = timedelta(hours=1)


@pytest.fixture
def handed_in(cast) -> Work:
    """The student's piece, handed in."""
    return cast.handed_in().work


def acts(work: Work) -> list[tuple[str, str, str, str]]:
    rows = Transition.objects.filter(work=work).order_by("pk").select_related("by")
    return [(row.act, row.from_state, row.to_state, row.by.given_name) for row in rows]


def ask(browser, cast):
    return browser.post(f"{desk(cast)}take-back/", follow=True)


def test_what_is_taken_back_is_at_the_desk_again(cast, handed_in, as_user):
    browser = as_user(cast.student)
    page = ask(browser, cast)
    assert "You have it back. Your teacher does not get it until you hand it in again." in page.text
    assert reading.cells(page.text)["table:s1/words"] == "the broom"
    handed_in.refresh_from_db()
    assert handed_in.state == WorkState.WORKING
    assert save(browser, handed_in, table_row("2")).status_code == 200


def test_what_was_handed_in_stays_and_the_next_is_another_one(cast, handed_in):
    take_back(work=handed_in, by=cast.student)
    type_into(handed_in.sheet, cast.student, table_row("2"))
    second = hand_in(work=handed_in, by=cast.student)
    first = Submission.objects.get(work=handed_in, number=1)
    assert (first.snapshot, second.number) == (table_row("1"), 2)
    assert second.snapshot == {**table_row("1"), **table_row("2")}


def test_handed_in_anew_it_is_late_by_its_own_clock(cast, handed_in):
    due_at = cast.assignment.due_at
    take_back(work=handed_in, by=cast.student, at=due_at - HOUR)
    assert hand_in(work=handed_in, at=due_at + HOUR).is_late


def test_every_step_leaves_a_trace(cast, handed_in):
    take_back(work=handed_in, by=cast.student, at=timezone.now())
    hand_in(work=handed_in, by=cast.student)
    for _ in range(2):
        mark_returned(works=[Work.objects.get(pk=handed_in.pk)], by=cast.teacher, at=timezone.now())
    assert acts(handed_in) == [
        (Act.HAND_IN, "working", "handed_in", "Amira"),
        (Act.TAKE_BACK, "handed_in", "working", "Amira"),
        (Act.HAND_IN, "working", "handed_in", "Amira"),
        (Act.RETURN, "handed_in", "returned", "Ngozi"),
    ]
    handed_in.refresh_from_db()
    assert handed_in.state == WorkState.RETURNED


def test_a_step_that_is_refused_leaves_none(cast, handed_in):
    before = acts(handed_in)
    with pytest.raises(NotOpen):
        hand_in(work=handed_in)
    begin_marking(work=handed_in, at=timezone.now())
    with pytest.raises(NotOpen):
        take_back(work=handed_in, by=cast.student)
    assert acts(handed_in) == before


# --- When it cannot be taken back ---------------------------------------------------------------------------------


def test_not_once_marking_has_begun(cast, handed_in, as_user):
    begin_marking(work=handed_in, at=timezone.now())
    page = words(ask(as_user(cast.student), cast))
    assert "This piece cannot be taken back any more. Ask your teacher." in page
    assert "What you handed in" in page
    handed_in.refresh_from_db()
    assert handed_in.state == WorkState.HANDED_IN


def test_not_what_has_come_back(cast, as_user):
    cast.returned()
    assert "Your teacher has returned this piece. What you handed in is kept as it is." in words(
        ask(as_user(cast.student), cast)
    )
    assert Work.objects.get().state == WorkState.RETURNED


def test_not_what_is_not_handed_in(cast, as_user):
    cast.work()
    assert "This piece is not handed in. You can go on with it." in ask(as_user(cast.student), cast).text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"closes_at": timezone.now() - HOUR}, "This piece is not open now, so it stays handed in."),
        ({"opens_at": timezone.now() + HOUR}, "This piece is not open now, so it stays handed in."),
        ({"withdrawn_at": timezone.now() - HOUR}, "Your teacher has withdrawn this piece."),
    ],
)
def test_not_while_the_piece_is_shut(changes, says, cast, handed_in, as_user):
    Assignment.objects.update(**changes)
    browser = as_user(cast.student)
    assert "Take it back" not in words(browser.get(desk(cast)))
    assert says in words(ask(browser, cast))
    handed_in.refresh_from_db()
    assert handed_in.state == WorkState.HANDED_IN


def test_it_is_taken_back_until_the_moment_it_closes(cast, handed_in):
    closes_at = cast.assignment.due_at + HOUR
    Assignment.objects.update(closes_at=closes_at)
    with pytest.raises(NotOpen):
        take_back(work=handed_in, by=cast.student, at=closes_at + timedelta(seconds=1))
    assert take_back(work=handed_in, by=cast.student, at=closes_at).is_open


def test_one_who_has_not_begun_takes_nothing_back(cast, as_user):
    Assignment.objects.update(opens_at=timezone.now() + HOUR)
    assert ask(as_user(cast.student), cast).status_code == 200
    assert not Work.objects.exists()


def test_one_who_has_left_the_class_takes_nothing_back(cast, handed_in, as_user):
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    browser = as_user(cast.student)
    assert "Take it back" not in words(browser.get(desk(cast)))
    assert ask(browser, cast).status_code == 403


def test_two_tabs_take_it_back_once(cast, handed_in):
    take_back(work=handed_in, by=cast.student)
    # The other tab still holds the piece as it was.
    with pytest.raises(NotOpen, match="not handed in"):
        take_back(work=handed_in, by=cast.student)
    assert Transition.objects.filter(act=Act.TAKE_BACK).count() == 1


def test_a_new_hand_in_can_be_taken_back_whatever_was_marked_before(cast, handed_in):
    # As a piece that was marked, sent back and handed in again would be.
    Work.objects.update(state=WorkState.WORKING, marking_began_at=timezone.now())
    hand_in(work=handed_in)
    assert take_back(work=handed_in, by=cast.student).is_open


# --- What the student reads ---------------------------------------------------------------------------------------


def test_the_page_says_until_when(cast, handed_in, as_user):
    browser = as_user(cast.student)
    assert "You can take it back and change it until your teacher begins to mark it." in words(browser.get(desk(cast)))
    Assignment.objects.update(closes_at=EVENING)
    until = "until your teacher begins to mark it, and until it closes on Tuesday 6 May, 20:00."
    assert f"You can take it back and change it {until}" in words(browser.get(desk(cast)))


def test_before_handing_in_the_page_says_that_it_can_be_taken_back(cast, as_user):
    cast.work()
    page = words(as_user(cast.student).get(f"{desk(cast)}hand-in/"))
    assert "You can take it back until your teacher begins to mark it." in page


def test_a_piece_taken_back_is_due_again(cast, handed_in, as_user):
    take_back(work=handed_in, by=cast.student)
    (due,) = due_list(assignment_student.rows(cast.student), cast.student).open
    assert (due.state, due.submission) == ("working", None)
    page = words(as_user(cast.student).get("/due/"))
    assert "Carry on where you stopped The aims table" in page
    assert "Handed in" not in page


def test_a_piece_that_closed_after_it_was_taken_back_says_so(cast, handed_in, as_user):
    take_back(work=handed_in, by=cast.student)
    type_into(handed_in.sheet, cast.student, {"table:s1/words": "a second thought"})
    Assignment.objects.update(due_at=timezone.now() - HOUR, closes_at=timezone.now())
    page = words(as_user(cast.student).get(desk(cast)))
    assert "It closed after you took it back, and before you handed it in again." in page
    assert "a second thought" in page
    assert "Handed in on" not in page
