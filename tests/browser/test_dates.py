"""Dates at the desk: kept as they are typed; what they were read as is said once the field is left."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import Desk, hand_in, open_desk, show_pane

pytestmark = pytest.mark.browser

LINE = 20
"""Pixels, a little more than a line is high."""
NOT_READ = re.compile("^Kept as you wrote it. We cannot read it as a date")


@pytest.fixture
def desk(as_person: AsPerson, student: str) -> Desk:
    """The desk of a student whom no other test uses."""
    return open_desk(as_person(student))


def line_under(field: Locator) -> Locator:
    return field.locator("xpath=..").get_by_role("status")


def test_a_date_is_spoken_of_once_it_is_left_and_saved_as_it_was_typed(desk: Desk):
    date = desk.row(10).date
    line = line_under(date)
    for piece in ("w", "hen", " they", " signed", " 31/6/", "39"):
        date.press_sequentially(piece)
        desk.expect_saved()
        # Saved, so there was time; nothing was said.
        expect(line).to_be_empty()
    date.press("Tab")
    expect(line).to_have_text(NOT_READ)
    expect(date).to_have_accessible_description(NOT_READ)
    # It is no fault.
    expect(date).not_to_have_attribute("aria-invalid", "true")
    desk.expect_saved()

    date.fill("31/6/39")
    desk.expect_saved()
    expect(line).to_have_text(NOT_READ)
    date.press("Tab")
    expect(line).to_have_text("June has 30 days. Kept as you wrote it.")
    date.fill("30/6/39")
    date.press("Tab")
    expect(line).to_have_text("30 June 1939")
    date.fill("30 June 1939")
    date.press("Tab")
    expect(line).to_be_empty()
    expect(date).to_have_accessible_description("")

    date.fill("when they signed")
    desk.expect_saved()
    desk.reload()
    expect(date).to_have_value("when they signed")
    # Whoever opens the page has left no field yet.
    expect(line).to_be_empty()


def test_a_click_lands_where_it_was_aimed_though_a_line_comes(desk: Desk):
    desk.row(2).date.fill("in the year of the famine, or thereabouts")
    tick = desk.row(3).tick("Spread revolution")
    tick.scroll_into_view_if_needed()
    box = tick.bounding_box()
    assert box
    # The upper edge, which is elsewhere as soon as anything grows above.
    desk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 3, delay=100)
    expect(line_under(desk.row(2).date)).to_have_text(NOT_READ)
    expect(tick).to_be_checked()
    desk.expect_saved()


def test_there_is_room_for_the_line_on_a_phone_and_in_the_table(as_person: AsPerson, student: str):
    for width in (1280, 360):
        page = as_person(student, viewport={"width": width, "height": 800})
        desk = open_desk(page)
        if width == 360:
            show_pane(page, "Your work")
        date = desk.row(3).date
        date.fill("soon")
        date.press("Tab")
        line = line_under(date)
        expect(line).to_have_text(NOT_READ)
        field, said = date.bounding_box(), line.bounding_box()
        assert field
        assert said
        assert said["y"] >= field["y"] + field["height"]
        assert said["x"] >= field["x"]
        words = desk.row(3).words.bounding_box()
        assert words
        # Beside the words they write, if not above them.
        assert said["x"] + said["width"] <= words["x"] or said["y"] + said["height"] <= words["y"]
        assert said["height"] < 4 * LINE
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        date.fill("")
        desk.expect_saved()


def test_the_piece_as_handed_in_shows_a_date_as_written_and_as_read(desk: Desk):
    desk.row(9).date.fill("10/3/39")
    desk.row(10).date.fill("when they signed")
    desk.row(8).date.fill("May 1938")
    desk.expect_saved()
    hand_in(desk.page)
    cells = desk.page.locator("td[data-label=Date]")
    expect(cells.filter(has_text="10/3/39")).to_have_text(re.compile(r"^\s*10/3/39\s+10 March 1939\s*$"))
    expect(cells.filter(has_text="when they signed")).to_have_text("when they signed")
    expect(cells.filter(has_text="May 1938")).to_have_text("May 1938")
