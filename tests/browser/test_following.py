"""A class is followed: fresh without a reload, filtered and ticked in place, acted on in one go."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import (
    DEMO_WORK,
    Desk,
    days_from_now,
    hand_in,
    mark,
    open_assignment,
    open_class,
    open_desk,
    set_work,
    show_pane,
    sign_in,
)
from tests.browser.test_keyboard import expect_seen_focus, press_until

pytestmark = pytest.mark.browser

# The page asks every ten seconds.
A_TURN_MS = 20_000


def row(teacher: Page, name: str) -> Locator:
    """Of a student, by family name and first name."""
    return teacher.get_by_role("row").filter(has=teacher.get_by_role("checkbox", name=name))


def tick(teacher: Page, name: str) -> Locator:
    return teacher.get_by_role("checkbox", name=name)


def fresh(teacher: Page) -> Locator:
    return teacher.locator("[data-fresh]")


def look_again(teacher: Page) -> None:
    """Come back to the page, as from another window."""
    teacher.evaluate("window.dispatchEvent(new Event('focus'))")


def chosen(teacher: Page) -> Locator:
    return teacher.get_by_role("navigation", name="Show").locator("[aria-current]")


def name_of(page: Page) -> str:
    """Of whoever is signed in, as a list has it."""
    page.goto("/account/")
    given, family = page.get_by_role("main").get_by_role("paragraph").first.inner_text().split(" ", 1)
    return f"{family}, {given}"


def test_what_a_student_does_appears_without_a_reload_and_moves_nothing(
    as_person: AsPerson, student: str, other_student: str
):
    open_class(as_person("admin"), "12F", students=(student, other_student))
    pupil = as_person(student)
    name, other = name_of(pupil), name_of(as_person(other_student))
    teacher = as_person("teacher", viewport={"width": 1280, "height": 400})
    set_work(teacher, "12F", "Watched")
    expect(row(teacher, name)).to_contain_text("Not started")
    expect(fresh(teacher)).to_contain_text(re.compile(r"Up to date, \d\d:\d\d"))
    tick(teacher, name).check()
    tick(teacher, other).check()
    tick(teacher, name).focus()
    teacher.evaluate("window.scrollBy(0, 120); window.isTheSame = true")
    at = teacher.evaluate("scrollY")

    desk = open_desk(pupil, "Watched")
    desk.row(1).date.fill("1920")
    desk.row(1).none.check()
    desk.expect_saved()
    hand_in(pupil)
    expect(row(teacher, name)).to_contain_text("Handed in", timeout=A_TURN_MS)
    expect(row(teacher, name)).to_contain_text("1 of 17")

    assert teacher.evaluate("window.isTheSame") is True
    assert teacher.evaluate("scrollY") == at
    expect(tick(teacher, name)).to_be_focused()
    expect(tick(teacher, name)).to_be_checked()
    expect(tick(teacher, other)).to_be_checked()
    expect(teacher.get_by_text("2 ticked")).to_be_visible()
    expect(row(teacher, name).get_by_role("link", name="Mark")).to_be_visible()


def test_without_a_network_it_says_since_when_and_comes_back(as_person: AsPerson):
    teacher = as_person("teacher")
    open_assignment(teacher, DEMO_WORK)
    told = teacher.locator("[data-fresh-announce]")
    teacher.context.set_offline(True)
    expect(fresh(teacher)).to_contain_text(re.compile(r"Not up to date: no network since \d\d:\d\d"))
    expect(told).to_have_text("Not up to date: no network")
    teacher.context.set_offline(False)
    expect(fresh(teacher)).to_contain_text("Up to date,")
    expect(told).to_have_text("Up to date again")


def test_signed_out_it_says_so_calmly_and_stops_asking(as_person: AsPerson):
    teacher = as_person("teacher")
    open_assignment(teacher, DEMO_WORK)
    address = teacher.url
    teacher.context.clear_cookies()
    look_again(teacher)
    expect(fresh(teacher)).to_have_text("You have been signed out. Sign in again")
    asked: list[str] = []
    teacher.on("request", lambda request: asked.append(request.url))
    look_again(teacher)
    tick(teacher, "Rossi, Luca").check()
    expect(teacher.get_by_text("1 ticked")).to_be_visible()
    assert asked == []
    fresh(teacher).get_by_role("link", name="Sign in again").click()
    teacher.get_by_label("Username").fill("teacher")
    teacher.get_by_label("Password").fill("historyclass")
    teacher.get_by_role("button", name="Sign in", exact=True).click()
    expect(teacher).to_have_url(address)


def test_filters_show_some_and_keep_ticks_and_focus(as_person: AsPerson):
    teacher = as_person("teacher")
    open_assignment(teacher, DEMO_WORK)
    tick(teacher, "Rossi, Luca").check()
    missing = teacher.get_by_role("link", name=re.compile("^Not handed in"))
    missing.focus()
    teacher.keyboard.press("Enter")
    expect(chosen(teacher)).to_contain_text("Not handed in")
    expect(missing).to_be_focused()
    expect(teacher).to_have_url(re.compile(r"\?show=missing$"))
    expect(row(teacher, "Goldberg, Noah")).to_be_hidden()
    teacher.get_by_role("link", name=re.compile("^To mark")).click()
    expect(teacher.get_by_text("1 ticked, 1 of them not shown")).to_be_visible()
    expect(row(teacher, "Rossi, Luca")).to_be_hidden()
    expect(row(teacher, "Goldberg, Noah")).to_be_visible()
    teacher.get_by_role("link", name=re.compile("^Returned")).click()
    teacher.reload()
    expect(chosen(teacher)).to_contain_text("Returned")
    teacher.get_by_role("link", name=re.compile("^Everyone")).click()
    expect(row(teacher, "Rossi, Luca")).to_be_visible()


def test_all_shown_ticks_what_is_shown(as_person: AsPerson):
    teacher = as_person("teacher")
    open_assignment(teacher, DEMO_WORK)
    teacher.get_by_role("link", name=re.compile("^To mark")).click()
    teacher.get_by_role("checkbox", name="All shown").check()
    expect(tick(teacher, "Goldberg, Noah")).to_be_checked()
    teacher.get_by_role("link", name=re.compile("^Everyone")).click()
    expect(tick(teacher, "Rossi, Luca")).not_to_be_checked()
    expect(tick(teacher, "Goldberg, Noah")).to_be_checked()


def test_longer_is_given_by_keyboard_alone(as_person: AsPerson):
    name = "Rossi, Luca"
    page = as_person("teacher")
    open_assignment(page, DEMO_WORK)
    for one in (name, "Sato, Hana"):
        tick(page, one).focus()
        expect_seen_focus(page)
        page.keyboard.press("Space")
        expect(tick(page, one)).to_be_checked()
    press_until(page, "Shift+Tab", page.get_by_role("button", name="Give longer…"))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Give longer")
    expect(tick(page, name)).to_be_checked()
    until = page.get_by_label("They have until")
    press_until(page, "Tab", until)
    expect_seen_focus(page)
    due = datetime.fromisoformat(until.input_value())
    press_until(page, "Tab", page.get_by_role("button", name="Give longer", exact=True))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^2 students until "))).to_be_visible()
    expect(row(page, name)).to_contain_text(f"until {due:%a} {due.day} {due:%b}, {due:%H:%M}")
    press_until(page, "Shift+Tab", page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 students due with the class again.")).to_be_visible()
    expect(row(page, name)).not_to_contain_text("until")


def test_some_are_returned_undone_and_sent_back(as_person: AsPerson, new_context: NewContext):
    """On a phone and without a script the same acts are there."""
    students = {"student15": "Mateusz Kowalski", "student16": "Priya Kumar"}
    open_class(as_person("admin"), "12R", students=tuple(students))
    teacher = as_person("teacher", viewport={"width": 360, "height": 740})
    set_work(teacher, "12R", "Given back in part")
    pupils = {}
    for username in students:
        pupils[username] = as_person(username)
        open_desk(pupils[username], "Given back in part")
        hand_in(pupils[username])
    open_assignment(teacher, "Given back in part")
    address = teacher.url
    for student in students.values():
        _mark_on_a_phone(teacher, student)

    bare = new_context(java_script_enabled=False).new_page()
    sign_in(bare, "teacher")
    bare.goto(address)
    tick(bare, "Kumar, Priya").check()
    bare.get_by_role("button", name="Return…").click()
    expect(tick(bare, "Kowalski, Mateusz")).not_to_be_checked()
    bare.get_by_role("button", name="Return to class").click()
    expect(bare.get_by_text("Returned to 1 student.")).to_be_visible()
    expect(row(bare, "Kowalski, Mateusz")).to_contain_text("7 of 20, not returned")
    pupils["student16"].reload()
    expect(pupils["student16"].get_by_text("Well seen")).to_be_visible()
    bare.get_by_role("button", name="Undo").click()
    expect(bare.get_by_text("Recalled from 1 student.")).to_be_visible()
    pupils["student16"].reload()
    expect(pupils["student16"].get_by_text("Well seen")).to_be_hidden()

    look_again(teacher)
    tick(teacher, "Kumar, Priya").check()
    tick(teacher, "Kowalski, Mateusz").check()
    teacher.get_by_role("button", name="Send back…").click()
    teacher.get_by_label("The redraft is due").fill("2020-01-01T09:00")
    teacher.get_by_label("What to do").fill("Date every source.")
    teacher.get_by_role("button", name="Send back", exact=True).click()
    expect(teacher.get_by_text("The whole class has until")).to_be_visible()
    expect(teacher.get_by_label("What to do")).to_have_value("Date every source.")
    teacher.get_by_label("The redraft is due").fill(f"{days_from_now(12):%Y-%m-%dT%H:%M}")
    teacher.get_by_role("button", name="Send back", exact=True).click()
    expect(teacher.get_by_text("Sent back to 2 students.")).to_be_visible()
    expect(row(teacher, "Kumar, Priya")).to_contain_text("Redrafting")
    desk = open_desk(pupils["student16"], "Given back in part")
    assert isinstance(desk, Desk)


def _mark_on_a_phone(teacher: Page, student: str) -> None:
    teacher.get_by_role("link", name=f"Mark {student}").click()
    show_pane(teacher, "Points")
    teacher.go_back()
    teacher.set_viewport_size({"width": 1280, "height": 800})
    mark(teacher, student, 7, "Well seen")
    teacher.set_viewport_size({"width": 360, "height": 740})
