"""What the browser is told with every page, so that nobody else's script, frame or eye gets at it."""

import re
from pathlib import Path

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


def test_pages_run_only_what_this_site_serves(cast, as_user):
    for title, page in pages(cast, as_user):
        rules = policy(page)
        assert rules["default-src"] == {"'none'"}, title
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == {"'self'"}, title
        assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == {"'none'"}, title
        assert rules["form-action"] == {"'self'"}, title
        assert "unsafe" not in page["Content-Security-Policy"], title


def test_pages_hold_nothing_that_the_policy_would_stop(cast, as_user):
    for title, page in pages(cast, as_user):
        assert INLINE.findall(page.text) == [], title


def test_pages_are_not_guessed_at_not_framed_and_do_not_tell_where_people_come_from(cast, as_user):
    for title, page in pages(cast, as_user):
        assert page["X-Content-Type-Options"] == "nosniff", title
        assert page["X-Frame-Options"] == "DENY", title
        assert page["Referrer-Policy"] == "same-origin", title
        assert page["Cross-Origin-Opener-Policy"] == "same-origin", title


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(cast, client):
    client.post("/sign-in/", {"username": "amira@ashgrove", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.cookies["school"]["httponly"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(Path(path).relative_to(settings.BASE_DIR)))
def test_template_holds_no_inline_style_or_script(template):
    text = COMMENT.sub("", template.read_text(encoding="utf-8"))
    assert INLINE.findall(text) == []


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
