"""The demo school, whose passwords everybody knows."""

import pytest

from activities.models import Assignment, Submission, Work
from historyclass import demo
from historyclass.people.models import Classroom, School, User
from tests.reading import words


@pytest.fixture
def ashgrove(db, enquiry, settings) -> None:
    """The demo school, made once and for the demo."""
    settings.DEMO = True
    demo.make()


def sign_in(client, username):
    return client.post("/sign-in/", {"username": username, "password": demo.PASSWORD})


def test_everybody_of_the_demo_can_sign_in_while_it_is_one(ashgrove, client):
    offered = words(client.get("/sign-in/"))
    assert "This is the demo school." in offered
    for username, home in [("student1", "/due/"), ("teacher", "/classes/"), ("admin", "/school/ashgrove/")]:
        assert sign_in(client, username)["Location"] == "/"
        assert client.get("/")["Location"] == home
        client.post("/sign-out/")


def test_nobody_of_the_demo_can_sign_in_once_it_is_a_site_for_others(ashgrove, client, settings):
    sign_in(client, "teacher")
    assert client.get("/classes/").status_code == 200
    settings.DEMO = False
    assert client.get("/classes/").status_code == 302
    assert "do not fit together" in words(sign_in(client, "teacher"))
    assert "This is the demo school." not in words(client.get("/sign-in/"))


def test_the_demo_has_a_class_at_work(ashgrove, client):
    assert demo.is_made()
    assert School.objects.get().is_demo
    assert User.objects.count() == len(demo.STUDENTS) + 2
    works = Work.objects.filter(assignment__classroom__name="13H")
    assert works.filter(sheet__revision__gt=0).count() == len(demo.PART_WAY) + len(demo.HANDED_IN)
    assert Submission.objects.filter(work__in=works).count() == len(demo.HANDED_IN)
    sign_in(client, "teacher")
    assert "30 students, 4 to mark" in words(client.get("/classes/"))
    client.post("/sign-out/")
    sign_in(client, "student1")
    assert "Next is Table: Source 8. 9 of 17 things are still to do." in words(client.get("/due/"))


def test_in_the_demo_some_take_a_source_for_evidence_of_nothing(ashgrove, client):
    works = Work.objects.filter(assignment__classroom__name="13H")
    found = [work for work in works.select_related("sheet") if work.sheet.values.get("table:s4/none")]
    assert len(found) == len(demo.WITH_NONE)
    assert all(work.assignment.live_parts.progress(work.sheet.values).steps[3].done for work in found)


def test_students_of_the_demo_are_told_the_truth_of_their_drafts(ashgrove, client):
    sign_in(client, "student1")
    work = Work.objects.get(student__username="student1@ashgrove", assignment__classroom__name="13H")
    assert "Your teacher can read this while you work on it." in words(client.get(f"/work/{work.assignment_id}/"))
    client.post("/sign-out/")
    sign_in(client, "teacher")
    assert "Rely on the Red Army first" in words(client.get(f"/drafts/{work.pk}/"))


def test_the_demo_shows_everything_that_can_become_of_a_piece(ashgrove, client):
    group = Classroom.objects.get(name="13S")
    sign_in(client, "teacher")
    piece = Assignment.objects.get(classroom=group)
    rows = client.get(f"/assignments/{piece.pk}/").context["page"].rows
    assert sorted(row.state for row in rows) == sorted(["back", "redraft", "in", "late", "excused", "no"])
    client.post("/sign-out/")
    sign_in(client, "student1")
    assert "Right year. What else in the picture dates it?" in words(client.get(f"/work/{piece.pk}/"))
