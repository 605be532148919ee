"""Work with a part of a kind that this site does not have any more: told in place of it, and nothing else breaks."""

import pytest

from activities.marking.models import Mark
from activities.models import Submission
from activities.queries import own_work
from tests.cast import Cast, make_cast, table_row, type_into
from tests.reading import words

TOLD = "This part cannot be shown on this site."
WRITTEN = {"events:early.e.rapallo/stance": "supports", "events:early.e.rapallo/reason": "They signed."}


@pytest.fixture
def cast(opener) -> Cast:
    """A table and a part whose kind went away once the student had written in both."""
    found = make_cast(opener)
    type_into(found.work().sheet, found.student, table_row("1") | WRITTEN)
    parts = [part for part in found.assignment.parts if part["key"] != "change"]
    parts[1] |= {"kind": "gone", "definition": {"whatever": ["it", "kept"]}}
    found.assignment.parts = parts
    found.assignment.save()
    del found.assignment.live_parts
    return found


def test_it_is_told_on_every_page_and_what_was_written_is_handed_in_untouched(cast, as_user):
    student, teacher = as_user(cast.student), as_user(cast.teacher)
    assert "9 of 10 things are still to do" in words(student.get("/due/"))
    desk = f"/work/{cast.assignment.pk}/"
    assert TOLD in words(student.get(desk))
    type_into(cast.work().sheet, cast.student, table_row("2"))
    assert student.get(f"{desk}hand-in/").status_code == 200
    assert student.post(f"{desk}hand-in/").status_code == 302
    submission = Submission.objects.get()
    assert WRITTEN.items() <= submission.snapshot.items()
    assert WRITTEN.items() <= own_work(cast.assignment, cast.student).sheet.values.items()
    read = words(student.get(desk))
    assert (TOLD in read, "the broom" in read) == (True, True)
    assert "2 of 10" in words(teacher.get(f"/assignments/{cast.assignment.pk}/"))
    paper = f"/papers/{submission.work_id}/"
    assert TOLD in words(teacher.get(paper))
    sent = {"after": "", "total": "9", "comment": "Good."}
    teacher.post(paper, sent)
    assert Mark.objects.get(submission=submission).total == 9
    assert teacher.get(f"/classes/{cast.classroom.pk}/marks/").status_code == 200


def test_its_answer_beside_another_part_says_so(cast, as_user):
    parts = cast.assignment.parts
    parts[0]["shows"] = [{"part": "events"}]
    cast.assignment.parts = parts
    cast.assignment.save()
    assert words(as_user(cast.student).get(f"/work/{cast.assignment.pk}/")).count(TOLD) == 2
