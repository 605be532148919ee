"""What the device keeps: tabs and browsers that die, a network that is gone, people who follow one another."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import LONGEST_WAIT_MS, AsPerson, launch_options
from tests.browser.pages import Desk, fill_sign_in, open_desk, sign_in, sign_in_at_once, sign_out

pytestmark = pytest.mark.browser

SAVES = re.compile(r"/desk/work/\d+/$")
SOURCE = 10
OFFLINE = "Offline: kept on this device"
KEEPS_MS = 500
"""At most so much typing may be lost with a browser that dies."""

# Every record that the browser keeps, as the next person at the machine could read it.
RECORDS = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("historyclass");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const all = opening.result.transaction("unsent").objectStore("unsent").getAll();
        all.onsuccess = () => resolve(all.result.map(({ id, tag, iv, data, ...rest }) => ({
            id, tag, rest: Object.keys(rest), text: new TextDecoder("latin1").decode(data),
        })));
    };
})"""
VALUES = "fields => fields.map(field => field.value)"
STORES = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"


@pytest.fixture
def desk(as_person: AsPerson, student: str) -> Desk:
    """The desk of a student whom no other test uses."""
    return open_desk(as_person(student))


def cut(context: BrowserContext) -> Callable[[], None]:
    """Nothing that is saved in this browser gets through, until the returned function is called."""

    def lose(route: Route) -> None:
        route.abort("connectionrefused")

    context.route(SAVES, lose)
    return lambda: context.unroute(SAVES, lose)


def reopened(desk: Desk) -> Desk:
    """The piece again, in a tab of its own."""
    page = desk.page.context.new_page()
    page.goto(desk.page.url)
    return Desk(page)


# --- The network --------------------------------------------------------------------------------------------------


def test_what_is_typed_while_the_network_is_gone_is_kept_and_sent_when_it_is_back(desk: Desk):
    context = desk.page.context
    row = desk.row(SOURCE)
    row.words.fill("Before")
    desk.expect_saved()
    context.set_offline(True)
    row.words.fill("While it was gone")
    desk.expect_word(OFFLINE)
    row.tick("Work with others").check()
    row.date.fill("Aug 1939")
    desk.expect_word(OFFLINE)
    context.set_offline(False)
    desk.expect_saved()
    expect(desk.says).to_be_hidden()
    desk.reload()
    expect(row.words).to_have_value("While it was gone")
    expect(row.date).to_have_value("Aug 1939")
    expect(row.tick("Work with others")).to_be_checked()


def test_handing_in_waits_for_the_network(desk: Desk):
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Not there yet")
    desk.expect_word(OFFLINE)
    desk.page.get_by_role("link", name="Hand in", exact=True).click()
    expect(desk.says).to_contain_text("Not handed in. You can hand in as soon as everything is saved.")
    let_through()
    desk.expect_saved()
    desk.page.get_by_role("link", name="Hand in", exact=True).click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")


# --- Tabs that die ------------------------------------------------------------------------------------------------


def test_a_tab_closed_in_the_middle_of_a_sentence_is_followed_by_the_next_one(desk: Desk):
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Typed where nothing got through")
    desk.row(SOURCE).none.check()
    desk.expect_word(OFFLINE)
    heir = reopened(desk)
    expect(heir.row(SOURCE).words).to_have_value("")
    desk.page.close()
    # The next one was open already, and waited for the first to die. It cannot show what it cannot send.
    expect(heir.word).not_to_have_text("Saved")
    let_through()
    heir.expect_saved()
    expect(heir.row(SOURCE).words).to_have_value("Typed where nothing got through")
    expect(heir.row(SOURCE).none).to_be_checked()


def test_a_tab_opened_after_the_first_has_died_shows_its_words_at_once(desk: Desk):
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Typed where nothing got through")
    desk.expect_word(OFFLINE)
    desk.page.close()
    heir = reopened(desk)
    expect(heir.row(SOURCE).words).to_have_value("Typed where nothing got through")
    heir.expect_word(OFFLINE)
    heir.row(SOURCE).words.press("Control+End")
    heir.page.keyboard.type(", and more")
    let_through()
    heir.expect_saved()
    heir.reload()
    expect(heir.row(SOURCE).words).to_have_value("Typed where nothing got through, and more")


def test_a_request_whose_tab_died_before_the_answer_is_counted_once(desk: Desk):
    bodies: list[str] = []

    def lose_the_answer(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        if len(bodies) == 1:
            route.fetch()
        route.abort("connectionreset")

    context = desk.page.context
    context.route(SAVES, lose_the_answer)
    desk.row(SOURCE).words.fill("Kept once")
    desk.expect_word(OFFLINE)
    desk.page.close()
    context.unroute(SAVES)
    context.route(SAVES, lambda route: (bodies.append(route.request.post_data or ""), route.continue_()))
    heir = reopened(desk)
    heir.expect_saved()
    assert set(bodies) == {bodies[0]}
    heir.reload()
    expect(heir.row(SOURCE).words).to_have_value("Kept once")


def test_two_dead_tabs_that_wrote_the_same_place_leave_two_versions(desk: Desk):
    let_through = cut(desk.page.context)
    second = reopened(desk)
    for tab, words in ((desk, "from the first"), (second, "from the second")):
        tab.row(SOURCE).words.fill(words)
        tab.expect_word(OFFLINE)
    for tab in (desk, second):
        tab.page.close()
    let_through()
    heir = reopened(desk)
    heir.expect_word("Changed on another device")
    heir.says.get_by_role("button", name="Choose").click()
    dialog = heir.page.get_by_role("dialog")
    expect(dialog).to_contain_text("from the first")
    expect(dialog).to_contain_text("from the second")
    dialog.get_by_role("button", name="Put both in").click()
    heir.expect_saved()
    expect(heir.row(SOURCE).words).to_have_value(re.compile("from the (first|second)\nfrom the (first|second)"))


def test_any_other_page_brings_a_dead_tab_s_words_to_the_school(desk: Desk):
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Written on the bus")
    desk.expect_word(OFFLINE)
    desk.page.close()
    let_through()
    page = desk.page.context.new_page()
    # A while later: what a page left a moment ago has sent would be no news.
    page.clock.install(time=time.time() + 60)
    page.goto("/due/")
    expect(page.get_by_text("What you wrote on this device while nothing got through is saved now")).to_be_visible()
    expect(open_desk(page).row(SOURCE).words).to_have_value("Written on the bus")


def test_a_page_made_while_the_tab_before_was_saving_asks_what_stands(desk: Desk):
    """As when somebody reloads at once: the page is made before the save is, and the tab before hears of the save."""
    old_page = desk.page.context.request.get(desk.page.url).text()
    desk.row(SOURCE).words.fill("Saved meanwhile")
    desk.expect_saved()
    desk.page.route(desk.page.url, lambda route: route.fulfill(body=old_page, content_type="text/html"))
    desk.page.reload()
    desk.expect_saved()
    expect(desk.row(SOURCE).words).to_have_value("Saved meanwhile")


def test_words_of_a_dead_tab_that_cannot_be_kept_are_shown_until_they_are_let_go(desk: Desk):
    second = reopened(desk)
    second.expect_saved()
    second.row(SOURCE).words.fill("x" * 1001)
    second.expect_word("Not saved yet")
    third = reopened(desk)
    third.row(SOURCE).words.fill("Typed here")
    third.expect_saved()
    second.page.close()
    third.expect_word("Not saved yet")
    expect(third.says).to_contain_text("Some of your words are still only on this device.")
    expect(third.says.get_by_role("textbox")).to_have_value("x" * 1001)
    third.says.get_by_role("button", name="Throw them away").click()
    dialog = third.page.get_by_role("dialog", name="Throw these words away?")
    expect(dialog.get_by_role("button", name="Keep them")).to_be_focused()
    dialog.get_by_role("button", name="Throw them away").click()
    third.expect_saved()
    expect(third.says).to_be_hidden()
    expect(third.row(SOURCE).words).to_have_value("Typed here")


def test_a_key_that_was_not_to_be_had_at_first_is_asked_for_again(desk: Desk):
    keys: list[str] = []

    def refuse_the_first(route: Route) -> None:
        keys.append(route.request.url)
        if len(keys) == 1:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    context = desk.page.context
    context.route("**/desk/key/", refuse_the_first)
    page = context.new_page()
    page.clock.install()
    page.goto(desk.page.url)
    again = Desk(page)
    again.expect_saved()
    cut(context)
    again.row(SOURCE).words.fill("Nowhere else")
    page.clock.run_for(1000)
    again.expect_word("Not saved yet")
    page.clock.run_for(10_000)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.clock.run_for(1000)
    again.expect_word(OFFLINE)
    assert len(keys) == 2


# --- A browser that dies ------------------------------------------------------------------------------------------


def kill_browser(profile: Path) -> None:
    """As a battery that is empty would: every process of it at once, with no time for anything."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(profile) in words:
            os.kill(int(process.name), signal.SIGKILL)


def type_and_kill(page: Page, profile: Path, letters: str) -> list[float]:
    """Type letter by letter and kill the browser at the last one; returns how long before its death each was typed."""
    typed = []
    for letter in letters:
        page.keyboard.type(letter)
        typed.append(time.monotonic())
    kill_browser(profile)
    killed = time.monotonic()
    return [killed - at for at in typed]


def test_a_browser_killed_while_somebody_types_loses_half_a_second_at_most(
    browser: Browser, site: str, tmp_path: Path, student: str
):
    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(tmp_path, base_url=site, **launch_options())
        context.set_default_timeout(LONGEST_WAIT_MS)
        return context

    def open_the_piece(context: BrowserContext) -> Desk:
        page = context.new_page()
        page.goto("/due/")
        if "/sign-in/" in page.url:
            fill_sign_in(page, student)
        return open_desk(page)

    letters = "They shake hands in a German magazine, " * 12
    lost = []
    context = start()
    desk = open_the_piece(context)
    # What a busy machine takes for a write comes on top of what the page takes, so that one death in time of three is
    # enough. A page that waits for a pause loses everything at each; that it never waits is slot.test.mjs's to prove.
    for source in (SOURCE, 9, 8):
        cut(context)
        desk.row(source).words.focus()
        ages = type_and_kill(desk.page, tmp_path, letters)
        assert ages[20] > KEEPS_MS / 1000
        context = start()
        desk = open_the_piece(context)
        words = desk.row(source).words.input_value()
        assert letters.startswith(words)
        lost.append(ages[len(words)] if len(words) < len(letters) else 0)
        desk.expect_saved()
        if lost[-1] <= KEEPS_MS / 1000:
            break
    context.close()
    assert min(lost) <= KEEPS_MS / 1000, lost


# --- One machine, one person after another ------------------------------------------------------------------------


def test_the_next_student_at_the_machine_finds_nothing_and_the_first_finds_their_words_again(
    desk: Desk, student: str, other_student: str
):
    page, context = desk.page, desk.page.context
    let_through = cut(context)
    desk.row(SOURCE).words.fill("SecretHandshake")
    desk.expect_word(OFFLINE)
    page.goto("/account/")
    sign_out_anyway(page)
    # The other student, in the same tab of the same browser.
    fill_sign_in(page, other_student)
    expect(page.get_by_role("heading", level=1)).to_have_text("What is due")
    let_through()
    expect(open_desk(page).row(SOURCE).words).to_have_value("")
    for _ in range(6):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("SecretHandshake")
        assert "SecretHandshake" not in page.content()
        assert all("SecretHandshake" not in value for value in page.locator("textarea, input").evaluate_all(VALUES))
    page.goto("/due/")
    records = page.evaluate(RECORDS)
    assert len(records) == 1
    assert records[0]["rest"] == []
    for word in ("SecretHandshake", "table:", student, "words"):
        assert word not in str(records)
    assert "SecretHandshake" not in page.evaluate(STORES)
    sign_out(page)
    # The first one comes back.
    fill_sign_in(page, student)
    again = open_desk(page)
    expect(again.row(SOURCE).words).to_have_value("SecretHandshake")
    again.reload()
    expect(again.row(SOURCE).words).to_have_value("SecretHandshake")
    assert page.evaluate(RECORDS) == []


def sign_out_anyway(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="Sign out all the same?")
    expect(dialog).to_contain_text("It stays on this device, locked")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    dialog.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_signing_out_waits_for_what_is_on_its_way(desk: Desk, student: str):
    context = desk.page.context
    let_through = cut(context)
    desk.row(SOURCE).words.fill("Nearly there")
    desk.expect_word(OFFLINE)
    page = context.new_page()
    page.goto("/account/")
    let_through()
    sign_out(page)
    assert page.evaluate(RECORDS) == []
    fill_sign_in(page, student)
    expect(open_desk(page).row(SOURCE).words).to_have_value("Nearly there")


def test_staying_signed_in_is_the_safe_answer(desk: Desk):
    cut(desk.page.context)
    desk.row(SOURCE).words.fill("Not there")
    desk.expect_word(OFFLINE)
    page = desk.page.context.new_page()
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.goto("/due/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is due")
    expect(desk.row(SOURCE).words).to_have_value("Not there")


def test_signed_out_in_another_tab_the_desk_is_left_and_its_words_wait(desk: Desk, student: str):
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Half a sent")
    desk.expect_word(OFFLINE)
    page = desk.page.context.new_page()
    page.goto("/account/")
    sign_out_anyway(page)
    # No page of theirs stays on the screen.
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    fill_sign_in(desk.page, student)
    expect(desk.row(SOURCE).words).to_have_value("Half a sent")
    let_through()
    desk.expect_saved()


def test_when_somebody_else_signs_in_every_page_of_the_first_is_left(desk: Desk, student: str, other_student: str):
    account = desk.page.context.new_page()
    account.goto("/account/")
    expect(account.locator("body")).to_contain_text(student)
    desk.page.context.clear_cookies()
    third = desk.page.context.new_page()
    sign_in(third, other_student)
    expect(account.locator("body")).not_to_contain_text(student)
    expect(account.locator("body")).to_contain_text(other_student)


# --- Where the browser can keep nothing ---------------------------------------------------------------------------


# An address that is neither HTTPS nor the machine itself; a private window.
NOTHING_KEPT = {
    "no HTTPS": "delete Navigator.prototype.locks; delete Crypto.prototype.subtle",
    "a private window": "IDBFactory.prototype.open = () => { throw new DOMException('No.', 'InvalidStateError') }",
}


@pytest.mark.parametrize("script", NOTHING_KEPT.values(), ids=NOTHING_KEPT)
def test_where_the_browser_keeps_nothing_the_page_says_so(as_person: AsPerson, student: str, script: str):
    first = as_person(student)
    first.context.add_init_script(script)
    desk = open_desk(first)
    expect(desk.says).to_contain_text("This browser keeps no copy of what you type.")
    let_through = cut(desk.page.context)
    desk.row(SOURCE).words.fill("Only on the page")
    desk.expect_word("Not saved yet")
    expect(desk.says).to_contain_text("Keep this page open")
    let_through()
    desk.expect_saved()
    desk.reload()
    expect(desk.row(SOURCE).words).to_have_value("Only on the page")


def test_where_nothing_is_kept_words_are_not_thrown_away_when_somebody_else_signs_in(
    as_person: AsPerson, student: str, other_student: str
):
    first = as_person(student)
    first.context.add_init_script(NOTHING_KEPT["no HTTPS"])
    desk = open_desk(first)
    sign_in_at_once(first.context, other_student)
    desk.row(SOURCE).words.fill("Only on this page")
    expect(desk.says).to_contain_text("Somebody else has signed in on this device.")
    desk.expect_word("Not saved yet")
    expect(desk.row(SOURCE).words).to_have_value("Only on this page")
