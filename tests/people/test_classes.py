"""A school admin opens classes and puts people into them, moves them and takes them out."""

import pytest
from django.db import IntegrityError, transaction

from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Membership, Role
from historyclass.people.services import enrol
from tests.cast import table_row, type_into
from tests.reading import field, words


def open_enrolment(user, role=EnrolmentRole.STUDENT) -> Enrolment:
    return Enrolment.objects.open().get(user=user, role=role)


def path(end: str) -> str:
    return f"/school/ashgrove/{end}"


@pytest.fixture
def office(cast, as_user):
    """The browser of the school admin."""
    return as_user(cast.admin)


def test_a_new_class_is_opened_and_asks_for_people(cast, office):
    page = office.post(path("classes/new/"), {"name": " 11C "}, follow=True)
    assert "11C is open. Give it a teacher and students." in page.text
    assert "Nobody teaches this class yet." in words(page)
    assert Classroom.objects.get(school=cast.school, name="11C").school == cast.school
    assert "11C" in words(office.get(path("")))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("13h", "There is a class called 13h already."),
        ("", "Fill this in."),
        ("A" * 41, "That is 41 characters, and 40 fit."),
    ],
)
def test_a_class_that_cannot_be_opened_keeps_the_name_typed_and_says_why_beside_it(name, fault, cast, office):
    page = office.post(path("classes/new/"), {"name": name})
    assert field(page, "name").value == name
    assert field(page, "name").fault == fault
    assert Classroom.objects.filter(school=cast.school).count() == 2


def test_another_school_may_have_a_class_of_the_same_name(cast):
    assert Classroom.objects.filter(name="13H").count() == 2


def test_a_class_is_given_a_teacher_who_sees_it_at_once(cast, office, as_user):
    page = office.post(
        path(f"classes/{cast.classroom.pk}/"),
        {"role": "teacher", "teacher-user": cast.other_teacher.pk},
        follow=True,
    )
    assert "Ivor Price is in 13H." in page.text
    assert "Mr Price" in words(page)
    assert as_user(cast.other_teacher).get(f"/classes/{cast.classroom.pk}/").status_code == 200


def test_a_student_of_the_school_is_added_and_finds_what_is_set(cast, office, as_user):
    office.post(path(f"classes/{cast.classroom.pk}/"), {"role": "student", "student-user": cast.other_student.pk})
    assert "The aims table" in words(as_user(cast.other_student).get("/due/"))


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("student", "student"),  # is there already
        ("student", "teacher"),
        ("teacher", "student"),
        ("student", "stranger_teacher"),
        ("student", "left_school"),
        ("teacher", "teacher"),
    ],
)
def test_nobody_is_added_who_is_there_or_is_not_of_the_school_in_that_role(role, who, cast, office):
    before = Enrolment.objects.count()
    page = office.post(path(f"classes/{cast.classroom.pk}/"), {"role": role, f"{role}-user": getattr(cast, who).pk})
    assert field(page, f"{role}-user").fault == "They are in this class already, or not in your school."
    other = "student" if role == "teacher" else "teacher"
    assert field(page, f"{other}-user").fault == ""
    assert Enrolment.objects.count() == before


def test_an_unknown_role_changes_nothing(cast, office):
    before = Enrolment.objects.count()
    page = office.post(path(f"classes/{cast.classroom.pk}/"), {"role": "owner", "owner-user": cast.admin.pk})
    assert page.status_code == 200
    assert Enrolment.objects.count() == before


def test_adding_twice_is_adding_once(cast):
    first = enrol(classroom=cast.classroom, user=cast.other_student, role=EnrolmentRole.STUDENT)
    assert enrol(classroom=cast.classroom, user=cast.other_student, role=EnrolmentRole.STUDENT) == first


def test_the_database_refuses_a_second_open_place_in_a_class(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(classroom=cast.classroom, user=cast.student, role=EnrolmentRole.STUDENT)
    Enrolment.objects.create(classroom=cast.classroom, user=cast.left_class, role=EnrolmentRole.STUDENT)
    assert Enrolment.objects.filter(classroom=cast.classroom, user=cast.left_class).count() == 2


def test_the_database_refuses_a_second_open_membership_in_one_role(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.student, school=cast.school, role=Role.STUDENT)


def test_a_student_who_is_moved_loses_the_old_class_and_has_the_new_one(cast, office, as_user):
    enrolment = open_enrolment(cast.student)
    page = office.get(path(f"enrolments/{enrolment.pk}/move/"))
    assert "Move Amira Hussain from 13H?" in words(page)
    moved = office.post(path(f"enrolments/{enrolment.pk}/move/"), {"to": cast.other_classroom.pk}, follow=True)
    assert "Amira Hussain is now in 12B." in moved.text
    assert cast.student not in [enrolment.user for enrolment in moved.context["roster"].students]
    assert open_enrolment(cast.student).classroom == cast.other_classroom
    assert as_user(cast.student).get(f"/work/{cast.assignment.pk}/").status_code == 404


@pytest.mark.parametrize("to", ["", "0", "own", "far"])
def test_a_student_is_moved_only_to_another_class_of_the_school(to, cast, office):
    far = Classroom.objects.get(school__slug="birchwood")
    choice = {"own": cast.classroom.pk, "far": far.pk}.get(to, to)
    page = office.post(path(f"enrolments/{open_enrolment(cast.student).pk}/move/"), {"to": choice})
    assert field(page, "to").fault
    assert open_enrolment(cast.student).classroom == cast.classroom


def test_a_teacher_is_not_moved_as_if_a_student(cast, office):
    enrolment = open_enrolment(cast.teacher, EnrolmentRole.TEACHER)
    page = office.post(path(f"enrolments/{enrolment.pk}/move/"), {"to": cast.other_classroom.pk})
    assert page.status_code == 404
    assert not Enrolment.objects.filter(user=cast.teacher, role=EnrolmentRole.STUDENT).exists()
    assert open_enrolment(cast.teacher, EnrolmentRole.TEACHER).classroom == cast.classroom


def test_who_moved_a_student_is_on_record(cast, office):
    before = open_enrolment(cast.student)
    office.post(path(f"enrolments/{before.pk}/move/"), {"to": cast.other_classroom.pk})
    ended, opened = before.history.first(), open_enrolment(cast.student).history.first()
    assert (ended.history_type, ended.history_user) == ("~", cast.admin)
    assert ended.valid_until is not None
    assert (opened.history_type, opened.history_user, opened.classroom) == ("+", cast.admin, cast.other_classroom)


def test_a_place_in_a_class_that_has_ended_cannot_be_ended_again(cast, office):
    ended = Enrolment.objects.get(user=cast.left_class)
    for end in ["move", "remove"]:
        assert office.post(path(f"enrolments/{ended.pk}/{end}/")).status_code == 404


def test_a_student_who_is_removed_keeps_their_work_and_the_teacher_still_sees_it(cast, office, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    enrolment = open_enrolment(cast.student)
    page = office.get(path(f"enrolments/{enrolment.pk}/remove/"))
    assert "Their work is kept and comes back if they do." in words(page)
    removed = office.post(path(f"enrolments/{enrolment.pk}/remove/"), follow=True)
    assert "Amira Hussain is no longer in 13H." in removed.text

    followed = words(as_user(cast.teacher).get(f"/assignments/{cast.assignment.pk}/"))
    assert "Hussain, Amira has left the class" in followed
    work.sheet.refresh_from_db()
    assert work.sheet.values["table:s1/words"] == "the broom"


def test_a_student_who_comes_back_finds_their_work_and_goes_on(cast, office, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    office.post(path(f"enrolments/{open_enrolment(cast.student).pk}/remove/"))
    office.post(path(f"classes/{cast.classroom.pk}/"), {"role": "student", "student-user": cast.student.pk})
    desk = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert "the broom" in desk.text
    assert desk.context["work"] == work
    type_into(work.sheet, cast.student, table_row("2"))
    followed = words(as_user(cast.teacher).get(f"/assignments/{cast.assignment.pk}/"))
    assert "has left the class" not in followed


def test_a_teacher_who_is_removed_loses_the_class_at_their_next_page(cast, office, as_user):
    browser = as_user(cast.teacher)
    assert browser.get(f"/classes/{cast.classroom.pk}/").status_code == 200
    enrolment = open_enrolment(cast.teacher, EnrolmentRole.TEACHER)
    assert "Marks and comments they have given stay." in words(office.get(path(f"enrolments/{enrolment.pk}/remove/")))
    office.post(path(f"enrolments/{enrolment.pk}/remove/"))
    assert browser.get(f"/classes/{cast.classroom.pk}/").status_code == 404
    assert browser.get("/classes/").status_code == 200


def test_a_teacher_who_is_no_longer_a_teacher_of_the_school_loses_their_classes(cast, as_user):
    membership = Membership.objects.get(user=cast.teacher)
    Membership.objects.create(user=cast.teacher, school=cast.school, role=Role.STUDENT)
    membership.valid_until = membership.valid_from
    membership.save()
    assert Enrolment.objects.open().filter(user=cast.teacher).exists()
    assert as_user(cast.teacher).get(f"/classes/{cast.classroom.pk}/").status_code == 404
