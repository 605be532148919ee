"""On paper: the work, whose it is, and nothing that one can only press."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import DEMO_WORK, open_assignment, open_desk

pytestmark = pytest.mark.browser

# A sheet of A4 between its margins.
PAPER = {"width": 688, "height": 1000}
TIMELINE = "/library/soviet-foreign-policy/timelines/chart-a/"
LONG = "A long note about what the source shows, and why that matters. " * 6


def put_on_paper(page: Page) -> None:
    """Somebody whose screen is dark prints on white paper."""
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print", color_scheme="dark")


def expect_paper(page: Page, name: str) -> None:
    for control in ("button", "navigation", "radio", "status"):
        expect(page.get_by_role(control).filter(visible=True, has_text=re.compile(r"\S"))).to_have_count(0)  # type: ignore[arg-type]
    expect(page.locator(".btn:visible, .top:visible, .switch:visible, .skip:visible, .save:visible")).to_have_count(0)
    today = datetime.now(ZoneInfo("Europe/London"))
    head = page.get_by_text(re.compile(f"^{name}, 13[HRT]"))
    expect(head).to_be_visible()
    expect(head).to_contain_text(f"Printed {today.day} {today:%B %Y}")
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMO_WORK)
    head_box = head.bounding_box()
    table_box = page.get_by_role("table").first.bounding_box()
    assert head_box is not None
    assert table_box is not None
    assert head_box["y"] < table_box["y"]
    assert table_box["width"] <= PAPER["width"]
    paper, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    assert min(channels(paper)) > 240
    assert max(channels(ink)) < 80


def channels(colour: str) -> list[int]:
    """Red, green and blue; what is not painted shows the paper."""
    numbers = [float(part) for part in re.findall(r"[\d.]+", colour)]
    return [255] * 3 if numbers[3:] == [0] else [int(number) for number in numbers[:3]]


def test_the_desk_prints_as_a_filled_table(as_person: AsPerson, student: str):
    page = as_person(student)
    desk = open_desk(page)
    desk.row(10).words.fill(LONG)
    desk.expect_saved()
    page.goto("/account/")
    name = page.get_by_role("main").get_by_role("paragraph").first.inner_text()
    open_desk(page)
    put_on_paper(page)
    expect_paper(page, name)
    expect(page.get_by_role("region", name="Sources", exact=True)).to_be_hidden()
    # All of a long note is on the paper, not only what its field showed.
    words = desk.row(10).words
    expect(words).to_be_visible()
    assert words.evaluate("(field) => field.scrollHeight - field.clientHeight") <= 1


def test_a_piece_handed_in_prints_with_its_head(as_person: AsPerson):
    page = as_person("student12")
    page.get_by_role("link", name=DEMO_WORK, exact=True).click()
    expect(page.get_by_text("Handed in on")).to_be_visible()
    put_on_paper(page)
    expect_paper(page, "Niamh Farrell")
    expect(page.get_by_role("cell", name="The broom sweeps the whole globe, not only Russia")).to_be_visible()


def test_a_class_prints_as_names_and_states(as_person: AsPerson):
    page = as_person("teacher")
    open_assignment(page, DEMO_WORK)
    put_on_paper(page)
    expect(page.locator("button:visible, input:visible, .btn:visible, .seg:visible, .top:visible")).to_have_count(0)
    expect(page.get_by_text(re.compile("^13H, as it stood "))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Goldberg, Noah"))).to_contain_text("Handed in")
    table = page.get_by_role("table").bounding_box()
    assert table is not None
    assert table["width"] <= PAPER["width"]


def test_a_timeline_prints_whole_with_its_picture_on_one_sheet(as_person: AsPerson):
    page = as_person("student1")
    page.goto(TIMELINE)
    put_on_paper(page)
    expect(page.locator(".btn:visible, .top:visible, nav:visible")).to_have_count(0)
    # Everything is on the list, and the picture is the one that runs across, whatever the screen.
    expect(page.get_by_role("heading", level=4)).to_have_count(32)
    picture = page.get_by_role("img")
    expect(picture).to_have_count(1)
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] <= PAPER["width"]
    pages = re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", page.pdf(prefer_css_page_size=True, format="A4"))
    sizes = [tuple(map(int, size)) for size in pages]
    # The list upright, the picture on a sheet of its own on its side.
    assert [width < height for width, height in sizes].count(False) == 1
    assert 2 <= len(sizes) <= 6
