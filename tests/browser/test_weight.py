"""What a page weighs on the line: school networks are slow, and thirty open the same page at once."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import open_desk

pytestmark = pytest.mark.browser

MOST_SCRIPT = 100_000
# Where people write with citations, there is an editor too.
MOST_SCRIPT_TO_WRITE = 220_000
MOST_STYLE = 60_000


def weigh(page: Page, address: str) -> tuple[dict[str, int], bool]:
    """Bytes as transferred, by kind, of a page in a browser that has nothing yet; whether the editor is among them."""
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address, wait_until="networkidle")
    weights = {"script": 0, "stylesheet": 0}
    for request in requests:
        if request.resource_type in weights:
            response = request.response()
            assert response is not None
            assert response.header_value("content-encoding") in ("br", "gzip")
            size = request.sizes()["responseBodySize"]
            assert size > 0
            weights[request.resource_type] += size
    return weights, any("/writing." in request.url for request in requests)


@pytest.fixture
def student_addresses(as_person: AsPerson) -> tuple[Page, list[str]]:
    """Somebody at work, and every page that they see on their way."""
    page = as_person("student1")
    open_desk(page)
    desk = page.url
    page.goto("/library/")
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    expect(page.get_by_role("list").get_by_role("link").first).to_be_visible()
    enquiry = page.url
    return page, [
        desk,
        f"{desk}hand-in/",
        "/due/",
        "/library/",
        enquiry,
        f"{enquiry}sources/1/",
        f"{enquiry}pages/lenins-aims/",
        "/account/",
    ]


def test_students_pages_are_light(student_addresses: tuple[Page, list[str]], new_context: NewContext):
    page, addresses = student_addresses
    signed_in = page.context.storage_state()
    for address in addresses:
        context = new_context(storage_state=signed_in)
        fresh = context.new_page()
        weights, has_editor = weigh(fresh, address)
        expect(fresh.get_by_role("heading", level=1)).to_be_visible()
        # Only where somebody writes; what is read does without.
        assert has_editor is (address == addresses[0]), address
        assert 0 < weights["script"] <= (MOST_SCRIPT_TO_WRITE if has_editor else MOST_SCRIPT), address
        assert 0 < weights["stylesheet"] <= MOST_STYLE, address
        context.close()
