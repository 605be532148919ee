"""Every page, as each role sees it: no accessibility fault, nothing to push sideways, nothing refused or thrown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import (
    DEMO_CLASS,
    DEMO_WORK,
    OUT_OF,
    Desk,
    close_class,
    hand_in,
    mark,
    open_assignment,
    open_class,
    open_desk,
    return_to_class,
    set_work,
    show_pane,
    sign_in,
    sign_in_at_once,
    withdraw,
)

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
CLASS = "13X"
WORK = "A look at every page"
CLOSED = "13Y"
COMING, WITHDRAWN = "A look at what comes", "A look at what went"
# In this class one gets the piece back, and the other's is marked and waits. A third has handed in in the demo's.
RETURNED, MARKED, HANDED_IN = "student11", "student12", "student13"
# In a class of their own (returned_pieces.py).
BACK = ("returned", "sent-back", "redrafted", "returned-again", "longer", "excused")
NAMES = {RETURNED: "Kit Edwards", MARKED: "Niamh Farrell"}

# Its own `run` would send half a megabyte of script for every look at a page.
AXE = Axe().axe_script


@dataclass(frozen=True)
class Scene:
    """People signed in on devices of their own, and a class of whose pieces there is one in each state."""

    contexts: dict[str, BrowserContext]

    def page(self, who: str) -> Page:
        return self.contexts[who].new_page()


@pytest.fixture(scope="module")
def scene(browser: Browser, site: str) -> Iterator[Scene]:
    contexts = {
        who: browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
        for who in ("nobody", "admin", "teacher", "student1", RETURNED, MARKED, HANDED_IN, *BACK)
    }
    for who, context in contexts.items():
        if who != "nobody":
            sign_in_at_once(context, who)
    pages = {who: contexts[who].new_page() for who in ("admin", "teacher", RETURNED, MARKED)}
    open_class(pages["admin"], CLASS, students=(RETURNED, MARKED))
    set_work(pages["teacher"], CLASS, WORK)
    for who in (RETURNED, MARKED):
        desk = open_desk(pages[who], WORK)
        desk.row(1).words.fill("The broom sweeps the whole globe, not only Russia")
        desk.row(1).tick("Spread revolution").check()
        desk.expect_saved()
        hand_in(pages[who])
    open_assignment(pages["teacher"], WORK)
    mark(pages["teacher"], NAMES[RETURNED], 14, "Say who is speaking.\n\nThen say to whom.")
    return_to_class(pages["teacher"])
    mark(pages["teacher"], NAMES[MARKED], 9, "Date every source.")
    set_work(pages["teacher"], CLASS, COMING, days=9, opens=3)
    set_work(pages["teacher"], CLASS, WITHDRAWN)
    desk = open_desk(pages[RETURNED], WITHDRAWN)
    desk.row(1).words.fill("Begun, and then it went")
    desk.expect_saved()
    withdraw(pages["teacher"], WITHDRAWN)
    open_class(pages["admin"], CLOSED)
    close_class(pages["admin"], CLOSED)
    for page in pages.values():
        page.close()
    yield Scene(contexts)
    for context in contexts.values():
        context.close()


# --- What is wrong with a page -------------------------------------------------------------------------------------


class Console:
    """Hears what the page complains of, until axe, which pages know nothing of, comes in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._hear_fault)

    def _hear(self, message: ConsoleMessage) -> None:
        # Browsers note every page that comes with a status of 400 or more; here those are meant.
        if message.type in ("error", "warning") and "status of 40" not in message.text:
            self.words.append(message.text)

    def _hear_fault(self, fault: Exception) -> None:
        self.words.append(str(fault))

    def close(self) -> list[str]:
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._hear_fault)
        return self.words


def faults_of(page: Page, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    results = page.evaluate("(options) => axe.run(options)", {"resultTypes": ["violations"], "runOnly": rules})
    return [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in results["violations"]
        for node in fault["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What can be pushed sideways: the page itself, or something that scrolls in it."""
    return page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) =>
          (element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX))
          && !element.matches("input, textarea, select, .bookwrap") && element.scrollWidth > element.clientWidth
        ).map((element) => `${element.outerHTML.slice(0, 100)}: ${element.scrollWidth - element.clientWidth} px`)"""
    )


def look_at(page: Page) -> dict[str, list[str]]:
    """What is wrong, by where: on a desktop and a phone, in light and in dark."""
    faults: dict[str, list[str]] = {}
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        faults[f"{name}, sideways"] = sideways(page)
        for scheme, rules in (
            ("light", {"type": "tag", "values": RULES}),
            # The colours are all that differs.
            ("dark", {"type": "rule", "values": COLOUR_RULES}),
        ):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            # What has been scrolled half under the head of its pane is no smaller a target.
            page.evaluate("for (const pane of document.querySelectorAll('.pane')) pane.scrollTop = 0")
            faults[f"{name}, {scheme}"] = faults_of(page, rules)
    return {where: found for where, found in faults.items() if found}


def expect_sound(page: Page, console: Console) -> None:
    assert console.close() == []
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page).to_have_title(re.compile(r"\S.* – Historyclass$"))
    assert look_at(page) == {}


# --- The pages ----------------------------------------------------------------------------------------------------

Open = Callable[[Page], None]


def at(address: str) -> Open:
    def open_page(page: Page) -> None:
        page.goto(address)

    return open_page


def desk(page: Page) -> None:
    open_desk(page)


def desk_row_at_work(page: Page) -> None:
    open_desk(page).row(5).words.focus()


def choosing_evidence(page: Page) -> None:
    open_desk(page)
    page.goto(f"{page.url}#part-events")
    page.get_by_role("button", name=re.compile("^Add an event for")).first.click()
    expect(page.get_by_role("option").first).to_be_focused()


def hand_in_question(page: Page) -> None:
    open_desk(page)
    page.get_by_role("link", name="Hand in", exact=True).click()


def piece(title: str, says: str = "Handed in on") -> Open:
    def open_page(page: Page) -> None:
        page.goto("/due/")
        page.get_by_role("heading", name=title).get_by_role("link").click()
        expect(page.get_by_text(says)).to_be_visible()

    return open_page


def came_back(title: str, says: str = "Handed in on") -> Open:
    def open_page(page: Page) -> None:
        piece(title, says)(page)
        page.goto(f"{page.url}returned/")

    return open_page


def answer_refused(page: Page) -> None:
    piece(DEMO_WORK)(page)
    page.get_by_text("Answer: Table: Source 1, date", exact=True).click()
    page.get_by_role("button", name="Send your answer: Table: Source 1, date").click()
    expect(page.get_by_text("Write your answer first.")).to_be_visible()


def redraft(page: Page) -> None:
    open_desk(page)
    page.get_by_text("Answer: Table: Source 1, date", exact=True).click()


def in_library(path: str = "") -> Open:
    return at(f"/library/soviet-foreign-policy/{path}")


def a_word_explained(page: Page) -> None:
    in_library("pages/spain/")(page)
    page.locator("a.term").first.hover()
    expect(page.locator(".explains:popover-open")).to_be_visible()


def key_points_open(page: Page) -> None:
    in_library("pages/key-points-15/")(page)
    page.get_by_role("button", name="Open all").click()


def sign_in_refused(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("student1")
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("do not fit together")).to_be_visible()


def token_gone(page: Page) -> None:
    page.goto("/sign-in/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("That was not sent")


def admins(*steps: str | re.Pattern[str]) -> Open:
    """From the school's page along links and buttons."""

    def open_page(page: Page) -> None:
        page.goto("/")
        for step in steps:
            page.get_by_role("main").get_by_role("link", name=step).first.click()

    return open_page


def new_class_refused(page: Page) -> None:
    admins("New class")(page)
    page.get_by_label("Name of the class").fill(DEMO_CLASS)
    page.get_by_role("button", name="Open the class").click()
    expect(page.get_by_text("There is a class called")).to_be_visible()


def people_found(words: str) -> Open:
    def open_page(page: Page) -> None:
        admins("People")(page)
        page.get_by_label("Name or username").fill(words)
        page.get_by_role("button", name="Find").click()

    return open_page


def new_account_refused(page: Page) -> None:
    admins("People", "New account")(page)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Fill this in").first).to_be_visible()


def password_shown(page: Page) -> None:
    admins("People", "New account")(page)
    page.get_by_label("First name").fill("Edie")
    page.get_by_label("Family name").fill("Marlowe")
    page.get_by_label("Username").fill("edie.m")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edie Marlowe has an account")


# Something of every verdict.
ROWS = [
    "First name\tSurname\tSet\tUPN",
    "Zoë\tO’Brien\t\tA1",
    "Zoë\tO’Brien\t\tA2",
    f"Kit\tEdwards\t{CLASS}\tA3",
    f"Niamh\tFarrell\t{DEMO_CLASS}\tA4",
    "Orla\tBrennan\t\tA5",
    "Siân\tOwen\t13I\tA6",
    "Nobody\t\t\tA7",
]


def rows_checked(page: Page) -> None:
    admins(CLASS, "Add students from a spreadsheet")(page)
    page.get_by_label("Rows out of the spreadsheet").fill("\n".join(ROWS))
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything changes")
    page.get_by_text("What you pasted, to change it").click()


def rows_refused(page: Page) -> None:
    admins("Add students from a spreadsheet")(page)
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Paste the rows here.")).to_be_visible()


def brought_in(page: Page) -> None:
    rows_checked(page)
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 new account")


def closed_class(page: Page) -> None:
    page.goto("/classes/")
    page.get_by_text("Closed classes").click()
    page.get_by_role("link", name=CLOSED).click()
    expect(page.get_by_text("This class was closed on")).to_be_visible()


def set_work_refused(page: Page) -> None:
    page.goto("/classes/")
    page.get_by_role("link", name=f"Set work for {CLASS}").click()
    page.get_by_label("Title").fill("")
    page.get_by_label("Due").fill("2020-01-01T09:00")
    for part in ("Table", "Change", "Events"):
        page.get_by_role("spinbutton", name=part).fill("0")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("Give at least one part a point or more.")).to_be_visible()


def change_refused(page: Page) -> None:
    assignment(WORK, "Change")(page)
    page.get_by_label("Title").fill("")
    page.get_by_label("Opens").fill("2031-01-01T09:00")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_text("It has to open before it is due.")).to_be_visible()


def withdrawn_assignment(page: Page) -> None:
    page.goto("/classes/")
    page.get_by_role("heading", name=CLASS).get_by_role("link").click()
    page.get_by_role("link", name=WITHDRAWN, exact=True).click()
    expect(page.get_by_role("button", name="Put it back")).to_be_visible()


def assignment(title: str, *steps: str | re.Pattern[str]) -> Open:
    def open_page(page: Page) -> None:
        open_assignment(page, title)
        for step in steps:
            page.get_by_role("main").get_by_role("link", name=step).first.click()

    return open_page


def act_on(act: str, *students: str, work: str = DEMO_WORK) -> Open:
    """Tick students, by family name and first name, and ask for an act."""

    def open_page(page: Page) -> None:
        open_assignment(page, work)
        for student in students:
            page.get_by_role("checkbox", name=student).check()
        page.get_by_role("button", name=act).click()
        expect(page).to_have_url(re.compile(r"/assignments/\d+/[a-z-]+/"))

    return open_page


def longer_refused(page: Page) -> None:
    act_on("Give longer…")(page)
    page.get_by_label("They have until").fill("2020-01-01T09:00")
    page.get_by_role("button", name="Give longer", exact=True).click()
    expect(page.get_by_text("Tick at least one student.")).to_be_visible()


def paper_refused(page: Page) -> None:
    assignment(DEMO_WORK, "Mark Noah Goldberg")(page)
    page.get_by_label(OUT_OF).first.fill("99")
    page.get_by_role("button", name="Finish", exact=True).click()
    expect(page.get_by_text("At most 10 points.")).to_be_visible()


PAGES: dict[str, tuple[str, Open]] = {
    "sign-in": ("nobody", at("/sign-in/")),
    "sign-in, refused": ("nobody", sign_in_refused),
    "sign-in, out of date": ("nobody", token_gone),
    "an address where nothing is": ("student1", at("/nothing-here/")),
    "a page of another role": ("student1", at("/classes/")),
    "due, with work": ("student1", at("/due/")),
    "due, with work in every state": (RETURNED, at("/due/")),
    "desk": ("student1", desk),
    "desk, in the middle of a row": ("student1", desk_row_at_work),
    "desk, choosing evidence": ("student1", choosing_evidence),
    "hand in": ("student1", hand_in_question),
    "handed in": (HANDED_IN, piece(DEMO_WORK)),
    "returned": (RETURNED, piece(WORK)),
    "returned, with comments at their places": ("returned", piece(DEMO_WORK)),
    "what came back": ("returned", came_back(DEMO_WORK)),
    "an answer, refused": ("returned", answer_refused),
    "due, with a redraft": ("sent-back", at("/due/")),
    "desk of a redraft": ("sent-back", redraft),
    "what came back, beside a redraft": ("sent-back", came_back(DEMO_WORK, "Your teacher sent this back")),
    "a redraft, handed in": ("redrafted", piece(DEMO_WORK)),
    "returned a second time": ("returned-again", piece(DEMO_WORK)),
    "what came back, twice": ("returned-again", came_back(DEMO_WORK)),
    "nothing has come back": ("longer", came_back(DEMO_WORK, "What to do")),
    "due, with longer": ("longer", at("/due/")),
    "due, excused": ("excused", at("/due/")),
    "excused": ("excused", piece(DEMO_WORK, "Your teacher has excused you from this piece.")),
    "a piece that opens later": (RETURNED, piece(COMING, "Opens")),
    "a piece that was withdrawn": (RETURNED, piece(WITHDRAWN, "Your teacher has withdrawn this piece.")),
    "library": ("student1", at("/library/")),
    "enquiry": ("student1", in_library()),
    "enquiry, a teacher's": ("teacher", in_library()),
    "a chapter": ("student1", in_library("chapters/chapter-15/")),
    "a page with charts, a word explained": ("student1", a_word_explained),
    "key points, open": ("student1", key_points_open),
    "a source": ("student1", in_library("sources/1/")),
    "a chart": ("student1", in_library("charts/chart-16d/")),
    "people of an enquiry": ("student1", in_library("people/")),
    "a person": ("student1", in_library("people/litvinov/")),
    "glossary": ("student1", in_library("glossary/")),
    "a timeline": ("student1", in_library("timelines/chart-a/")),
    "a timeline, one phase larger": ("student1", in_library("timelines/chart-a/?phase=recovery")),
    "account": ("student1", at("/account/")),
    "how pages look": ("student1", at("/account/reading/")),
    "change of password": ("student1", at("/account/password/")),
    "school": ("admin", admins()),
    "new class": ("admin", admins("New class")),
    "new class, refused": ("admin", new_class_refused),
    "a class, for the admin": ("admin", admins(CLASS)),
    "move a student": ("admin", admins(CLASS, re.compile("^Move"))),
    "remove a student": ("admin", admins(CLASS, re.compile("^Remove Kit"))),
    "remove a teacher": ("admin", admins(CLASS, re.compile("^Remove Ngozi"))),
    "people": ("admin", admins("People")),
    "people, nobody found": ("admin", people_found("xyzzy")),
    "new account": ("admin", admins("People", "New account")),
    "new account, refused": ("admin", new_account_refused),
    "a password shown": ("admin", password_shown),
    "new password": ("admin", admins("People", re.compile("^New password"))),
    "add students": ("admin", admins(CLASS, "Add students from a spreadsheet")),
    "add students, refused": ("admin", rows_refused),
    "add students, to be checked": ("admin", rows_checked),
    "students brought in": ("admin", brought_in),
    "close a class": ("admin", admins(CLASS, "Close this class")),
    "a closed class, for the admin": ("admin", admins(re.compile(f"^{CLOSED}"))),
    "a closed class, for the teacher": ("teacher", closed_class),
    "new password of a student": ("teacher", assignment(WORK, CLASS, re.compile("^New password"))),
    "classes": ("teacher", at("/classes/")),
    "a class, for the teacher": ("teacher", assignment(WORK, CLASS)),
    "mark book": ("teacher", assignment(WORK, CLASS, "Mark book")),
    "mark book of a whole class": ("teacher", assignment(DEMO_WORK, DEMO_CLASS, "Mark book")),
    "set work": ("teacher", assignment(WORK, CLASS, "Set work")),
    "set work, refused": ("teacher", set_work_refused),
    "an assignment": ("teacher", assignment(WORK)),
    "an assignment of a whole class": ("teacher", assignment(DEMO_WORK)),
    "an assignment, withdrawn": ("teacher", withdrawn_assignment),
    "change set work": ("teacher", assignment(DEMO_WORK, "Change")),
    "change set work, refused": ("teacher", change_refused),
    "withdraw set work": ("teacher", assignment(DEMO_WORK, "Withdraw this piece")),
    "a draft": ("teacher", assignment(DEMO_WORK, re.compile("^Read draft of Amira"))),
    "return to the class": ("teacher", assignment(WORK, re.compile("^Return"))),
    "longer": ("teacher", act_on("Give longer…", "Hussain, Amira", "Goldberg, Noah")),
    "longer, refused": ("teacher", longer_refused),
    "excuse": ("teacher", act_on("Excuse…", "Hussain, Amira")),
    "send back": ("teacher", act_on("Send back…", "Goldberg, Noah", "Hussain, Amira")),
    "recall": ("teacher", act_on("Recall…", work=WORK)),
    "nobody to recall from": ("teacher", act_on("Recall…", "Hussain, Amira")),
    "a paper": ("teacher", assignment(DEMO_WORK, "Mark Noah Goldberg")),
    "a paper, marked": ("teacher", assignment(WORK, f"Look {NAMES[MARKED]}")),
    "marks given": ("teacher", assignment(WORK, f"Look {NAMES[MARKED]}", "Marks given so far")),
    "a paper, refused": ("teacher", paper_refused),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault(scene: Scene, name: str):
    who, open_page = PAGES[name]
    page = scene.page(who)
    console = Console(page)
    open_page(page)
    expect_sound(page, console)
    page.close()


# --- Pages that need a person or a site of their own ----------------------------------------------------------------


def test_the_first_run_has_no_fault(new_context: NewContext, empty_site: str):
    page = new_context(base_url=empty_site).new_page()
    console = Console(page)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Begin")
    expect_sound(page, console)
    page.get_by_role("button", name="Make the school").click()
    expect(page.get_by_text("Fill this in").first).to_be_visible()
    assert look_at(page) == {}


def test_an_empty_school_has_no_fault(as_person: AsPerson, new_context: NewContext):
    """What a new student and a new teacher find: nothing due, no class yet."""
    admin = as_person("admin")
    for role, username, heading in (
        ("Student", "new.student", "What is due"),
        ("Teacher", "new.teacher", "Your classes"),
    ):
        secret = _make_account(admin, role, username)
        page = new_context().new_page()
        console = Console(page)
        sign_in(page, username, secret)
        expect(page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
        assert look_at(page) == {}
        page.get_by_label("New password").fill("green ledger ferry")
        page.get_by_role("button", name="Keep this password").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect_sound(page, console)


def _make_account(admin: Page, role: str, username: str) -> str:
    """Without a class; returns the one-time password."""
    admins("People", "New account")(admin)
    admin.get_by_label("Role").select_option(role)
    admin.get_by_label("First name").fill("Nia")
    admin.get_by_label("Family name").fill("Newcombe")
    admin.get_by_label("Username").fill(username)
    admin.get_by_role("button", name="Make the account").click()
    return admin.locator("dd.secret").last.inner_text()


def test_a_desk_with_two_versions_to_choose_from_has_no_fault(as_person: AsPerson, student: str):
    first = open_desk(as_person(student))
    second = Desk(first.page.context.new_page())
    second.page.goto(first.page.url)
    for tab, words in ((first, "typed here"), (second, "typed there")):
        tab.row(10).words.fill(words)
        tab.page.keyboard.press("Tab")
    second.expect_word("Changed on another device")
    assert look_at(second.page) == {}
    second.says.get_by_role("button", name="Choose").click()
    expect(second.page.get_by_role("dialog", name="Which one goes on?")).to_be_visible()
    assert look_at(second.page) == {}


def test_a_desk_that_is_offline_and_its_way_out_have_no_fault(as_person: AsPerson, student: str):
    page = as_person(student)
    desk = open_desk(page)
    page.context.route(re.compile(r"/desk/work/\d+/$"), lambda route: route.abort())
    desk.row(10).words.fill("Not there yet")
    desk.row(10).date.fill("x" * 90)
    desk.expect_word("Offline: kept on this device")
    assert look_at(page) == {}
    other = page.context.new_page()
    other.goto("/account/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("dialog", name="Sign out all the same?")).to_be_visible()
    assert look_at(other) == {}


def test_a_desk_whose_person_was_signed_out_has_no_fault(as_person: AsPerson):
    page = as_person("student1")
    desk = open_desk(page)
    page.context.clear_cookies()
    desk.row(10).words.fill("never sent")
    expect(page.get_by_role("dialog", name="Sign in again")).to_be_visible()
    assert look_at(page) == {}
    page.keyboard.press("Escape")
    expect(desk.says).to_contain_text("You have been signed out.")
    assert look_at(page) == {}


def test_both_panes_of_a_desk_on_a_phone_have_no_fault(as_person: AsPerson):
    student = as_person("student1", viewport=PHONE)
    open_desk(student)
    teacher = as_person("teacher", viewport=PHONE)
    open_assignment(teacher, DEMO_WORK)
    teacher.get_by_role("link", name=re.compile("^(Mark|Look) Kit Edwards$")).click()
    for page, second in ((student, "Your work"), (teacher, "Points")):
        show_pane(page, second)
        assert sideways(page) == []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert faults_of(page, {"type": "tag", "values": RULES}) == []


def test_the_colours_somebody_chose_win_over_their_device(as_person: AsPerson, student: str):
    page = as_person(student)
    for choice, device in (("Dark", "light"), ("Light", "dark")):
        page.emulate_media(color_scheme=device)  # type: ignore[arg-type]
        page.goto("/account/reading/")
        page.get_by_label(choice, exact=True).check()
        page.get_by_role("button", name="Keep").click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", choice.lower())
        for open_page in (at("/account/"), at("/due/"), desk):
            open_page(page)
            assert _is_dark(page) == (choice == "Dark")
            assert faults_of(page, {"type": "rule", "values": COLOUR_RULES}) == []


def _is_dark(page: Page) -> bool:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return max(int(part) for part in re.findall(r"\d+", colour)[:3]) < 100
