"""A piece of three parts is marked part by part: by keys, and on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import Desk, open_assignment, show_pane
from tests.browser.parted_pieces import CLASS, TITLE
from tests.browser.test_axe import DESKTOP, PHONE, look_at

pytestmark = pytest.mark.browser

PARTS = {"Table": 10, "Change": 12, "Events": 8}


def points(page: Page, part: str) -> Locator:
    return page.get_by_role("textbox", name=f"Points out of {PARTS[part]} for {part}")


@pytest.fixture
def teacher(as_person: AsPerson) -> Page:
    """The teacher at a paper that has no mark yet."""
    page = as_person("teacher")
    open_assignment(page, TITLE)
    page.get_by_role("link", name=re.compile("^Mark [0-9]")).click()
    Desk(page).expect_saved()
    return page


def test_each_part_is_marked_by_keys_and_kept_and_the_next_paper_comes(teacher: Page):
    teacher.keyboard.press("p")
    expect(points(teacher, "Table")).to_be_focused()
    for number in ("8", "9", "11"):
        teacher.keyboard.type(number)
        if number != "11":
            teacher.keyboard.press("Enter")
    expect(points(teacher, "Events")).to_be_focused()
    expect(teacher.get_by_role("group", name="Points")).to_contain_text("Together 28 of 30")
    Desk(teacher).expect_saved()
    teacher.reload()
    Desk(teacher).expect_saved()
    expect(teacher.get_by_role("group", name="Points")).to_contain_text("Together 28 of 30")
    first = teacher.get_by_role("heading", level=1).inner_text()
    teacher.keyboard.press("Control+Enter")
    expect(teacher.get_by_text("At most 8 points.")).to_be_visible()
    expect(points(teacher, "Events")).to_be_focused()
    assert look_at(teacher) == {}
    teacher.set_viewport_size(DESKTOP)
    points(teacher, "Events").fill("6")
    expect(teacher.get_by_text("At most 8 points.")).to_be_hidden()
    teacher.keyboard.press("Control+Enter")
    expect(teacher.get_by_role("heading", level=1)).not_to_have_text(first)
    expect(points(teacher, "Table")).to_have_value("")
    teacher.get_by_role("link", name=f"Back to {CLASS}").click()
    expect(teacher.get_by_role("cell", name="23 of 30, not returned")).to_be_visible()


def test_on_a_phone_each_part_leads_to_its_points_and_back(teacher: Page):
    teacher.set_viewport_size(PHONE)
    teacher.get_by_role("link", name="Points for Change").click()
    expect(points(teacher, "Change")).to_be_focused()
    expect(points(teacher, "Change")).to_be_in_viewport()
    teacher.keyboard.type("7")
    expect(teacher.get_by_role("group", name="Points")).to_contain_text("Together 7 of 30")
    teacher.get_by_role("link", name="Events").click()
    expect(teacher.get_by_role("heading", name="Events")).to_be_in_viewport()
    show_pane(teacher, "Points")
    expect(points(teacher, "Change")).to_have_value("7")
    Desk(teacher).expect_saved()
    assert look_at(teacher) == {}


def test_what_the_parts_come_to_is_told_as_they_are_filled_in(teacher: Page):
    teacher.goto("/classes/")
    teacher.get_by_role("link", name=f"Set work for {CLASS}").click()
    parts = teacher.get_by_role("group", name="Points for each part")
    expect(parts).to_contain_text("Together 30.")
    teacher.get_by_role("spinbutton", name="Change").fill("15")
    expect(parts).to_contain_text("Together 35.")
    assert look_at(teacher) == {}
