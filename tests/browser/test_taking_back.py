"""A student takes a piece back while the teacher has it open: nothing that either of them typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import (
    DEMO_WORK,
    Desk,
    hand_in,
    open_assignment,
    open_class,
    open_desk,
    set_work,
    withdraw,
)

pytestmark = pytest.mark.browser

WORK = "Taken back and handed in again"
COMMENT = "A careful comment on the first version."


def test_a_piece_is_taken_back_while_it_is_being_marked(as_person: AsPerson):
    open_class(as_person("admin"), "12T", students=("student11",))
    teacher = as_person("teacher")
    set_work(teacher, "12T", WORK)
    student = as_person("student11")
    desk = open_desk(student, WORK)
    desk.row(1).words.fill("The broom sweeps the globe")
    desk.expect_saved()
    hand_in(student)
    expect(
        student.get_by_text("You can take it back and change it until your teacher begins to mark it.")
    ).to_be_visible()

    open_assignment(teacher, WORK)
    teacher.get_by_role("link", name="Mark Kit Edwards").click()
    expect(teacher.get_by_label("Points out of")).to_be_visible()

    student.get_by_role("button", name="Take it back").click()
    expect(student.get_by_text("You have it back.")).to_be_visible()
    desk = Desk(student)
    desk.row(1).words.fill("The broom sweeps kings and priests away")
    desk.expect_saved()

    teacher.get_by_label("Points out of").fill("12")
    teacher.get_by_role("textbox", name="Comment", exact=True).fill(COMMENT)
    expect(teacher.get_by_text("Kit has taken this piece back.")).to_be_visible()
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("Kit took this piece back on")).to_be_visible()
    expect(teacher.get_by_role("textbox", name="Comment", exact=True)).to_have_value(COMMENT)

    hand_in(student)
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("and handed it in again on")).to_be_visible()
    expect(teacher.get_by_role("cell", name="The broom sweeps kings and priests away")).to_be_visible()
    expect(teacher.get_by_role("textbox", name="Comment", exact=True)).to_have_value(COMMENT)
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_role("row", name=re.compile("^Edwards, Kit .*12 of 20, not returned"))).to_be_visible()

    # The page is the same as before; only the attempt tells.
    student.reload()
    student.get_by_role("button", name="Take it back").click()
    expect(student.get_by_text("This piece cannot be taken back any more. Ask your teacher.")).to_be_visible()


def test_what_is_typed_while_a_piece_is_withdrawn_is_kept_and_read(as_person: AsPerson):
    open_class(as_person("admin"), "12W", students=("student12",))
    teacher = as_person("teacher")
    set_work(teacher, "12W", "Withdrawn under the pen")
    student = as_person("student12")
    desk = open_desk(student, "Withdrawn under the pen")
    withdraw(teacher, "Withdrawn under the pen")
    desk.row(1).words.fill("Typed after it was withdrawn")
    desk.expect_saved()
    student.get_by_role("link", name="Hand in", exact=True).click()
    expect(student.get_by_text("Your teacher has withdrawn this piece. What you wrote is kept")).to_be_visible()
    expect(student.get_by_role("cell", name="Typed after it was withdrawn")).to_be_visible()
    teacher.get_by_role("button", name="Put it back").click()
    expect(teacher.get_by_text("Back with 12W.")).to_be_visible()
    student.reload()
    Desk(student).expect_saved()
    expect(Desk(student).row(1).words).to_have_value("Typed after it was withdrawn")


def test_the_desk_of_the_demo_says_that_drafts_are_read(as_person: AsPerson):
    student = as_person("student1")
    open_desk(student, DEMO_WORK)
    expect(student.get_by_text("Your teacher can read this while you work on it.")).to_be_visible()
