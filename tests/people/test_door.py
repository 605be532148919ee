"""Signing in and out."""

import pytest

from activities.marking.models import Mark
from historyclass.people.models import Membership, Role, User
from historyclass.people.services import create_school, end_membership
from tests.cast import PASSWORD, make_person
from tests.reading import field, words

WRONG = "That name and password do not fit together."


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def signed_in(client) -> User | None:
    """Who the next request of this browser finds signed in."""
    page = client.get("/account/")
    return page.context["user"] if page.status_code == 200 else None


def is_sent_to_sign_in(page) -> bool:
    return page.status_code == 302 and page["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("username", ["amira@ashgrove", "amira", "  Amira ", "AMIRA@Ashgrove"])
def test_a_student_signs_in_with_or_without_the_school_in_any_case(username, amira, client):
    page = sign_in(client, username)
    assert (page.status_code, page["Location"]) == (302, "/")
    assert signed_in(client) == amira
    assert client.get("/")["Location"] == "/due/"


@pytest.mark.parametrize(
    ("username", "password"),
    [("amira", "nine grey geese"), ("amira", PASSWORD.upper()), ("amira", PASSWORD + " "), ("nobody", PASSWORD)],
)
def test_a_wrong_name_and_a_wrong_password_read_the_same_and_keep_the_name(username, password, amira, client):
    page = sign_in(client, username, password)
    assert page.status_code == 200
    assert WRONG in words(page)
    assert field(page, "username").value == username
    assert field(page, "password").value == ""
    assert signed_in(client) is None


def test_an_empty_form_says_what_is_missing_beside_the_fields(amira, client):
    page = sign_in(client, "", "")
    assert field(page, "username").fault
    assert field(page, "password").fault


def test_somebody_who_has_left_the_school_cannot_sign_in(amira, client):
    end_membership(membership=Membership.objects.get(user=amira))
    assert WRONG in words(sign_in(client, "amira@ashgrove"))
    assert signed_in(client) is None


def test_somebody_who_leaves_is_signed_out_at_their_next_page(amira, client):
    sign_in(client, "amira")
    assert client.get("/due/").status_code == 200
    end_membership(membership=Membership.objects.get(user=amira))
    assert is_sent_to_sign_in(client.get("/due/"))


def test_somebody_who_leaves_one_of_two_roles_stays_signed_in_with_the_other(school, amira, client):
    Membership.objects.create(user=amira, school=school, role=Role.TEACHER)
    sign_in(client, "amira")
    end_membership(membership=Membership.objects.get(user=amira, role=Role.STUDENT))
    assert client.get("/due/").status_code == 403
    assert client.get("/classes/").status_code == 200


def test_among_several_schools_the_name_alone_is_asked_for_its_school(amira, client):
    create_school(name="Birchwood", slug="birchwood", timezone_name="Europe/London")
    page = sign_in(client, "amira")
    assert field(page, "username").fault == "Write your school after your name, as in amira@ashgrove."
    assert signed_in(client) is None


def test_a_browser_remembers_the_school_that_was_last_signed_in_to(amira, client):
    far = create_school(name="Birchwood", slug="birchwood", timezone_name="Europe/London")
    namesake = make_person(far, Role.STUDENT, "amira", "Amira Bell")
    sign_in(client, "amira@birchwood")
    client.post("/sign-out/")
    assert "Birchwood" in words(client.get("/sign-in/"))
    sign_in(client, "amira")
    assert signed_in(client) == namesake


def test_a_remembered_school_that_is_no_more_is_forgotten(amira, client):
    client.cookies["school"] = "closed-long-ago"
    sign_in(client, "amira")
    assert signed_in(client) == amira


def test_signing_in_leads_on_to_the_page_that_was_asked_for(amira, client):
    asked = client.get("/library/")
    page = client.get(asked["Location"])
    assert field(page, "next").value == "/library/"
    assert sign_in(client, "amira", next="/library/")["Location"] == "/library/"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/due/",
        "//evil.example/due/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "people:sign-out",
        "nowhere",
        "",
    ],
)
def test_signing_in_never_leads_off_the_site_nor_to_nothing(wanted, amira, client):
    assert sign_in(client, "amira", next=wanted)["Location"] == "/"
    assert client.get("/sign-in/", {"next": wanted})["Location"] == "/"


def test_signing_out_ends_the_session(amira, client):
    sign_in(client, "amira")
    page = client.post("/sign-out/")
    assert page["Location"] == "/sign-in/?out"
    assert signed_in(client) is None


def test_a_stray_link_does_not_sign_anybody_out(amira, client):
    sign_in(client, "amira")
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client) == amira


def test_signing_out_after_the_session_has_ended_leads_to_the_sign_in_page(amira, client):
    page = client.post("/sign-out/")
    assert page["Location"] == "/sign-in/?out"


def test_another_person_who_signs_in_at_the_same_browser_finds_nothing_of_the_first(school, amira, client):
    make_person(school, Role.TEACHER, "okafor", "Ngozi Okafor", title="Ms")
    sign_in(client, "amira")
    before = client.cookies["sessionid"].value
    sign_in(client, "okafor")
    assert client.cookies["sessionid"].value != before
    assert client.get("/due/").status_code == 403


def test_what_was_typed_before_the_session_ended_is_shown_again_and_nothing_is_kept(cast, client):
    paper = f"/papers/{cast.handed_in().work_id}/"
    page = client.post(paper, {"total": "15", "comment": "Three paragraphs\nof <b>good</b> advice.", "after": ""})
    assert page.status_code == 401
    assert "This was not kept" in words(page)
    assert "Three paragraphs\nof &lt;b&gt;good&lt;/b&gt; advice." in page.text
    assert f'href="/sign-in/?next={paper}"' in page.text
    assert not Mark.objects.exists()


def test_a_password_typed_before_the_session_ended_is_not_shown_again(db, client, school):
    page = client.post("/account/password/", {"old": PASSWORD, "new": "seven tall pines"})
    assert page.status_code == 401
    assert PASSWORD not in page.text
    assert "seven tall pines" not in page.text


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(cast, client):
    page = f"/work/{cast.assignment.pk}/"
    answer = client.post(f"{page}take-back/", headers={"Referer": f"http://testserver{page}"})
    assert answer.status_code == 401
    assert "what you pressed has not been done" in words(answer)
    assert f'href="/sign-in/?next={page}"' in answer.text


@pytest.mark.parametrize("sent_from", ["https://evil.example/work/1/", "//evil.example/", "nonsense", ""])
def test_the_way_back_never_leads_off_the_site(sent_from, cast, client):
    address = f"/work/{cast.assignment.pk}/hand-in/"
    answer = client.post(address, headers={"Referer": sent_from})
    assert f'href="/sign-in/?next={address}"' in answer.text
