"""The whole loop, with an admin, a teacher and a student at three devices."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import (
    Desk,
    choose_person,
    close_class,
    days_from_now,
    fill_sign_in,
    hand_in,
    mark,
    open_assignment,
    open_class,
    open_desk,
    paste_rows,
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
    expect(student.get_by_role("region", name=WORK)).to_contain_text("16 of 17 things are still to do")


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
    expect(missing).to_have_count(16)
    expect(missing.first).to_have_text("Source 2: nothing ticked, no words or detail")
    expect(missing.nth(8)).to_have_text("Source 10: no date, nothing ticked, no words or detail")
    expect(missing.last).to_have_text("1938–39: nothing chosen")
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


PIECE = "Aims, there and back"


def test_three_people_go_all_the_way_round(as_person: AsPerson, new_context: NewContext):
    admin = as_person("admin")
    secret = _bring_in(admin)
    student = new_context().new_page()
    sign_in(student, "idris.penhaligon", secret)
    student.get_by_label("New password").fill(CHOSEN)
    student.get_by_role("button", name="Keep this password").click()

    teacher = as_person("teacher")
    set_work(teacher, "11R", PIECE)
    following = teacher.context.new_page()
    following.goto(teacher.url)
    row = following.get_by_role("row", name=re.compile("Penhaligon, Idris"))
    expect(row).to_contain_text("Not started")

    desk = open_desk(student, PIECE)
    desk.row(1).date.fill("1920")
    desk.row(1).words.fill("The broom")
    desk.expect_saved()
    hand_in(student)
    # The class page hears of it by itself.
    expect(row).to_contain_text("Handed in")

    _mark_with_a_comment(teacher)
    expect(student.get_by_text("Which month?")).to_have_count(0)
    student.reload()
    expect(student.locator("body")).not_to_contain_text("Which month?")
    return_to_class(teacher)

    student.reload()
    expect(student.locator(".todo3").get_by_role("listitem")).to_have_text(["Say who is speaking."])
    note = student.locator(".comment").filter(has_text="Which month?")
    note.locator("summary").click()
    note.get_by_role("textbox").fill("It does not say.")
    student.get_by_role("button", name="Send your answer: Table: Source 1, date").click()
    expect(student.locator(".reply").last).to_have_text("You It does not say.")
    expect(row).to_contain_text("1 answer")

    _answer_and_send_back(teacher)
    expect(row).to_contain_text("Redrafting")

    student.goto("/due/")
    expect(student.get_by_text("Sent back for a redraft").first).to_be_visible()
    desk = open_desk(student, PIECE)
    expect(student.get_by_text("The year of the print will do.")).to_be_visible()
    expect(student.get_by_text("You handed in: “1920”")).to_be_visible()
    desk.row(1).date.fill("April 1920")
    desk.expect_saved()
    student.get_by_role("link", name="Hand in", exact=True).click()
    student.get_by_role("button", name="Hand in", exact=True).click()
    expect(student.get_by_text("Your redraft was handed in on")).to_be_visible()

    open_assignment(teacher, PIECE)
    mark(teacher, "Idris Penhaligon", 18, "Now it is dated.")
    return_to_class(teacher)
    student.reload()
    expect(student.get_by_text("Now it is dated.")).to_be_visible()
    expect(student.locator(".total")).to_have_text("18of 20")
    expect(student.get_by_role("link", name=re.compile("What came back on your earlier version"))).to_be_visible()
    _read_mark_book(teacher)

    close_class(admin, "11R")
    student.reload()
    expect(student.get_by_text("Now it is dated.")).to_be_visible()


def _bring_in(admin: Page) -> str:
    """Class 11R with the demo's teacher and two students out of a spreadsheet; returns the password of the first."""
    open_class(admin, "11R")
    paste_rows(admin, "11R", ["First name\tSurname", "Idris\tPenhaligon", "Maud\tTregear"])
    admin.get_by_role("button", name="Bring them in").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("2 new accounts")
    slip = admin.locator(".slip-paper").filter(has_text="Idris Penhaligon")
    return slip.locator(".secret").last.inner_text()


def _mark_with_a_comment(teacher: Page) -> None:
    teacher.reload()
    teacher.get_by_role("link", name="Mark Idris Penhaligon").click()
    teacher.locator("summary").filter(has_text="comment on Table: Source 1, date").click()
    teacher.get_by_role("textbox", name="Comment on Table: Source 1, date").fill("Which month?")
    teacher.get_by_role("textbox", name="What to do next, 1").fill("Say who is speaking.")
    teacher.get_by_label("Points out of").fill("11")
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("All that is handed in is marked.")).to_be_visible()


def _answer_and_send_back(teacher: Page) -> None:
    open_assignment(teacher, PIECE)
    teacher.get_by_role("link", name="Look Idris Penhaligon").click()
    talk = teacher.locator(".talk").filter(has_text="It does not say.")
    talk.locator("summary").click()
    talk.get_by_role("textbox").fill("The year of the print will do.")
    talk.get_by_role("button", name="Send your answer: Table: Source 1, date").click()
    expect(teacher.locator(".reply").last).to_have_text("You The year of the print will do.")
    teacher.get_by_role("link", name="Send back for a redraft").click()
    teacher.get_by_label("The redraft is due").fill(f"{days_from_now(9):%Y-%m-%dT%H:%M}")
    teacher.get_by_label("What to do").fill("Date every source.")
    teacher.get_by_role("button", name="Send back", exact=True).click()
    expect(teacher.get_by_text("Sent back to 1 student.")).to_be_visible()


def _read_mark_book(teacher: Page) -> None:
    teacher.goto("/classes/")
    teacher.get_by_role("link", name="11R", exact=True).click()
    teacher.get_by_role("link", name="Mark book").click()
    expect(teacher.get_by_role("row", name=re.compile("Penhaligon, Idris .*18"))).to_be_visible()
    with teacher.expect_download() as download:
        teacher.get_by_role("link", name="Download returned marks").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert any("Penhaligon" in line and ",18," in line for line in lines), lines
