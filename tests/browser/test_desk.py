"""The save promise, as somebody at the desk sees it: on a slow line, a broken one, in two tabs, signed out."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import PASSWORD, Desk, fill_sign_in, hand_in, open_desk, show_pane, sign_in_at_once

pytestmark = pytest.mark.browser

SAVES = re.compile(r"/desk/work/\d+/")
SOURCE = 10


@pytest.fixture
def desk(as_person: AsPerson, student: str) -> Desk:
    """The desk of a student whom no other test uses."""
    return open_desk(as_person(student))


def other_tab(desk: Desk) -> Desk:
    """The same piece in a second tab of the same browser."""
    page = desk.page.context.new_page()
    page.goto(desk.page.url)
    return Desk(page)


class Held:
    """A line on which every save waits until it is let go."""

    def __init__(self, page: Page) -> None:
        self.is_open = False
        self.waiting: list[Route] = []
        page.route(SAVES, self._take)

    def _take(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_go(self) -> None:
        self.is_open = True
        for route in self.waiting:
            route.continue_()


def type_and_wait_for_sending(desk: Desk, words: str) -> None:
    with desk.page.expect_request(SAVES):
        desk.row(SOURCE).words.fill(words)


# --- Saved means saved --------------------------------------------------------------------------------------------


def test_saved_is_shown_only_once_the_server_has_answered(desk: Desk):
    held = Held(desk.page)
    type_and_wait_for_sending(desk, "They shake")
    desk.expect_word("Saving…")
    # What is typed meanwhile is saved, too.
    desk.row(SOURCE).words.fill("They shake hands, in a German magazine")
    desk.row(SOURCE).date.fill("Aug 1939")
    desk.expect_word("Saving…")
    held.let_go()
    desk.expect_saved()
    desk.reload()
    expect(desk.row(SOURCE).words).to_have_value("They shake hands, in a German magazine")
    expect(desk.row(SOURCE).date).to_have_value("Aug 1939")


def test_what_is_typed_before_the_script_has_come_is_saved_too(desk: Desk):
    page = desk.page
    coming: list[Route] = []
    page.route(re.compile(r"/static/desk\..*\.js"), lambda route: coming.append(route))
    page.reload(wait_until="commit")
    desk.row(SOURCE).words.fill("Typed early")
    desk.row(SOURCE).tick("Work with others").check()
    # Nothing is promised yet.
    expect(desk.word).to_have_count(0)
    for route in coming:
        route.continue_()
    desk.expect_saved()
    page.unroute_all()
    desk.reload()
    expect(desk.row(SOURCE).words).to_have_value("Typed early")
    expect(desk.row(SOURCE).tick("Work with others")).to_be_checked()


def answer_503(route: Route) -> None:
    route.fulfill(status=503, body="")


def answer_nothing(route: Route) -> None:
    route.abort("connectionrefused")


@pytest.mark.parametrize("fail", [answer_503, answer_nothing], ids=["a failing server", "no server"])
def test_while_saving_fails_the_text_stays_and_recovers_by_itself(desk: Desk, fail: Callable[[Route], None]):
    words = desk.row(SOURCE).words
    desk.page.route(SAVES, fail)
    words.fill("Typed while nothing got through")
    desk.expect_word("Offline: kept on this device")
    expect(desk.says).to_contain_text("kept on this device, and sent as soon as it does")
    expect(words).to_have_value("Typed while nothing got through")
    # Screen readers hear it, too.
    expect(desk.page.locator("[data-save-announce]")).to_have_text("Offline: kept on this device")
    desk.page.unroute(SAVES)
    desk.expect_saved()
    desk.reload()
    expect(words).to_have_value("Typed while nothing got through")


def test_a_save_whose_answer_is_lost_is_sent_again_and_counted_once(desk: Desk):
    bodies: list[str] = []
    answers: list[dict[str, object]] = []

    def lose_the_first_answer(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        answer = route.fetch()
        answers.append(answer.json())
        if len(bodies) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    desk.page.route(SAVES, lose_the_first_answer)
    desk.row(SOURCE).words.fill("Kept once")
    desk.expect_word("Offline: kept on this device")
    desk.expect_saved()
    expect(desk.says).to_be_hidden()
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    # The same revision: nothing was kept twice.
    assert answers[0] == answers[1]
    # The page that follows may bring the same once more, before the device has let go of it.
    desk.page.unroute(SAVES)
    desk.reload()
    expect(desk.row(SOURCE).words).to_have_value("Kept once")


def test_a_text_that_cannot_be_kept_stays_on_the_page_with_its_fault(desk: Desk):
    words = desk.row(SOURCE).words
    words.fill("x" * 1001)
    desk.expect_word("Not saved yet")
    expect(words).to_have_attribute("aria-invalid", "true")
    expect(words).to_have_accessible_description(re.compile(r"\S"))
    expect(words).to_have_value("x" * 1001)
    words.fill("Short enough")
    desk.expect_saved()
    expect(words).not_to_have_attribute("aria-invalid", "true")


# --- Two tabs -----------------------------------------------------------------------------------------------------


def test_different_places_filled_in_two_tabs_come_together(desk: Desk):
    second = other_tab(desk)
    desk.row(SOURCE).date.fill("after 23 Aug 1939")
    desk.expect_saved()
    second.row(SOURCE).words.fill("They shake hands")
    second.expect_saved()
    # The answer to the second tab's save brings what the first one wrote.
    expect(second.row(SOURCE).date).to_have_value("after 23 Aug 1939")
    for tab in (desk, second):
        tab.reload()
        expect(tab.row(SOURCE).date).to_have_value("after 23 Aug 1939")
        expect(tab.row(SOURCE).words).to_have_value("They shake hands")


CHOICES = {
    "Keep what is here": "typed here",
    "Keep the other": "typed there",
    "Put both in": "typed here\ntyped there",
}


def clash(desk: Desk) -> Desk:
    """Another tab that has written the same place first."""
    second = other_tab(desk)
    second.row(SOURCE).words.fill("typed there")
    second.expect_saved()
    desk.row(SOURCE).words.fill("typed here")
    desk.expect_word("Changed on another device")
    return second


@pytest.mark.parametrize(("button", "outcome"), CHOICES.items(), ids=CHOICES)
def test_the_same_place_written_in_two_tabs_is_the_students_to_choose(desk: Desk, button: str, outcome: str):
    second = clash(desk)
    expect(desk.says).to_contain_text(re.compile("There are two versions of Table: Source 10.*: words or detail"))
    dialog = desk.page.get_by_role("dialog", name="Which one goes on?")
    desk.says.get_by_role("button", name="Choose").click()
    expect(dialog.get_by_role("button", name="Later")).to_be_focused()
    desk.page.keyboard.press("Escape")
    desk.expect_word("Changed on another device")
    # The cell itself offers the choice, too.
    desk.row(SOURCE).element.get_by_role("button", name="Two versions").click()
    expect(dialog).to_contain_text("Here, on this pagetyped hereThe other versiontyped there")
    dialog.get_by_role("button", name=button).click()
    desk.expect_saved()
    expect(desk.row(SOURCE).words).to_be_focused()
    expect(desk.says).to_be_hidden()
    expect(desk.row(SOURCE).words).to_have_value(outcome)
    for tab in (desk, second):
        tab.reload()
        expect(tab.row(SOURCE).words).to_have_value(outcome)


def test_a_choice_waits_over_a_reload_and_here_is_what_the_page_shows(desk: Desk):
    clash(desk)
    desk.page.reload()
    desk.expect_word("Changed on another device")
    expect(desk.row(SOURCE).words).to_have_value("typed there")
    desk.says.get_by_role("button", name="Choose").click()
    dialog = desk.page.get_by_role("dialog", name="Which one goes on?")
    expect(dialog).to_contain_text("Here, on this pagetyped thereThe other versiontyped here")
    dialog.get_by_role("button", name="Keep the other").click()
    desk.expect_saved()
    desk.reload()
    expect(desk.row(SOURCE).words).to_have_value("typed here")


def test_a_choice_made_in_another_tab_meanwhile_closes_the_question(desk: Desk):
    clash(desk)
    third = other_tab(desk)
    third.expect_word("Changed on another device")
    desk.says.get_by_role("button", name="Choose").click()
    dialog = desk.page.get_by_role("dialog", name="Which one goes on?")
    expect(dialog).to_be_visible()
    third.says.get_by_role("button", name="Choose").click()
    third.page.get_by_role("dialog").get_by_role("button", name="Keep what is here").click()
    third.expect_saved()
    # Somebody comes back to the first tab and writes on elsewhere: its answer tells.
    desk.page.evaluate(
        "document.querySelector('[data-desk] .in').dispatchEvent(new Event('focusout', {bubbles: true}))"
    )
    look_again(desk)
    expect(dialog).to_be_hidden()
    expect(desk.says).to_contain_text("has just changed in another tab")
    expect(desk.row(SOURCE).words).to_have_value("typed there")


def look_again(desk: Desk) -> None:
    """As when somebody comes back to the tab after a while."""
    desk.page.clock.install()
    desk.page.clock.fast_forward(10_000)
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")


# --- Who is at the desk -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["sessionid", None], ids=["the session has ended", "all cookies are gone"])
def test_signed_out_at_work_the_text_stays_until_it_is_saved_after_signing_in(desk: Desk, student: str, lost: str):
    context = desk.page.context
    words = desk.row(SOURCE).words
    if lost:
        context.clear_cookies(name=lost)
    else:
        context.clear_cookies()
    words.press_sequentially("Typed after the session ended")
    expect(desk.says).to_contain_text("You have been signed out.")
    desk.expect_word("Not saved yet")
    dialog = desk.page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Password")).to_be_focused()
    # The rest of the sentence has not gone into the dialog.
    expect(dialog.get_by_label("Password")).to_have_value("")
    expect(words).to_have_value("Typed after the session ended")
    expect(dialog.get_by_label("Username")).to_have_value(re.compile(f"^{student}@"))
    dialog.get_by_label("Password").fill("a wrong one")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("do not fit together")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    desk.expect_saved()
    expect(dialog).to_be_hidden()
    expect(desk.says).to_be_hidden()
    # The new session is the page's own now: it goes on saving.
    words.press_sequentially(", and then")
    desk.expect_saved()
    desk.reload()
    expect(words).to_have_value("Typed after the session ended, and then")


def test_nothing_is_saved_under_the_name_of_another_student_who_has_signed_in(
    desk: Desk, student: str, other_student: str
):
    context = desk.page.context
    words = desk.row(SOURCE).words
    with desk.page.expect_event("load"):
        # On a phone the other one signs in behind the page: no tab hears of it.
        sign_in_at_once(context, other_student)
        words.fill("Mine, not theirs")
    # The page is now the other student's, and it is empty where the first one wrote.
    desk.expect_saved()
    expect(words).to_have_value("")
    expect(desk.says).to_contain_text("Somebody else was signed in on this device.")
    sign_in_at_once(context, student)
    with desk.page.expect_event("load"):
        desk.row(SOURCE).date.fill("1939")
    # Theirs again, with the words that waited on the device; what the other wrote is not among them.
    desk.expect_saved()
    expect(words).to_have_value("Mine, not theirs")
    expect(desk.row(SOURCE).date).to_have_value("")


def test_signing_in_later_from_the_message_leads_back_to_the_sentence(desk: Desk):
    words = desk.row(SOURCE).words
    words.press_sequentially("Half a sen")
    desk.expect_saved()
    desk.page.context.clear_cookies(name="sessionid")
    words.press_sequentially("tence")
    dialog = desk.page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    desk.page.keyboard.press("Escape")
    desk.says.get_by_role("button", name="Sign in").click()
    dialog.get_by_label("Password").fill(PASSWORD)
    desk.page.keyboard.press("Enter")
    desk.expect_saved()
    expect(words).to_be_focused()
    desk.page.keyboard.type(", whole")
    desk.expect_saved()
    expect(words).to_have_value(re.compile("Half a sentence.*whole|.*whole.*Half a sentence"))


# --- Leaving ------------------------------------------------------------------------------------------------------


def test_handing_in_waits_until_everything_is_saved(desk: Desk):
    held = Held(desk.page)
    type_and_wait_for_sending(desk, "The last words")
    desk.page.get_by_role("link", name="Hand in", exact=True).click()
    expect(desk.page.get_by_role("heading", level=1)).not_to_have_text("Hand in your work?")
    desk.expect_word("Saving…")
    held.let_go()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")
    desk.page.go_back()
    hand_in(desk.page)
    expect(desk.page.get_by_role("cell", name="The last words")).to_be_visible()


def test_leaving_with_something_unsent_asks_nothing_where_the_device_has_it(desk: Desk):
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    held = Held(desk.page)
    type_and_wait_for_sending(desk, "On its way")
    desk.page.get_by_role("link", name="Back to what is due").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("What is due")
    assert asked == []
    held.let_go()
    again = open_desk(desk.page)
    expect(again.row(SOURCE).words).to_have_value("On its way")


def test_leaving_asks_first_where_nothing_is_kept_on_the_device(as_person: AsPerson, student: str):
    page = as_person(student)
    page.context.add_init_script("delete Navigator.prototype.locks")
    desk = open_desk(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    held = Held(page)
    page.on("dialog", stay)
    type_and_wait_for_sending(desk, "Not yet on its way")
    page.get_by_role("link", name="Back to what is due").click()
    expect(desk.row(SOURCE).words).to_have_value("Not yet on its way")
    assert asked == ["beforeunload"]
    held.let_go()
    desk.expect_saved()
    # Saved, so nothing holds them back.
    page.get_by_role("link", name="Back to what is due").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is due")
    assert asked == ["beforeunload"]


def test_a_desk_that_is_still_open_tells_that_the_piece_was_handed_in(desk: Desk):
    second = other_tab(desk)
    hand_in(second.page)
    desk.row(SOURCE).words.fill("Afterwards")
    expect(desk.says).to_contain_text("This piece is handed in. What you type here is kept")
    desk.expect_saved()


# --- The table ----------------------------------------------------------------------------------------------------


def test_an_aim_and_none_of_these_exclude_one_another_and_both_changes_are_saved(desk: Desk):
    row = desk.row(SOURCE)
    row.tick("Spread revolution").check()
    row.tick("Defend the USSR").check()
    row.none.check()
    expect(row.tick("Spread revolution")).not_to_be_checked()
    expect(row.tick("Defend the USSR")).not_to_be_checked()
    desk.expect_saved()
    desk.reload()
    expect(row.none).to_be_checked()
    expect(row.tick("Spread revolution")).not_to_be_checked()
    row.tick("Work with others").check()
    expect(row.none).not_to_be_checked()
    desk.expect_saved()
    desk.reload()
    expect(row.tick("Work with others")).to_be_checked()
    expect(row.none).not_to_be_checked()


def test_enter_moves_to_the_same_place_in_the_next_row_and_shift_enter_breaks_the_line(desk: Desk):
    desk.row(2).date.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.row(3).date).to_be_focused()
    desk.row(9).words.focus()
    before = desk.row(9).words.input_value()
    desk.page.keyboard.press("Enter")
    expect(desk.row(10).words).to_be_focused()
    expect(desk.row(9).words).to_have_value(before)
    # There is nothing below the last one: they stay.
    desk.page.keyboard.type("First line")
    desk.page.keyboard.press("Enter")
    expect(desk.row(10).words).to_be_focused()
    desk.page.keyboard.press("Shift+Enter")
    desk.page.keyboard.type("Second line")
    desk.expect_saved()
    desk.reload()
    expect(desk.row(10).words).to_have_value("First line\nSecond line")


def test_the_row_at_work_and_its_source_stand_out(as_person: AsPerson):
    page = as_person("student1")
    desk = open_desk(page)
    for source in (10, 4):
        desk.row(source).words.focus()
        current = page.locator("tr.now")
        expect(current).to_have_count(1)
        expect(current.get_by_role("rowheader")).to_contain_text(str(source))
        card = page.locator("article.now")
        expect(card).to_have_count(1)
        expect(card).to_contain_text(f"Source {source}")
        expect(card.get_by_role("heading")).to_be_in_viewport()
        marked = page.get_by_role("navigation", name="Go to what lies here").locator("[aria-current=true]")
        expect(marked).to_have_text(str(source))


def test_typed_markup_is_shown_as_it_was_typed(desk: Desk):
    typed = '<b>"x"</b> & \N{WAVING WHITE FLAG}\N{VARIATION SELECTOR-16} </textarea></script> {{ 7 }} \\'
    row = desk.row(SOURCE)
    row.words.fill(typed)
    row.date.fill(typed)
    desk.expect_saved()
    desk.reload()
    expect(row.words).to_have_value(typed)
    expect(row.date).to_have_value(typed)
    hand_in(desk.page)
    expect(desk.page.get_by_role("cell", name=typed)).to_have_count(2)


def test_a_second_device_finds_what_the_first_one_saved(desk: Desk, student: str, new_context: NewContext):
    desk.row(SOURCE).words.fill("From the first device")
    desk.expect_saved()
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(desk.page.url)
    fill_sign_in(page, student)
    # Signing in leads back to where they wanted to go.
    expect(page).to_have_url(desk.page.url)
    show_pane(page, "Your work")
    expect(Desk(page).row(SOURCE).words).to_have_value("From the first device")
    assert json.loads(page.locator("#desk-state").inner_text())["cells"]


def test_on_a_phone_the_switch_keeps_both_places(as_person: AsPerson):
    page = as_person("student1", viewport={"width": 360, "height": 740})
    open_desk(page)
    places = {"Sources": ".pane-l", "Your work": ".pane-r"}

    def where(pane: str) -> int:
        return int(page.locator(places[pane]).evaluate("pane => pane.scrollTop"))

    show_pane(page, "Sources")
    page.locator("#s4").evaluate("card => card.scrollIntoView()")
    was = where("Sources")
    assert was > 0
    show_pane(page, "Your work")
    page.locator(places["Your work"]).evaluate("pane => pane.scrollTo(0, 1700)")
    show_pane(page, "Sources")
    expect(page.locator("#s4")).to_be_in_viewport()
    assert where("Sources") == was
    show_pane(page, "Your work")
    assert where("Your work") == 1700
