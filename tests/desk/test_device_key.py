"""The key of the copy that a device keeps: one for each person, handed to nobody else, gone for good when destroyed."""

import base64

from historyclass.desk.models import DeviceKey
from historyclass.desk.services import destroy_device_key, device_key
from historyclass.people.services import choose_password


def ask(browser) -> dict:
    answer = browser.post("/desk/key/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_a_person_gets_the_same_32_bytes_on_every_device(cast, as_user):
    first = ask(as_user(cast.student))
    assert first["person"] == cast.student.pk
    assert len(base64.b64decode(first["key"])) == 32
    assert ask(as_user(cast.student)) == first
    assert DeviceKey.objects.count() == 1


def test_no_two_people_have_the_same_key(cast, as_user):
    keys = {ask(as_user(person))["key"] for person in (cast.student, cast.classmate, cast.teacher)}
    assert len(keys) == 3


def test_the_key_does_not_stand_in_any_page(cast, as_user):
    browser = as_user(cast.student)
    key = ask(browser)["key"]
    for address in (f"/work/{cast.assignment.pk}/", "/due/", "/account/"):
        assert key not in browser.get(address).text


def test_a_new_password_leaves_the_key_as_it_is(cast):
    before = device_key(person=cast.student)
    choose_password(user=cast.student, password="seven tall pines")
    assert device_key(person=cast.student) == before


def test_a_destroyed_key_never_comes_back(cast):
    before, other = device_key(person=cast.student), device_key(person=cast.classmate)
    destroy_device_key(person=cast.student)
    assert device_key(person=cast.student) != before
    assert device_key(person=cast.classmate) == other


def test_asking_costs_a_lookup(cast, as_user, count_queries):
    browser = as_user(cast.student)
    ask(browser)
    with count_queries() as count:
        ask(browser)
    # Session, person, key.
    assert count() <= 3
