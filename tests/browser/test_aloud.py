"""A text is read aloud by the browser's own voice, block by block, and never two at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import open_desk

pytestmark = pytest.mark.browser

# A Chromium without a screen has no voice (the first test shows what it says then), so what it would say is recorded in
# the place of the sound. The utterances and all that hears of them are the browser's.
RECORDER = """
  window.said = [];
  let now = null;
  Object.defineProperty(SpeechSynthesis.prototype, "speaking", { get: () => now !== null });
  SpeechSynthesis.prototype.speak = (utterance) => {
    now = utterance;
    said.push(utterance.text);
    utterance.dispatchEvent(new Event("start"));
  };
  SpeechSynthesis.prototype.cancel = () => { now = null; localStorage.setItem("cancelled", "yes"); };
  window.finish = () => { const ended = now; now = null; ended.dispatchEvent(new Event("end")); };
"""


def open_source(page: Page) -> None:
    page.goto("/library/soviet-foreign-policy/sources/1/")


def marked(page: Page) -> str:
    return page.evaluate("[...(CSS.highlights.get('aloud') ?? [])].map(String).join('|')")


def test_a_browser_without_a_voice_says_so(as_person: AsPerson):
    page = as_person("student1")
    open_source(page)
    page.get_by_role("button", name="Read aloud").click()
    expect(page.get_by_role("status").filter(has_text="This browser has no voice to read with.")).to_be_visible()
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_source_is_read_paused_and_stopped(as_person: AsPerson):
    page = as_person("student1")
    page.add_init_script(RECORDER)
    open_source(page)
    page.get_by_role("button", name="Read aloud").press("Enter")
    assert page.evaluate("said") == ["Source 1"]
    assert marked(page) == "Source 1"
    page.evaluate("finish(), finish(), finish()")
    assert page.evaluate("said.slice(1)") == [
        "Lenin with a broom",
        "Communist poster cartoon, 1920",
        "Lenin stands on top of the globe with a broom and sweeps.",
    ]
    assert marked(page).strip() == page.evaluate("said.at(-1)")

    page.get_by_role("button", name="Pause").press("Enter")
    assert not page.evaluate("speechSynthesis.speaking")
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_role("button", name="Go on").press("Enter")
    assert page.evaluate("said.at(-1) === said.at(-2) && speechSynthesis.speaking")

    page.get_by_role("button", name="Stop reading aloud").press("Enter")
    assert (page.evaluate("speechSynthesis.speaking"), marked(page)) == (False, "")
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()

    # To the end: no button, no line on where the wording stands. The speed is kept, and the voice ends with the page.
    page.reload()
    page.get_by_role("button", name="Read aloud").press("Enter")
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    page.evaluate("() => { while (speechSynthesis.speaking) finish() }")
    said = page.evaluate("said.join(' ')")
    assert "What it looks like" in said
    assert "stands with the picture." in said
    assert not any(word in said for word in ["Read aloud", "Pause", "Speed", "These words are ours"])
    page.get_by_role("button", name="Read aloud").press("Enter")
    page.evaluate("localStorage.removeItem('cancelled')")
    page.goto("/due/")
    assert page.evaluate("localStorage.getItem('cancelled')") == "yes"


def test_on_a_desk_one_source_is_read_at_a_time(as_person: AsPerson):
    page = as_person("student1")
    page.add_init_script(RECORDER)
    open_desk(page)
    page.get_by_role("button", name="Read aloud Source 1", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Pause Source 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Read aloud Source 2", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Read aloud Source 1", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Pause Source 2", exact=True)).to_be_visible()
    assert page.evaluate("said") == ["Communist poster cartoon", "Lenin"]
