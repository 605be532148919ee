"""Marking one paper after another: saved as it is typed, without waiting, by keys or by buttons."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import (
    Desk,
    hand_in,
    open_assignment,
    open_class,
    open_desk,
    return_to_class,
    set_work,
    sign_in_at_once,
)

pytestmark = pytest.mark.browser

CLASS, WORK = "11P", "A pile of papers"
STUDENTS = ("student3", "student4", "student5")
# Milliseconds, from the key to the next paper on the screen.
MOST_WAIT = 150
# Pressed in the page itself, so that the way there is not measured with it.
TURN = """(key) => new Promise((resolve) => {
  const before = document.querySelector("h1").textContent;
  const began = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const look = () => {
    if (document.querySelector("h1").textContent === before) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - began));
  };
  requestAnimationFrame(look);
})"""


def comment(page: Page, place: str) -> Locator:
    return page.get_by_role("textbox", name=f"Comment on {place}")


def expect_saved(page: Page) -> None:
    Desk(page).expect_saved()


@contextmanager
def expect_fetched(page: Page, which: str) -> Iterator[None]:
    """The page that comes in here fetches the paper beside it by itself, as soon as it has settled."""
    fetched: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "fetch":
            fetched.append(request.url)

    page.on("requestfinished", note)
    yield
    page.wait_for_function("() => document.querySelector('[data-save-status]').dataset.state === 'saved'")
    link = page.locator(f"[data-paper={which}]").evaluate("(link) => link.href")
    while link not in fetched:
        page.wait_for_event("requestfinished")
    page.remove_listener("requestfinished", note)


@pytest.fixture(scope="module")
def pile(browser: Browser, site: str) -> None:
    """Three papers handed in, in a class of their own."""
    _make_pile(browser, site, CLASS, WORK, STUDENTS)


def _make_pile(browser: Browser, site: str, class_name: str, title: str, students: tuple[str, ...]) -> None:
    contexts = []

    def person(who: str) -> Page:
        context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London")
        contexts.append(context)
        sign_in_at_once(context, who)
        page = context.new_page()
        page.goto("/")
        return page

    open_class(person("admin"), class_name, students=students)
    set_work(person("teacher"), class_name, title)
    for who in students:
        page = person(who)
        desk = open_desk(page, title)
        desk.row(1).words.fill(f"The broom of {who}")
        desk.expect_saved()
        hand_in(page)
    for context in contexts:
        context.close()


@pytest.fixture
def teacher(pile: None, as_person: AsPerson) -> Page:
    """The teacher at the first paper of the pile."""
    page = as_person("teacher")
    open_assignment(page, WORK)
    page.get_by_role("table").get_by_role("link", name=re.compile("^(Mark|Look) ")).first.click()
    expect_saved(page)
    return page


def test_every_word_is_there_after_a_reload(teacher: Page):
    teacher.get_by_label("Points out of").fill("13")
    teacher.get_by_role("textbox", name="What to do next, 1").fill("Date every source.")
    teacher.locator("summary").filter(has_text="comment on Table: Source 1, date").click()
    comment(teacher, "Table: Source 1, date").fill("Which month?")
    expect_saved(teacher)
    teacher.reload()
    expect_saved(teacher)
    expect(teacher.get_by_label("Points out of")).to_have_value("13")
    expect(teacher.get_by_role("textbox", name="What to do next, 1")).to_have_value("Date every source.")
    expect(comment(teacher, "Table: Source 1, date")).to_have_value("Which month?")


def test_what_is_typed_without_a_network_is_kept_and_sent(teacher: Page):
    teacher.context.set_offline(True)
    teacher.get_by_role("textbox", name="Comment", exact=True).fill("Typed in the train.")
    Desk(teacher).expect_word("Offline: kept on this device")
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("Not finished.")).to_be_visible()
    teacher.context.set_offline(False)
    expect_saved(teacher)
    teacher.reload()
    expect(teacher.get_by_role("textbox", name="Comment", exact=True)).to_have_value("Typed in the train.")


def test_the_next_paper_is_there_at_once(teacher: Page):
    first = teacher.get_by_role("heading", level=1).inner_text()
    waits = []
    with expect_fetched(teacher, "next"):
        teacher.reload()
    for key, coming in (("j", "previous"), ("k", "next"), ("j", "previous"), ("k", "next"), ("j", "previous")):
        with expect_fetched(teacher, coming):
            waits.append(teacher.evaluate(TURN, key))
    assert sorted(waits)[2] < MOST_WAIT, waits
    assert teacher.get_by_role("heading", level=1).inner_text() != first
    expect(teacher.get_by_role("heading", level=1)).to_be_focused()
    # It is a page like any other: its own address, its own words, and Back.
    address = teacher.url
    teacher.get_by_role("textbox", name="Comment", exact=True).fill("On the second paper.")
    expect_saved(teacher)
    teacher.go_back()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(first)
    teacher.goto(address)
    expect(teacher.get_by_role("textbox", name="Comment", exact=True)).to_have_value("On the second paper.")


def test_what_was_just_typed_goes_with_its_own_paper(teacher: Page):
    name = teacher.get_by_role("heading", level=1).inner_text()
    field = teacher.get_by_role("textbox", name="What to do next, 3")
    field.fill("Typed a moment before.")
    field.press("Escape")
    teacher.keyboard.press("j")
    expect(teacher.get_by_role("heading", level=1)).not_to_have_text(name)
    expect(teacher.get_by_role("textbox", name="What to do next, 3")).to_have_value("")
    expect_saved(teacher)
    teacher.keyboard.press("k")
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
    expect(teacher.get_by_role("textbox", name="What to do next, 3")).to_have_value("Typed a moment before.")


def test_all_of_it_by_keyboard(teacher: Page):
    name = teacher.get_by_role("heading", level=1).inner_text()
    teacher.keyboard.press("p")
    expect(teacher.get_by_label("Points out of")).to_be_focused()
    teacher.keyboard.type("11")
    teacher.keyboard.press("Escape")
    for _ in range(3):
        teacher.keyboard.press("c")
        teacher.keyboard.press("Escape")
    # The third place is the words of the first source; single letters are letters in a field.
    teacher.keyboard.press("Enter")
    expect(comment(teacher, "Table: Source 1, words or detail that show it")).to_be_focused()
    teacher.keyboard.type("Quote: jackboot, cap, knife")
    expect(comment(teacher, "Table: Source 1, words or detail that show it")).to_have_value(
        "Quote: jackboot, cap, knife"
    )
    teacher.keyboard.press("Control+Enter")
    expect(teacher.get_by_text(re.compile("is finished, and not returned yet"))).to_be_visible()
    expect(teacher.get_by_role("heading", level=1)).not_to_have_text(name)
    expect(teacher.get_by_label("Points out of")).to_have_value("")


def test_single_keys_can_be_switched_off_and_on(teacher: Page):
    name = teacher.get_by_role("heading", level=1).inner_text()
    teacher.get_by_role("button", name="Switch single keys off").click()
    expect(teacher.get_by_text("Single keys are off.")).to_be_visible()
    teacher.keyboard.press("j")
    teacher.reload()
    expect_saved(teacher)
    teacher.keyboard.press("j")
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
    teacher.get_by_role("button", name="Switch single keys on").click()
    teacher.keyboard.press("j")
    expect(teacher.get_by_role("heading", level=1)).not_to_have_text(name)


def test_points_that_cannot_be_given_are_refused_where_one_is(teacher: Page):
    teacher.get_by_label("Points out of").fill("99")
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("At most 20 points.")).to_be_visible()
    expect(teacher.get_by_label("Points out of")).to_be_focused()
    expect(teacher.get_by_label("Points out of")).to_have_value("99")


def test_a_marker_who_was_signed_out_signs_in_over_the_page(teacher: Page):
    teacher.context.clear_cookies()
    teacher.get_by_label("Points out of").fill("15")
    dialog = teacher.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill("historyclass")
    dialog.get_by_role("button", name="Sign in").click()
    expect_saved(teacher)
    expect(teacher.get_by_label("Points out of")).to_have_value("15")


def test_two_tabs_of_one_marker_keep_both_versions(teacher: Page):
    other = teacher.context.new_page()
    other.goto(teacher.url)
    expect_saved(other)
    # Neither tab hears of the other before it has typed.
    for page in (teacher, other):
        page.route("**/state/**", lambda route: route.abort())
    teacher.get_by_role("textbox", name="Comment", exact=True).fill("From the first tab.")
    expect_saved(teacher)
    other.get_by_role("textbox", name="Comment", exact=True).fill("From the second tab.")
    expect(other.get_by_text("There are two versions of Comment.")).to_be_visible()
    other.get_by_role("button", name="Choose", exact=True).click()
    dialog = other.get_by_role("dialog")
    expect(dialog).to_contain_text("From the first tab.")
    expect(dialog).to_contain_text("From the second tab.")
    dialog.get_by_role("button").filter(has_text=re.compile("this|here", re.IGNORECASE)).first.click()
    expect_saved(other)


def test_the_link_past_the_head_leaves_what_is_typed_and_the_paper_where_they_are(teacher: Page):
    name = teacher.get_by_role("heading", level=1).inner_text()
    teacher.get_by_role("textbox", name="What to do next, 2").fill("Half a sen")
    teacher.get_by_role("link", name="Skip to the work").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_label("Points out of")).to_be_focused()
    expect(teacher.get_by_role("textbox", name="What to do next, 2")).to_have_value("Half a sen")
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
    teacher.go_back()
    expect(teacher.get_by_role("textbox", name="What to do next, 2")).to_have_value("Half a sen")


def test_back_without_a_device_copy_leaves_no_word_behind(teacher: Page):
    first = teacher.get_by_role("heading", level=1).inner_text()
    teacher.add_init_script("delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined })")
    teacher.reload()
    expect_saved(teacher)
    teacher.keyboard.press("j")
    expect(teacher.get_by_role("heading", level=1)).not_to_have_text(first)
    second = teacher.get_by_role("heading", level=1).inner_text()
    expect_saved(teacher)
    teacher.route("**/desk/mark/*/", lambda route: route.abort())
    teacher.get_by_role("textbox", name="What to do next, 2").fill("Nobody has this yet.")
    Desk(teacher).expect_word("Not saved yet")
    address = teacher.url
    teacher.evaluate("history.back()")
    expect(teacher.get_by_text("Not gone back.")).to_be_visible()
    assert teacher.url == address
    expect(teacher.get_by_role("heading", level=1)).to_have_text(second)
    expect(teacher.get_by_role("textbox", name="What to do next, 2")).to_have_value("Nobody has this yet.")
    teacher.unroute("**/desk/mark/*/")
    expect_saved(teacher)


def test_a_paper_is_not_left_while_its_mark_is_on_its_way(teacher: Page):
    name = teacher.get_by_role("heading", level=1).inner_text()
    held: list[Route] = []
    teacher.route(
        "**/papers/*/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    teacher.get_by_label("Points out of").fill("10")
    expect_saved(teacher)
    with teacher.expect_request(lambda request: request.method == "POST" and "/papers/" in request.url):
        teacher.get_by_role("button", name="Finish", exact=True).click()
    teacher.get_by_role("link", name="Next").click()
    expect(teacher.get_by_text("Finishing this paper…")).to_be_visible()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
    held[0].continue_()
    expect(teacher.get_by_text("is finished, and not returned yet.")).to_be_visible()


def test_signing_in_again_to_finish_ends_the_message(teacher: Page):
    teacher.get_by_label("Points out of").fill("12")
    expect_saved(teacher)
    teacher.context.clear_cookies()
    teacher.get_by_role("button", name="Finish", exact=True).click()
    dialog = teacher.get_by_role("dialog")
    dialog.get_by_label("Password").fill("historyclass")
    dialog.get_by_role("button", name="Sign in").click()
    expect(teacher.get_by_text("You have been signed out.")).to_be_hidden()
    expect_saved(teacher)
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("is finished, and not returned yet.")).to_be_visible()


def test_finishing_leads_to_the_paper_that_was_fetched_before(browser: Browser, site: str, as_person: AsPerson):
    _make_pile(browser, site, "11F", "Finished one by one", ("student6", "student7"))
    teacher = as_person("teacher")
    open_assignment(teacher, "Finished one by one")
    with expect_fetched(teacher, "next"):
        teacher.get_by_role("link", name="Mark 2", exact=True).click()
    address = teacher.locator("[data-after-finishing]").get_attribute("data-after-finishing")
    asked: list[str] = []
    teacher.on("request", lambda request: asked.append(f"{request.method} {urlsplit(request.url).path}"))
    teacher.get_by_label("Points out of").fill("9")
    expect_saved(teacher)
    teacher.keyboard.press("Control+Enter")
    teacher.wait_for_url(f"**{address}")
    expect(teacher.get_by_text("is finished, and not returned yet.")).to_be_visible()
    assert f"GET {address}" not in asked
    # The last one leads back to the class.
    expect_saved(teacher)
    teacher.get_by_label("Points out of").fill("8")
    teacher.keyboard.press("Control+Enter")
    expect(teacher.get_by_text("All that is handed in is marked.")).to_be_visible()


def test_an_answer_is_not_lost_by_going_on_and_is_sent_by_its_own_key(teacher: Page, as_person: AsPerson):
    student = "student3"
    teacher.get_by_label("Points out of").fill("7")
    teacher.locator("summary").filter(has_text="comment on Table: Source 2, date").click()
    comment(teacher, "Table: Source 2, date").fill("Which day?")
    expect_saved(teacher)
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text("is finished, and not returned yet.")).to_be_visible()
    return_to_class(teacher)
    page = as_person(student)
    page.get_by_role("link", name=WORK, exact=True).click()
    note = page.locator(".comment").filter(has_text="Which day?")
    note.locator("summary").click()
    note.get_by_role("textbox").fill("The tenth.")
    page.get_by_role("button", name="Send your answer: Table: Source 2, date").click()
    expect(page.get_by_text("The tenth.")).to_be_visible()

    teacher.get_by_role("table").get_by_role("link", name=re.compile("^(Mark|Look) ")).first.click()
    expect_saved(teacher)
    name = teacher.get_by_role("heading", level=1).inner_text()
    talk = teacher.locator(".talk").filter(has_text="The tenth.")
    talk.locator("summary").click()
    talk.get_by_role("textbox").fill("Of which month?")
    teacher.get_by_role("link", name="Next").click()
    expect(teacher.get_by_text("Your answer is not sent yet.")).to_be_visible()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
    talk.get_by_role("textbox").press("Control+Enter")
    expect(teacher.locator(".reply").last).to_contain_text("Of which month?")
    expect(teacher.get_by_role("heading", level=1)).to_have_text(name)
