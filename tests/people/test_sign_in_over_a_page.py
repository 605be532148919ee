"""Signing in again from a page that stays open: asked and answered in JSON."""

import pytest
from django.test import Client

from tests.cast import PASSWORD

JSON = {"Accept": "application/json"}


@pytest.fixture
def browser(amira) -> Client:
    """One that looks at tokens against forgery, as real ones must."""
    return Client(enforce_csrf_checks=True)


def send(browser, **fields):
    token = browser.get("/sign-in/", headers=JSON).cookies["csrftoken"].value
    form = {"username": "amira", "password": PASSWORD, **fields}
    return browser.post("/sign-in/", form, headers={**JSON, "X-CSRFToken": token})


def test_asking_tells_who_is_signed_in_and_gives_the_token(browser, amira):
    answer = browser.get("/sign-in/", headers=JSON)
    assert answer.json() == {"person": None}
    assert answer.cookies["csrftoken"].value
    send(browser)
    assert browser.get("/sign-in/", headers=JSON).json() == {"person": amira.pk}


def test_it_signs_in_and_answers_with_the_person(browser, amira):
    answer = send(browser)
    assert (answer.status_code, answer.json()) == (200, {"person": amira.pk})
    assert "no-store" in answer["Cache-Control"]
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "at"),
    [({"password": "a wrong one"}, "__all__"), ({"password": ""}, "password"), ({"username": ""}, "username")],
)
def test_what_is_wrong_is_said_beside_its_field(browser, fields, at):
    answer = send(browser, **fields)
    assert answer.status_code == 422
    assert list(answer.json()["faults"]) == [at]
    assert browser.get("/account/").status_code == 302


def test_on_a_shared_computer_the_session_ends_with_the_browser_again(browser):
    answer = send(browser, shared="on")
    assert answer.cookies["sessionid"]["max-age"] == ""
    assert answer.cookies["shared"].value == "yes"


def test_without_the_token_nobody_is_signed_in(browser):
    answer = browser.post("/sign-in/", {"username": "amira", "password": PASSWORD}, headers=JSON)
    assert (answer.status_code, answer.json()) == (401, {"why": "signed-out"})
    assert browser.get("/account/").status_code == 302
