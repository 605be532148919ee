"""A class is closed when its year is over: nothing comes into it any more, and nothing in it is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.marking.models import Mark
from activities.marking.queries import under_way
from activities.marking.services import mark_submission, return_to_class, set_work
from activities.models import Assignment, Work
from activities.services import begin_work
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Role
from historyclass.people.services import (
    AlreadyThere,
    ClassClosed,
    close_classroom,
    create_classroom,
    create_person,
    enrol,
    move_student,
    reopen_classroom,
)
from tests.cast import table_row, terms, type_into
from tests.reading import words


@pytest.fixture
def office(cast, as_user):
    """The browser of the school admin."""
    return as_user(cast.admin)


@pytest.fixture
def closed(cast) -> Classroom:
    """13H, closed after the student began and the classmate handed in."""
    type_into(cast.work().sheet, cast.student, table_row("1"))
    cast.handed_in(cast.classmate)
    return close_classroom(classroom=cast.classroom)


def path(classroom: Classroom, end: str = "") -> str:
    return f"/school/ashgrove/classes/{classroom.pk}/{end}"


# --- The admin -----------------------------------------------------------------------------------------------------


def test_the_admin_is_told_what_closing_does_and_then_finds_the_class_among_the_closed(cast, office):
    asked = words(office.get(path(cast.classroom, "close/")))
    assert "Close 13H?" in asked
    assert "Its 2 students keep what they wrote, handed in and got back, to read." in asked
    assert "Its teacher finds it under Closed classes" in asked
    page = office.post(path(cast.classroom, "close/"), follow=True)
    assert "13H is closed." in page.text
    assert [each.name for each in page.context["classrooms"]] == ["12B"]
    assert [each.name for each in page.context["closed"]] == ["13H"]
    assert f"closed in {timezone.now().year}" in words(page)


def test_the_admin_is_told_what_is_under_way(cast, office):
    assert "Not everything" not in words(office.get(path(cast.classroom, "close/")))
    begin_work(assignment=cast.assignment, student=cast.student)
    assert "Not everything" not in words(office.get(path(cast.classroom, "close/")))
    type_into(cast.work().sheet, cast.student, table_row("1"))
    submission = cast.handed_in(cast.classmate)
    said = words(office.get(path(cast.classroom, "close/")))
    assert "1 student is working on 1 piece that is not closed yet, and could not hand it in any more." in said
    assert "1 piece is handed in and not marked." in said
    mark_submission(submission=submission, marker=cast.teacher, total=15, comment="", after=None)
    said = words(office.get(path(cast.classroom, "close/")))
    assert "1 marked piece is not returned." in said
    assert "not marked." not in said
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "not returned" not in words(office.get(path(cast.classroom, "close/")))


def test_what_is_closed_or_withdrawn_already_is_not_under_way_and_an_extension_is(cast):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    now, hour = timezone.now(), timedelta(hours=1)
    Assignment.objects.update(due_at=now - 2 * hour, closes_at=now - hour)
    assert not under_way(cast.classroom)
    Work.objects.update(extended_until=now + hour)
    assert (under_way(cast.classroom).students, under_way(cast.classroom).pieces) == (1, 1)
    Assignment.objects.update(withdrawn_at=now)
    assert not under_way(cast.classroom)


def test_who_closed_and_opened_a_class_is_on_record(cast, office):
    office.post(path(cast.classroom, "close/"))
    office.post(path(cast.classroom, "reopen/"))
    opened, shut = cast.classroom.history.all()[:2]
    assert (opened.closed_at, opened.history_user) == (None, cast.admin)
    assert (shut.closed_at is not None, shut.history_user) == (True, cast.admin)


def test_closing_twice_is_closing_once(cast):
    first = close_classroom(classroom=cast.classroom)
    assert close_classroom(classroom=cast.classroom).closed_at == first.closed_at
    assert cast.classroom.history.count() == 2


def test_a_class_that_is_opened_again_is_as_it_was(cast, closed, office, as_user):
    page = office.post(path(closed, "reopen/"), follow=True)
    assert "13H is open again." in page.text
    assert reopen_classroom(classroom=closed).closed_at is None
    assert as_user(cast.student).get(f"/work/{cast.assignment.pk}/").context["work"].student == cast.student
    assert as_user(cast.teacher).get(f"/classes/{closed.pk}/set/").status_code == 200


def test_next_years_class_has_the_name_and_the_old_one_keeps_it_too(cast, closed, office):
    page = office.post("/school/ashgrove/classes/new/", {"name": "13H"}, follow=True)
    assert "13H is open." in page.text
    refused = office.post(path(closed, "reopen/"), follow=True)
    assert "There is another class called 13H now. Close that one first." in words(refused)
    with pytest.raises(AlreadyThere):
        reopen_classroom(classroom=closed)
    assert Classroom.objects.filter(school=cast.school, name="13H").count() == 2


def test_the_database_refuses_a_second_open_class_of_a_name(cast, closed):
    create_classroom(school=cast.school, name="13H")
    with pytest.raises(IntegrityError), transaction.atomic():
        Classroom.objects.create(school=cast.school, name="13H")
    with pytest.raises(IntegrityError), transaction.atomic():
        Classroom.objects.filter(pk=closed.pk).update(closed_at=None)


def test_nobody_comes_into_a_closed_class(cast, closed, office):
    before = Enrolment.objects.count()
    elsewhere = Enrolment.objects.open().get(user=cast.other_student)
    with pytest.raises(ClassClosed):
        enrol(classroom=closed, user=cast.other_student, role=EnrolmentRole.STUDENT)
    with pytest.raises(ClassClosed):
        move_student(enrolment=elsewhere, to=closed)
    with pytest.raises(ClassClosed):
        create_person(
            school=cast.school, role=Role.STUDENT, username="new", given_name="N", family_name="E", classroom=closed
        )
    page = office.post(path(closed), {"role": "student", "student-user": cast.other_student.pk}, follow=True)
    assert "13H is closed. Your school admin can open it again." in words(page)
    office.post(f"/school/ashgrove/enrolments/{elsewhere.pk}/move/", {"to": closed.pk})
    assert Enrolment.objects.count() == before
    elsewhere.refresh_from_db()
    assert elsewhere.valid_until is None


def test_a_closed_class_is_offered_nowhere(cast, closed, office):
    elsewhere = Enrolment.objects.open().get(user=cast.other_student)
    for page in (
        office.get("/school/ashgrove/people/new/"),
        office.get(f"/school/ashgrove/enrolments/{elsewhere.pk}/move/"),
        office.get("/school/ashgrove/people/paste/"),
    ):
        assert f'<option value="{closed.pk}"' not in page.text
    shown = office.get(path(closed))
    assert "This class was closed on" in words(shown)
    assert "Hussain, Amira" in words(shown)
    assert "Add to 13H" not in shown.text
    listed = office.get("/school/ashgrove/people/", {"q": "hussain"})
    assert "13H" not in words(listed)


# --- The teacher ---------------------------------------------------------------------------------------------------


def test_nothing_is_set_to_a_closed_class(cast, closed, as_user):
    teacher = as_user(cast.teacher)
    assert teacher.get(f"/classes/{closed.pk}/set/").status_code == 403
    assert "Set work" not in teacher.get(f"/classes/{closed.pk}/").text
    before = Assignment.objects.count()
    with pytest.raises(ClassClosed):
        set_work(
            activity=cast.activity,
            classroom=closed,
            terms=terms("Too late", due_at=timezone.now()),
            points=20,
            set_by=cast.teacher,
        )
    assert Assignment.objects.count() == before


def test_the_teacher_finds_a_closed_class_and_marks_and_returns_what_is_there(cast, closed, as_user):
    teacher = as_user(cast.teacher)
    home = teacher.get("/classes/")
    assert [card.classroom for card in home.context["cards"]] == []
    assert "Closed classes 13H closed on" in words(home)
    assert "This class was closed on" in words(teacher.get(f"/classes/{closed.pk}/"))
    work = cast.work(cast.classmate)
    teacher.post(f"/papers/{work.pk}/", {"total": "14", "comment": "Date the cartoon.", "after": ""})
    mark = Mark.objects.get()
    teacher.post(f"/assignments/{cast.assignment.pk}/return/", {"mark": mark.pk})
    assert "Date the cartoon." in words(as_user(cast.classmate).get(f"/work/{cast.assignment.pk}/"))


# --- The student ---------------------------------------------------------------------------------------------------


def test_a_student_reads_what_they_began_and_can_hand_it_in_no_more(cast, closed, as_user):
    student = as_user(cast.student)
    page = words(student.get(f"/work/{cast.assignment.pk}/"))
    assert "This class is closed. What you wrote is kept here to read." in page
    assert "the broom" in page
    sent = student.post(f"/work/{cast.assignment.pk}/hand-in/", follow=True)
    assert "Not handed in: your class is closed. What you wrote is kept." in words(sent)
    assert not cast.work().submissions.exists()
    due = student.get("/due/").context["due"]
    assert [len(due.open), len(due.left), len(due.class_closed)] == [0, 0, 1]


def test_what_is_handed_in_stays_handed_in(cast, closed, as_user):
    classmate = as_user(cast.classmate)
    assert len(classmate.get("/due/").context["due"].handed_in) == 1
    page = words(classmate.get(f"/work/{cast.assignment.pk}/"))
    assert "Handed in on" in page
    assert "Take it back" not in page
    kept = classmate.post(f"/work/{cast.assignment.pk}/take-back/", follow=True)
    assert "Your class is closed, so this piece stays as it is." in words(kept)
    assert not cast.work(cast.classmate).is_open


def test_what_nobody_began_is_due_no_more(cast, as_user):
    close_classroom(classroom=cast.classroom)
    student = as_user(cast.student)
    assert "The aims table" not in words(student.get("/due/"))
    assert student.get(f"/work/{cast.assignment.pk}/").status_code == 403


def test_a_desk_that_is_open_at_that_moment_keeps_what_is_typed_and_says_so(cast, closed):
    work = cast.work()
    reply = type_into(work.sheet, cast.student, table_row("2"))
    assert reply["remark"] == "Your class is closed. What you type here is kept, but it cannot be handed in any more."
    assert work.sheet.values["table:s2/words"] == "the broom"
