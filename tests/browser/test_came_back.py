"""What came back: read at its places, answered, redrafted beside it, handed in again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import DEMO_WORK, open_desk, sign_in
from tests.browser.returned_pieces import COMMENT, NOTES, SENT_BACK_NOTE, STEPS
from tests.browser.test_print import PAPER, expect_paper, put_on_paper

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
PLACE = "Table: Source 1, date"
NOTE = next(iter(NOTES.values()))


def open_piece(page: Page) -> None:
    page.goto("/due/")
    page.get_by_role("heading", name=DEMO_WORK).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMO_WORK)


def comment(page: Page, place: str = PLACE) -> Locator:
    return page.locator(".comment").filter(has=page.get_by_text(place, exact=True))


def say(page: Page, text: str, place: str = PLACE) -> None:
    comment(page, place).locator("summary").click()
    comment(page, place).get_by_role("textbox").fill(text)
    page.get_by_role("button", name=f"Send your answer: {place}").click()


def test_what_came_back_is_read_at_its_places_and_answered(as_person: AsPerson):
    page = as_person("answers")
    open_piece(page)
    steps = page.locator(".todo3").get_by_role("listitem")
    expect(steps).to_have_text(STEPS)
    expect(page.locator(".total")).to_have_text("14of 20")
    expect(comment(page)).to_contain_text(NOTE)
    # The ring in the cell leads to the comment, and back.
    page.get_by_role("cell", name=re.compile("^1920")).get_by_role("link", name="Comment 1").click()
    expect(comment(page)).to_be_in_viewport()
    comment(page).get_by_role("link", name="Comment 1: to its place").click()
    expect(page).to_have_url(re.compile("#at-c1-1$"))

    say(page, "It was the year of the print.")
    expect(page).to_have_url(re.compile(r"/work/\d+/#c1-1$"))
    expect(comment(page).locator(".reply").last).to_have_text("You It was the year of the print.")
    expect(comment(page)).to_be_in_viewport()


def test_without_a_script_a_comment_is_answered(new_context: NewContext):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "answers-plain")
    open_piece(page)
    say(page, "April.")
    expect(comment(page).locator(".reply").last).to_have_text("You April.")


def test_an_answer_that_is_too_long_comes_back_with_its_words(as_person: AsPerson):
    page = as_person("too-long")
    open_piece(page)
    say(page, "x" * 2001)
    field = page.get_by_role("textbox", name="Your answer")
    expect(field).to_have_value("x" * 2001)
    expect(field).to_be_focused()
    expect(page.get_by_text("That is 2001 characters, and 2000 fit.")).to_be_visible()
    field.fill("Short.")
    page.get_by_role("button", name="Send").click()
    expect(comment(page).locator(".reply").last).to_have_text("You Short.")


def test_a_redraft_is_written_beside_what_was_said_and_handed_in_again(as_person: AsPerson):
    page = as_person("redrafts")
    expect(page.get_by_text("Sent back for a redraft").first).to_be_visible()
    desk = open_desk(page)
    for said in (SENT_BACK_NOTE, *STEPS, COMMENT, NOTE, "You handed in: “1920”"):
        expect(page.get_by_text(said).first).to_be_visible()

    # An answer is sent while the desk has not saved yet: both are kept.
    page.get_by_role("textbox", name=re.compile("^Source 1, .*: date$")).fill("April 1920")
    say(page, "Done.")
    expect(page).to_have_url(re.compile("#c1-1$"))
    expect(comment(page)).to_contain_text("Done.")
    expect(comment(page)).to_be_in_viewport()
    desk.expect_saved()
    expect(desk.row(1).date).to_have_value("April 1920")
    page.reload()
    desk.expect_saved()
    expect(desk.row(1).date).to_have_value("April 1920")

    hand_in_again(page)
    expect(page.get_by_text("Your redraft was handed in on")).to_be_visible()
    expect(page.get_by_role("cell", name="April 1920")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    page.get_by_role("link", name="What came back on your earlier version").click()
    expect(comment(page)).to_contain_text("In your redraft: “April 1920”")
    expect(page.get_by_role("heading", name="What has changed in your redraft")).to_be_visible()
    expect(page.get_by_role("row", name=f"{PLACE} 1920 April 1920")).to_be_visible()


def hand_in_again(page: Page) -> None:
    page.get_by_role("link", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your redraft?")
    page.get_by_role("button", name="Hand in", exact=True).click()


def test_on_a_phone_a_redraft_opens_at_the_work_and_stays_there(as_person: AsPerson):
    page = as_person("redrafts-phone", viewport=PHONE)
    open_desk(page)
    expect(page.get_by_text("Your teacher sent this back")).to_be_in_viewport()
    say(page, "Seen.")
    expect(comment(page)).to_contain_text("Seen.")
    expect(comment(page)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_with_the_keyboard_a_row_is_gone_through_before_its_comments(as_person: AsPerson):
    page = as_person("redrafts-keys")
    desk = open_desk(page)
    desk.row(1).date.focus()
    seen = []
    for _ in range(9):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    assert [name.split(": ")[-1].lower() for name in seen[:4]] == [
        "spread revolution",
        "work with others",
        "defend the ussr",
        "none of these",
    ]
    assert [name.strip() for name in seen[5:7]] == [
        f"Answer: {PLACE}",
        "Answer: Table: Source 1, words or detail that show it",
    ]
    assert "Source 2" in seen[7]
    # Opened and written with the keyboard alone.
    page.locator(".comment .answer summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keys alone")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(comment(page)).to_contain_text("By keys alone")


def test_words_that_came_back_with_a_fault_are_not_left_behind_though_nothing_is_changed(as_person: AsPerson):
    page = as_person("returned")
    open_piece(page)
    say(page, "x" * 2001)
    field = page.get_by_role("textbox", name="Your answer")
    expect(field).to_be_focused()
    page.keyboard.press("y")
    page.keyboard.press("Backspace")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page).to_have_url(re.compile("/library/"))
    assert asked == ["beforeunload"]


def test_what_is_written_in_an_answer_is_not_left_behind_without_a_word(as_person: AsPerson):
    page = as_person("returned")
    open_piece(page)
    comment(page).locator("summary").click()
    comment(page).get_by_role("textbox").press_sequentially("Not sent")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(DEMO_WORK)
    assert asked == ["beforeunload"]


def test_what_came_back_prints_with_its_comments_and_answers(as_person: AsPerson):
    page = as_person("returned")
    open_piece(page)
    put_on_paper(page)
    expect_paper(page, "Third Student 1")
    for said in (*STEPS, COMMENT, NOTE, "April, I think.", "Yes. Put it in.", "14"):
        expect(page.get_by_text(said, exact=said == "14").first).to_be_visible()
    for control in page.locator(".answer").all():
        expect(control).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
