"""Passwords: one's own, and the one-time ones that a school admin gives."""

import re

import pytest
from django.contrib.sessions.models import Session

from historyclass.people.models import Membership, Role, User
from historyclass.people.services import create_person
from tests.cast import PASSWORD
from tests.reading import field, words

NEW = "seven tall pines"


@pytest.fixture
def newcomer(school) -> tuple[User, str]:
    """Somebody who has never signed in, and their one-time password."""
    return create_person(school=school, role=Role.STUDENT, username="tolu", given_name="Tolu", family_name="Adeyemi")


def sign_in(client, username, password):
    return client.post("/sign-in/", {"username": username, "password": password})


def secret_on(page) -> str:
    found = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", words(page))
    assert len(found) == 1
    return found[0]


def test_a_one_time_password_has_to_be_replaced_before_anything_else(newcomer, client):
    sign_in(client, "tolu", newcomer[1])
    for path in ["/", "/due/", "/library/", "/account/", "/school/ashgrove/"]:
        assert client.get(path)["Location"] == "/account/password/", path
    script = client.get("/due/", headers={"Accept": "application/json"})
    assert (script.status_code, script.json()) == (403, {"why": "password"})
    page = client.get("/account/password/")
    assert "Choose your own password" in words(page)
    assert 'aria-label="Main"' not in page.text
    with pytest.raises(KeyError):
        field(page, "old")


def test_after_choosing_their_own_the_newcomer_goes_on_and_the_one_time_password_is_spent(newcomer, client):
    sign_in(client, "tolu", newcomer[1])
    page = client.post("/account/password/", {"new": NEW})
    assert page["Location"] == "/"
    assert client.get("/due/").status_code == 200
    client.post("/sign-out/")
    assert sign_in(client, "tolu", newcomer[1]).status_code == 200
    assert sign_in(client, "tolu", NEW)["Location"] == "/"
    assert client.get("/due/").status_code == 200


def test_a_newcomer_who_is_interrupted_can_sign_out(newcomer, client):
    sign_in(client, "tolu", newcomer[1])
    assert client.post("/sign-out/")["Location"] == "/sign-in/?out"
    assert client.get("/account/password/").status_code == 302


@pytest.mark.parametrize("new", ["short", "1234567890", "password123", "amirahussain", "amira@ashgrove", PASSWORD, ""])
def test_a_password_that_is_easily_guessed_or_the_one_in_use_is_refused_beside_the_field(new, amira, client):
    client.force_login(amira)
    page = client.post("/account/password/", {"old": PASSWORD, "new": new})
    assert field(page, "new").fault
    amira.refresh_from_db()
    assert amira.check_password(PASSWORD)


def test_a_password_is_changed_only_by_whoever_knows_it(amira, client):
    client.force_login(amira)
    page = client.post("/account/password/", {"old": "not the one", "new": NEW})
    assert field(page, "old").fault == "That is not your password now."
    amira.refresh_from_db()
    assert amira.check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(amira, client):
    elsewhere = type(client)()
    elsewhere.force_login(amira)
    client.force_login(amira)
    client.post("/account/password/", {"old": PASSWORD, "new": NEW})
    assert client.get("/due/").status_code == 200
    assert elsewhere.get("/due/").status_code == 302


def test_a_password_is_never_on_a_page_that_comes_back(amira, client):
    client.force_login(amira)
    page = client.post("/account/password/", {"old": PASSWORD, "new": "short"})
    assert PASSWORD not in page.text
    assert "short" not in re.findall(r'value="([^"]*)"', page.text)


def test_a_reset_password_is_shown_once_kept_nowhere_and_ends_the_old_sessions(cast, as_user):
    student, admin = as_user(cast.student), as_user(cast.admin)
    path = f"/school/ashgrove/people/{cast.student.pk}/password/"
    asked = admin.get(path)
    assert "Give Amira Hussain a new password?" in words(asked)
    assert student.get("/due/").status_code == 200

    shown = admin.post(path)
    secret = secret_on(shown)
    assert "no-store" in shown["Cache-Control"]
    assert "amira" in words(shown)
    assert secret not in words(admin.get(path))
    assert all(secret not in str(session.get_decoded()) for session in Session.objects.all())
    cast.student.refresh_from_db()
    assert secret not in cast.student.password

    assert student.get("/due/").status_code == 302
    browser = as_user(None)
    assert sign_in(browser, "amira@ashgrove", PASSWORD).status_code == 200
    sign_in(browser, "amira@ashgrove", secret)
    assert browser.get("/due/")["Location"] == "/account/password/"


def test_an_admin_cannot_reset_the_password_of_somebody_who_belongs_to_another_school_too(cast, as_user):
    Membership.objects.create(user=cast.teacher, school=cast.stranger_admin.memberships.get().school, role=Role.TEACHER)
    for admin, slug in [(cast.admin, "ashgrove"), (cast.stranger_admin, "birchwood")]:
        path = f"/school/{slug}/people/{cast.teacher.pk}/password/"
        assert as_user(admin).get(path).status_code == 404
        assert as_user(admin).post(path).status_code == 404
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(PASSWORD)


def test_an_admin_cannot_reset_the_password_of_somebody_who_has_left(cast, as_user):
    path = f"/school/ashgrove/people/{cast.left_school.pk}/password/"
    assert as_user(cast.admin).post(path).status_code == 404
