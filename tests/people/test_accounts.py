"""A school admin makes accounts and finds people; everybody has a page about themselves."""

import re

import pytest

from historyclass.people.models import Enrolment, Membership, Role, User
from tests.cast import PASSWORD, make_person
from tests.reading import field, words

NEW = "/school/ashgrove/people/new/"
PEOPLE = "/school/ashgrove/people/"


@pytest.fixture
def office(cast, as_user):
    """The browser of the school admin."""
    return as_user(cast.admin)


def typed(**changes) -> dict[str, str]:
    person = {"role": "student", "given_name": "Tolu", "family_name": "Adeyemi", "title": "", "username": "tolu.a"}
    return {**person, "classroom": "", **changes}


def test_an_account_is_made_its_password_shown_once_and_never_kept_by_the_browser(cast, office, client):
    page = office.post(NEW, typed(username="Tolu.A", classroom=cast.classroom.pk))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Tolu Adeyemi has an account" in words(page)
    secret = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", words(page))[0]
    person = User.objects.get(username="tolu.a@ashgrove")
    assert person.password_is_temporary
    assert person.check_password(secret)
    assert Membership.objects.get(user=person).role == Role.STUDENT
    assert Enrolment.objects.get(user=person).classroom == cast.classroom
    client.post("/sign-in/", {"username": "tolu.a@ashgrove", "password": secret})
    assert client.get("/due/")["Location"] == "/account/password/"


def test_two_accounts_never_get_the_same_password(cast, office):
    pages = [words(office.post(NEW, typed(username=f"tolu{number}"))) for number in range(2)]
    secrets = {re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", page)[0] for page in pages}
    assert len(secrets) == 2


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("username", "AMIRA", "AMIRA is taken. Add a number or an initial."),
        ("username", "tolu@ashgrove", "Begin with a letter or digit; then letters, digits, dots and hyphens."),
        ("username", "tolu adeyemi", "Begin with a letter or digit; then letters, digits, dots and hyphens."),
        ("username", "", "Fill this in."),
        ("family_name", " ", "Fill this in."),
        ("given_name", "Tolu\x00", "Null characters are not allowed."),
    ],
)
def test_an_account_that_cannot_be_made_keeps_what_was_typed_and_says_why_beside_the_field(
    name, value, fault, cast, office
):
    before = User.objects.count()
    page = office.post(NEW, typed(role="teacher", title="Dr", classroom=cast.classroom.pk, **{name: value}))
    assert field(page, name).fault == fault
    assert (field(page, "role").value, field(page, "title").value) == ("teacher", "Dr")
    assert field(page, "classroom").value == str(cast.classroom.pk)
    assert field(page, name).value.strip() == value.strip()
    assert User.objects.count() == before


def test_a_username_may_be_taken_at_another_school(cast, office):
    assert User.objects.filter(username="far@birchwood").exists()
    assert "has an account" in words(office.post(NEW, typed(username="far")))


def test_an_admin_is_not_put_into_a_class(cast, office):
    page = office.post(NEW, typed(role="admin", classroom=cast.classroom.pk))
    assert field(page, "classroom").fault == "A school admin is not in a class. Leave this at “No class yet”."
    assert not User.objects.filter(username="tolu.a@ashgrove").exists()


def test_nobody_is_put_into_a_class_of_another_school(cast, office):
    far = Enrolment.objects.get(user=cast.stranger_teacher).classroom
    page = office.post(NEW, typed(classroom=far.pk))
    assert field(page, "classroom").fault
    assert not User.objects.filter(username="tolu.a@ashgrove").exists()


def test_coming_from_a_class_the_form_offers_that_class(cast, office):
    page = office.get(NEW, {"class": cast.classroom.pk})
    assert field(page, "classroom").value == str(cast.classroom.pk)
    assert field(page, "role").value == "student"


@pytest.mark.parametrize("nonsense", ["x", "99999999999999999999", "-1", "\x00"])
def test_a_class_that_is_none_is_not_offered(nonsense, cast, office):
    assert field(office.get(NEW, {"class": nonsense, "role": nonsense}), "classroom").value == ""


def test_everybody_of_the_school_is_listed_and_nobody_else(cast, office):
    listed = words(office.get(PEOPLE))
    for name in ["Hussain, Amira", "Okafor, Ngozi", "Whitfield, Sam", "Lowe, Cara"]:
        assert name in listed
    for name in ["Reed, Dan", "Aziz, Farah", "Far, Uma"]:
        assert name not in listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "hussain"}, ["Hussain, Amira"]),
        ({"q": "AMIRA"}, ["Hussain, Amira"]),
        ({"q": "hus ami"}, ["Hussain, Amira"]),
        ({"q": "okafor", "role": "teacher"}, ["Okafor, Ngozi"]),
        ({"q": "okafor", "role": "student"}, []),
        ({"role": "teacher"}, ["Okafor, Ngozi", "Price, Ivor"]),
        ({"q": "nobody"}, []),
        ({"q": "%"}, []),
        ({"q": "office", "role": "wizard"}, ["Whitfield, Sam"]),
        ({"q": "price", "page": "nine"}, ["Price, Ivor"]),
    ],
)
def test_people_are_found_by_parts_of_their_names_and_by_role(query, found, cast, office):
    page = office.get(PEOPLE, query)
    assert page.status_code == 200
    assert [person.list_name for person in page.context["page"]] == found
    assert ("Nobody found" in words(page)) == (not found)
    assert field(page, "q").value == query.get("q", "")


def test_a_search_for_what_nobody_can_be_called_finds_everybody(cast, office):
    page = office.get(PEOPLE, {"q": "\x00"})
    assert "Hussain, Amira" in words(page)
    assert field(page, "q").value == ""


def test_a_long_list_is_turned_page_by_page(cast, office):
    for number in range(60):
        make_person(cast.school, Role.STUDENT, f"student{number}", f"Stu Dent{number:02}")
    first, second = office.get(PEOPLE, {"q": "dent"}), office.get(PEOPLE, {"q": "dent", "page": 2})
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 10)
    assert "q=dent&amp;role=&amp;page=2" in first.text
    assert "Page 2 of 2" in words(second)


def test_somebody_sees_who_they_are(cast, as_user):
    browser = as_user(cast.student)
    page = browser.get("/account/")
    assert "Username amira" in words(page)
    assert "Ashgrove Student since" in words(page)


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("student", "/due/"),
        ("teacher", "/classes/"),
        ("admin", "/school/ashgrove/"),
        ("left_class", "/due/"),
    ],
)
def test_everybody_starts_at_their_own_first_place(who, home, cast, as_user):
    assert as_user(getattr(cast, who)).get("/")["Location"] == home


def test_the_bar_has_the_places_a_person_has_and_marks_the_present_one(cast, as_user):
    Membership.objects.create(user=cast.teacher, school=cast.school, role=Role.ADMIN)
    page = as_user(cast.teacher).get("/classes/")
    bar = re.findall(r'<a href="([^"]+)"( aria-current="page")?>', page.text.split("</nav>")[0].split("<nav")[1])
    assert [url for url, _ in bar] == ["/classes/", "/activities/", "/school/ashgrove/", "/library/"]
    assert [url for url, current in bar if current] == ["/classes/"]


def test_names_with_marks_in_them_are_shown_as_names_and_not_as_code(cast, office):
    page = office.post(NEW, typed(given_name="<b>Bo", family_name="O’Neil & “Son”", username="bo"))
    assert "<b>Bo" not in page.text
    assert "&lt;b&gt;Bo O’Neil &amp; “Son”" in page.text


def test_the_sign_in_password_is_not_asked_twice(cast, client):
    client.post("/sign-in/", {"username": "amira@ashgrove", "password": PASSWORD})
    assert client.get("/sign-in/")["Location"] == "/"
