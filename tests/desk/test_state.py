"""What stands on a sheet, asked for by a page that is open already."""

import json

import pytest

from activities.marking.services import mark_submission
from activities.services import hand_in, take_back, withdraw_assignment
from historyclass.desk.models import Revision
from historyclass.people.models import Enrolment
from historyclass.people.services import remove_from_class
from tests.cast import Cast, table_row, type_into


@pytest.fixture
def state(cast: Cast, as_user):
    def ask(person, *, made_for=None, sheet=None):
        address = f"/desk/work/{sheet or cast.work().sheet_id}/state/"
        return as_user(person).get(address, {"person": (made_for or person).pk}, headers={"Accept": "application/json"})

    return ask


def test_it_is_what_the_page_was_given_with_all_that_came_since(cast, state, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1", words="the broom"))
    answer = state(cast.student)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.json()
    assert found["rev"] == 1
    assert found["cells"]["table:s1/words"] == ["the broom", 1]
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/").text
    start = page.index(">", page.index('id="desk-state"')) + 1
    assert {**json.loads(page[start : page.index("</script>", start)]), "remark": ""} == found


def test_a_page_made_for_somebody_else_is_told_so(cast, state):
    answer = state(cast.classmate, made_for=cast.student)
    assert (answer.status_code, answer.json()) == (403, {"why": "person"})


def test_nobody_else_s_sheet_is_shown(cast, state):
    for person in (cast.classmate, cast.teacher, cast.admin, cast.stranger_teacher):
        assert state(person, sheet=cast.work().sheet_id).status_code == 404


def test_somebody_who_has_left_the_class_still_reads_their_own(cast, state):
    type_into(cast.work().sheet, cast.student, table_row("1"))
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.student))
    assert state(cast.student).json()["rev"] == 1


def test_asking_changes_nothing(cast, state):
    sheet = cast.work().sheet
    state(cast.student, sheet=sheet.pk)
    sheet.refresh_from_db()
    assert sheet.revision == 0


def test_a_page_that_is_still_open_is_told_what_has_become_of_the_piece(cast, state):
    assert state(cast.student).json()["remark"] == ""
    hand_in(work=cast.work())
    assert "handed in" in state(cast.student).json()["remark"]
    take_back(work=cast.work(), by=cast.student)
    assert state(cast.student).json()["remark"] == ""
    withdraw_assignment(assignment=cast.assignment, by=cast.teacher)
    assert "withdrawn" in state(cast.student).json()["remark"]


def test_a_save_is_told_so_too_and_its_stored_reply_is_not_touched(cast):
    first = type_into(cast.work().sheet, cast.student, table_row("1"))
    assert "remark" not in first
    hand_in(work=cast.work())
    second = type_into(cast.work().sheet, cast.student, table_row("2"))
    assert second.pop("remark").startswith("This piece is handed in.")
    assert list(Revision.objects.values_list("reply", flat=True)) == [first, second]


def test_the_remark_says_nothing_of_marking(cast, state):
    submission = cast.handed_in()
    before = state(cast.student).json()["remark"]
    mark_submission(submission=submission, marker=cast.teacher, total=15, comment="", after=None)
    assert state(cast.student).json()["remark"] == before
