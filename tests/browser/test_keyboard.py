"""Everything by keyboard alone, and always to be seen where one is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AsPerson
from tests.browser.pages import DEMO_WORK, Desk, open_desk

pytestmark = pytest.mark.browser

MOST_TABS = 160
# The ring is drawn round the control, or round its label where the control itself is not shown.
FOCUS = """() => {
  const focused = document.activeElement;
  const shown = [focused, focused.closest("label")].filter(Boolean).find((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (shown ?? focused).getBoundingClientRect();
  const over = document.elementFromPoint(
    Math.min(box.x + box.width / 2, innerWidth - 1), Math.min(box.y + Math.min(box.height / 2, 20), innerHeight - 1));
  return {
    what: focused.outerHTML.slice(0, 120),
    isBody: focused === document.body,
    hasRing: Boolean(shown),
    isUncovered: Boolean(over)
      && [shown ?? focused, ...(focused.labels ?? [])].some((seen) => seen.contains(over) || over.contains(seen)),
  };
}"""


def press_until(page: Page, key: str, target: Locator) -> None:
    """Press a key until the target has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {target}")


def expect_seen_focus(page: Page) -> None:
    focus = page.evaluate(FOCUS)
    assert focus["hasRing"], focus["what"]
    assert focus["isUncovered"], focus["what"]


def test_a_student_fills_a_row_and_hands_in_by_keyboard(as_person: AsPerson, student: str):
    page = as_person(student)
    press_until(page, "Tab", page.get_by_role("link", name=DEMO_WORK, exact=True))
    page.keyboard.press("Enter")
    desk = Desk(page)
    desk.expect_saved()
    row = desk.row(10)
    press_until(page, "Tab", row.date)
    expect_seen_focus(page)
    page.keyboard.type("after 23 Aug 1939")
    press_until(page, "Tab", row.tick("Work with others"))
    expect_seen_focus(page)
    page.keyboard.press("Space")
    expect(row.tick("Work with others")).to_be_checked()
    press_until(page, "Tab", row.words)
    expect_seen_focus(page)
    page.keyboard.type("They shake hands")
    desk.expect_saved()
    press_until(page, "Shift+Tab", page.get_by_role("link", name="Hand in", exact=True))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")
    press_until(page, "Tab", page.get_by_role("button", name="Hand in", exact=True))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Handed in on")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^10 .*after 23 Aug 1939.*They shake hands"))).to_be_visible()


def test_a_timeline_is_walked_and_a_phase_seen_larger_by_keyboard(as_person: AsPerson):
    page = as_person("student1")
    page.goto("/library/soviet-foreign-policy/timelines/chart-a/")
    stops = []
    while True:
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["isBody"]:
            break
        expect_seen_focus(page)
        stops.append(page.evaluate("document.activeElement.innerText.trim()"))
    # The bar, where one is, the way past the picture, and the phases: no stop for any event.
    to_list = stops.index("Go to the list")
    assert [stop[0] for stop in stops[to_list + 1 : to_list + 7]] == list("123456")
    page.reload()
    press_until(page, "Tab", page.get_by_role("link", name="3 Recovery and peace"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?phase=recovery#picture$"))
    expect(page.get_by_role("heading", name="The picture: 3 Recovery and peace")).to_be_in_viewport()
    # From here Tab goes on in the picture, not from the head of the page.
    page.keyboard.press("Tab")
    whole = page.get_by_role("link", name="Whole chart")
    expect(whole).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The picture", exact=True)).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"chart-a/#picture$"))


# As this browser sets the words: the tests of the layout only reckon how wide they are.
OVERLAPS = """() => {
  const svg = [...document.querySelectorAll("svg.across, svg.down")].find((drawn) => drawn.getClientRects().length);
  const { width, height } = svg.viewBox.baseVal;
  const boxes = [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBBox();
    const [top, foot] = [box.y + 3, box.y + box.height - 3];
    return { words: text.textContent, left: box.x, right: box.x + box.width, top, foot };
  });
  const meet = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.foot && other.top < one.foot;
  return boxes.filter((box, at) => box.left < 0 || box.right > width || box.top < 0 || box.foot > height
    || boxes.slice(at + 1).some((other) => meet(box, other))).map((box) => box.words);
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_no_label_of_a_timeline_runs_into_another(as_person: AsPerson, width: int):
    page = as_person("student1", viewport={"width": width, "height": 800})
    for query in ("", "?phase=war", "?phase=civil-war", "?phase=recovery", "?phase=collective", "?phase=pact"):
        page.goto(f"/library/soviet-foreign-policy/timelines/chart-a/{query}")
        page.evaluate("document.fonts.ready")
        expect(page.locator("svg.across:visible, svg.down:visible")).to_have_count(1)
        assert page.evaluate(OVERLAPS) == [], query


def test_a_teacher_marks_by_keyboard(as_person: AsPerson):
    page = as_person("teacher")
    press_until(page, "Tab", page.get_by_role("link", name=DEMO_WORK, exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMO_WORK)
    press_until(page, "Tab", page.get_by_role("link", name="Mark Ella Hughes"))
    page.keyboard.press("Enter")
    for points, part in (("7", "Table"), ("3", "Change"), ("2", "Events")):
        press_until(page, "Tab", page.get_by_label(re.compile(f"^Points out of .* for {part}$")))
        expect_seen_focus(page)
        page.keyboard.type(points)
    press_until(page, "Tab", page.get_by_role("textbox", name="Comment", exact=True))
    expect_seen_focus(page)
    page.keyboard.type("Clear notes.")
    press_until(page, "Tab", page.get_by_role("button", name="Finish", exact=True))
    expect_seen_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile("^Hughes, Ella .*12 of 20, not returned"))).to_be_visible()


@pytest.mark.parametrize(
    ("who", "address"),
    [("student1", "/due/"), ("student1", "/library/"), ("teacher", "/classes/"), ("admin", "/school/ashgrove/people/")],
)
def test_the_first_tab_offers_to_skip_to_the_work(as_person: AsPerson, who: str, address: str):
    page = as_person(who)
    page.goto(address)
    _skip(page)


def test_the_desk_can_be_skipped_to(as_person: AsPerson):
    page = as_person("student1")
    open_desk(page)
    page.reload()
    _skip(page)


def _skip(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the work")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (None, "/sign-in/"),
        ("student1", "/due/"),
        ("student1", "desk"),
        ("student1", "/account/"),
        ("teacher", "/classes/"),
        ("admin", "/school/ashgrove/people/new/"),
    ],
)
def test_whatever_has_the_focus_shows_it(as_person: AsPerson, page: Page, who: str | None, address: str):
    page = as_person(who) if who else page
    if address == "desk":
        open_desk(page)
    else:
        page.goto(address)
    seen = 0
    for _ in range(24):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["isBody"]:
            break
        expect_seen_focus(page)
        seen += 1
    assert seen > 3


def test_the_panes_are_switched_by_keyboard_on_a_phone(as_person: AsPerson):
    page = as_person("student1", viewport={"width": 360, "height": 740})
    desk = open_desk(page)
    press_until(page, "Tab", page.get_by_label("Sources", exact=True).and_(page.get_by_role("radio")))
    expect_seen_focus(page)
    page.keyboard.press("ArrowRight")
    expect(desk.row(1).date).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(desk.row(1).date).to_be_hidden()
