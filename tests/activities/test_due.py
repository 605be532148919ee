"""What is due: what a student finds when they come in."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from activities.marking.services import mark_submission, recall, return_to_class, set_work
from activities.models import Assignment
from activities.permissions import assignment_student
from activities.queries import due_list
from activities.services import begin_work, hand_in
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests.cast import Cast, table_row, terms, type_into
from tests.reading import words


@pytest.fixture
def noon(monkeypatch) -> datetime:
    """It is noon, tomorrow: far from midnight, and after the cast was made."""
    moment = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(12)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


def put(cast: Cast, title: str, due_at: datetime, **more: Any) -> Assignment:
    return set_work(
        activity=cast.activity,
        classroom=cast.classroom,
        terms=terms(title, due_at=due_at, **more),
        points=20,
        set_by=cast.teacher,
    )


def titles(dues) -> list[str]:
    return [due.assignment.title for due in dues]


def list_of(cast: Cast):
    return due_list(assignment_student.rows(cast.student), cast.student)


def begin(cast: Cast, assignment: Assignment, rows: int = 1):
    work = begin_work(assignment=assignment, student=cast.student)
    for number in range(1, rows + 1):
        type_into(work.sheet, cast.student, table_row(str(number)))
    return work


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(hours=11), "today"),
        (timedelta(minutes=1), "today"),
        (timedelta(hours=13), "tomorrow"),
        (timedelta(days=1, hours=11), "tomorrow"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=9), "in 9 days"),
        (timedelta(minutes=-1), "past due: hand in what you have"),
        (timedelta(days=-9), "past due: hand in what you have"),
    ],
)
def test_how_far_off_is_said_in_the_days_of_the_calendar(away, said, cast, noon):
    Assignment.objects.update(due_at=noon + away)
    (due,) = list_of(cast).open
    assert due.when == said


def test_days_are_those_of_the_schools_own_clock(cast, as_user, noon):
    cast.school.timezone = "Pacific/Auckland"
    cast.school.save()
    # 23:30 in Auckland, on the day after noon in London.
    Assignment.objects.update(due_at=noon + timedelta(hours=11))
    page = words(as_user(cast.student).get("/due/"))
    local = (noon + timedelta(hours=11)).astimezone(cast.school.zone)
    assert f"Due {local:%A} {local.day} {local:%B}, {local:%H:%M}" in page


def test_what_is_begun_comes_first_and_then_what_is_due_soonest(cast, noon):
    Assignment.objects.update(due_at=noon + timedelta(days=5))
    begun = put(cast, "Begun", noon + timedelta(days=3))
    put(cast, "Soonest", noon + timedelta(days=1))
    begin(cast, begun)
    found = list_of(cast)
    assert found.first.assignment == begun
    assert titles(found.open) == ["Soonest", "Begun", "The aims table"]
    assert titles(found.others) == ["Soonest", "The aims table"]


def test_where_nothing_is_begun_the_soonest_comes_first(cast, noon):
    put(cast, "Soonest", noon + timedelta(days=1))
    assert list_of(cast).first.assignment.title == "Soonest"


def test_opening_a_piece_without_writing_does_not_begin_it(cast):
    cast.work()
    (due,) = list_of(cast).open
    assert (due.state, due.is_started) == ("no", False)


def test_pieces_are_grouped_by_where_they_stand(cast, noon):
    Assignment.objects.update(due_at=noon + timedelta(days=5))
    late = begin(cast, put(cast, "Late", noon - timedelta(days=3)))
    handed_in = hand_in(work=late)
    back = begin(cast, put(cast, "Back", noon + timedelta(days=2)))
    mark_submission(submission=hand_in(work=back), marker=cast.teacher, total=9, comment="", after=None)
    return_to_class(assignment=back.assignment, by=cast.teacher)
    marked = begin(cast, put(cast, "Marked", noon + timedelta(days=2)))
    mark_submission(submission=hand_in(work=marked), marker=cast.teacher, total=9, comment="", after=None)
    found = list_of(cast)
    assert titles(found.open) == ["The aims table"]
    assert [(due.assignment.title, due.state) for due in found.handed_in] == [("Late", "late"), ("Marked", "in")]
    assert titles(found.returned) == ["Back"]
    assert handed_in.is_late


def test_the_page_says_what_to_carry_on_with(cast, as_user):
    begin(cast, cast.assignment, rows=3)
    page = words(as_user(cast.student).get("/due/"))
    assert "Carry on where you stopped The aims table" in page
    assert "Next is Source 4. 7 of 10 sources are still to do." in page
    assert "1 piece open" in page


def test_the_page_says_when_one_thing_is_left_and_when_nothing_is(cast, as_user):
    browser = as_user(cast.student)
    work = begin(cast, cast.assignment, rows=9)
    assert "Next is Source 10. 1 of 10 sources is still to do." in words(browser.get("/due/"))
    type_into(work.sheet, cast.student, table_row("10"))
    assert "Everything is filled in. Hand it in when you are content with it." in words(browser.get("/due/"))


def test_the_page_lists_what_is_handed_in_and_what_is_back(cast, as_user):
    cast.handed_in()
    browser = as_user(cast.student)
    page = words(browser.get("/due/"))
    assert "Nothing is due" in page
    assert "Handed in The aims table" in page
    mark_submission(submission=cast.work().submissions.get(), marker=cast.teacher, total=9, comment="", after=None)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    page = words(browser.get("/due/"))
    assert "Nothing is open, 1 back from your teacher" in page
    assert "Back from your teacher The aims table" in page


def test_what_is_back_says_when_it_came_back(cast, noon):
    work = cast.work()
    hand_in(work=work, at=noon - timedelta(days=3))
    submission = work.submissions.get()
    mark_submission(submission=submission, marker=cast.teacher, total=15, comment="", after=None)
    assert [due.came_back_at for due in list_of(cast).handed_in] == [None]
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    (due,) = list_of(cast).returned
    assert due.came_back_at == work.transitions.get(act="return").at
    assert due.came_back_at > due.submission.handed_in_at
    recall(assignment=cast.assignment, works=[work.pk], by=cast.teacher)
    assert [due.came_back_at for due in list_of(cast).handed_in] == [None]


def test_the_page_has_the_day_it_came_back_and_not_the_day_it_was_handed_in(cast, as_user):
    work = cast.work()
    hand_in(work=work, at=timezone.now() - timedelta(days=3))
    mark_submission(submission=work.submissions.get(), marker=cast.teacher, total=15, comment="", after=None)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    page = words(as_user(cast.student).get("/due/"))
    back, sent = (timezone.localtime(at) for at in (timezone.now(), work.submissions.get().handed_in_at))
    assert f"{back:%a} {back.day} {back:%b}" in page
    assert f"{sent:%a} {sent.day} {sent:%b}" not in page


def test_a_student_without_a_class_is_told_that_nothing_is_due(cast, as_user):
    page = words(as_user(cast.left_class).get("/due/"))
    assert "Nothing is due" in page
    assert "The aims table" not in page


def test_work_of_a_class_one_has_left_is_shown_apart_and_never_as_due(cast, as_user):
    begin(cast, cast.assignment)
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    found = list_of(cast)
    assert (found.open, found.first, titles(found.left)) == ([], None, ["The aims table"])
    assert "From a class you have left The aims table" in words(as_user(cast.student).get("/due/"))


def test_nobody_else_s_progress_is_on_the_page(cast, as_user):
    begin(cast, cast.assignment, rows=3)
    page = words(as_user(cast.classmate).get("/due/"))
    assert "Begin here The aims table" in page
    assert "10 sources to do." in page
