"""What people read, and scripts are told, when something cannot be done."""

import json

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from historyclass.errors import server_error

JSON = {"Accept": "application/json"}


def is_in_the_look(page) -> bool:
    """Whether the page is whole: the site's name, its style, one heading, a way on, and no trace of the machinery."""
    text = page.content.decode()
    is_whole = all(part in text for part in ["<!doctype html>", "Historyclass", "main.", 'href="/"', "</html>"])
    return is_whole and text.count("<h1") == 1 and "Traceback" not in text and "{%" not in text and "<c-" not in text


def test_a_wrong_address_says_that_there_is_nothing(cast, as_user):
    for browser in [as_user(None), as_user(cast.student)]:
        page = browser.get("/no/such/page/")
        assert page.status_code == 404
        assert is_in_the_look(page)
        assert "There is nothing at this address" in page.text


def test_a_page_of_somebody_else_says_whom_to_ask(cast, as_user):
    page = as_user(cast.student).get("/classes/")
    assert page.status_code == 403
    assert is_in_the_look(page)
    assert "ask your teacher or the school office" in page.text


def test_a_damaged_address_is_told_from_a_wrong_one(db, client):
    page = client.get("/sign-in/", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert is_in_the_look(page)
    assert "evil.example" not in page.text


def test_a_form_from_elsewhere_changes_nothing_and_says_so(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.student)
    page = browser.post("/account/reading/", {"theme": "dark"})
    assert page.status_code == 403
    assert is_in_the_look(page)
    assert "That was not sent" in page.text
    cast.student.refresh_from_db()
    assert cast.student.theme == ""


def test_a_failure_is_owned_up_to_without_asking_the_database():
    # No fixture gives this test a database: a query would fail it.
    page = server_error(RequestFactory().get("/due/"))
    assert page.status_code == 500
    assert is_in_the_look(page)
    assert "Something broke on our side" in page.content.decode()


def test_a_page_that_fails_shows_the_page_for_failures(cast, as_user, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("activities.queries.due_list", fail)
    browser = as_user(cast.student)
    browser.raise_request_exception = False
    page = browser.get("/due/")
    assert page.status_code == 500
    assert is_in_the_look(page)
    assert "the disk is full" not in page.text


def test_scripts_are_told_in_json(cast, as_user, client):
    student = as_user(cast.student)
    unknown = student.get("/no/such/page/", headers=JSON)
    assert (unknown.status_code, unknown.json()) == (404, {"why": "unknown"})
    forbidden = student.get("/classes/", headers=JSON)
    assert (forbidden.status_code, forbidden.json()) == (403, {"why": "forbidden"})
    signed_out = client.get("/due/", headers=JSON)
    assert (signed_out.status_code, signed_out.json()) == (401, {"why": "signed-out"})
    damaged = client.get("/sign-in/", headers={**JSON, "Host": "evil.example"})
    assert (damaged.status_code, damaged.json()) == (400, {"why": "unreadable"})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.student)
    forged = strict.post("/account/reading/", {"theme": "dark"}, headers=JSON)
    assert (forged.status_code, forged.json()) == (403, {"why": "csrf"})
    failed = server_error(RequestFactory().get("/due/", headers=JSON))
    assert (failed.status_code, failed.content) == (500, b'{"why": "error"}')


def test_watchers_hear_that_the_site_and_its_database_answer(db, client):
    page = client.get("/healthz")
    assert (page.status_code, page.json()) == (200, {"ok": True})
    assert "no-store" in page["Cache-Control"]


def test_watchers_hear_that_the_database_is_away(db, client, monkeypatch):
    class Away:
        def cursor(self):
            raise OperationalError("no connection")

    monkeypatch.setattr("historyclass.health.connection", Away())
    client.raise_request_exception = False
    assert client.get("/healthz").status_code == 500


@pytest.mark.parametrize(
    "path",
    [
        "/work/99999999999999999999/",
        "/papers/99999999999999999999/",
        "/classes/99999999999999999999/",
        "/assignments/99999999999999999999/",
        "/library/soviet-foreign-policy/sources/%00/",
        "/library/soviet-foreign-policy/sources/%F0%9F%92%A3/",
        "/school/ashgrove/people/99999999999999999999/password/",
        "/school/ashgrove/enrolments/99999999999999999999/move/",
    ],
)
def test_an_address_nobody_would_write_is_only_a_wrong_address(path, cast, as_user):
    for person in [cast.student, cast.teacher, cast.admin]:
        assert as_user(person).get(path).status_code in (403, 404)


def test_a_sheet_nobody_could_have_is_only_unknown(cast, as_user):
    message = {"sheet": 1, "person": cast.student.pk, "client": "tab-0001", "seq": 1, "known": 0, "schema": "1.1"}
    body = json.dumps({**message, "set": []})
    answer = as_user(cast.student).post("/desk/work/99999999999999999999/", body, "application/json", headers=JSON)
    assert (answer.status_code, answer.json()) == (404, {"why": "unknown"})
