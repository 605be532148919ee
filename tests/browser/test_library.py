"""Reading in the library: words that explain themselves, key points, and where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsPerson, NewContext

pytestmark = pytest.mark.browser

ENQUIRY = "/library/soviet-foreign-policy/"
MOST_OF_A_FIRST_VIEW = 300_000


def explained(page: Page):
    return page.locator(".explains:popover-open")


def test_a_word_is_explained_under_the_pointer_and_under_the_focus(as_person: AsPerson):
    page = as_person("student1")
    page.goto(f"{ENQUIRY}pages/lenins-aims/")
    word = page.locator("a.term", has_text="Comintern").first

    word.hover()
    expect(explained(page)).to_contain_text("Comintern")
    # It can be hovered itself, and goes by Esc while the pointer stays.
    explained(page).hover()
    page.mouse.move(*centre(page, explained(page)))
    expect(explained(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(explained(page)).to_have_count(0)

    page.mouse.move(0, 0)
    page.locator("a.term").first.focus()
    page.keyboard.press("Shift+Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.term')"):
            break
    expect(explained(page)).to_have_count(1)
    expect(page.locator("a.term").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(explained(page)).to_have_count(0)
    expect(page.locator("a.term").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def centre(page: Page, element) -> tuple[float, float]:
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_tap_explains_a_word_and_the_explanation_leads_to_the_glossary(as_person: AsPerson):
    page = as_person("student1", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(f"{ENQUIRY}pages/lenins-aims/")
    page.locator("a.term").first.tap()
    expect(explained(page)).to_be_visible()
    box = explained(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    explained(page).get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_key_points_open_one_by_one_and_together(as_person: AsPerson):
    page = as_person("student1")
    page.goto(f"{ENQUIRY}pages/key-points-15/")
    points = page.locator(".key-points details")
    is_open = page.locator(".key-points details[open]")
    expect(is_open).to_have_count(0)
    points.nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(is_open).to_have_count(1)
    page.get_by_role("button", name="Open all").click()
    expect(is_open).to_have_count(points.count())
    page.get_by_role("button", name="Fold all").click()
    expect(is_open).to_have_count(0)
    page.emulate_media(media="print")
    expect(points.first.locator("p")).to_be_visible()


def test_whoever_reaches_the_end_of_a_page_finds_it_read(as_person: AsPerson):
    page = as_person("student1")
    page.goto(ENQUIRY)
    # Three clicks from the enquiry: the fold, the source, the page that it comes in.
    page.locator("summary", has_text="Sources").nth(1).click()
    page.locator("details[open] .shelf").get_by_role("link", name="Workers of the world").click()
    page.get_by_role("link", name="The Comintern and the trouble it made").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Comintern and the trouble it made")
    with page.expect_request(lambda request: request.url.endswith("/read/")) as told:
        page.locator("[data-end]").scroll_into_view_if_needed()
    response = told.value.response()
    assert response is not None
    assert response.status == 204
    page.goto(ENQUIRY)
    row = page.locator(".page-rows li", has_text="The Comintern and the trouble it made")
    expect(row).to_contain_text("read")
    expect(page.get_by_role("heading", level=2, name="C: Relations with Britain")).to_be_visible()


def test_the_first_view_of_a_page_is_light(as_person: AsPerson, new_context: NewContext):
    signed_in = as_person("student1").context.storage_state()
    for path in ("pages/spain/", "chapters/chapter-16/"):
        fresh = new_context(storage_state=signed_in).new_page()
        sizes: list[int] = []
        fresh.on("requestfinished", lambda request, sizes=sizes: sizes.append(request.sizes()["responseBodySize"]))
        fresh.goto(f"{ENQUIRY}{path}", wait_until="networkidle")
        assert 0 < sum(sizes) <= MOST_OF_A_FIRST_VIEW, path
