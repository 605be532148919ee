"""The whole loop, with an admin, a teacher and a student at three devices."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import (
    Desk,
    choose_person,
    days_from_now,
    fill_sign_in,
    hand_in,
    mark,
    open_assignment,
    open_desk,
    return_to_class,
    set_work,
    sign_in,
)

pytestmark = pytest.mark.browser

WORK = "Aims, first look"
COMMENT = "You dated every source you touched. Next, say who is speaking."
CHOSEN = "green ledger ferry"


def test_a_piece_goes_from_being_set_to_being_read_with_its_points(as_person: AsPerson, new_context: NewContext):
    admin = as_person("admin")
    secret = _make_class_and_account(admin)
    student = new_context().new_page()
    _choose_own_password(student, secret)
    expect(student.get_by_role("heading", name="Nothing is due")).to_be_visible()

    teacher = as_person("teacher")
    set_work(teacher, "12L", WORK, days=5, points=25)
    expect(teacher.get_by_text("points out of 25")).to_be_visible()
    expect(teacher.get_by_role("row", name=re.compile("^Marlowe, Edie Not started"))).to_be_visible()

    _see_it_due_and_work(student)
    _hand_in_with_gaps(student)

    open_assignment(teacher, WORK)
    mark(teacher, "Edie Marlowe", 17, COMMENT)
    expect(teacher.get_by_role("row", name=re.compile("^Marlowe, Edie .*17 of 25, not returned"))).to_be_visible()
    _see_no_mark(student)

    return_to_class(teacher)
    expect(teacher.get_by_role("row", name=re.compile("^Marlowe, Edie Returned"))).to_be_visible()
    _read_mark(student)


def _make_class_and_account(admin: Page) -> str:
    """Class 12L with the demo's teacher and a student edie; returns her one-time password."""
    admin.get_by_role("link", name="New class").click()
    admin.get_by_label("Name of the class").fill("12L")
    admin.get_by_role("button", name="Open the class").click()
    expect(admin.get_by_text("12L is open.")).to_be_visible()
    choose_person(admin, "Teacher", "teacher")
    admin.get_by_role("button", name="Give the class this teacher").click()
    expect(admin.get_by_role("listitem").filter(has_text="Ms Okafor")).to_be_visible()
    admin.get_by_role("link", name="New student account").click()
    expect(admin.get_by_label("Class", exact=True).locator("option:checked")).to_have_text("12L")
    admin.get_by_label("First name").fill("Edie")
    admin.get_by_label("Family name").fill("Marlowe")
    admin.get_by_label("Username").fill("edie")
    admin.get_by_role("button", name="Make the account").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Edie Marlowe has an account")
    term = admin.get_by_role("term").filter(has_text="Password")
    return term.locator("xpath=following-sibling::dd").inner_text()


def _choose_own_password(student: Page, secret: str) -> None:
    sign_in(student, "edie", secret)
    expect(student.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    # Nothing else is open to her before.
    student.goto("/library/")
    expect(student.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    student.get_by_label("New password").fill(CHOSEN)
    student.get_by_role("button", name="Keep this password").click()
    expect(student.get_by_role("heading", level=1)).to_have_text("What is due")
    # The one-time password has had its time.
    student.get_by_role("button", name="Sign out").click()
    fill_sign_in(student, "edie", secret)
    expect(student.get_by_text("do not fit together")).to_be_visible()
    sign_in(student, "edie", CHOSEN)


def _see_it_due_and_work(student: Page) -> None:
    student.goto("/due/")
    piece = student.get_by_role("region", name=WORK)
    due = days_from_now(5)
    expect(piece).to_contain_text(f"Due {due:%A} {due.day} {due:%B}, 09:00")
    expect(piece).to_contain_text("in 5 days")
    piece.get_by_role("link", name="Start").click()
    desk = Desk(student)
    expect(student.get_by_role("heading", level=1)).to_have_text(WORK)
    _fill_first_rows(desk)
    desk.reload()
    expect(desk.row(1).date).to_have_value("1920")
    expect(desk.row(1).words).to_have_value("The broom sweeps the globe")
    expect(desk.row(1).tick("Spread revolution")).to_be_checked()
    expect(desk.row(1).tick("Defend the USSR")).not_to_be_checked()
    expect(desk.row(2).date).to_have_value("Feb 1921")
    student.goto("/due/")
    expect(student.get_by_role("region", name=WORK)).to_contain_text("9 of 10 sources are still to do")


def _fill_first_rows(desk: Desk) -> None:
    desk.row(1).date.fill("1920")
    desk.row(1).tick("Spread revolution").check()
    desk.row(1).words.fill("The broom sweeps the globe")
    desk.row(2).date.fill("Feb 1921")
    desk.expect_saved()


def _hand_in_with_gaps(student: Page) -> None:
    open_desk(student, WORK)
    student.get_by_role("link", name="Hand in", exact=True).click()
    missing = student.get_by_role("main").get_by_role("listitem")
    expect(missing).to_have_count(9)
    expect(missing.first).to_have_text("Source 2: nothing ticked, no words or detail")
    expect(missing.last).to_have_text("Source 10: no date, nothing ticked, no words or detail")
    student.get_by_role("link", name="Keep working").click()
    hand_in(student)
    expect(student.get_by_text("It is on time.")).to_be_visible()
    expect(student.get_by_role("cell", name="The broom sweeps the globe")).to_be_visible()
    expect(student.get_by_role("textbox")).to_have_count(0)


def _see_no_mark(student: Page) -> None:
    for address in (student.url, "/due/"):
        student.goto(address)
        expect(student.get_by_role("main")).to_contain_text(WORK)
        # Not the number alone: it may be seventeen minutes past.
        expect(student.locator("body")).not_to_contain_text(re.compile(r"17\s*of|of\s*25"))
        expect(student.locator("body")).not_to_contain_text(COMMENT)


def _read_mark(student: Page) -> None:
    student.goto("/due/")
    student.get_by_role("listitem").filter(has_text=WORK).get_by_role("link", name="Read").click()
    expect(student.get_by_role("region", name="What Ms Okafor says")).to_contain_text(COMMENT)
    expect(student.locator(".total")).to_have_text("17of 25")
    # Her own words stand under it.
    expect(student.get_by_role("cell", name="The broom sweeps the globe")).to_be_visible()
