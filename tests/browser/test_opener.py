"""The whole opener: three parts, by keyboard alone on a phone, through a network failure, to what comes back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import Desk, mark, open_assignment, open_class, open_desk, return_to_class, set_work
from tests.browser.test_evidence import Claim
from tests.browser.test_keyboard import expect_seen_focus, press_until
from tests.browser.test_print import put_on_paper
from tests.browser.test_writing import Answer

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DATE, WORDS = "1920", "The broom sweeps the whole globe"
ANSWER = "At first they want revolution abroad."
OFFLINE_ANSWER = "Written while the school could not be reached."
REASON = "A treaty with a capitalist state."


def part(page: Page, key: str) -> Locator:
    return page.locator(f'[data-part="{key}"]')


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Parts of this piece").get_by_role("link", name=re.compile(name))


def go(page: Page, link: str) -> None:
    """By a link of the page, with the keyboard."""
    press_until(page, "Tab", page.get_by_role("link", name=link, exact=True).filter(visible=True))
    expect_seen_focus(page)
    page.keyboard.press("Enter")


def expect_part(page: Page, key: str, name: str) -> None:
    expect(part(page, key)).to_be_visible()
    expect(page.locator("[data-part]").filter(visible=True)).to_have_count(1)
    expect(tab(page, name)).to_have_attribute("aria-current", "step")


def answer_table(page: Page) -> None:
    row = Desk(page).row(1)
    press_until(page, "Tab", row.date)
    page.keyboard.type(DATE)
    press_until(page, "Tab", row.tick("Spread revolution"))
    page.keyboard.press("Space")
    press_until(page, "Tab", row.words)
    page.keyboard.type(WORDS)


def answer_question(page: Page, number: int, words: str) -> None:
    press_until(page, "Tab", part(page, "change").get_by_role("textbox").nth(number))
    page.keyboard.type(words)


def cite(page: Page, query: str, chip: str) -> None:
    """Where the cursor stands, by @."""
    answer = Answer(page)
    page.keyboard.type(" @")
    expect(answer.finder).to_be_focused()
    page.keyboard.type(query)
    expect(answer.options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(answer.chips).to_have_text([re.compile(chip)])


def choose_event(page: Page, name: str, reason: str) -> None:
    """It challenges the first claim: from the list to its answers, and on to the reason."""
    claim = Claim(page)
    press_until(page, "Tab", claim.add)
    page.keyboard.press("Enter")
    page.keyboard.type(name[:4].lower())
    expect(claim.option(name)).to_be_focused()
    press_until(page, "Tab", claim.element.get_by_role("button", name="Challenges", exact=True))
    page.keyboard.press("Enter")
    expect(claim.reason(name)).to_be_focused()
    page.keyboard.type(reason)


def expect_all(text: str) -> None:
    for said in (DATE, "Spread revolution", WORDS, ANSWER, "Brest-Litovsk", OFFLINE_ANSWER, "Rapallo", REASON):
        assert said in text, said


def test_the_whole_opener_by_keyboard_on_a_phone(as_person: AsPerson, student: str):
    title = "The opener by keyboard"
    open_class(as_person("admin"), "14G", students=(student,))
    teacher = as_person("teacher")
    set_work(teacher, "14G", title, points={"Table": 10, "Change": 12, "Events": 8})

    page = as_person(student, viewport=PHONE)
    go(page, title)
    desk = Desk(page)
    desk.expect_saved()
    press_until(page, "Tab", page.get_by_role("radio", name="Sources"))
    page.keyboard.press("ArrowRight")
    expect_part(page, "table", "1 Table")
    answer_table(page)
    expect(tab(page, "1 Table")).to_contain_text("1 of 10")

    go(page, "Next: Change")
    expect_part(page, "change", "2 Change")
    answer_question(page, 0, ANSWER)
    cite(page, "brest", "Brest-Litovsk")
    desk.expect_saved()
    page.context.set_offline(True)
    answer_question(page, 1, OFFLINE_ANSWER)
    desk.expect_word("Offline: kept on this device")
    expect(tab(page, "2 Change")).to_contain_text("2 of 4")
    page.context.set_offline(False)
    desk.expect_saved()

    go(page, "Next: Events")
    expect_part(page, "events", "3 Events")
    choose_event(page, "Rapallo", REASON)
    desk.expect_saved()

    press_until(page, "Shift+Tab", page.locator(".deskbar").get_by_role("link", name="Hand in", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")
    expect(page.get_by_text("3 of 17 things done.")).to_be_visible()
    press_until(page, "Tab", page.get_by_role("button", name="Hand in", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Handed in on")).to_be_visible()
    handed_in = page.locator("main .sheet").all_inner_texts()
    expect_all("\n".join(handed_in))

    open_assignment(teacher, title)
    page.goto("/account/")
    name = page.get_by_role("main").get_by_role("paragraph").first.inner_text()
    mark(teacher, name, {"Table": 4, "Change": 7, "Events": 2}, "Read the dates again.")
    return_to_class(teacher)

    open_returned(page, title)
    expect(page.get_by_text("Read the dates again.")).to_be_visible()
    for points in ("4 of 10", "7 of 12", "2 of 8", r"13\s*of 30"):
        expect(page.get_by_role("main")).to_contain_text(re.compile(points))
    assert page.locator("main .sheet:has(table), main section.group .sheet").all_inner_texts() == handed_in
    put_on_paper(page)
    expect_all(page.get_by_role("main").inner_text())
    expect(page.get_by_role("heading", name=re.compile("change, 2 of 4 questions"))).to_be_visible()


def open_returned(page: Page, title: str) -> None:
    page.goto("/due/")
    page.get_by_role("link", name=title, exact=True).click()


def test_the_address_says_which_part_is_shown_and_back_leads_to_the_one_before(as_person: AsPerson, student: str):
    page = as_person(student)
    open_desk(page)
    tab(page, "2 Change").click()
    expect_part(page, "change", "2 Change")
    expect(page.get_by_role("region", name="Your table").first).to_be_visible()
    page.reload()
    expect_part(page, "change", "2 Change")
    tab(page, "3 Events").click()
    expect_part(page, "events", "3 Events")
    page.go_back()
    expect_part(page, "change", "2 Change")


def test_the_table_beside_the_questions_follows_what_is_typed_also_without_a_network(as_person: AsPerson, student: str):
    page = as_person(student)
    desk = open_desk(page)
    page.context.set_offline(True)
    row = desk.row(3)
    row.date.fill("1922")
    row.tick("Work with others").check()
    row.words.fill("They buy and sell")
    tab(page, "2 Change").click()
    shown = page.locator("#shown-1").get_by_role("row", name=re.compile("^3 "))
    expect(shown).to_contain_text("1922")
    expect(shown.get_by_text("Work with others")).to_be_visible()
    expect(shown.get_by_text("Spread revolution")).to_be_hidden()
    expect(shown).to_contain_text("They buy and sell")
    expect(tab(page, "1 Table")).to_contain_text("1 of 10")
    page.context.set_offline(False)
    desk.expect_saved()


def test_a_fault_in_a_part_that_is_not_shown_is_gone_to(as_person: AsPerson, student: str):
    page = as_person(student)
    desk = open_desk(page)
    desk.row(2).date.fill("x" * 81)
    expect(desk.says.get_by_role("button", name="Go there")).to_be_visible()
    tab(page, "2 Change").click()
    expect_part(page, "change", "2 Change")
    desk.says.get_by_role("button", name="Go there").click()
    expect_part(page, "table", "1 Table")
    expect(desk.row(2).date).to_be_focused()
    desk.row(2).date.fill("1921")
    desk.expect_saved()


def test_without_a_script_all_parts_stand_under_one_another(as_person: AsPerson, student: str):
    page = as_person(student, java_script_enabled=False)
    page.get_by_role("link", name="What were the aims of Soviet foreign policy?", exact=True).click()
    for key in ("table", "change", "events"):
        expect(part(page, key)).to_be_visible()
    expect(page.locator("h2.part-title").filter(visible=True)).to_have_count(3)
    page.emulate_media(media="print")
    for key in ("table", "change", "events"):
        expect(part(page, key)).to_be_visible()
