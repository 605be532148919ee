"""A piece of work: begun, written, handed in, and read when it can no longer be written."""

import json
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from activities.models import Activity, Assignment, Part, Submission, Work
from activities.services import NotOpen, begin_work, hand_in
from historyclass.desk.models import Sheet
from historyclass.people.models import Enrolment, EnrolmentRole
from historyclass.people.services import enrol, move_student
from tests import reading
from tests.cast import table_row, type_into
from tests.reading import words


def desk(cast) -> str:
    return f"/work/{cast.assignment.pk}/"


def save(client, work: Work, values: dict[str, object], *, seq: int = 1, person: int | None = None):
    message = {
        "sheet": work.sheet_id,
        "person": person or work.student_id,
        "client": "tab-0009",
        "seq": seq,
        "known": 0,
        "schema": work.sheet.schema,
        "set": [{"path": path, "seen": 0, "value": value} for path, value in values.items()],
    }
    return client.post(
        f"/desk/work/{work.sheet_id}/", json.dumps(message), "application/json", headers={"Accept": "application/json"}
    )


def test_the_desk_shows_the_sources_beside_the_table_and_what_to_do(cast, as_user):
    page = as_user(cast.student).get(desk(cast))
    text = words(page)
    assert "Ten sources stand beside your table." in text
    assert "Vyacheslav Molotov, head of the Soviet government, January 1936" in text
    assert "Spread revolution" in text
    assert len(reading.cells(page.text)) == 10 * 6


def test_what_was_typed_stands_there_again(cast, as_user):
    work = cast.work()
    typed = "“cannot do\nwithout it” & so"
    type_into(work.sheet, cast.student, table_row("3", date="1922", aim="relations", words=typed))
    page = as_user(cast.student).get(desk(cast))
    found = reading.cells(page.text)
    assert found["table:s3/date"] == "1922"
    assert found["table:s3/words"] == typed
    assert [path for path, value in found.items() if value is True] == ["table:s3/aim-relations"]
    assert page.context["state"]["cells"]["table:s3/date"] == ["1922", 1]


def test_a_page_and_its_script_are_told_the_same(cast, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1", words="</script><b>"))
    page = as_user(cast.student).get(desk(cast)).text
    state = page.split('<script id="desk-state" type="application/json">')[1].split("</script>")[0]
    assert json.loads(state)["cells"]["table:s1/words"][0] == "</script><b>"
    assert json.loads(state)["person"] == cast.student.pk


def test_two_students_have_a_piece_each(cast, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1", words="only mine"))
    assert "only mine" not in as_user(cast.classmate).get(desk(cast)).text
    assert Work.objects.filter(assignment=cast.assignment).count() == 2


def test_opening_the_desk_again_is_the_same_piece(cast, as_user):
    browser = as_user(cast.student)
    first, again = browser.get(desk(cast)).context["work"], browser.get(desk(cast)).context["work"]
    assert first == again
    assert (Work.objects.count(), Sheet.objects.count()) == (1, 1)


def test_two_tabs_that_open_it_in_one_moment_share_one_piece(cast, monkeypatch):
    begun = cast.work()
    look = QuerySet.first

    def look_a_moment_too_early(rows):
        if rows.model is Work:
            monkeypatch.setattr(QuerySet, "first", look)
            return None
        return look(rows)

    monkeypatch.setattr(QuerySet, "first", look_a_moment_too_early)
    assert begin_work(assignment=cast.assignment, student=cast.student) == begun
    assert (Work.objects.count(), Sheet.objects.count()) == (1, 1)


def test_editing_an_activity_moves_nothing_under_students_at_work(cast, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1"))
    browser = as_user(cast.student)
    before = browser.get(desk(cast))
    part = Part.objects.get(activity=cast.activity)
    part.definition = {**part.definition, "sources": ["1", "2"], "aims": [{"id": "peace", "label": "Keep the peace"}]}
    part.title = "Another table"
    part.save()
    other = {"key": "two", "position": 1, "title": "Two", "kind": part.kind, "version": 1}
    Part.objects.create(activity=cast.activity, definition=part.definition, **other)
    Activity.objects.update(title="Other aims", instructions=["Do something else."])
    after = browser.get(desk(cast))
    assert words(after) == words(before)
    assert reading.cells(after.text) == reading.cells(before.text)
    assert save(browser, cast.work(), {"table:s9/date": "1939"}).status_code == 200
    assert save(browser, cast.work(), {"table:s1/aim-peace": True}, seq=2).status_code == 422


def test_a_source_that_is_corrected_is_corrected_on_the_desk(cast, as_user):
    source = cast.activity.enquiry.sources.get(key="7")
    source.summary = ["Corrected since."]
    source.save()
    assert "Corrected since." in words(as_user(cast.student).get(desk(cast)))


def test_before_handing_in_the_page_says_what_is_missing(cast, as_user):
    type_into(cast.work().sheet, cast.student, table_row("1"))
    type_into(cast.work().sheet, cast.student, {"table:s2/none": True})
    page = words(as_user(cast.student).get(f"{desk(cast)}hand-in/"))
    assert "1 of 10 sources done." in page
    assert "Source 2: no date" in page
    assert "Source 3: no date, nothing ticked, no words or detail" in page
    assert "Source 1:" not in page
    assert "You can hand in as it is." in page


def test_a_full_table_is_handed_in_without_a_word_of_warning(cast, as_user):
    for number in range(1, 11):
        type_into(cast.work().sheet, cast.student, table_row(str(number)))
    page = words(as_user(cast.student).get(f"{desk(cast)}hand-in/"))
    assert "Nothing is missing." in page
    assert "Still empty" not in page


def test_looking_at_the_question_hands_nothing_in(cast, as_user):
    as_user(cast.student).get(f"{desk(cast)}hand-in/")
    assert cast.work().is_open
    assert not Submission.objects.exists()


def test_handing_in_freezes_what_stands_there(cast, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    browser = as_user(cast.student)
    page = browser.post(f"{desk(cast)}hand-in/", follow=True)
    assert "It is on time." in words(page)
    assert "What you handed in: table, 1 of 10 sources" in words(page)
    assert reading.cells(page.text) == {}
    type_into(work.sheet, cast.student, {"table:s1/words": "thought of later"})
    submission = Submission.objects.get(work=work)
    assert submission.snapshot == table_row("1")
    assert (submission.number, submission.revision) == (1, 1)
    read = words(browser.get(desk(cast)))
    handed_in, since = read.split("Written after you handed in")
    assert "the broom" in handed_in
    assert "thought of later" not in handed_in
    assert "thought of later" in since


def test_handing_in_twice_is_handing_in_once(cast, as_user):
    browser = as_user(cast.student)
    work = cast.work()
    for _ in range(2):
        assert browser.post(f"{desk(cast)}hand-in/")["Location"] == desk(cast)
    assert Submission.objects.filter(work=work).count() == 1
    # The other tab still holds the piece as it was.
    with pytest.raises(NotOpen, match="handed in already"):
        hand_in(work=work)
    assert Submission.objects.filter(work=work).count() == 1


def test_nothing_is_handed_in_while_two_versions_wait_for_a_choice(cast, as_user):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    browser = as_user(cast.student)
    clash = save(browser, work, {"table:s1/words": "the crown"}).json()["conflicts"]
    assert [one["theirs"] for one in clash] == ["the broom"]
    page = browser.post(f"{desk(cast)}hand-in/", follow=True)
    assert "Not handed in yet: you wrote two versions of something." in page.text
    assert reading.cells(page.text)
    assert not Submission.objects.exists()


def test_what_is_handed_in_is_not_asked_for_again(cast, as_user):
    cast.handed_in()
    page = as_user(cast.student).get(f"{desk(cast)}hand-in/")
    assert (page.status_code, page["Location"]) == (302, desk(cast))


def test_work_after_the_due_time_is_taken_and_called_late(cast, as_user):
    Assignment.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    cast.assignment.refresh_from_db()
    browser = as_user(cast.student)
    assert save(browser, cast.work(), table_row("1")).status_code == 200
    page = words(browser.post(f"{desk(cast)}hand-in/", follow=True))
    assert "It is late." in page
    assert "Handed in late" in page
    assert Submission.objects.get().is_late


def test_a_due_time_moved_afterwards_makes_nothing_late(cast):
    submission = cast.handed_in()
    Assignment.objects.update(due_at=timezone.now() - timedelta(days=1))
    submission.refresh_from_db()
    assert not submission.is_late


@pytest.fixture
def moved(cast):
    """The piece of a student who has moved to the other class, with one row written."""
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    return work


def test_a_student_who_moved_reads_their_old_work_and_cannot_change_it(cast, moved, as_user):
    browser = as_user(cast.student)
    page = browser.get(desk(cast))
    assert "You have left this class. What you wrote is kept here to read." in words(page)
    assert "What you wrote: table, 1 of 10 sources" in words(page)
    assert "the broom" in words(page)
    assert reading.cells(page.text) == {}
    refused = save(browser, moved, {"table:s1/words": "too late"})
    assert (refused.status_code, refused.json()) == (403, {"why": "closed"})
    moved.sheet.refresh_from_db()
    assert moved.sheet.values["table:s1/words"] == "the broom"


def test_a_student_who_moved_cannot_hand_it_in(cast, moved, as_user):
    browser = as_user(cast.student)
    for answer in [browser.get(f"{desk(cast)}hand-in/"), browser.post(f"{desk(cast)}hand-in/")]:
        assert answer.status_code == 403
    assert not Submission.objects.exists()


def test_a_student_who_comes_back_writes_on(cast, moved, as_user):
    enrol(classroom=cast.classroom, user=cast.student, role=EnrolmentRole.STUDENT)
    assert save(as_user(cast.student), moved, {"table:s2/words": "on again"}).status_code == 200


def test_what_was_handed_in_before_moving_can_still_be_read(cast, as_user):
    cast.returned(comment="Date the cartoon.")
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    page = words(as_user(cast.student).get(desk(cast)))
    assert "It is on time." in page
    assert "Date the cartoon." in page


def test_nobody_writes_into_the_work_of_another(cast, as_user):
    work = cast.work()
    for person in [cast.classmate, cast.teacher, cast.admin, cast.stranger_teacher]:
        browser = as_user(person)
        answer = save(browser, work, {"table:s1/words": "not mine"}, person=person.pk)
        assert (answer.status_code, answer.json()) == (404, {"why": "unknown"})
        pretended = save(browser, work, {"table:s1/words": "not mine"})
        assert (pretended.status_code, pretended.json()) == (403, {"why": "person"})
    work.sheet.refresh_from_db()
    assert work.sheet.values == {}
