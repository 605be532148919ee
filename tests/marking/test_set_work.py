"""A teacher sets work to a class."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from activities.marking.models import AssignmentScheme, Scheme, SchemeVersion
from activities.models import Activity, Assignment
from tests.reading import field, words


def path(cast) -> str:
    return f"/classes/{cast.classroom.pk}/set/"


def in_days(number: int) -> str:
    return f"{timezone.localdate() + timedelta(days=number)}T09:00"


def typed(cast, **changes) -> dict[str, object]:
    return {
        "activity": cast.activity.pk,
        "title": "The aims",
        "instructions": "Look closely.",
        "due_at": in_days(3),
        "points": "20",
        **changes,
    }


def offered(page) -> dict[str, str]:
    """What stands in the form, and would be sent: an empty box is not."""
    names = ["activity", "title", "instructions", "opens_at", "due_at", "closes_at", "points"]
    found = {name: field(page, name).value for name in names if f'name="{name}"' in page.text}
    return {**found, "drafts_readable": "on"} if re.search('name="drafts_readable"[^>]* checked', page.text) else found


def test_the_form_can_be_sent_as_it_comes(cast, teacher):
    page = teacher.get(path(cast))
    assert offered(page) == {
        "activity": str(cast.activity.pk),
        "title": "What were the aims of Soviet foreign policy?",
        "instructions": "\n\n".join(cast.activity.instructions),
        "opens_at": "",
        "due_at": in_days(7),
        "closes_at": "",
        "points": "20",
    }
    sent = teacher.post(path(cast), offered(page), follow=True)
    assert "Set to 13H." in sent.text
    assert "points out of 20" in words(sent)
    found = Assignment.objects.latest("pk")
    assert found.instructions == cast.activity.instructions
    assert (found.opens_at, found.closes_at, found.drafts_readable, found.withdrawn_at) == (None, None, False, None)
    assert found.history.get().history_user == cast.teacher


def test_what_is_said_of_a_piece_is_kept(cast, teacher):
    said = typed(
        cast,
        instructions="Look\r\nclosely.\r\n\r\n \r\nThen tick. ",
        opens_at=in_days(1),
        due_at=in_days(3),
        closes_at=in_days(3),
        drafts_readable="on",
    )
    teacher.post(path(cast), said)
    found = Assignment.objects.latest("pk")
    assert found.instructions == ["Look\nclosely.", "Then tick."]
    assert (found.due_at - found.opens_at, found.closes_at, found.drafts_readable) == (
        timedelta(days=2),
        found.due_at,
        True,
    )
    page = words(teacher.get(f"/assignments/{found.pk}/"))
    assert "Opens" in page
    assert "You can read drafts, and students are told so." in page


@pytest.fixture
def another(cast) -> Activity:
    """A second activity to choose."""
    return Activity.objects.create(
        enquiry=cast.activity.enquiry,
        chapter=cast.activity.chapter,
        key="second",
        position=9,
        title="A second activity",
        summary="Something else to do.",
        minutes=20,
        instructions=["Do this.", "Then that."],
        teacher_notes=["Mind the step."],
    )


def test_where_several_can_be_set_the_teacher_chooses_first(cast, teacher, another):
    page = teacher.get(path(cast))
    assert "Choose what they will do" in words(page)
    for activity in [cast.activity, another]:
        assert f'href="?activity={activity.pk}"' in page.text
    assert "about 20 minutes. Soviet security or spreading revolution? Something else to do." in words(page)
    assert "<form method" not in page.text.split("<main")[1]
    chosen = teacher.get(f"{path(cast)}?activity={another.pk}")
    assert offered(chosen)["activity"] == str(another.pk)
    assert (offered(chosen)["title"], offered(chosen)["instructions"]) == (
        "A second activity",
        "Do this.\n\nThen that.",
    )
    assert f'href="/activities/{another.pk}/notes/"' in chosen.text
    teacher.post(f"{path(cast)}?activity={another.pk}", offered(chosen))
    assert Assignment.objects.latest("pk").activity == another


@pytest.mark.parametrize("named", ["x", "0", "99999999999999999999999"])
def test_an_address_that_names_no_activity_leads_to_the_choice(named, cast, teacher, another):
    page = teacher.get(f"{path(cast)}?activity={named}")
    assert page.status_code == 200
    assert "Choose what they will do" in words(page)


def test_a_retired_activity_is_not_offered(cast, teacher, another):
    Activity.objects.filter(pk=another.pk).update(retired=True)
    assert offered(teacher.get(path(cast)))["activity"] == str(cast.activity.pk)
    assert "Choose what they will do" in words(teacher.get(f"{path(cast)}?activity={another.pk}"))


def test_where_nothing_can_be_set_the_page_says_so(cast, teacher):
    Activity.objects.update(retired=True)
    assert "There is no activity to set" in words(teacher.get(path(cast)))


def test_an_activity_retired_meanwhile_is_chosen_anew_with_everything_typed_still_there(cast, teacher, another):
    Activity.objects.filter(pk=another.pk).update(retired=True)
    page = teacher.post(path(cast), typed(cast, activity=another.pk, title="My own title", instructions="My own words"))
    assert field(page, "activity").fault == "This activity cannot be set any more. Choose another one."
    assert (field(page, "title").value, field(page, "instructions").value) == ("My own title", "My own words")
    assert f'<option value="{cast.activity.pk}">' in page.text
    assert Assignment.objects.count() == 1


def test_what_is_set_is_there_for_the_class_at_once_and_for_nobody_else(cast, teacher, as_user):
    teacher.post(path(cast), typed(cast, title="Aims, again", points="7"))
    found = Assignment.objects.get(title="Aims, again")
    assert (found.classroom, found.set_by) == (cast.classroom, cast.teacher)
    assert AssignmentScheme.objects.get(assignment=found).version.maximum == 7
    assert "Aims, again" in words(as_user(cast.student).get("/due/"))
    assert "Aims, again" in words(as_user(cast.classmate).get("/due/"))
    for person in [cast.other_student, cast.left_class]:
        assert "Aims, again" not in words(as_user(person).get("/due/"))


def test_the_due_time_is_that_of_the_schools_clock(cast, teacher):
    cast.school.timezone = "Pacific/Auckland"
    cast.school.save()
    teacher.post(path(cast), typed(cast, title="Far away", due_at="2099-07-01T09:00"))
    due_at = Assignment.objects.get(title="Far away").due_at
    assert due_at == datetime(2099, 7, 1, 9, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert "Wed 1 Jul, 09:00" in words(teacher.get(f"/classes/{cast.classroom.pk}/"))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("due_at", "2020-01-01T09:00", "That moment has passed. Choose a later one."),
        ("due_at", "soon", "Write a day and a time, like 26 November 2026, 09:00."),
        ("due_at", "", "Fill this in."),
        ("points", "0", "At least 1 point."),
        ("points", "-5", "At least 1 point."),
        ("points", "201", "At most 200 points."),
        ("points", "many", "Write a whole number, like 20."),
        ("points", "", "Fill this in."),
        ("title", "", "Fill this in."),
        ("title", "  ", "Fill this in."),
        ("title", "t" * 201, "That is 201 characters, and 200 fit."),
        ("instructions", "w" * 5001, "That is 5001 characters, and 5000 fit."),
        ("due_at", "0001-01-01T00:00", "Write a year like 2026."),
        ("due_at", "9999-12-31T23:59", "Write a year like 2026."),
        ("opens_at", "soon", "Write a day and a time, like 26 November 2026, 09:00."),
        ("opens_at", "0001-01-01T00:00", "Write a year like 2026."),
        ("opens_at", in_days(3), "It has to open before it is due. Choose an earlier moment, or make it due later."),
        ("opens_at", in_days(4), "It has to open before it is due. Choose an earlier moment, or make it due later."),
        ("closes_at", "late", "Write a day and a time, like 26 November 2026, 09:00."),
        ("closes_at", in_days(2), "It would close before it is due. Choose the due time, or a later moment."),
    ],
)
def test_what_cannot_be_set_stays_as_typed_with_the_reason_beside_it(name, value, fault, cast, teacher):
    changed = {"title": "My own title", "points": "33", "instructions": "One.\n\nTwo.", name: value}
    page = teacher.post(path(cast), typed(cast, **changed))
    assert page.status_code == 200
    assert field(page, name).fault == fault
    assert field(page, name).value.strip() == value.strip()
    for other in {"title", "points", "instructions"} - {name}:
        assert (field(page, other).value, field(page, other).fault) == (changed[other], "")
    assert Assignment.objects.count() == 1


def test_only_an_activity_that_is_offered_can_be_set(cast, teacher):
    far = Activity.objects.create(
        enquiry=cast.activity.enquiry,
        chapter=cast.activity.chapter,
        school=cast.stranger_admin.memberships.get().school,
        key="theirs",
        title="Of another school",
    )
    assert "Of another school" not in teacher.get(path(cast)).text
    for activity in [far.pk, 0, "", "x"]:
        page = teacher.post(path(cast), typed(cast, activity=activity))
        assert field(page, "activity").fault, activity
    assert Assignment.objects.count() == 1


def test_where_an_activity_is_set_the_way_leads_to_its_notes(cast, teacher):
    notes = f"/activities/{cast.activity.pk}/notes/"
    assert f'href="{notes}"' in teacher.get(path(cast)).text
    page = words(teacher.get(notes))
    for note in cast.activity.teacher_notes:
        assert " ".join(note.split()) in page


def test_points_out_of_the_same_number_share_one_scheme_in_a_school(cast, teacher):
    teacher.post(path(cast), typed(cast, points="20"))
    teacher.post(path(cast), typed(cast, points="30"))
    assert sorted(Scheme.objects.filter(school=cast.school).values_list("title", flat=True)) == [
        "Points out of 20",
        "Points out of 30",
    ]
    assert SchemeVersion.objects.count() == 2


def test_a_due_time_today_is_taken_while_it_lies_ahead(cast, teacher, monkeypatch):
    noon = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(12)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    for minute, count in [("12:00", 1), ("12:01", 2)]:
        teacher.post(path(cast), typed(cast, due_at=f"{noon.date()}T{minute}"))
        assert Assignment.objects.count() == count
