"""What the browser is told with every page, so that nobody else's script, frame or eye gets at it."""

import re

import pytest
from django.conf import settings

from tests.cast import PASSWORD
from tests.site.test_access import address
from tests.site.test_query_budgets import BUDGETS

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COMMENT = re.compile(r"{%\s*comment.*?{%\s*endcomment\s*%}", re.DOTALL)
# Data for our own script is no script: browsers never run it.
INLINE = re.compile(
    r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|\son[a-z]+\s*=|javascript:"
)


def policy(page) -> dict[str, set[str]]:
    directives = [directive.split() for directive in page["Content-Security-Policy"].split(";")]
    return {name: set(values) for name, *values in directives}


def pages(cast, as_user):
    """Every page of the site, as (title, response), each opened by somebody who may."""
    cast.returned(cast.student)
    cast.work(cast.classmate)
    for title in BUDGETS:
        person, name = title.split()
        yield title, as_user(getattr(cast, person, None)).get(address(name, cast))


PICTURES = {"student sources:picture"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
RULES = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
}


def test_every_page_is_closed_to_other_sites_to_the_device_and_to_the_next_person(cast, as_user):
    for title, page in pages(cast, as_user):
        assert {name: page[name] for name in HEADERS} == HEADERS, title
        rules = policy(page)
        assert {name: rules[name] for name in RULES} == RULES, title
        assert "unsafe" not in page["Content-Security-Policy"], title
        for what in ["camera", "microphone", "geolocation"]:
            assert f"{what}=()" in page["Permissions-Policy"], title
        kept = set(page["Cache-Control"].split(", "))
        if title in PICTURES:
            # Fetched once for all the pages that show it, into this browser alone.
            assert "private" in kept, title
            assert "public" not in kept, title
        elif not title.startswith("anonymous "):
            assert {"no-store", "private"} <= kept, title


def test_pages_hold_nothing_that_the_policy_would_stop(cast, as_user):
    for title, page in pages(cast, as_user):
        # A picture, a pack: nothing that a browser would run.
        if page["Content-Type"].startswith("text/html"):
            assert INLINE.findall(page.text) == [], title


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(cast, client):
    client.post("/sign-in/", {"username": "amira@ashgrove", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.cookies["school"]["httponly"]


def test_no_template_holds_inline_style_or_script():
    assert TEMPLATES
    for template in TEMPLATES:
        text = COMMENT.sub("", template.read_text(encoding="utf-8"))
        assert INLINE.findall(text) == [], template.name


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        "<style>",
    ],
)
def test_the_search_for_inline_code_finds_it(bad):
    assert INLINE.findall(bad)
