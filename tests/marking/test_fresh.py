"""The class page asks whether it still stands: cheaply, and only for those who may know."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from activities.marking.models import AssignmentScheme
from activities.marking.services import answer, mark_submission, points_scheme, recall, return_to_class, send_back
from activities.models import Assignment, Work
from activities.services import excuse, extend, hand_in, take_back
from historyclass.people.middleware import SHARED_KEY
from historyclass.people.models import Enrolment, EnrolmentRole, Membership, Role, User
from historyclass.people.services import end_membership, enrol, remove_from_class
from tests.cast import make_person, table_row, type_into
from tests.marking.test_following import class_at_work  # noqa: F401 - a class of five in five states

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def url(cast) -> str:
    return f"/assignments/{cast.assignment.pk}/rows/"


def ask(browser, url, tag=None):
    return browser.get(url, headers={**SCRIPT, **({"If-None-Match": tag} if tag else {})})


def tag_of(browser, url) -> str:
    answer = ask(browser, url)
    assert answer.status_code == 200
    return answer["ETag"]


# --- Unchanged ----------------------------------------------------------------------------------------------------


def test_unchanged_it_costs_two_queries_and_has_no_body(class_at_work, teacher, url, count_queries):  # noqa: F811
    tag = tag_of(teacher, url)
    assert tag.startswith('"')
    with count_queries() as count:
        again = ask(teacher, url, tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert count() <= 2


def test_the_page_brings_the_tag_that_its_script_asks_with(cast, teacher, url):
    page = teacher.get(f"/assignments/{cast.assignment.pk}/")
    assert f'data-follow="{url}"' in page.text
    assert ask(teacher, url, page.context["tag"]).status_code == 304


def test_it_is_one_pair_of_queries_for_thirty_students_too(cast, teacher, url, count_queries):
    for number in range(30):
        student = make_person(cast.school, Role.STUDENT, f"s{number}", f"Stu {number}")
        enrol(classroom=cast.classroom, user=student, role=EnrolmentRole.STUDENT)
        cast.handed_in(student)
    tag = tag_of(teacher, url)
    with count_queries() as count:
        assert ask(teacher, url, tag).status_code == 304
    assert count() <= 2


# --- Changed ------------------------------------------------------------------------------------------------------


def opens(cast):
    cast.work()


def types(cast):
    type_into(cast.work().sheet, cast.student, table_row("2"))


def hands_in(cast):
    hand_in(work=cast.work())


def comes(cast):
    enrol(
        classroom=cast.classroom,
        user=make_person(cast.school, Role.STUDENT, "nia", "Nia New"),
        role=EnrolmentRole.STUDENT,
    )


def goes(cast):
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.classmate))


def is_renamed(cast):
    person = User.objects.get(pk=cast.student.pk)
    person.family_name = "Hussein"
    person.save()


def changes_place(cast):
    goes(cast)
    comes(cast)


def is_excused(cast):
    excuse(assignment=cast.assignment, students=[cast.classmate], by=cast.teacher)


def has_longer(cast):
    until = cast.assignment.due_at + timedelta(days=3)
    extend(assignment=cast.assignment, students=[cast.classmate], until=until, by=cast.teacher)


def is_due_earlier(cast):
    cast.assignment.due_at -= timedelta(days=1)
    cast.assignment.save()


def is_out_of_more(cast):
    AssignmentScheme.objects.update(version=points_scheme(school=cast.school, maximum=30))


def is_out_of_other_parts(cast):
    AssignmentScheme.objects.update(parts=[{"part": "table", "title": "Table", "points": 20}])


def goes_past_due(cast):
    # The clock alone: nothing else is told.
    Assignment.objects.update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    "happens",
    [
        *(opens, types, hands_in, comes, goes, is_renamed, changes_place, is_excused, has_longer),
        *(is_due_earlier, is_out_of_more, is_out_of_other_parts, goes_past_due),
    ],
)
def test_what_happens_is_told(cast, teacher, url, happens):
    tag = tag_of(teacher, url)
    happens(cast)
    changed = ask(teacher, url, tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert 'data-live="rows"' in changed.text
    assert ask(teacher, url, changed["ETag"]).status_code == 304


def test_every_step_of_marking_is_told(cast, teacher, url):
    submission = cast.handed_in()
    work, place = submission.work, "table:s1/date"
    steps = [
        lambda: take_back(work=work, by=cast.student),
        lambda: hand_in(work=work),
        lambda: mark_submission(
            submission=work.submissions.latest("number"),
            marker=cast.teacher,
            total=9,
            comment="",
            after=None,
            annotations={place: "Which month?"},
        ),
        lambda: return_to_class(assignment=cast.assignment, by=cast.teacher),
        lambda: answer(
            submission=work.submissions.latest("number"), person=cast.student, place=place, text="March, I think."
        ),
        lambda: recall(assignment=cast.assignment, works=[work.pk], by=cast.teacher),
        lambda: send_back(
            work=Work.objects.get(pk=work.pk), by=cast.teacher, until=cast.assignment.due_at + timedelta(days=7)
        ),
    ]
    tag = tag_of(teacher, url)
    for step in steps:
        step()
        changed = ask(teacher, url, tag)
        assert changed.status_code == 200
        tag = changed["ETag"]


def test_a_redraft_and_an_extension_run_out_by_the_clock(cast, teacher, url):
    has_longer(cast)
    Assignment.objects.update(due_at=timezone.now() - timedelta(days=1))
    tag = tag_of(teacher, url)
    Work.objects.update(extended_until=timezone.now() - timedelta(seconds=1))
    changed = ask(teacher, url, tag)
    assert changed.status_code == 200
    assert "past due" in changed.text


# --- Who may know -------------------------------------------------------------------------------------------------


def test_signed_out_it_says_so_changed_or_not(cast, teacher, url):
    tag = tag_of(teacher, url)
    Session.objects.all().delete()
    refused = ask(teacher, url, tag)
    assert (refused.status_code, refused.json()) == (401, {"why": "signed-out"})


def test_a_password_changed_elsewhere_ends_it(cast, teacher, url):
    tag = tag_of(teacher, url)
    person = User.objects.get(pk=cast.teacher.pk)
    person.set_password("another grey heron")
    person.save()
    assert ask(teacher, url, tag).status_code == 401


def test_with_the_tag_of_another_nobody_learns_that_nothing_changed(cast, teacher, as_user, url):
    tag = tag_of(teacher, url)
    for who, status in [
        (cast.other_teacher, 404),
        (cast.stranger_teacher, 404),
        (cast.student, 403),
        (cast.admin, 403),
        (None, 401),
    ]:
        for header in (tag, "*"):
            answer = ask(as_user(who), url, header)
            assert answer.status_code == status
            assert "ETag" not in answer


def test_whoever_no_longer_teaches_the_class_or_has_left_learns_nothing(cast, teacher, url):
    tag = tag_of(teacher, url)
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.teacher))
    assert ask(teacher, url, tag).status_code == 404
    enrol(classroom=cast.classroom, user=cast.teacher, role=EnrolmentRole.TEACHER)
    assert ask(teacher, url, tag).status_code == 304
    end_membership(membership=Membership.objects.open().get(user=cast.teacher))
    assert ask(teacher, url, tag).status_code == 401


def test_a_temporary_password_comes_first(cast, teacher, url):
    tag = tag_of(teacher, url)
    User.objects.filter(pk=cast.teacher.pk).update(password_is_temporary=True)
    assert ask(teacher, url, tag).status_code == 403


def test_an_assignment_that_is_not_there_is_not_there(cast, teacher):
    for number in ("999999", "9" * 30):
        assert ask(teacher, f"/assignments/{number}/rows/", "*").status_code == 404


def test_asking_is_not_being_there(cast, teacher, url, settings):
    """On a shared computer a page that asks by itself keeps nobody signed in; a page that is opened does."""
    soon = timezone.now().timestamp() + settings.SHARED_COMPUTER_IDLE_SECONDS / 2
    session = teacher.session
    session[SHARED_KEY] = soon
    session.save()
    tag = tag_of(teacher, url)
    assert ask(teacher, url, tag).status_code == 304
    assert teacher.session[SHARED_KEY] == soon
    teacher.get(f"/assignments/{cast.assignment.pk}/")
    assert teacher.session[SHARED_KEY] > soon
    session = teacher.session
    session[SHARED_KEY] = timezone.now().timestamp() - 1
    session.save()
    assert ask(teacher, url, tag).status_code == 401


def test_times_are_those_of_the_school(cast, teacher, url):
    cast.school.timezone = "Pacific/Auckland"
    cast.school.save()
    cast.handed_in()
    at = timezone.localtime(cast.work().submissions.get().handed_in_at, cast.school.zone)
    assert f"{at:%a} {at.day} {at:%b, %H:%M}" in ask(teacher, url).text
