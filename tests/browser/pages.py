"""The pages as people use them: what the tests click, fill and look at."""

import re
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Locator, Page, expect

PASSWORD = "historyclass"
OUT_OF = re.compile("^Points out of")
DEMO_CLASS = "13H"
DEMO_WORK = "What were the aims of Soviet foreign policy?"


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Through the form, to the person's first page."""
    page.goto("/sign-in/")
    fill_sign_in(page, username, password)
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def sign_in_at_once(context: BrowserContext, username: str, password: str = PASSWORD) -> None:
    """What the form sends, without the time it takes to show it."""
    context.request.get("/sign-in/")
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    answer = context.request.post("/sign-in/", form=form, max_redirects=0)
    assert answer.status == 302, f"{username} cannot sign in"


def fill_sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


# --- The desk -----------------------------------------------------------------------------------------------------


class Desk:
    """A student's desk in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def row(self, source: int) -> "Row":
        return Row(self.page.locator(f'[data-row="{source}"]'))

    @cached_property
    def word(self) -> Locator:
        """The word of the save promise that is on the screen."""
        return self.page.locator("[data-save-status] .save:visible")

    @cached_property
    def says(self) -> Locator:
        """The message over the panes."""
        return self.page.get_by_role("region", name="Message")

    def expect_word(self, word: str) -> None:
        expect(self.word).to_have_text(word)

    def expect_saved(self) -> None:
        self.expect_word("Saved")

    def reload(self) -> None:
        self.page.reload()
        self.expect_saved()


class Row:
    """One source's row of the table."""

    def __init__(self, element: Locator) -> None:
        self.element = element
        self.date = element.get_by_role("textbox", name=re.compile(": date$"))
        self.words = element.get_by_role("textbox", name=re.compile(": words or detail"))

    def tick(self, label: str) -> Locator:
        return self.element.get_by_role("checkbox", name=re.compile(f": {label}$", re.IGNORECASE))

    @property
    def none(self) -> Locator:
        return self.tick("None of these")


def open_desk(page: Page, title: str = DEMO_WORK) -> Desk:
    """From what is due to the desk."""
    page.goto("/due/")
    page.get_by_role("link", name=title, exact=True).click()
    # With its styles: they hide all words of the promise but one.
    page.wait_for_url(re.compile(r"/work/\d+/$"))
    desk = Desk(page)
    desk.expect_saved()
    return desk


def show_pane(page: Page, name: str) -> None:
    """On a phone, where one pane is on the screen at a time."""
    switch = page.get_by_role("navigation", name="Show on this screen")
    switch.get_by_text(name, exact=True).click()
    expect(switch.get_by_role("radio", name=name)).to_be_checked()


def hand_in(page: Page) -> None:
    """From the desk to the piece as handed in."""
    page.get_by_role("link", name="Hand in", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("Handed in on")).to_be_visible()


# --- The admin ----------------------------------------------------------------------------------------------------


def open_class(admin: Page, name: str, *, teacher: str = "teacher", students: tuple[str, ...] = ()) -> None:
    """Make a class and give it people of the school. Leaves the admin on its page."""
    admin.goto("/")
    admin.get_by_role("link", name="New class").click()
    admin.get_by_label("Name of the class").fill(name)
    admin.get_by_role("button", name="Open the class").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(name)
    choose_person(admin, "Teacher", teacher)
    admin.get_by_role("button", name="Give the class this teacher").click()
    for student in students:
        choose_person(admin, "Student", student)
        admin.get_by_role("button", name=f"Add to {name}").click()
        expect(admin.get_by_role("cell", name=student, exact=True)).to_be_visible()


def close_class(admin: Page, name: str) -> None:
    """Leaves the admin on the school's page."""
    admin.goto("/")
    admin.get_by_role("link", name=name, exact=True).click()
    admin.get_by_role("link", name="Close this class").click()
    admin.get_by_role("button", name=f"Close {name}").click()
    expect(admin.get_by_role("heading", name="Closed classes")).to_be_visible()


def paste_rows(admin: Page, class_name: str, rows: list[str]) -> None:
    """From a class's page to what each row would do."""
    admin.goto("/")
    admin.get_by_role("link", name=class_name, exact=True).click()
    admin.get_by_role("link", name="Add students from a spreadsheet").click()
    admin.get_by_label("Rows out of the spreadsheet").fill("\n".join(rows))
    admin.get_by_role("button", name="Check the rows").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Check before anything changes")


def choose_person(admin: Page, label: str, username: str) -> None:
    """By the username, which stands in brackets after the name."""
    select = admin.get_by_role("combobox", name=label)
    value = select.locator("option", has_text=f"({username})").get_attribute("value")
    select.select_option(value)


# --- The teacher --------------------------------------------------------------------------------------------------


def days_from_now(days: int) -> datetime:
    """Nine in the morning at the school."""
    today = datetime.now(ZoneInfo("Europe/London"))
    return (today + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)


def set_work(
    teacher: Page,
    class_name: str,
    title: str,
    *,
    days: int = 5,
    points: int | dict[str, int] = 20,
    opens: int | None = None,
) -> None:
    """Set the shipped activity to a class, due in `days` and open from `opens` days on. `points` are those of each
    part, or of the table, which alone carries some. Leaves the teacher where the class is followed."""
    teacher.goto("/classes/")
    teacher.get_by_role("link", name=f"Set work for {class_name}").click()
    teacher.get_by_label("Title").fill(title)
    teacher.get_by_label("Due").fill(f"{days_from_now(days):%Y-%m-%dT%H:%M}")
    if opens is not None:
        teacher.get_by_label("Opens").fill(f"{days_from_now(opens):%Y-%m-%dT%H:%M}")
    parts = points if isinstance(points, dict) else {"Table": points, "Change": 0, "Events": 0}
    for part, out_of in parts.items():
        teacher.get_by_role("spinbutton", name=part).fill(str(out_of))
    teacher.get_by_role("button", name="Set it").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(title)


def open_assignment(teacher: Page, title: str) -> None:
    teacher.goto("/classes/")
    teacher.get_by_role("link", name=title, exact=True).click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(title)


def withdraw(teacher: Page, title: str) -> None:
    """Leaves the teacher on the page of the assignment."""
    open_assignment(teacher, title)
    teacher.get_by_role("link", name="Withdraw this piece").click()
    teacher.get_by_role("button", name="Withdraw from").click()
    expect(teacher.get_by_role("button", name="Put it back")).to_be_visible()


def mark(teacher: Page, student: str, points: int | dict[str, int], comment: str) -> None:
    """Mark one student's piece, from the page of the assignment and back to it. `student` is the full name; `points`
    those of each part, by its title, or those of the whole, which fill the parts one after the other."""
    teacher.get_by_role("link", name=re.compile(f"^(Mark|Look) {student}$")).click()
    expect(teacher.get_by_label(OUT_OF).first).to_be_visible()
    for field in teacher.get_by_label(OUT_OF).all():
        label = field.evaluate("field => field.ariaLabel ?? field.labels[0].textContent")
        most, part = re.findall(r"(\d+)(?: for (.*))?$", label)[0]
        given = points[part] if isinstance(points, dict) else min(points, int(most))
        field.fill(str(given))
        points = points if isinstance(points, dict) else points - given
    teacher.get_by_role("textbox", name="Comment", exact=True).fill(comment)
    teacher.get_by_role("button", name="Finish", exact=True).click()
    expect(teacher.get_by_text(f"{student} is finished")).to_be_visible()


def return_to_class(teacher: Page) -> None:
    teacher.get_by_role("link", name=re.compile("^Return ")).click()
    teacher.get_by_role("button", name="Return to class").click()
    expect(teacher.get_by_text("Returned to")).to_be_visible()
