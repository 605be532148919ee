"""A school brings its students in: from the admin's spreadsheet to the student's own password."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import fill_sign_in, open_class, paste_rows
from tests.browser.test_axe import look_at
from tests.browser.test_keyboard import expect_seen_focus, press_until
from tests.browser.test_print import PAPER, put_on_paper

pytestmark = pytest.mark.browser


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def slip(page: Page, name: str) -> Locator:
    return page.locator(".slip-paper").filter(has_text=name)


def sign_in_with(page: Page, username: str, secret: str, own: str) -> None:
    """With what stands on a slip, and on to a password of one's own."""
    page.goto("/sign-in/")
    fill_sign_in(page, username, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    page.get_by_label("New password").fill(own)
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is due")


def test_from_a_spreadsheet_to_a_students_first_page_and_a_new_password_from_their_teacher(
    as_person: AsPerson, new_context: NewContext
):
    admin = as_person("admin")
    open_class(admin, "13P")
    paste_rows(
        admin,
        "13P",
        ["Surname,Forename,Set", "Akintola,Wren,", "Edwards,Kit,", "Lindqvist,Åsa,13Q", "Nobody,,", "Akintola,Wren,"],
    )
    expect(admin.get_by_text("read as “Family name, First name, Class” by the headings")).to_be_visible()
    expect(admin.get_by_text("2 rows need you.")).to_be_visible()
    expect(row(admin, "Nobody")).to_contain_text("No first name.")
    expect(row(admin, "Akintola, Wren").nth(0)).to_contain_text("Twice in the list")

    # What is decided stays decided when the rows are looked at again.
    row(admin, "Edwards, Kit").get_by_role("radio", name="Kit Edwards (student11)").check()
    admin.get_by_label("There is no class called 13Q.").select_option("Make the class 13Q")
    admin.get_by_role("button", name="Check again").last.click()
    expect(admin.get_by_text("rows need you")).to_have_count(0)
    expect(row(admin, "Edwards, Kit")).to_contain_text("Joins the class")
    expect(row(admin, "Edwards, Kit").get_by_role("radio", name="Kit Edwards")).to_be_checked()
    expect(row(admin, "Lindqvist, Åsa")).to_contain_text("New account")

    admin.get_by_role("button", name="Bring them in").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("2 new accounts")
    expect(slip(admin, "Åsa Lindqvist, 13Q")).to_contain_text("asa.lindqvist")
    first = slip(admin, "Wren Akintola, 13P").locator(".secret")
    expect(first).to_have_count(2)
    username, secret = first.all_inner_texts()
    student = new_context().new_page()
    sign_in_with(student, username, secret, "green ledger ferry")

    # The same rows once more make nobody.
    paste_rows(admin, "13P", ["Wren,Akintola"])
    expect(row(admin, "Akintola, Wren")).to_contain_text("Already in the class")
    admin.get_by_role("button", name="Bring them in").click()
    expect(admin.get_by_text("Nothing was left to do.")).to_be_visible()

    # Lost: the teacher of the class gives another.
    teacher = as_person("teacher")
    teacher.get_by_role("heading", name="13P").get_by_role("link").click()
    teacher.get_by_role("link", name="New password for Wren Akintola").click()
    teacher.get_by_role("button", name="Make a new password").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("A new password for Wren Akintola")
    assert look_at(teacher) == {}
    username, secret = teacher.locator(".secret").all_inner_texts()
    student.goto("/due/")
    expect(student.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in_with(student, username, secret, "brown kettle harbour")


def test_rows_are_decided_and_brought_in_by_keyboard(as_person: AsPerson):
    page = as_person("admin")
    open_class(page, "13U")
    page.get_by_role("link", name="Add students from a spreadsheet").focus()
    page.keyboard.press("Enter")
    press_until(page, "Tab", page.get_by_label("Rows out of the spreadsheet"))
    expect_seen_focus(page)
    page.keyboard.insert_text("Noah\tGoldberg\nIsolde\tVane")
    press_until(page, "Tab", page.get_by_role("button", name="Check the rows"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 row needs you.")).to_be_visible()
    press_until(page, "Tab", page.get_by_role("radio", name="Noah Goldberg"))
    expect_seen_focus(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Someone new")).to_be_checked()
    # Enter in a list of answers looks again, and never brings anybody in.
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 row needs you.")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything changes")
    press_until(page, "Tab", page.get_by_role("button", name="Bring them in"))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 new accounts")


def test_rows_are_checked_without_script(new_context: NewContext):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/sign-in/")
    fill_sign_in(page, "admin", "historyclass")
    page.goto("/school/ashgrove/people/paste/")
    page.get_by_label("Rows out of the spreadsheet").fill("Ottoline\tFrost")
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Bring them in").click()
    expect(slip(page, "Ottoline Frost")).to_be_visible()


def test_slips_print_several_on_a_page_with_nothing_to_press_and_none_is_cut_in_two(as_person: AsPerson):
    page = as_person("admin")
    open_class(page, "13V")
    paste_rows(page, "13V", [f"Student{number}\tVellacott" for number in range(14)])
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("14 new accounts")
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 2
    put_on_paper(page)
    expect(page.locator(".btn:visible, .top:visible, .skip:visible, .stepper:visible, table:visible")).to_have_count(0)
    slips = page.locator(".slip-paper")
    expect(slips).to_have_count(14)
    boxes = [box for box in (each.bounding_box() for each in slips.all()) if box is not None]
    assert len({round(box["x"]) for box in boxes}) == 2
    assert max(box["x"] + box["width"] for box in boxes) <= PAPER["width"] + 1
    assert {each.evaluate("(slip) => getComputedStyle(slip).breakInside") for each in slips.all()} == {"avoid"}
    for word in ("Ashgrove Sixth Form", "127.0.0.1", "Student13 Vellacott, 13V", "student13.vellacott"):
        expect(slips.last).to_contain_text(word)
    expect(slips.last).to_contain_text("At the first sign-in it is replaced by one of their own.")
