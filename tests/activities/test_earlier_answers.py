"""A part that shows an answer of an earlier piece: whose, of which assignment, and as it stood when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.services import send_back, set_work
from activities.models import Activity, Assignment, Part, Work
from activities.services import begin_work, hand_in, take_back, withdraw_assignment
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests.cast import Cast, table_row, terms, type_into
from tests.reading import element, words


@pytest.fixture
def later(cast: Cast) -> Activity:
    """An activity that shows the table of the opener beside its questions."""
    activity = Activity.objects.create(
        enquiry=cast.activity.enquiry, chapter=cast.activity.chapter, key="looking-back", title="Looking back"
    )
    Part.objects.create(
        activity=activity,
        key="questions",
        position=0,
        title="Questions",
        kind="questions",
        version=1,
        definition={"questions": [{"id": "one", "prompt": "What has changed since?"}]},
        shows=[{"part": "table", "activity": "opener-aims"}],
    )
    return activity


def set_to(cast: Cast, activity: Activity, title: str, *, classroom=None) -> Assignment:
    due_at = timezone.now() + timedelta(days=9)
    return set_work(
        activity=activity,
        classroom=classroom or cast.classroom,
        terms=terms(title, due_at=due_at),
        points=20,
        set_by=cast.teacher,
    )


def bound(assignment: Assignment):
    return assignment.live_parts.parts[0].shows[0]


def shown(browser, assignment: Assignment) -> str:
    return element(browser.get(f"/work/{assignment.pk}/"), "shown-1")


def test_it_is_bound_to_the_assignment_that_the_class_got_last(cast, later):
    assert bound(set_to(cast, later, "Looking back")).assignment == cast.assignment.pk
    again = set_to(cast, cast.activity, "The table once more")
    assert bound(set_to(cast, later, "Looking back again")).assignment == again.pk


def test_a_schools_own_version_serves_as_well_if_it_has_the_part(cast, later):
    own = Activity.objects.get(pk=cast.activity.pk)
    own.pk, own.school, own.based_on, own._state.adding = None, cast.school, cast.activity, True
    own.save()
    table = cast.activity.parts.get()
    Part.objects.create(
        activity=own, key="other", position=0, title="Other", kind=table.kind, version=1, definition=table.definition
    )
    set_to(cast, own, "Without the table")
    assert bound(set_to(cast, later, "Looking back")).assignment == cast.assignment.pk
    own.parts.update(key="table", title="Ours")
    ours = set_to(cast, own, "Our own")
    assert bound(set_to(cast, later, "Looking back")).assignment == ours.pk


def test_a_class_that_never_got_it_is_told_the_title_of_the_piece(cast, later, as_user):
    assignment = set_to(cast, later, "Looking back", classroom=cast.other_classroom)
    assert bound(assignment).assignment is None
    text = shown(as_user(cast.other_student), assignment)
    assert text == f"Your table From {cast.activity.title}. Not done yet."


def test_a_withdrawn_piece_is_not_bound_and_one_withdrawn_later_is_still_shown(cast, later, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1", words="the broom"))
    assignment = set_to(cast, later, "Looking back")
    withdraw_assignment(assignment=cast.assignment, by=cast.teacher)
    assert bound(set_to(cast, later, "Looking back again")).assignment is None
    # It is theirs to read.
    browser = as_user(cast.student)
    assert "the broom" in shown(browser, assignment)
    assert browser.get(f"/work/{cast.assignment.pk}/").status_code == 200


def test_until_it_is_begun_it_is_not_done_yet(cast, later, as_user):
    assignment = set_to(cast, later, "Looking back")
    cast.work()
    text = shown(as_user(cast.student), assignment)
    assert text == f"Your table From {cast.assignment.title}. Not done yet."


def test_it_is_the_students_own_and_nobody_elses(cast, later, as_user):
    type_into(cast.work(cast.classmate).sheet, cast.classmate, table_row("1", words="Ben sees a broom"))
    type_into(cast.work().sheet, cast.student, table_row("2", words="Amira sees a flag"))
    assignment = set_to(cast, later, "Looking back")
    page = as_user(cast.student).get(f"/work/{assignment.pk}/")
    assert "Amira sees a flag" in element(page, "shown-1")
    assert "Ben sees a broom" not in page.text
    # It is read there, and does not follow what is typed in cells of the same name here.
    assert "data-mirror" not in page.text


def test_what_was_handed_in_is_shown_until_it_is_taken_back_or_sent_back(cast, later, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1", words="as handed in"))
    hand_in(work=work)
    type_into(work.sheet, cast.student, table_row("1", words="as typed since"))
    assignment = set_to(cast, later, "Looking back")
    browser = as_user(cast.student)
    assert "as handed in" in shown(browser, assignment)
    take_back(work=work, by=cast.student)
    assert "as typed since" in shown(browser, assignment)
    hand_in(work=Work.objects.get(pk=work.pk))
    send_back(work=Work.objects.get(pk=work.pk), by=cast.teacher, until=timezone.now() + timedelta(days=3))
    type_into(work.sheet, cast.student, {"table:s1/words": "as redrafted"})
    assert "as redrafted" in shown(browser, assignment)


def test_one_that_opens_later_does_not_hide_the_piece_they_have_done(cast, later, as_user):
    now = timezone.now()
    coming = terms("Next month", opens_at=now + timedelta(days=20), due_at=now + timedelta(days=30))
    set_work(activity=cast.activity, classroom=cast.classroom, terms=coming, points=20, set_by=cast.teacher)
    assert bound(set_to(cast, later, "Looking back")).assignment == cast.assignment.pk
    withdraw_assignment(assignment=cast.assignment, by=cast.teacher)
    assert bound(set_to(cast, later, "Looking back again")).title == "Next month"


def test_whoever_changes_class_is_shown_what_they_did_in_the_other(cast, later, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1", words="done in 13H"))
    newer = set_to(cast, cast.activity, "The table in 12B", classroom=cast.other_classroom)
    assignment = set_to(cast, later, "Looking back", classroom=cast.other_classroom)
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    browser = as_user(cast.student)
    text = shown(browser, assignment)
    assert text.startswith(f"Your table From {cast.assignment.title}.")
    assert "done in 13H" in text
    # Once they write in the piece of their new class, it is that.
    work = begin_work(assignment=newer, student=cast.student)
    type_into(work.sheet, cast.student, table_row("1", words="done in 12B"))
    assert "done in 12B" in shown(browser, assignment)


def test_a_teacher_sees_nothing_of_an_earlier_draft_beside_a_paper(cast, later, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1", words="not handed in"))
    assignment = set_to(cast, later, "Looking back")
    work = begin_work(assignment=assignment, student=cast.student)
    hand_in(work=work)
    paper = as_user(cast.teacher).get(f"/papers/{work.pk}/")
    assert paper.status_code == 200
    assert "not handed in" not in paper.text


def test_it_costs_one_query_more(cast, later, as_user, count_queries):
    type_into(cast.work().sheet, cast.student, table_row("1"))
    assignment = set_to(cast, later, "Looking back")
    browser = as_user(cast.student)

    def cost() -> int:
        browser.get(f"/work/{assignment.pk}/")
        with count_queries() as count:
            assert browser.get(f"/work/{assignment.pk}/").status_code == 200
        return count()

    with_it = cost()
    assert "Your table" in words(browser.get(f"/work/{assignment.pk}/"))
    parts = assignment.parts
    parts[0]["shows"] = []
    assignment.parts = parts
    assignment.save()
    assert cost() == with_it - 1
