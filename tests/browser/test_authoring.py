"""A teacher makes a version of their own in a browser and tries it as a student would; its pages are sound."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.test_axe import Console, expect_sound

pytestmark = pytest.mark.browser


@pytest.fixture
def teacher(as_person: AsPerson) -> Page:
    """On the page of a version of their own, which is not offered: nobody else's tests meet it."""
    page = as_person("teacher")
    page.goto("/activities/")
    page.get_by_role("button", name=re.compile("^Make your own version")).first.click()
    expect(page.get_by_role("heading", name="Parts")).to_be_visible()
    own = page.url
    page.goto("/activities/")
    page.get_by_role("button", name=re.compile("^Stop offering")).first.click()
    expect(page.get_by_text("is no longer offered when work is set")).to_be_visible()
    page.goto(own)
    return page


def addresses_of_parts(page: Page) -> list[str]:
    links = page.get_by_role("link", name=re.compile("^Edit part"))
    return [link.get_attribute("href") or "" for link in links.all()]


def test_a_version_is_changed_by_keyboard_and_tried_and_nothing_is_kept_of_the_trial(teacher: Page):
    own = teacher.url
    parts = [
        link.get_attribute("href") or "" for link in teacher.get_by_role("link", name=re.compile("^Edit part")).all()
    ]
    teacher.get_by_role("button", name="Down part 1").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("button", name="Down part 2")).to_be_focused()
    teacher.goto(parts[0])
    teacher.get_by_role("button", name="Add a column").click()
    name = teacher.get_by_label("Name of the column").last
    name.fill("Buy time")
    # Enter in a field keeps; it does not press the first Up.
    name.press("Enter")
    expect(teacher.get_by_text("Kept. What is set already stays as it was.")).to_be_visible()
    sent = []
    teacher.on("request", lambda request: sent.append(request.method))
    teacher.goto(f"{own}preview/")
    tick = teacher.get_by_role("checkbox", name=re.compile("Source 1, .*: Buy time")).first
    tick.check()
    none = teacher.get_by_role("checkbox", name=re.compile("Source 1, .*: None of these")).first
    none.check()
    # The kind's own script runs.
    expect(tick).not_to_be_checked()
    expect(teacher.get_by_text("nothing is kept")).to_be_visible()
    teacher.reload()
    expect(none).not_to_be_checked()
    assert set(sent) == {"GET"}


def test_every_page_of_authoring_is_sound(teacher: Page):
    own = teacher.url
    parts = [
        link.get_attribute("href") or "" for link in teacher.get_by_role("link", name=re.compile("^Edit part")).all()
    ]
    for address in ("/activities/", own, *parts, f"{parts[1]}remove/", f"{parts[2]}remove/"):
        console = Console(teacher)
        teacher.goto(address)
        expect_sound(teacher, console)
    teacher.goto(parts[0])
    console = Console(teacher)
    teacher.get_by_label("Name of the column").first.fill("")
    teacher.get_by_role("button", name="Keep the changes").click()
    expect(teacher.get_by_text("Fill this in.")).to_be_visible()
    expect_sound(teacher, console)
