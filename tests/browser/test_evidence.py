"""The evidence picker: by keyboard on a phone, in two tabs, without a network."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import Desk, open_desk
from tests.browser.test_device_copy import OFFLINE, reopened
from tests.browser.test_keyboard import expect_seen_focus, press_until

pytestmark = pytest.mark.browser

CLAIM = "1920–22"
PHONE = {"width": 360, "height": 640}
SHOWN = """() => [...document.querySelectorAll("[data-claim] .ev:not([hidden])")].map((row) => [
  row.dataset.row, row.querySelector("input:checked")?.value ?? "", row.querySelector("textarea").value])"""


class Claim:
    """One claim on the desk."""

    def __init__(self, page: Page, name: str = CLAIM) -> None:
        self.page = page
        self.element = page.locator(f'[data-claim="{name}"]')
        self.add = self.element.get_by_role("button", name=f"Add an event for {name}")
        self.list = self.element.get_by_role("listbox", name=f"Evidence to choose for {name}")
        self.says = self.element.locator("[data-says]")

    def option(self, name: str) -> Locator:
        return self.list.get_by_role("option", name=re.compile(name))

    def row(self, name: str) -> Locator:
        return self.element.locator(".ev", has=self.page.get_by_role("group", name=f"{CLAIM}, {name}", exact=True))

    def reason(self, name: str) -> Locator:
        return self.element.get_by_role("textbox", name=f"{CLAIM}, {name}: reason")

    def radio(self, name: str, stance: str) -> Locator:
        return self.element.get_by_role("group", name=f"{CLAIM}, {name}").get_by_role("radio", name=stance)

    def choose(self, name: str, stance: str) -> None:
        """With the pointer."""
        self.add.click()
        self.option(name).click()
        self.element.get_by_role("button", name=stance, exact=True).click()
        expect(self.reason(name)).to_be_focused()


def open_events(page: Page) -> Desk:
    """The desk at its events."""
    desk = open_desk(page)
    page.goto(f"{page.url}#part-events")
    return desk


def reloaded(desk: Desk) -> list[list[str]]:
    """What is chosen after the page has come anew."""
    desk.reload()
    found: list[list[str]] = desk.page.evaluate(SHOWN)
    return found


def test_two_events_are_chosen_by_keyboard_on_a_phone(as_person: AsPerson, student: str):
    page = as_person(student, viewport=PHONE)
    desk, claim = open_events(page), Claim(page)
    press_until(page, "Tab", page.get_by_role("radio", name="Chart A"))
    page.keyboard.press("ArrowRight")
    press_until(page, "Shift+Tab", claim.add)
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(claim.option("Decree on Peace")).to_be_focused()
    # The list is one stop: the next is its answers.
    page.keyboard.type("rap")
    expect(claim.option("Rapallo")).to_be_focused()
    expect_seen_focus(page)
    page.keyboard.press("Tab")
    expect(claim.element.get_by_role("button", name="Supports", exact=True)).to_be_focused()
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(claim.reason("Rapallo")).to_be_focused()
    expect_seen_focus(page)
    page.keyboard.type("Trade came first.")
    press_until(page, "Tab", claim.add)
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("curzon")
    page.keyboard.press("ArrowDown")
    expect(claim.option("Curzon ultimatum")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.type("It gave way.")
    expect(claim.says).to_have_text("2 chosen.")
    expect(claim.element).not_to_have_class(re.compile("todo"))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    desk.expect_saved()
    chosen = [
        ["early.e.rapallo", "supports", "Trade came first."],
        ["early.e.curzon", "challenges", "It gave way."],
    ]
    assert page.evaluate(SHOWN) == chosen
    assert reloaded(desk) == chosen


def test_what_is_put_aside_keeps_its_reason_and_can_be_taken_back(as_person: AsPerson, student: str):
    page = as_person(student)
    desk, claim = open_events(page), Claim(page)
    claim.choose("Rapallo", "Supports")
    page.keyboard.type("Trade came first.")
    claim.choose("Curzon ultimatum", "Challenges")
    aside = re.compile("^Put aside")
    claim.row("Curzon ultimatum").get_by_role("button", name=aside).press("Enter")
    # Nothing was written there: it goes, and the focus with it.
    expect(claim.row("Curzon ultimatum")).to_be_hidden()
    expect(claim.add).to_be_focused()
    claim.row("Rapallo").get_by_role("button", name=aside).press("Enter")
    expect(claim.radio("Rapallo", "Supports")).to_be_focused()
    expect(claim.row("Rapallo")).to_contain_text("Not counted until you choose what it does.")
    expect(claim.says).to_have_text("Nothing chosen yet. Choose at least 2.")
    desk.expect_saved()
    assert reloaded(desk) == [["early.e.rapallo", "", "Trade came first."]]
    claim.add.click()
    expect(claim.option("Rapallo")).to_contain_text("Put aside")
    page.keyboard.press("Escape")
    expect(claim.add).to_be_focused()
    claim.radio("Rapallo", "Challenges").press("Space")
    desk.expect_saved()
    assert reloaded(desk) == [["early.e.rapallo", "challenges", "Trade came first."]]


def test_two_tabs_that_choose_the_same_event_come_together(as_person: AsPerson, student: str):
    desk = open_events(as_person(student))
    other = reopened(desk)
    other.page.goto(f"{other.page.url.partition('#')[0]}#part-events")
    other.expect_saved()
    here, there = Claim(desk.page), Claim(other.page)
    there.choose("Rapallo", "Supports")
    other.page.keyboard.type("Trade came first.")
    there.choose("Debts cancelled", "Challenges")
    other.expect_saved()
    here.choose("Rapallo", "Supports")
    # With its answer comes what the other tab did.
    expect(here.reason("Rapallo")).to_have_value("Trade came first.")
    expect(here.row("Debts cancelled")).to_be_visible()
    desk.expect_saved()
    expect(desk.says).to_be_hidden()


def test_two_stances_for_one_event_are_the_students_to_choose_in_words(as_person: AsPerson, student: str):
    desk = open_events(as_person(student))
    other = reopened(desk)
    other.page.goto(f"{other.page.url.partition('#')[0]}#part-events")
    other.expect_saved()
    here, there = Claim(desk.page), Claim(other.page)
    there.choose("Rapallo", "Challenges")
    other.expect_saved()
    here.choose("Rapallo", "Says nothing")
    expect(desk.says).to_contain_text(f"There are two versions of Events: {CLAIM}, Rapallo")
    here.row("Rapallo").get_by_role("button", name="Two versions").click()
    dialog = desk.page.get_by_role("dialog", name="Which one goes on?")
    expect(dialog.locator(".version")).to_have_text(["Says nothing", "Challenges"])
    expect(dialog.get_by_role("button", name="Put both in")).to_have_count(0)
    dialog.get_by_role("button", name="Keep the other").click()
    expect(here.radio("Rapallo", "Challenges")).to_be_checked()
    desk.expect_saved()


def test_what_is_chosen_without_a_network_is_sent_when_it_is_back(as_person: AsPerson, student: str):
    desk = open_events(as_person(student))
    page, claim = desk.page, Claim(desk.page)
    page.context.set_offline(True)
    claim.choose("Brest-Litovsk", "Challenges")
    page.keyboard.type("Peace, not revolution.")
    desk.expect_word(OFFLINE)
    page.context.set_offline(False)
    desk.expect_saved()
    assert reloaded(desk) == [["early.e.brest-litovsk", "challenges", "Peace, not revolution."]]
