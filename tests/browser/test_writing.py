"""Writing with citations, as somebody at the desk does it: by button, by `@`, by keyboard, on a phone, in two tabs."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import Desk, hand_in, open_desk, show_pane
from tests.browser.test_axe import faults_of, sideways

pytestmark = pytest.mark.browser

SAVES = re.compile(r"/desk/work/\d+/$")
PHONE = {"width": 360, "height": 740}
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
EARLY = "What do the sources of 1920–22 suggest"
TURN = "What has changed by the sources of 1930–36"


class Answer:
    """One question's field."""

    def __init__(self, page: Page, asked: str = EARLY) -> None:
        self.page = page
        self.box = page.get_by_role("textbox", name=asked)
        self.question = page.locator("[data-question]").filter(has_text=asked)
        self.host = self.question.locator("[data-writing]")
        self.chips = self.box.locator(".cite")
        self.finder = self.host.get_by_role("combobox", name="Find a source, an event, a card, a person or a note")
        self.options = self.host.get_by_role("option")

    def type(self, words: str) -> None:
        self.box.press_sequentially(words)

    @property
    def cite(self) -> Locator:
        return self.host.get_by_role("button", name="Cite")

    def value(self) -> Any:
        return self.host.evaluate("host => host.writing.value")


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def cited(ref: str, label: str) -> dict[str, Any]:
    return {"type": "citation", "attrs": {"ref": ref, "label": label}}


def doc(*paragraphs: list[dict[str, Any]]) -> dict[str, Any]:
    made = [{"type": "paragraph", "content": nodes} if nodes else {"type": "paragraph"} for nodes in paragraphs]
    return {"type": "doc", "content": made}


FIVE = cited("source/5", "Source 5")
RAPALLO = cited("event/chart-a/rapallo", "Rapallo")


def at_questions(desk: Desk) -> Desk:
    """The part with the questions."""
    desk.page.goto(f"{desk.page.url.split('#')[0]}#part-change")
    expect(Answer(desk.page).box).to_be_visible()
    desk.expect_saved()
    return desk


@pytest.fixture
def desk(as_person: AsPerson, student: str) -> Desk:
    return at_questions(open_desk(as_person(student)))


def other_tab(desk: Desk) -> Desk:
    page = desk.page.context.new_page()
    page.goto(desk.page.url)
    return Desk(page)


PUT = """(host, value) => {
    host.writing.show(value);
    host.dispatchEvent(new Event("input", {bubbles: true}));
}"""


def put(desk: Desk, value: Any, asked: str = EARLY) -> Answer:
    """What the editor would make of it, without typing it."""
    answer = Answer(desk.page, asked)
    answer.host.evaluate(PUT, value)
    desk.expect_saved()
    return answer


# --- Citing -------------------------------------------------------------------------------------------------------


def test_a_source_is_cited_by_the_button_and_stays_as_it_was_written(desk: Desk):
    answer = Answer(desk.page)
    answer.type("He wanted peace")
    answer.cite.click()
    expect(answer.finder).to_be_focused()
    expect(answer.options.first).to_contain_text("Source 1")
    answer.finder.fill("litvinof 1933")
    expect(answer.options).to_have_count(1)
    answer.options.first.click()
    expect(answer.box).to_be_focused()
    desk.page.keyboard.type(". And more.")
    expected = doc([text("He wanted peace "), FIVE, text(". And more.")])
    assert answer.value() == expected
    desk.expect_saved()
    # What stands above the field follows.
    expect(answer.question.get_by_text("5 words, 25 under")).to_be_visible()
    expect(answer.question).not_to_have_class(re.compile(r"\btodo\b"))
    requests: list[str] = []
    desk.page.on("request", lambda request: requests.append(request.url))
    desk.reload()
    assert answer.value() == expected
    assert answer.host.evaluate("host => host.writing.isTouched") is False
    # Nothing was sent by looking at it.
    assert not any(map(SAVES.search, requests))
    hand_in(desk.page)
    chip = desk.page.get_by_role("link", name="Source 5").last
    expect(chip).to_have_attribute("href", re.compile("/sources/5/"))


def test_an_event_is_cited_by_typing_at_and_with_the_keyboard_alone(desk: Desk):
    answer = Answer(desk.page)
    answer.box.focus()
    press, write = desk.page.keyboard.press, desk.page.keyboard.type
    write("They signed it (@")
    expect(answer.finder).to_be_focused()
    expect(answer.finder).to_have_attribute("aria-activedescendant", re.compile("source/1$"))
    write("rapalo")
    expect(answer.options.first).to_contain_text("Rapallo")
    expect(answer.options.first).to_have_attribute("aria-selected", "true")
    expect(answer.host.get_by_role("group", name=re.compile("^Chart A: "))).to_have_count(1)
    press("Enter")
    write("), and then")
    assert answer.value() == doc([text("They signed it ("), RAPALLO, text("), and then")])
    # Up and down go round; the second one is Source 2.
    write(" @")
    press("ArrowUp")
    press("ArrowDown")
    press("ArrowDown")
    press("Enter")
    expect(answer.chips.last).to_contain_text("Source 2")
    # In the middle of a word it is a letter like any other.
    write(" me@home")
    expect(answer.finder).to_have_count(0)
    desk.expect_saved()


def test_esc_leaves_what_was_typed_where_it_was_typed(desk: Desk):
    answer = Answer(desk.page)
    answer.box.focus()
    write = desk.page.keyboard.type
    write("@")
    desk.page.keyboard.press("Escape")
    expect(answer.finder).to_have_count(0)
    expect(answer.box).to_be_focused()
    write(" noon, @")
    expect(answer.finder).to_be_focused()
    write("dawn")
    desk.page.keyboard.press("Escape")
    write("!")
    assert answer.value() == doc([text("@ noon, @dawn!")])
    # Undone, and not asked again.
    desk.page.keyboard.press("Control+z")
    expect(answer.finder).to_have_count(0)
    expect(answer.box).not_to_have_text("@ noon, @dawn!")
    desk.expect_saved()


def test_backspace_selects_a_chip_and_then_takes_it_out_and_arrows_go_over_it(desk: Desk):
    answer = put(desk, doc([text("See "), FIVE]))
    press = desk.page.keyboard.press
    answer.box.focus()
    press("Control+End")
    press("Backspace")
    expect(answer.chips).to_have_class(re.compile("ProseMirror-selectednode"))
    assert answer.value() == doc([text("See "), FIVE])
    press("Backspace")
    expect(answer.chips).to_have_count(0)
    assert answer.value() == doc([text("See ")])
    press("Control+z")
    expect(answer.chips).to_have_count(1)
    press("Control+End")
    expect(answer.chips).not_to_have_class(re.compile("ProseMirror-selectednode"))
    press("ArrowLeft")
    desk.page.keyboard.type("too ")
    assert answer.value() == doc([text("See too "), FIVE])
    desk.expect_saved()


def test_on_a_phone_the_list_is_a_sheet_and_the_page_has_no_fault_with_it_open(as_person: AsPerson, student: str):
    page = as_person(student, viewport=PHONE, has_touch=True)
    desk = open_desk(page)
    show_pane(page, "Your work")
    at_questions(desk)
    answer = Answer(page)
    answer.box.tap()
    page.keyboard.type("A poster ")
    answer.cite.tap()
    picker = page.get_by_role("dialog", name="Cite")
    box = picker.bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 360, 740)
    assert sideways(page) == []
    assert faults_of(page, RULES) == []
    answer.options.filter(has_text="Source 1").first.tap()
    expect(answer.chips).to_have_text("Source 1")
    answer.cite.tap()
    page.get_by_role("button", name="Close the list").tap()
    expect(answer.box).to_be_focused()
    desk.expect_saved()
    assert answer.value() == doc([text("A poster "), cited("source/1", "Source 1")])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_has_no_fault_with_the_list_open(as_person: AsPerson, student: str, scheme: str):
    page = as_person(student, color_scheme=scheme)
    at_questions(open_desk(page))
    answer = Answer(page)
    answer.cite.click()
    answer.finder.fill("1922")
    expect(answer.options.first).to_be_visible()
    assert faults_of(page, RULES) == []
    answer.finder.fill("nothing of the kind")
    expect(page.get_by_text("Nothing fits.")).to_be_visible()
    assert faults_of(page, RULES) == []


# --- What is kept -------------------------------------------------------------------------------------------------

ALPHABETS = "Троцкий שלום עולם سيف 👩🏽‍🏫🏳️‍🌈 e\u0301 é – “quoted”  two spaces"


def test_every_alphabet_comes_back_as_it_was(desk: Desk):
    answer = Answer(desk.page)
    answer.box.focus()
    desk.page.keyboard.insert_text(ALPHABETS)
    desk.page.keyboard.press("Shift+Enter")
    desk.page.keyboard.type("a new line")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("a new paragraph")
    expected = doc([text(ALPHABETS), {"type": "hardBreak"}, text("a new line")], [text("a new paragraph")])
    assert answer.value() == expected
    desk.expect_saved()
    desk.reload()
    assert answer.value() == expected
    answer.box.press("Control+a")
    answer.box.press("Delete")
    assert answer.value() is None
    desk.expect_saved()


def test_what_is_written_while_nothing_gets_through_is_sent_and_what_does_not_fit_stays(desk: Desk):
    answer = Answer(desk.page)

    def lose(route: Route) -> None:
        route.abort("connectionrefused")

    desk.page.route(SAVES, lose)
    answer.host.evaluate(PUT, doc([text("Written offline "), FIVE]))
    desk.expect_word("Offline: kept on this device")
    # The tab after has it from the device.
    desk.page.unroute(SAVES)
    desk.reload()
    assert answer.value() == doc([text("Written offline "), FIVE])
    answer.box.focus()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.insert_text("x" * 6001)
    desk.expect_word("Not saved yet")
    expect(answer.box).to_have_attribute("aria-invalid", "true")
    expect(answer.box).to_have_accessible_description(re.compile("1920–22: 6,027 characters, and 6,000 fit"))
    desk.says.get_by_role("button", name="Go there").click()
    expect(answer.box).to_be_focused()
    desk.page.keyboard.press("Control+z")
    desk.expect_saved()


@pytest.mark.parametrize(
    ("button", "outcome"),
    {
        "Keep what is here": [[text("here")]],
        "Keep the other": [[text("there "), FIVE]],
        "Put both in": [[text("here")], [text("there "), FIVE]],
    }.items(),
    ids=["here", "other", "both"],
)
def test_an_answer_written_in_two_tabs_is_the_students_to_choose(
    desk: Desk, button: str, outcome: list[list[dict[str, Any]]]
):
    second = other_tab(desk)
    put(second, doc([text("there "), FIVE]))
    answer = Answer(desk.page)
    answer.type("here")
    desk.expect_word("Changed on another device")
    expect(desk.says).to_contain_text("There are two versions of Change: 1920–22.")
    answer.question.get_by_role("button", name="Two versions").click()
    dialog = desk.page.get_by_role("dialog", name="Which one goes on?")
    expect(dialog).to_contain_text("Here, on this pagehereThe other versionthere Source 5")
    expect(dialog.get_by_role("link", name="Source 5")).to_be_visible()
    dialog.get_by_role("button", name=button).click()
    desk.expect_saved()
    expect(answer.box).to_be_focused()
    assert answer.value() == doc(*outcome)
    for tab in (desk, second):
        tab.reload()
        assert Answer(tab.page).value() == doc(*outcome)


def test_what_another_tab_writes_comes_in_around_the_cursor(desk: Desk):
    answer = put(desk, doc([text("one two three")]))
    second = other_tab(desk)
    answer.box.press("Control+Home")
    for _ in range(len("one two")):
        desk.page.keyboard.press("ArrowRight")
    put(second, doc([text("First, one two three")]))
    put(desk, doc([text("elsewhere")]), TURN)
    expect(answer.box).to_have_text("First, one two three")
    answer.box.focus()
    desk.page.keyboard.type("!")
    assert answer.value() == doc([text("First, one two! three")])
    desk.expect_saved()


def test_where_the_editor_does_not_come_the_text_is_read_and_the_page_says_so(desk: Desk):
    put(desk, doc([text("Written before "), FIVE]))
    page = desk.page
    page.route(re.compile(r"/static/writing\..*\.js"), lambda route: route.abort("connectionreset"))
    page.reload()
    expect(desk.says).to_contain_text("The fields to write in did not load.")
    host = page.locator("[data-writing]").first
    expect(host).to_contain_text("Written before Source 5")
    expect(host.get_by_role("textbox")).to_have_count(0)
    page.unroute_all()
    desk.says.get_by_role("button", name="Load the page again").click()
    assert Answer(page).value() == doc([text("Written before "), FIVE])
    expect(desk.says).to_be_hidden()


# --- Pasting ------------------------------------------------------------------------------------------------------

PASTE = """(box, {html, plain}) => {
    const data = new DataTransfer();
    if (html !== null) data.setData("text/html", html);
    data.setData("text/plain", plain);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CHIP = '<a class="cite" href="/x" data-ref="source/5">Source 5<span class="t">1933</span></a>'
PASTES = {
    "plain": (None, "one\ntwo\n\nthree", doc([text("one"), {"type": "hardBreak"}, text("two")], [text("three")])),
    "a page": (
        "<html><head><title>No</title><style>p{}</style></head><body><h1>Title</h1>\n<p>Some <b>bold</b>\n words</p>"
        "<ul><li>one<li>two</ul><table><tr><td>a<td>b</table></body></html>",
        "",
        doc([text("Title")], [text("Some bold words")], [text("one")], [text("two")], [text("a b ")]),
    ),
    "a chip": (f"<p>At {CHIP}\u2060, he</p>", "", doc([text("At "), FIVE, text(", he")])),
}


@pytest.mark.parametrize(("html", "plain", "outcome"), PASTES.values(), ids=PASTES)
def test_pasting_keeps_words_paragraphs_and_our_chips(desk: Desk, html: str | None, plain: str, outcome: Any):
    answer = Answer(desk.page)
    answer.box.focus()
    answer.box.evaluate(PASTE, {"html": html, "plain": plain})
    assert answer.value() == outcome
    desk.expect_saved()


def test_what_is_cut_is_pasted_as_it_was(desk: Desk):
    answer = put(desk, doc([text("See "), FIVE, text(" and "), RAPALLO], [text("more")]))
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    before = answer.value()
    answer.box.press("Control+a")
    answer.box.press("Control+x")
    assert answer.value() is None
    answer.box.press("Control+v")
    expect(answer.chips).to_have_count(2)
    assert answer.value() == before
    desk.expect_saved()


RUN = "window.ran = true"
HOSTILE_HTML = [
    f"<script>{RUN}</script>words",
    f'<img src=x onerror="{RUN}">words',
    f'<svg onload="{RUN}"><script>{RUN}</script></svg>words',
    '<iframe srcdoc="<script>parent.ran = true</script>"></iframe>words',
    f'<a href="javascript:{RUN}" style="position:fixed;inset:0">words</a>',
    f'<math><mi xlink:href="data:x,<script>{RUN}</script>">x</mi></math>words',
    f'<template><img src=x onerror="{RUN}"></template>words',
    f'<style>@import "javascript:{RUN}"; * {{ display: none }}</style>words',
    f'<object data="data:text/html,<script>{RUN}</script>"></object>words',
    f'<form><input autofocus onfocus="{RUN}"><button formaction="javascript:{RUN}">words</button></form>',
    f'<details open ontoggle="{RUN}"><summary>words</summary></details>',
    f'<body onload="{RUN}"><p>words',
    f'<base href="//evil.invalid/"><meta http-equiv="refresh" content="0;url=javascript:{RUN}">words',
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">words</noscript>words',
    f'<span data-ref="source/5" data-label="<img src=x onerror={RUN}>">words</span>',
    f'<span data-ref="javascript:{RUN}">words</span>',
    '<div data-pm-slice="0 0 []"><p data-ref="source/5">words</p></div>',
    "<table><td><b>words</table></b><p><table><i>words",
    "<div>" * 400 + "words" + "</div>" * 400,
    "&lt;script&gt;words&lt;/script&gt;",
]
HOSTILE_VALUES: list[Any] = [
    "a plain text",
    5,
    [],
    {},
    None,
    {"type": "doc"},
    {"type": "doc", "content": "words"},
    {"type": "doc", "content": [None, 5, "x"]},
    {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]},
    {"type": "doc", "content": [{"type": "script", "content": [text(f"<script>{RUN}</script>")]}]},
    {"type": "doc", "content": [{"type": "image", "attrs": {"src": "x", "onerror": RUN}}]},
    {"type": "doc", "content": [{"type": "paragraph", "attrs": {"onclick": RUN}, "content": [text("words")]}]},
    doc([{"type": "text", "text": "words", "marks": [{"type": "link", "attrs": {"href": f"javascript:{RUN}"}}]}]),
    doc([cited(f"javascript:{RUN}", "words")]),
    doc([cited("source/../../admin", "words")]),
    doc([cited("source/5", "")]),
    doc([cited("source/5", f'<img src=x onerror="{RUN}">')]),
    doc([cited("source/999", f'"><script>{RUN}</script>')]),
    doc([text(f"</script><script>{RUN}</script>")]),
    doc([text("\u202e\u0000\ufeff words")]),
    {"type": "doc", "content": [{"type": "paragraph"}] * 300},
]


def test_nothing_that_is_pasted_or_stands_in_a_cell_runs_or_breaks_the_page(desk: Desk):
    """The fixture sees to it that no page throws, or asks for something that its policy refuses."""
    answer = Answer(desk.page)
    elements = "box => [...new Set([...box.querySelectorAll('*')].map(each => each.localName))].sort()"
    for html in HOSTILE_HTML:
        answer.host.evaluate("host => host.writing.show(null)")
        answer.box.evaluate(PASTE, {"html": html, "plain": ""})
        assert answer.value() is not None, html
        assert set(answer.box.evaluate(elements)) <= {"p", "br", "span", "img"}
        assert answer.box.locator("img:not(.ProseMirror-separator)").count() == 0
    for value in HOSTILE_VALUES:
        # What nobody has changed is given back in its very form.
        answer.host.evaluate("(host, value) => host.writing.show(value)", value)
        assert answer.host.evaluate("host => host.writing.value") == value, json.dumps(value)
        assert set(answer.box.evaluate(elements)) <= {"p", "br", "span", "img"}
        answer.host.evaluate("host => document.body.append(host.writing.render())")
    assert desk.page.evaluate("'ran' in window") is False
    put(desk, doc([text("At the end.")]))
