"""Places that are there only where something was chosen: comments on them are of what was handed in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.drafts import MARK_DRAFTS
from activities.marking.models import Annotation, Mark, MarkDraft
from activities.marking.queries import latest_mark
from activities.marking.services import begin_draft, mark_submission, return_to_class, send_back
from activities.models import Submission, Work
from activities.services import hand_in, take_back
from tests import reading
from tests.cast import Cast, make_cast, type_from, type_into
from tests.reading import field, words

RAPALLO = "events:early.e.rapallo"
MUNICH = "events:early.e.munich"
AT = f"at:{RAPALLO}"


@pytest.fixture
def cast(opener) -> Cast:
    """The class with the whole opener."""
    return make_cast(opener)


@pytest.fixture
def submission(cast) -> Submission:
    """One event is chosen for one claim."""
    work = cast.work()
    type_into(work.sheet, cast.student, {f"{RAPALLO}/stance": "supports", f"{RAPALLO}/reason": "Trade came first."})
    return hand_in(work=work)


def again(cast) -> Submission:
    """The student takes it back, puts Rapallo aside, chooses Munich, and hands in again."""
    work = cast.work()
    take_back(work=work, by=cast.student)
    type_into(work.sheet, cast.student, {f"{RAPALLO}/stance": "", f"{MUNICH}/stance": "challenges"})
    return hand_in(work=work)


def draft_of(cast, submission: Submission) -> MarkDraft:
    found = Submission.objects.select_related("work__assignment", "school").get(pk=submission.pk)
    return begin_draft(submission=found, marker=cast.teacher, latest=None)


def test_a_comment_at_a_chosen_row_is_typed_finished_returned_and_answered(cast, teacher, student, submission):
    paper = f"/papers/{submission.work_id}/"
    draft = draft_of(cast, submission)
    assert type_from(draft.sheet, cast.teacher, {AT: "Which clause?"}, client="tab-0009", owner=MARK_DRAFTS)["ok"] == {
        AT: 1
    }
    page = teacher.get(paper)
    assert reading.cells(page.text)[AT] == "Which clause?"
    assert f"at:{MUNICH}" not in reading.cells(page.text)
    teacher.post(paper, {"total": "12", "comment": "", AT: "Which clause?", "next": ""})
    assert Annotation.objects.get().place == RAPALLO
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    piece = student.get(f"/work/{cast.assignment.pk}/")
    assert "Which clause?" in words(piece)
    answer = f"/answers/{submission.pk}/?at={RAPALLO}"
    assert "1920–22, Rapallo" in words(student.get(answer))
    student.post(answer, {"answer": "The one on debts."})
    assert "The one on debts." in words(student.get(f"/work/{cast.assignment.pk}/"))
    assert "Which clause?" in words(teacher.get(f"{paper}marks/"))


def test_where_nothing_was_chosen_nothing_is_said(cast, teacher, submission):
    draft = draft_of(cast, submission)
    message = {
        "sheet": draft.sheet_id,
        "person": cast.teacher.pk,
        "client": "tab-0009",
        "seq": 1,
        "known": 0,
        "schema": draft.sheet.schema,
        "set": [{"path": f"at:{MUNICH}", "seen": 0, "value": "x"}],
    }
    url = f"/desk/mark/{draft.sheet_id}/"
    refused = teacher.post(url, message, "application/json", headers={"Accept": "application/json"})
    assert (refused.status_code, list(refused.json()["faults"])) == (422, [f"at:{MUNICH}"])
    with pytest.raises(ValueError, match=f"no place {MUNICH}"):
        mark_submission(
            submission=submission, marker=cast.teacher, total=1, comment="", after=None, annotations={MUNICH: "x"}
        )
    assert not Mark.objects.exists()


def test_what_was_typed_at_a_row_that_is_put_aside_goes_into_the_comment(cast, teacher, submission):
    draft = draft_of(cast, submission)
    take_back(work=submission.work, by=cast.student)
    type_into(draft.sheet, cast.teacher, {AT: "Which clause?", "comment": "Careful."}, owner=MARK_DRAFTS)
    work = cast.work()
    type_into(work.sheet, cast.student, {f"{RAPALLO}/stance": "", f"{MUNICH}/stance": "challenges"})
    second = hand_in(work=work)
    page = teacher.get(f"/papers/{submission.work_id}/")
    assert field(page, "comment").value == "Careful.\nEvents: 1920–22, Rapallo: Which clause?"
    sent = {"total": "9", "comment": field(page, "comment").value, f"at:{MUNICH}": "Why?", "next": ""}
    assert teacher.post(f"/papers/{submission.work_id}/", sent).status_code == 302
    mark = Mark.objects.get()
    assert (mark.submission, mark.annotations.get().place) == (second, MUNICH)


def test_a_form_of_a_hand_in_that_was_taken_back_loses_no_comment(cast, teacher, submission):
    paper = f"/papers/{submission.work_id}/"
    teacher.get(paper)
    again(cast)
    sent = {"total": "9", "comment": "Careful.", "number": "1", AT: "Which clause?", "next": ""}
    page = teacher.post(paper, sent)
    assert field(page, "comment").value == "Careful.\nEvents: 1920–22, Rapallo: Which clause?"
    first = MarkDraft.objects.get(submission=submission)
    assert first.sheet.values[AT] == "Which clause?"
    assert not Mark.objects.exists()


def test_the_redraft_shows_the_comment_though_its_row_is_put_aside(cast, student, submission):
    mark_submission(
        submission=submission,
        marker=cast.teacher,
        total=9,
        comment="",
        after=None,
        annotations={RAPALLO: "Which clause?"},
    )
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    work = Work.objects.get(pk=submission.work_id)
    send_back(work=work, by=cast.teacher, until=timezone.now() + timedelta(days=2), note="")
    type_into(
        work.sheet,
        cast.student,
        {f"{RAPALLO}/stance": "", f"{RAPALLO}/reason": "", f"{MUNICH}/stance": "challenges"},
    )
    desk = student.get(f"/work/{cast.assignment.pk}/")
    row = desk.text.partition(f'data-row="{RAPALLO.removeprefix("events:")}"')[2]
    assert row.partition(">")[0].strip() == 'data-item="e.rapallo" data-kept'
    assert "Which clause?" in row.partition("</li>")[0]
    back = words(student.get(f"/work/{cast.assignment.pk}/returned/"))
    assert "Rapallo supports it: Trade came first. nothing" in back
    assert "Munich, Moscow left out nothing challenges it" in back
    assert "In your redraft there is nothing here." in back
    assert latest_mark(submission) is not None
