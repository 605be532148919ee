"""A teacher gives a student of theirs a new password, and nobody else."""

import re

import pytest

from historyclass.people.models import EnrolmentRole, Membership, Role
from historyclass.people.services import close_classroom, create_person, enrol
from tests.cast import PASSWORD, make_person
from tests.reading import words

SECRET = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


def path(cast, person) -> str:
    return f"/classes/{cast.classroom.pk}/students/{person.pk}/password/"


@pytest.fixture
def teacher(cast, as_user):
    """The browser of the class's teacher."""
    return as_user(cast.teacher)


def test_a_student_gets_a_password_that_is_shown_once_and_ends_their_sessions(cast, teacher, as_user):
    student = as_user(cast.student)
    assert "Give Amira Hussain a new password?" in words(teacher.get(path(cast, cast.student)))
    assert student.get("/due/").status_code == 200
    shown = teacher.post(path(cast, cast.student))
    assert "no-store" in shown["Cache-Control"]
    secret = SECRET.search(words(shown)).group()
    assert student.get("/due/").status_code == 302
    browser = as_user(None)
    browser.post("/sign-in/", {"username": "amira@ashgrove", "password": secret})
    assert browser.get("/due/")["Location"] == "/account/password/"
    assert cast.student.history.first().history_user == cast.teacher
    assert secret not in words(teacher.get(path(cast, cast.student)))


def test_the_class_page_leads_there_for_students_whose_password_may_be_reset(cast, teacher):
    Membership.objects.create(user=cast.classmate, school=cast.school, role=Role.ADMIN)
    page = teacher.get(f"/classes/{cast.classroom.pk}/")
    assert path(cast, cast.student) in page.text
    assert path(cast, cast.classmate) not in page.text
    assert "Ashworth, Ben" in words(page)


@pytest.mark.parametrize("who", ["other_student", "left_class", "left_school", "teacher", "other_teacher", "admin"])
def test_nobody_but_students_of_the_class(who, cast, teacher):
    person = getattr(cast, who)
    assert teacher.get(path(cast, person)).status_code == 404
    assert teacher.post(path(cast, person)).status_code == 404
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEACHER])
def test_nobody_who_is_more_than_a_student(role, cast, teacher):
    """A colleague or an admin may be enrolled as a student, to see what students see."""
    colleague = make_person(cast.school, role, "colleague", "Col League")
    Membership.objects.create(user=colleague, school=cast.school, role=Role.STUDENT)
    enrol(classroom=cast.classroom, user=colleague, role=EnrolmentRole.STUDENT)
    assert teacher.post(path(cast, colleague)).status_code == 404
    colleague.refresh_from_db()
    assert colleague.check_password(PASSWORD)


def test_nobody_who_belongs_to_another_school_too(cast, teacher):
    far = cast.stranger_admin.memberships.get().school
    Membership.objects.create(user=cast.student, school=far, role=Role.STUDENT)
    assert teacher.post(path(cast, cast.student)).status_code == 404


def test_not_in_a_class_that_is_closed(cast, teacher):
    close_classroom(classroom=cast.classroom)
    assert teacher.post(path(cast, cast.student)).status_code == 403
    assert path(cast, cast.student) not in teacher.get(f"/classes/{cast.classroom.pk}/").text


def test_not_by_somebody_who_is_in_the_class_as_a_student(cast, as_user):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.STUDENT)
    Membership.objects.create(user=cast.other_teacher, school=cast.school, role=Role.STUDENT)
    assert as_user(cast.other_teacher).post(path(cast, cast.student)).status_code == 403


def test_whoever_has_forgotten_theirs_is_told_whom_to_ask(cast, client):
    create_person(school=cast.school, role=Role.STUDENT, username="x", given_name="X", family_name="Y")
    page = client.post("/sign-in/", {"username": "x@ashgrove", "password": "no"})
    assert "ask your teacher or the school office" in words(page)
    assert "Your teacher or the school office can give you a new one." in words(page)
