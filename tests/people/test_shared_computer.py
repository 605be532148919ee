"""Signing in on a computer that others use too."""

import pytest
from django.contrib.sessions.models import Session

from historyclass.people.middleware import SHARED_KEY
from tests.cast import PASSWORD

MINUTES = 60.0


class Clock:
    """Stands in for the module `time`."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("historyclass.people.middleware.time", clock)
    monkeypatch.setattr("historyclass.people.views.door.time", clock)
    return clock


def sign_in(client, **more):
    client.post("/sign-in/", {"username": "amira", "password": PASSWORD, **more})


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_session_ends_with_the_browser(amira, client):
    sign_in(client, shared="on")
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.cookies["sessionid"]["expires"] == ""


def test_at_a_computer_of_ones_own_the_session_stays_for_two_weeks(amira, client, clock):
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 60 * 60
    clock.now += 600 * MINUTES
    assert is_signed_in(client)


def test_half_an_hour_without_a_page_signs_out_and_leaves_nothing_behind(amira, client, clock):
    sign_in(client, shared="on")
    clock.now += 30 * MINUTES + 1
    assert not is_signed_in(client)
    assert not Session.objects.exists()


def test_whoever_keeps_reading_stays_signed_in(amira, client, clock):
    sign_in(client, shared="on")
    for _ in range(5):
        clock.now += 25 * MINUTES
        assert is_signed_in(client)


def test_the_half_hour_is_written_anew_only_every_few_minutes(amira, client, clock):
    sign_in(client, shared="on")
    first = client.session[SHARED_KEY]
    clock.now += 5 * MINUTES
    client.get("/account/")
    assert client.session[SHARED_KEY] == first
    clock.now += 2 * MINUTES
    client.get("/account/")
    assert client.session[SHARED_KEY] == clock.now + 30 * MINUTES
