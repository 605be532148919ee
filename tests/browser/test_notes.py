"""Notes in the margin: a passage is marked, and written on without a network; by keyboard on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson

pytestmark = pytest.mark.browser

READING = "/library/soviet-foreign-policy/pages/lenins-aims/"
OFFLINE = "Offline: kept on this device"
MARKED = "() => [...(CSS.highlights.get('note') ?? [])].map(String)"

# Words of a block, selected as a person does with the mouse.
SELECT = """([block, words]) => {
    const walker = document.createTreeWalker(document.querySelector(block), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const start = walker.currentNode.data.indexOf(words);
        if (start >= 0) {
            getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + words.length);
            return;
        }
    }
}"""


def word(page: Page) -> Locator:
    return page.locator("[data-save-status] .save:visible")


def note_on(page: Page, words: str) -> Locator:
    return page.get_by_role("textbox", name=re.compile(f"^Note on “{words}"))


def test_a_passage_is_marked_and_written_on_without_the_network(as_person: AsPerson, student: str):
    page = as_person(student)
    page.goto(READING)
    words = "little thought to foreign policy"
    page.context.set_offline(True)
    page.evaluate(SELECT, ["#b-1", words])
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.locator("[data-margin-says]")).to_contain_text("Not added: nothing gets through")
    page.context.set_offline(False)
    page.evaluate(SELECT, ["#b-1", words])
    page.get_by_role("button", name="Note", exact=True).click()
    expect(note_on(page, words)).to_be_focused()
    expect(word(page)).to_have_text("Saved")
    page.context.set_offline(True)
    note_on(page, words).fill("Why so little?")
    expect(word(page)).to_have_text(OFFLINE)
    page.evaluate(SELECT, ["#b-3", "The Bolsheviks"])
    page.get_by_role("button", name="Mark", exact=True).first.click()
    expect(note_on(page, "The Bolsheviks")).to_have_value("")
    page.context.set_offline(False)
    expect(word(page)).to_have_text("Saved")
    page.reload()
    expect(word(page)).to_have_text("Saved")
    expect(note_on(page, words)).to_have_value("Why so little?")
    assert page.evaluate(MARKED) == [words, "The Bolsheviks"]
    # Another tab of the same person shows what is added here.
    other = page.context.new_page()
    other.goto(READING)
    expect(word(other)).to_have_text("Saved")
    note = page.get_by_role("listitem").filter(has=note_on(page, "The Bolsheviks"))
    note.get_by_role("button", name="Delete this note").click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    assert page.evaluate(MARKED) == [words]
    page.get_by_role("button", name="Undo").click()
    expect(word(page)).to_have_text("Saved")
    page.get_by_role("button", name="Add a note").click()
    page.keyboard.type("On all of it.")
    expect(word(page)).to_have_text("Saved")
    note_on(other, words).fill("Why so little? He says it himself.")
    expect(other.get_by_role("textbox", name="Note on the whole page")).to_have_value("On all of it.")
    assert other.evaluate(MARKED) == [words, "The Bolsheviks"]


def test_a_paragraph_is_marked_by_keyboard_on_a_phone(as_person: AsPerson, student: str):
    page = as_person(student)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(READING)
    link = page.locator("#b-3 a").first
    link.focus()
    mark = page.locator("#b-3 [data-mark-block]")
    while not mark.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
        expect(page.locator("#b-3 :focus")).to_have_count(1)
    expect(mark).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#b-4 [data-mark-block]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Marked. It stands among your notes on this page.")).to_be_visible()
    page.locator("#b-3 [data-note-mark]").focus()
    page.keyboard.press("Enter")
    item = page.locator("[data-margin] [data-note]").first
    expect(item).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("The pattern of it all.")
    expect(word(page)).to_have_text("Saved")
    page.get_by_role("button", name="Show in the text").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b-3 [data-note-mark]")).to_be_focused()
    expect(page.locator("#b-3")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page).response["violations"] == []
    page.goto("/library/soviet-foreign-policy/notes/?q=pattern")
    expect(page.get_by_text("1 of 1 has “pattern”.")).to_be_visible()
    page.get_by_role("link", name="Open it there").click()
    expect(page.locator("#b-3 [data-note-mark]")).to_be_focused()
