"""Font, size, spacing and colours are chosen once, for all pages, and are there from a page's first byte."""

import re

import pytest

from historyclass.people.looks import LOOKS, Font, Looks, Spacing, TextSize, Theme, Tint
from historyclass.people.models import Role

READING = "/account/reading/"
CHOICES = {"theme": Theme, "tint": Tint, "font": Font, "text_size": TextSize, "spacing": Spacing}


def html_tag(page) -> str:
    found = re.search(r"<html[^>]*>", page.text)
    assert found
    return found[0]


@pytest.fixture
def browser(cast, as_user):
    return as_user(cast.student)


def test_every_look_can_be_chosen_here():
    assert set(CHOICES) == set(LOOKS) == {field.name for field in Looks._meta.get_fields()}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, choices in CHOICES.items() for value in choices.values if value]
)
def test_what_is_chosen_stands_on_every_page_until_it_is_chosen_away(name, value, browser):
    assert browser.post(READING, {name: value}).status_code == 302
    for address in ["/due/", "/library/", READING, "/no/such/page/"]:
        assert f' {LOOKS[name]}="{value}"' in html_tag(browser.get(address))
    browser.post(READING, {name: ""})
    assert html_tag(browser.get("/due/")) == '<html lang="en-GB">'


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_that_is_none_is_refused_beside_its_question_and_changes_nothing(name, cast, browser):
    browser.post(READING, {"tint": "blue", "spacing": "wide"})
    before = html_tag(browser.get("/due/"))
    page = browser.post(READING, {name: "purple"})
    assert page.status_code == 200
    fault = re.search(rf'aria-describedby="(id_{name}-fault)".*?id="\1".*?Choose one of these\.', page.text, re.DOTALL)
    assert fault
    assert html_tag(browser.get("/due/")) == before


def test_what_is_not_asked_stays_as_it_was(browser):
    browser.post(READING, {"tint": "blue", "font": "dyslexic"})
    browser.post(READING, {"font": "device"})
    assert html_tag(browser.get("/due/")) == '<html lang="en-GB" data-tint="blue" data-font="device">'


def test_others_do_not_see_it_and_the_persons_history_does_not_tell(cast, browser, as_user, client):
    lines = cast.student.history.count()
    browser.post(READING, {"tint": "rose", "font": "dyslexic", "text_size": "150", "spacing": "wide", "theme": "dark"})
    assert cast.student.history.count() == lines
    assert not {field.name for field in cast.student.history.model._meta.get_fields()} & set(LOOKS)
    assert html_tag(as_user(cast.classmate).get("/due/")) == '<html lang="en-GB">'
    client.logout()
    assert html_tag(client.get("/sign-in/")) == '<html lang="en-GB">'


def test_nobody_changes_more_than_their_looks_there(cast, browser):
    browser.post(READING, {"theme": "dark", "username": "okafor@ashgrove", "role": "admin", "family_name": "Boss"})
    cast.student.refresh_from_db()
    assert (cast.student.theme, cast.student.username) == ("dark", "amira@ashgrove")
    assert cast.student.family_name == "Hussain"
    assert [membership.role for membership in cast.student.memberships.all()] == [Role.STUDENT]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_back_to_the_page_that_one_came_from_and_to_no_other_site(elsewhere, browser):
    page = browser.get("/library/?x=1&y=2")
    assert "/account/reading/?next=%2Flibrary%2F%3Fx%3D1%26y%3D2" in page.text
    form = browser.get(READING, {"next": "/library/?x=1&y=2"})
    assert 'name="next" value="/library/?x=1&amp;y=2"' in form.text
    assert browser.post(READING, {"tint": "blue", "next": "/library/"})["Location"] == "/library/"
    assert "All your pages look like this now" in browser.get("/library/").text
    assert browser.post(READING, {"tint": "", "next": elsewhere})["Location"] == "/"


def test_fonts_are_asked_for_early_by_those_who_use_them(browser):
    def early(page) -> list[str]:
        return re.findall(r'<link rel="preload" href="[^"]*/fonts/([a-z0-9-]+?)[.]', page.text)

    assert early(browser.get("/due/")) == ["source-sans-3-latin-wght-normal", "literata-latin-wght-normal"]
    seen = {}
    for font in ["hyperlegible", "dyslexic", "device"]:
        browser.post(READING, {"font": font})
        seen[font] = early(browser.get("/due/"))
    assert seen == {
        "hyperlegible": ["atkinson-hyperlegible-next-latin-wght-normal"],
        "dyslexic": ["opendyslexic-latin-400-normal"],
        "device": [],
    }
