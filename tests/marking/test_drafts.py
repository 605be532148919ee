"""A marker's unfinished mark: kept as it is typed, its marker's alone, there when the student hands in again."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.marking.drafts import MARK_DRAFTS, MarkText
from activities.marking.models import Annotation, Mark, MarkDraft
from activities.marking.queries import latest_mark
from activities.marking.services import (
    PointsChanged,
    TwoVersions,
    begin_draft,
    drafts,
    finish_mark,
    mark_submission,
    return_to_class,
    send_back,
)
from activities.models import Submission, Work
from activities.services import NotOpen, excuse, extend, hand_in, take_back, unexcuse
from historyclass.desk.models import Conflict, Sheet
from historyclass.people.models import EnrolmentRole
from historyclass.people.services import enrol
from tests import reading
from tests.cast import Cast, table_row, type_from, type_into
from tests.reading import field, words

DATE = "at:table:s1/date"


@pytest.fixture
def submission(cast: Cast) -> Submission:
    """What the student has handed in."""
    return cast.handed_in()


@pytest.fixture
def colleague(cast: Cast, as_user):
    """Another teacher of the class."""
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    return as_user(cast.other_teacher)


def draft_of(cast: Cast, submission: Submission, marker=None) -> MarkDraft:
    submission = Submission.objects.select_related("work__assignment__classroom", "school").get(pk=submission.pk)
    return begin_draft(submission=submission, marker=marker or cast.teacher, latest=None)


def type_mark(cast: Cast, submission: Submission, values: dict[str, object], marker=None) -> dict[str, object]:
    """Type into the marker's draft as the page would."""
    draft = draft_of(cast, submission, marker)
    return type_into(draft.sheet, draft.marker, values, owner=MARK_DRAFTS)


def exchange(browser, sheet: int, person: int, schema: str, values: dict[str, str]):
    message = {
        "sheet": sheet,
        "person": person,
        "client": "tab-0009",
        "seq": 1,
        "known": 0,
        "schema": schema,
        "set": [{"path": path, "seen": 0, "value": value} for path, value in values.items()],
    }
    return browser.post(
        f"/desk/mark/{sheet}/", json.dumps(message), "application/json", headers={"Accept": "application/json"}
    )


def test_what_is_typed_on_a_paper_is_there_again(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    assert teacher.get(paper).status_code == 200
    draft = MarkDraft.objects.get()
    typed = {"total": "14", "comment": "Careful.", "next-2": "Say to whom.", DATE: "Which month?"}
    answer = exchange(teacher, draft.sheet_id, cast.teacher.pk, draft.sheet.schema, typed)
    assert answer.status_code == 200, answer.content
    found = reading.cells(teacher.get(paper).text)
    assert {path: found[path] for path in typed} == typed
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "path", ["at:table:s99/date", "at:table:s1/aim-spread", "at:nothing", "next-4", "table:s1/date"]
)
def test_there_is_no_other_place_to_type_in(path, cast, teacher, submission):
    draft = draft_of(cast, submission)
    answer = exchange(teacher, draft.sheet_id, cast.teacher.pk, draft.sheet.schema, {path: "x"})
    assert (answer.status_code, list(answer.json()["faults"])) == (422, [path])


@pytest.mark.parametrize(("path", "limit"), [("comment", 5000), ("next-1", 300), (DATE, 2000), ("total", 10)])
def test_what_is_too_long_is_told_at_its_field(path, limit, cast, teacher, submission):
    draft = draft_of(cast, submission)
    fault = exchange(teacher, draft.sheet_id, cast.teacher.pk, draft.sheet.schema, {path: "x" * (limit + 1)})
    assert fault.status_code == 422
    kept = exchange(teacher, draft.sheet_id, cast.teacher.pk, draft.sheet.schema, {path: "x" * limit})
    assert kept.status_code == 200


def test_a_draft_is_its_markers_alone(cast, submission, as_user, colleague):
    draft = draft_of(cast, submission)
    for person in [cast.student, cast.classmate, cast.other_teacher, cast.admin, cast.stranger_teacher]:
        browser = as_user(person)
        assert exchange(browser, draft.sheet_id, person.pk, draft.sheet.schema, {"comment": "x"}).status_code == 404
        assert browser.get(f"/desk/mark/{draft.sheet_id}/state/").status_code == 404
        # Nor by the door of students' work.
        assert browser.get(f"/desk/work/{draft.sheet_id}/state/").status_code == 404


def test_a_marker_who_no_longer_teaches_the_class_types_no_more(cast, teacher, submission):
    draft = draft_of(cast, submission)
    cast.teacher.enrolments.all().update(valid_until=cast.assignment.set_at)
    answer = exchange(teacher, draft.sheet_id, cast.teacher.pk, draft.sheet.schema, {"comment": "x"})
    assert (answer.status_code, answer.json()) == (403, {"why": "closed"})


# --- When marking begins --------------------------------------------------------------------------------------------


def test_to_open_a_paper_is_not_to_begin_marking_it(cast, teacher, submission):
    teacher.get(f"/papers/{submission.work_id}/")
    assert take_back(work=submission.work, by=cast.student).is_open


def test_the_first_word_of_a_marker_ends_taking_back(cast, submission):
    type_mark(cast, submission, {"comment": "W"})
    with pytest.raises(NotOpen, match="cannot be taken back any more"):
        take_back(work=submission.work, by=cast.student)


def test_a_word_for_what_was_taken_back_begins_nothing_and_is_kept(cast, submission):
    draft_of(cast, submission)
    take_back(work=submission.work, by=cast.student)
    reply = type_mark(cast, submission, {"comment": "Well seen."})
    assert str(reply["remark"]).startswith("Amira has taken this piece back.")
    assert Work.objects.get().marking_began_at is None
    assert draft_of(cast, submission).sheet.values["comment"] == "Well seen."


def test_what_was_typed_for_a_piece_that_was_taken_back_is_there_for_the_next_one(cast, teacher, submission):
    draft_of(cast, submission)
    take_back(work=submission.work, by=cast.student)
    type_mark(cast, submission, {"comment": "Well seen.", DATE: "Which month?", "total": "12"})
    type_into(cast.work().sheet, cast.student, table_row("2"))
    hand_in(work=cast.work())
    page = teacher.get(f"/papers/{submission.work_id}/")
    assert (field(page, "comment").value, field(page, "total").value, field(page, DATE).value) == (
        "Well seen.",
        "12",
        "Which month?",
    )
    teacher.post(f"/papers/{submission.work_id}/", {"total": "12", "comment": "Well seen.", DATE: "Which month?"})
    assert Mark.objects.get().submission.number == 2


def test_a_marker_is_told_what_became_of_the_piece_and_not_what_was_done_last(cast, submission):
    draft_of(cast, submission)
    work = take_back(work=submission.work, by=cast.student)
    longer = {"assignment": cast.assignment, "students": [cast.student], "by": cast.teacher}
    extend(**longer, until=cast.assignment.due_at + timedelta(days=1))
    assert str(type_mark(cast, submission, {"comment": "A"})["remark"]).startswith("Amira has taken this piece back.")
    excuse(**longer)
    assert "is excused from this piece" in str(type_mark(cast, submission, {"comment": "B"})["remark"])
    unexcuse(**longer)
    assert str(type_mark(cast, submission, {"comment": "C"})["remark"]).startswith("Amira has taken this piece back.")
    hand_in(work=work)
    send_back(work=work, by=cast.teacher, until=cast.assignment.due_at + timedelta(days=2))
    extend(**longer, until=cast.assignment.due_at + timedelta(days=3))
    assert str(type_mark(cast, submission, {"comment": "D"})["remark"]).startswith("This piece was sent back.")


def test_the_mark_of_a_first_version_is_not_that_of_its_redraft(cast, teacher):
    work = cast.returned(total=9, comment="Too short.", annotations={"table:s1/date": "Which month?"})
    send_back(work=work, by=cast.teacher, until=cast.assignment.due_at)
    hand_in(work=cast.work())
    assert set(reading.cells(teacher.get(f"/papers/{work.pk}/").text).values()) == {""}


def test_a_marker_is_told_that_the_student_has_handed_in_again(cast, submission):
    draft_of(cast, submission)
    take_back(work=submission.work, by=cast.student)
    hand_in(work=cast.work())
    reply = type_mark(cast, submission, {"comment": "Well seen."})
    assert "handed in again" in str(reply["remark"])


# --- From a draft to a mark -----------------------------------------------------------------------------------------


def test_finishing_makes_a_mark_with_its_comments(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    sent = {"total": "14", "comment": "Careful.", "next-1": "Say who.", "next-3": " ", DATE: "Which month?", "next": ""}
    assert teacher.post(paper, sent).status_code == 302
    mark = Mark.objects.get()
    assert (mark.total, mark.comment, mark.next_steps) == (14, "Careful.", ["Say who."])
    (annotation,) = Annotation.objects.all()
    assert (annotation.mark, annotation.submission, annotation.place, annotation.text) == (
        mark,
        submission,
        "table:s1/date",
        "Which month?",
    )
    found = reading.cells(teacher.get(paper).text)
    assert (found["total"], found[DATE]) == ("14", "Which month?")


def test_a_comment_that_is_emptied_goes_with_the_next_mark(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    teacher.post(paper, {"total": "14", DATE: "Which month?"})
    after = field(teacher.get(paper), "after").value
    teacher.post(paper, {"after": after, "total": "14", DATE: ""})
    first, second = Mark.objects.order_by("pk")
    assert [first.annotations.count(), second.annotations.count()] == [1, 0]
    assert reading.cells(teacher.get(paper).text)[DATE] == ""


def test_a_page_says_whether_what_stands_there_is_the_mark(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    assert "What you type is saved as your draft." in words(teacher.get(paper))
    teacher.post(paper, {"total": "14"})
    assert "data-unfinished hidden" in teacher.get(paper).text
    type_mark(cast, submission, {"comment": "On a second reading"})
    assert "data-unfinished>" in teacher.get(paper).text


def test_a_colleague_begins_from_the_mark_there_is(cast, colleague, submission):
    mark_submission(
        submission=submission,
        marker=cast.teacher,
        total=14,
        comment="Careful.",
        after=None,
        next_steps=["Say who."],
        annotations={"table:s1/date": "Which month?"},
    )
    found = reading.cells(colleague.get(f"/papers/{submission.work_id}/").text)
    assert (found["total"], found["comment"], found["next-1"], found[DATE]) == (
        "14",
        "Careful.",
        "Say who.",
        "Which month?",
    )


def test_an_untouched_draft_follows_a_newer_mark_and_one_that_was_typed_in_does_not(
    cast, teacher, colleague, submission
):
    paper = f"/papers/{submission.work_id}/"
    assert field(colleague.get(paper), "comment").value == ""
    teacher.post(paper, {"total": "14", "comment": "Careful."})
    assert field(colleague.get(paper), "comment").value == "Careful."
    type_mark(cast, submission, {"comment": "Careless."}, cast.other_teacher)
    after = field(teacher.get(paper), "after").value
    teacher.post(paper, {"after": after, "total": "15", "comment": "Very careful."})
    page = colleague.get(paper)
    assert field(page, "comment").value == "Careless."
    assert "Ms Okafor gave 15 of 20" in words(page)


def test_a_mark_that_came_meanwhile_is_told_while_one_types(cast, colleague, submission):
    draft_of(cast, submission, cast.other_teacher)
    mark_submission(submission=submission, marker=cast.teacher, total=14, comment="", after=None)
    reply = type_mark(cast, submission, {"comment": "x"}, cast.other_teacher)
    assert "Ms Okafor has marked this piece." in str(reply["remark"])


def test_what_a_refused_form_said_is_in_the_draft(cast, teacher, colleague, submission):
    paper = f"/papers/{submission.work_id}/"
    teacher.post(paper, {"total": "14", "comment": "Careful."})
    told = colleague.post(paper, {"after": "", "total": "9", "comment": "Too short."})
    assert "marked this piece in the meantime" in words(told)
    found = reading.cells(colleague.get(paper).text)
    assert (found["total"], found["comment"]) == ("9", "Too short.")


def test_a_returned_mark_opens_as_it_was_given(cast, teacher):
    work = cast.returned(annotations={"table:s1/words": "Quote it."})
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    found = reading.cells(teacher.get(f"/papers/{work.pk}/").text)
    assert (found["total"], found["at:table:s1/words"]) == ("15", "Quote it.")


def test_a_form_from_an_old_tab_does_not_pass_over_what_was_typed_in_a_newer_one(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    known = field(teacher.get(paper), "known").value
    type_mark(cast, submission, {"comment": "Typed on the phone.", "next-1": "Say who."})
    told = teacher.post(paper, {"known": known, "total": "14", "comment": "Typed at the desk."})
    assert "You typed something else for this paper in another tab" in words(told)
    assert field(told, "comment").value == "Typed at the desk."
    assert not Mark.objects.exists()
    waiting = Conflict.objects.get(path="comment", settled_by=None)
    assert (waiting.mine, waiting.theirs) == ("Typed at the desk.", "Typed on the phone.")
    # Whoever has been told, and finishes all the same, has chosen.
    again = {
        name: field(told, name).value for name in ("known", "after", "number", "out_of", "total", "comment", "next-1")
    }
    assert teacher.post(paper, again).status_code == 302
    assert Mark.objects.get().comment == "Typed at the desk."
    assert not Conflict.objects.filter(settled_by=None).exists()


def test_a_form_does_not_choose_between_versions_that_met_after_it_was_made(cast, submission):
    draft = draft_of(cast, submission)
    on_the_phone = Sheet.objects.get(pk=draft.sheet_id)
    type_into(draft.sheet, cast.teacher, {"comment": "At the desk."}, owner=MARK_DRAFTS)
    known = draft.sheet.revision
    typed = {"comment": "On the phone."}
    type_from(on_the_phone, cast.teacher, typed, client="tab-phone", owner=MARK_DRAFTS)
    text = MarkText("12", "At the desk.", ["", "", ""], {})
    with pytest.raises(TwoVersions):
        finish_mark(draft=draft, text=text, total=12, after=None, known=known)
    assert Conflict.objects.get(settled_by=None).mine == "On the phone."


def test_line_breaks_are_the_same_whoever_sends_them(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    type_mark(cast, submission, {"comment": "First.\n\nSecond."})
    revision = MarkDraft.objects.get().sheet.revision
    teacher.post(paper, {"known": revision, "total": "14", "comment": "First.\r\n\r\nSecond."})
    assert Mark.objects.get().comment == "First.\n\nSecond."
    type_mark(cast, submission, {"comment": "First.\n\nSecond."})
    assert not Conflict.objects.exists()


# --- What is typed at the same moment -------------------------------------------------------------------------------


def meanwhile(monkeypatch, service: str, act) -> None:
    """Let something happen in another tab just before a step of the drafts' services, once."""
    step, left = getattr(drafts, service), [act]

    def first(*args, **given):
        if left:
            left.pop()()
        return step(*args, **given)

    monkeypatch.setattr(drafts, service, first)


def type_late(draft: MarkDraft, values: dict[str, object]) -> None:
    """Type into a draft as a page does that has been open for a while, and open it no more."""
    sheet = Sheet.objects.get(pk=draft.sheet_id)
    type_into(sheet, draft.marker, values, owner=MARK_DRAFTS)


def test_what_is_typed_while_a_draft_is_to_follow_a_newer_mark_stands(cast, submission, monkeypatch):
    draft = draft_of(cast, submission)
    theirs = mark_submission(submission=submission, marker=cast.other_teacher, total=9, comment="Theirs.", after=None)
    meanwhile(monkeypatch, "_follow", lambda: type_late(draft, {"comment": "Mine."}))
    opened = begin_draft(submission=submission, marker=cast.teacher, latest=theirs)
    assert opened == draft
    assert (opened.sheet.values["comment"], opened.is_typed, opened.mark) == ("Mine.", True, None)


def test_a_draft_that_another_tab_has_just_finished_does_not_go_back_to_an_older_mark(cast, submission, monkeypatch):
    draft = draft_of(cast, submission)
    theirs = mark_submission(submission=submission, marker=cast.other_teacher, total=9, comment="Theirs.", after=None)
    text = MarkText("12", "Mine.", ["", "", ""], {})
    meanwhile(monkeypatch, "_follow", lambda: finish_mark(draft=draft, text=text, total=12, after=theirs.pk, known=0))
    opened = begin_draft(submission=submission, marker=cast.teacher, latest=theirs)
    assert (opened.sheet.values["comment"], opened.mark, opened.is_typed) == ("Mine.", latest_mark(submission), False)


def test_what_is_typed_while_a_mark_is_being_finished_is_no_part_of_it(cast, submission, monkeypatch):
    draft = draft_of(cast, submission)
    meanwhile(monkeypatch, "mark_submission", lambda: type_late(draft, {"comment": "Second thoughts."}))
    text = MarkText("12", "First.", ["", "", ""], {})
    mark = finish_mark(draft=draft, text=text, total=12, after=None, known=0)
    found = draft_of(cast, submission)
    assert (mark.comment, found.mark, found.is_typed) == ("First.", mark, True)
    assert found.sheet.values["comment"] == "Second thoughts."
    # Nor does a colleague's mark go over it.
    theirs = mark_submission(
        submission=submission, marker=cast.other_teacher, total=9, comment="Theirs.", after=mark.pk
    )
    again = begin_draft(submission=submission, marker=cast.teacher, latest=theirs)
    assert again.sheet.values["comment"] == "Second thoughts."


def test_the_words_of_a_mark_that_is_refused_are_kept(cast, submission):
    draft = draft_of(cast, submission)
    text = MarkText("99", "Mine.", ["", "", ""], {})
    with pytest.raises(ValueError, match="not between 0 and 20"):
        finish_mark(draft=draft, text=text, total=99, after=None, known=0)
    with pytest.raises(PointsChanged):
        finish_mark(draft=draft, text=replace(text, total="14"), total=14, after=None, known=1, out_of="25")
    found = draft_of(cast, submission)
    assert (found.sheet.values["comment"], found.sheet.values["total"], found.is_typed) == ("Mine.", "14", True)


# --- What is left over from an earlier hand-in ----------------------------------------------------------------------


def test_left_over_words_are_there_though_a_colleague_has_marked_the_next_one_first(
    cast, teacher, colleague, submission
):
    paper = f"/papers/{submission.work_id}/"
    type_mark(cast, submission, {"comment": "Mine.", DATE: "Which month?"})
    send_back(work=cast.work(), by=cast.other_teacher, until=cast.assignment.due_at)
    hand_in(work=cast.work())
    assert colleague.post(paper, {"total": "9", "comment": "Theirs."}).status_code == 302
    page = teacher.get(paper)
    assert (field(page, "comment").value, field(page, DATE).value) == ("Mine.", "Which month?")
    assert "Mr Price gave 9 of 20" in words(page)
    # They stay, until their marker finishes them.
    assert field(teacher.get(paper), "comment").value == "Mine."


def test_what_was_typed_since_a_mark_is_left_over_too(cast, teacher):
    work = cast.returned(total=9, comment="Too short.")
    paper = f"/papers/{work.pk}/"
    teacher.get(paper)
    type_mark(cast, work.submissions.get(), {"comment": "Too short, on a second reading."})
    send_back(work=work, by=cast.teacher, until=cast.assignment.due_at)
    hand_in(work=cast.work())
    assert field(teacher.get(paper), "comment").value == "Too short, on a second reading."


def test_a_draft_that_was_emptied_leaves_nothing_over(cast, teacher, colleague, submission):
    type_mark(cast, submission, {"comment": "Mine."})
    type_mark(cast, submission, {"comment": ""})
    send_back(work=cast.work(), by=cast.teacher, until=cast.assignment.due_at)
    hand_in(work=cast.work())
    colleague.post(f"/papers/{submission.work_id}/", {"total": "9", "comment": "Theirs."})
    assert field(teacher.get(f"/papers/{submission.work_id}/"), "comment").value == "Theirs."


def test_what_a_draft_begins_with_is_typed_by_nobody_and_can_be_changed_like_any_other(cast, teacher, submission):
    theirs = mark_submission(submission=submission, marker=cast.other_teacher, total=9, comment="Theirs.", after=None)
    opened = begin_draft(submission=submission, marker=cast.teacher, latest=theirs)
    assert (opened.mark, opened.is_typed, opened.sheet.revision) == (theirs, False, 0)
    reply = exchange(teacher, opened.sheet_id, cast.teacher.pk, opened.sheet.schema, {"comment": "Mine."})
    assert reply.json()["conflicts"] == []
    state = teacher.get(f"/desk/mark/{opened.sheet_id}/state/").json()
    assert (state["cells"]["comment"], state["cells"]["total"]) == (["Mine.", 1], ["9", 0])
