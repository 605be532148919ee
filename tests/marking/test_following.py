"""The teacher's pages: where a class is in its work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.services import mark_submission, return_to_class
from activities.models import Assignment
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Role
from historyclass.people.services import create_classroom, enrol, remove_from_class
from tests.cast import make_person, table_row, type_into
from tests.reading import words


def follow(cast) -> str:
    return f"/assignments/{cast.assignment.pk}/"


@pytest.fixture
def class_at_work(cast):
    """One not started, one working, one late, one marked, one returned."""
    people = {}
    for name in ["Working", "Late", "Marked", "Returned"]:
        person = make_person(cast.school, Role.STUDENT, name.lower(), f"Stu {name}")
        enrol(classroom=cast.classroom, user=person, role=EnrolmentRole.STUDENT)
        people[name] = person
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.classmate))
    type_into(cast.work(people["Working"]).sheet, people["Working"], {**table_row("1"), **table_row("2")})
    returned = cast.handed_in(people["Returned"])
    mark_submission(submission=returned, marker=cast.teacher, total=20, comment="", after=None)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    marked = cast.handed_in(people["Marked"])
    mark_submission(submission=marked, marker=cast.teacher, total=7, comment="", after=None)
    Assignment.objects.update(due_at=timezone.now() - timedelta(hours=1))
    cast.assignment.refresh_from_db()
    cast.handed_in(people["Late"])
    return cast


def test_every_student_is_shown_with_their_state_and_progress(class_at_work, teacher):
    page = teacher.get(follow(class_at_work))
    rows = {row.student.family_name: row for row in page.context["page"].rows}
    assert {name: row.state for name, row in rows.items()} == {
        "Hussain": "no",
        "Working": "working",
        "Late": "late",
        "Marked": "in",
        "Returned": "back",
    }
    assert {name: row.progress.words for name, row in rows.items()} == {
        "Hussain": "0 of 10",
        "Working": "2 of 10",
        "Late": "1 of 10",
        "Marked": "1 of 10",
        "Returned": "1 of 10",
    }
    text = words(page)
    assert "7 of 20, not returned" in text
    assert "Handed in late" in text
    assert "Mark 1" in text
    assert "Return 1" in text


def test_students_stand_by_family_name(class_at_work, teacher):
    page = teacher.get(follow(class_at_work))
    names = [row.student.family_name for row in page.context["page"].rows]
    assert names == sorted(names)


def test_the_tally_counts_everybody_once(class_at_work, teacher):
    tally = teacher.get(follow(class_at_work)).context["page"].tally
    assert [(part.state, part.count) for part in tally] == [
        ("no", 1),
        ("working", 1),
        ("late", 1),
        ("in", 1),
        ("back", 1),
    ]


def test_progress_of_what_is_handed_in_is_that_of_the_copy(cast, teacher):
    cast.handed_in()
    type_into(cast.work().sheet, cast.student, table_row("2"))
    (row,) = [row for row in teacher.get(follow(cast)).context["page"].rows if row.student == cast.student]
    assert row.progress.words == "1 of 10"


def test_somebody_who_has_left_without_beginning_is_not_listed(cast, teacher):
    page = words(teacher.get(follow(cast)))
    assert "Lowe, Cara" not in page
    assert "Ashworth, Ben" in page


def test_a_draft_is_not_shown_to_the_teacher(cast, teacher):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1", words="not for your eyes yet"))
    for path in ["/classes/", f"/classes/{cast.classroom.pk}/", follow(cast), f"{follow(cast)}return/"]:
        assert "not for your eyes yet" not in teacher.get(path).text
    assert teacher.get(f"/papers/{work.pk}/").status_code == 404


def test_the_classes_page_counts_what_waits_in_each_class(class_at_work, teacher):
    page = teacher.get("/classes/")
    (card,) = page.context["cards"]
    (assignment,) = card.assignments
    row = assignment.assignment
    counts = (row.started_count, row.handed_in_count, row.returned_count)
    assert (card.student_count, counts) == (5, (1, 2, 1))
    assert "13H 5 students, 1 to mark" in words(page)
    assert "The aims table" in words(teacher.get(f"/classes/{class_at_work.classroom.pk}/"))


def test_a_teacher_sees_their_own_classes_alone(cast, as_user):
    page = words(as_user(cast.other_teacher).get("/classes/"))
    assert "12B" in page
    assert "13H" not in page
    assert "The aims table" not in page


def test_a_teacher_without_a_class_is_told_what_happens_next(cast, as_user):
    newcomer = make_person(cast.school, Role.TEACHER, "new", "Noor Ali")
    assert "You have no class yet" in words(as_user(newcomer).get("/classes/"))


def test_an_empty_class_says_that_nobody_is_in_it(cast, teacher):
    empty = create_classroom(school=cast.school, name="Empty")
    enrol(classroom=empty, user=cast.teacher, role=EnrolmentRole.TEACHER)
    assert "Nobody is in this class yet." in words(teacher.get(f"/classes/{empty.pk}/"))
    Assignment.objects.update(classroom=Classroom.objects.get(pk=empty.pk))
    assert "Nobody is in this class yet" in words(teacher.get(follow(cast)))
