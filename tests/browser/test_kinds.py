"""Every kind's pages, with whatever a teacher may ask and a student may write: no accessibility fault."""

import pytest
from django.template.loader import render_to_string
from hypothesis import Phase, find, settings
from playwright.sync_api import Page

from activities.kinds import registry
from activities.kinds.registry import Beside, Kind
from activities.parts import LivePart
from tests.activities.samples import filled, shelf_for
from tests.browser.test_axe import DESKTOP, PHONE, RULES, faults_of

pytestmark = pytest.mark.browser

# The first that fits, not the least: with something in most places.
FIRST = settings(deadline=None, max_examples=3000, phases=[Phase.generate], derandomize=True, database=None)
PANE = """(html) => { document.querySelector("main").outerHTML =
  `<main class="panes" id="main"><h1 class="sr">Work</h1>`
  + `<section class="pane pane-r" aria-label="Your work" tabindex="0"><h2 class="sr">Part</h2>`
  + `${html}</section></main>`; }"""


def rendered(kind: Kind) -> list[str]:
    """The pages of a part of the kind that is partly filled in, to write and to read."""
    definition, values = find(
        filled(kind), lambda made: len(kind.cells(made[0])) > 1 and len(made[1]) > 1, settings=FIRST
    )
    part = LivePart("p", "Part", kind, definition)
    page = kind.page(definition, values, Beside(shelf_for(kind, definition)))
    context = {"part": part, "page": page, "prefix": part.prefix}
    return [render_to_string(template, context) for template in (kind.edit_template, kind.read_template)]


def test_no_kind_has_a_page_with_an_accessibility_fault(page: Page):
    page.goto("/sign-in/")
    faults = {}
    for kind in registry.all_kinds():
        for name, html in zip(("edit", "read"), rendered(kind), strict=True):
            page.evaluate(PANE, html)
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                faults[kind.slug, name, size["width"]] = faults_of(page, {"type": "tag", "values": RULES})
    assert {where: found for where, found in faults.items() if found} == {}
