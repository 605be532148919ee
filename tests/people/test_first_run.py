"""A site without a school: whoever comes first makes it, once."""

import pytest

from historyclass.people.models import Membership, Role, School, User
from tests.reading import Field, field, words

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ashgrove Sixth Form",
    "slug": "Ashgrove",
    "timezone_name": "Europe/London",
    "given_name": "Sam",
    "family_name": "Whitfield",
    "username": "office",
    "password": "nine grey herons",
}


def test_an_empty_site_leads_to_the_page_that_begins_it(client):
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert client.get("/sign-in/")["Location"] == "/first-run/"
    assert "This site is empty" in words(client.get("/first-run/"))


def test_the_school_and_its_admin_are_made_and_the_admin_is_signed_in(client):
    page = client.post("/first-run/", TYPED)
    assert (page.status_code, page["Location"]) == (302, "/")
    school, admin = School.objects.get(), User.objects.get()
    assert (school.name, school.slug, school.timezone) == ("Ashgrove Sixth Form", "ashgrove", "Europe/London")
    assert (admin.username, admin.full_name) == ("office@ashgrove", "Sam Whitfield")
    assert Membership.objects.get().role == Role.ADMIN
    assert not admin.password_is_temporary
    assert client.get("/")["Location"] == "/school/ashgrove/"
    assert "Ashgrove Sixth Form" in words(client.get("/school/ashgrove/"))


def test_the_page_is_gone_once_there_is_a_school(client):
    client.post("/first-run/", TYPED)
    again = {**TYPED, "slug": "birchwood", "username": "intruder"}
    for browser in [client, type(client)()]:
        assert browser.get("/first-run/").status_code == 404
        assert browser.post("/first-run/", again).status_code == 404
    assert (School.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("name", ""),
        ("slug", "Ash Grove"),
        ("slug", "ash_grove"),
        ("timezone_name", "London"),
        ("timezone_name", "../etc/passwd"),
        ("family_name", ""),
        ("username", "sam@ashgrove"),
        ("password", "short"),
        ("password", "password123"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(name, typed, client):
    page = client.post("/first-run/", {**TYPED, name: typed})
    assert page.status_code == 200
    assert field(page, name).fault
    for other in ["name", "given_name", "timezone_name"]:
        if other != name:
            assert field(page, other) == Field(other, TYPED[other])
    assert not School.objects.exists()
    assert not User.objects.exists()
