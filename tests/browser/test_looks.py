"""What a person chooses for their pages holds everywhere: no text too faint, nothing wider than a phone."""

from itertools import cycle

import pytest
from playwright.sync_api import Page, Request, expect

from historyclass.people.looks import Tint
from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import open_desk
from tests.browser.test_axe import COLOUR_RULES, DESKTOP, PHONE, RULES, faults_of, sideways

pytestmark = pytest.mark.browser

WIDEST = {"data-font": "dyslexic", "data-text-size": "150", "data-spacing": "wide"}
WEAR = """(looks) => {
  for (const [name, value] of Object.entries(looks)) document.documentElement.setAttribute(name, value);
}"""


def fonts_asked_for(page: Page) -> list[str]:
    asked: list[str] = []

    def hear(request: Request) -> None:
        if request.resource_type == "font":
            asked.append(request.url.rpartition("/")[2].split(".")[0])

    page.on("request", hear)
    return asked


def test_it_is_seen_while_choosing_and_kept_afterwards(as_person: AsPerson, new_context: NewContext, student: str):
    page = as_person(student)
    page.goto("/library/")
    page.get_by_role("link", name="Reading: font, spacing and colours").click()
    html = page.locator("html")
    page.get_by_label("OpenDyslexic").check()
    page.get_by_label("Cream").check()
    expect(html).to_have_attribute("data-font", "dyslexic")
    page.get_by_label("None").check()
    expect(html).not_to_have_attribute("data-tint", "cream")
    page.get_by_label("Blue").check()
    page.get_by_role("button", name="Keep").click()
    expect(page).to_have_url("/library/")
    expect(html).to_have_attribute("data-tint", "blue")
    # On another device: this browser foresees the fonts that it needed here before.
    other = new_context(storage_state=page.context.storage_state()).new_page()
    fonts = fonts_asked_for(other)
    other.goto("/due/", wait_until="networkidle")
    expect(other.locator("html")).to_have_attribute("data-font", "dyslexic")
    # Those of the house are not fetched by whoever does not see them.
    assert {font.rpartition("-latin")[0] for font in fonts} == {"opendyslexic"}


def test_the_widest_of_everything_on_each_paper(as_person: AsPerson):
    page = as_person("student1")
    faults = {}
    # Each paper in light on one page and in dark on the other; all pairs of colours are reckoned in tints.test.mjs.
    for name, go, schemes in [
        ("source", lambda: page.goto("/library/soviet-foreign-policy/sources/1/"), cycle(["light", "dark"])),
        ("desk", lambda: open_desk(page), cycle(["dark", "light"])),
    ]:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        go()
        page.evaluate(WEAR, WIDEST)
        for tint, scheme in zip(Tint.values, schemes, strict=False):
            page.evaluate(WEAR, {"data-tint": tint, "data-bs-theme": scheme})
            faults[name, tint, scheme] = faults_of(page, {"type": "rule", "values": COLOUR_RULES})
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        # Tabs that have no room stand in a line that can be pushed.
        pushed = [found for found in sideways(page) if 'class="tabs"' not in found]
        faults[name, "phone"] = faults_of(page, {"type": "tag", "values": RULES}) + pushed
    assert {where: found for where, found in faults.items() if found} == {}
