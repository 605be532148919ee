"""Marking one paper after another."""

import pytest

from activities.marking.drafts import MARK_DRAFTS
from activities.marking.models import Mark
from activities.marking.services import Stale, answer, begin_draft, mark_submission, return_to_class, send_back
from activities.services import hand_in
from historyclass.people.models import EnrolmentRole
from historyclass.people.services import enrol
from tests import reading
from tests.cast import type_into
from tests.reading import field, words


@pytest.fixture
def paper(cast) -> str:
    """The address of the student's paper, handed in."""
    return f"/papers/{cast.handed_in().work_id}/"


def keep(browser, paper, total, comment="", **more):
    """Fill the form as it stands on the page, and send it."""
    after = field(browser.get(paper), "after").value
    return browser.post(paper, {"after": after, "total": total, "comment": comment, **more})


def test_the_marker_reads_what_was_handed_in_and_not_what_was_typed_since(cast, teacher, paper):
    work = cast.work()
    type_into(work.sheet, cast.student, {"table:s1/words": "thought of later"})
    page = teacher.get(paper)
    text = words(page)
    assert "the broom" in text
    assert "thought of later" not in page.text
    assert "1 of 10 sources, handed in" in text
    assert "Points out of 20" in text


def test_a_mark_is_kept_and_told_to_be_not_returned_yet(cast, teacher, paper):
    page = teacher.post(paper, {"total": "15", "comment": "Date the cartoon."}, follow=True)
    assert "Amira Hussain is finished, and not returned yet." in page.text
    assert "15 of 20, not returned" in words(page)
    again = teacher.get(paper)
    assert "Ms Okafor gave 15 of 20" in words(again)
    assert (field(again, "total").value, field(again, "comment").value) == ("15", "Date the cartoon.")


@pytest.mark.parametrize(
    ("total", "fault"),
    [
        ("21", "At most 20 points."),
        ("99999999999999999999", "At most 20 points."),
        ("-1", "At least 0."),
        ("", "Write the points, 0 or more."),
        ("many", "Write a whole number."),
        ("7.5", "Write a whole number."),
    ],
)
def test_points_that_cannot_be_given_are_refused_beside_the_field_and_the_comment_stays(total, fault, teacher, paper):
    page = teacher.post(paper, {"total": total, "comment": "A long\nand careful comment."})
    assert page.status_code == 200
    assert field(page, "total").fault == fault
    assert field(page, "total").value == total
    assert field(page, "comment").value == "A long\nand careful comment."
    assert not Mark.objects.exists()


@pytest.mark.parametrize("total", ["0", "20"])
def test_nothing_and_everything_are_marks(total, teacher, paper):
    keep(teacher, paper, total)
    assert Mark.objects.get().total == int(total)


def test_a_comment_that_is_too_long_is_refused_with_all_of_it_still_there(teacher, paper):
    comment = "word " * 1001
    page = teacher.post(paper, {"total": "5", "comment": comment})
    assert field(page, "comment").fault
    assert field(page, "comment").value.split() == comment.split()


@pytest.mark.parametrize("total", [-1, 21])
def test_no_code_gives_points_outside_the_scheme(total, cast):
    with pytest.raises(ValueError, match="not between 0 and 20"):
        mark_submission(submission=cast.handed_in(), marker=cast.teacher, total=total, comment="", after=None)


def test_a_change_of_mind_is_another_mark_and_the_first_is_kept(cast, teacher, paper):
    keep(teacher, paper, "15", "Good.")
    keep(teacher, paper, "16", "Better on a second reading.")
    assert list(Mark.objects.order_by("pk").values_list("total", "comment")) == [
        (15, "Good."),
        (16, "Better on a second reading."),
    ]
    assert field(teacher.get(paper), "total").value == "16"


def test_two_markers_do_not_pass_over_one_another_unseen(cast, teacher, paper, as_user):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    colleague = as_user(cast.other_teacher)
    colleague.get(paper)
    keep(teacher, paper, "15", "Date the cartoon.")
    # The colleague's page was made before that.
    told = colleague.post(paper, {"after": "", "total": "9", "comment": "Too short."})
    assert told.status_code == 200
    text = words(told)
    assert "Ms Okafor marked this piece in the meantime: 15 of 20." in text
    assert "Their comment: “Date the cartoon.”" in text
    assert (field(told, "total").value, field(told, "comment").value) == ("9", "Too short.")
    assert Mark.objects.count() == 1
    # Kept all the same, it goes on top of the first; both stay.
    colleague.post(paper, {"after": field(told, "after").value, "total": "9", "comment": "Too short."})
    assert list(Mark.objects.order_by("pk").values_list("marker", "total")) == [
        (cast.teacher.pk, 15),
        (cast.other_teacher.pk, 9),
    ]
    assert "Mr Price gave 9 of 20" in words(teacher.get(paper))


def test_a_form_sent_twice_is_one_mark(cast, teacher, paper):
    for _ in range(2):
        assert teacher.post(paper, {"after": "", "total": "15", "comment": "Good."}).status_code == 302
    assert Mark.objects.count() == 1


def test_a_stale_mark_is_refused_by_the_service_too(cast):
    submission = cast.handed_in()
    first = mark_submission(submission=submission, marker=cast.teacher, total=15, comment="Good.", after=None)
    with pytest.raises(Stale) as caught:
        mark_submission(submission=submission, marker=cast.other_teacher, total=9, comment="", after=None)
    assert caught.value.mark == first


@pytest.fixture
def three_papers(cast) -> dict[str, str]:
    """Papers of three students, by family name: Ashworth, Hughes, Hussain."""
    enrol(classroom=cast.classroom, user=cast.other_student, role=EnrolmentRole.STUDENT)
    students = [cast.student, cast.classmate, cast.other_student]
    return {student.family_name: f"/papers/{cast.handed_in(student).work_id}/" for student in students}


def test_papers_lie_by_family_name_and_lead_on_to_one_another(teacher, three_papers):
    ashworth, hughes, hussain = (three_papers[name] for name in ["Ashworth", "Hughes", "Hussain"])
    first, middle, last = (teacher.get(path) for path in [ashworth, hughes, hussain])
    assert "Ben Ashworth 1 of 3" in first.text.replace('<span class="thin">', "").replace("</span>", "")
    assert f'href="{hughes}"' in first.text
    assert "Previous paper" not in first.text
    assert f'href="{ashworth}"' in middle.text
    assert f'href="{hussain}"' in middle.text
    assert f'href="{hughes}"' in last.text
    assert "Keep and next" not in words(last)


def test_finishing_leads_to_the_next_paper_that_has_no_mark_or_back_to_the_class(cast, teacher, three_papers):
    follow = f"/assignments/{cast.assignment.pk}/"
    assert keep(teacher, three_papers["Ashworth"], "5", next="")["Location"] == three_papers["Hughes"]
    assert keep(teacher, three_papers["Ashworth"], "6", keep="")["Location"] == follow
    # The last of the pile leads to what was left out before it.
    assert keep(teacher, three_papers["Hussain"], "7", next="")["Location"] == three_papers["Hughes"]
    done = keep(teacher, three_papers["Hughes"], "8", next="")
    assert done["Location"] == follow
    assert "All that is handed in is marked." in teacher.get(follow).text


def test_a_script_is_told_where_to_go_on(cast, teacher, three_papers):
    answer = teacher.post(three_papers["Ashworth"], {"total": "5", "next": ""}, headers={"accept": "application/json"})
    says = "Ben Ashworth is finished, and not returned yet."
    assert answer.json() == {"next": three_papers["Hughes"], "says": says}
    # The script says it; the next page does not say it once more.
    assert says not in teacher.get(three_papers["Hughes"]).text


def test_what_is_not_handed_in_is_no_paper(cast, teacher):
    assert teacher.get(f"/papers/{cast.work().pk}/").status_code == 404


def test_the_paper_of_somebody_who_has_left_the_class_can_still_be_marked(cast, teacher, paper):
    cast.student.enrolments.all().update(valid_until=cast.assignment.set_at)
    assert keep(teacher, paper, "12").status_code == 302
    assert Mark.objects.get().total == 12


def test_what_is_typed_on_a_paper_is_the_mark_and_nothing_of_the_work(teacher, paper):
    found = reading.cells(teacher.get(paper).text)
    places = [f"at:table:s{source}/{place}" for source in range(1, 11) for place in ("date", "aims", "words")]
    assert sorted(found) == sorted([*places, "total", "comment", "next-1", "next-2", "next-3"])
    assert set(found.values()) == {""}


def test_a_name_or_an_answer_with_marks_in_it_is_shown_and_not_run(cast, teacher):
    work = cast.work()
    type_into(work.sheet, cast.student, {"table:s1/words": "<script>alert(1)</script>"})
    page = teacher.get(f"/papers/{hand_in(work=work).work_id}/")
    assert "<script>alert(1)" not in page.text
    assert "<script>alert(1)</script>" in words(page)


def test_after_the_return_the_paper_says_so(cast, teacher, paper):
    keep(teacher, paper, "15")
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "Returned" in words(teacher.get(paper))
    keep(teacher, paper, "16")
    assert "Not returned yet: Amira still sees 15 of 20." in words(teacher.get(paper))


def test_what_a_colleague_gave_is_read_whole_beside_what_one_has_typed(cast, teacher, paper, as_user):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    colleague = as_user(cast.other_teacher)
    submission = cast.work().submissions.get()
    draft = begin_draft(submission=submission, marker=cast.other_teacher, latest=None)
    type_into(draft.sheet, cast.other_teacher, {"comment": "Mine."}, owner=MARK_DRAFTS)
    keep(teacher, paper, "15", "Date the cartoon.", **{"next-1": "Say who.", "at:table:s1/date": "Which month?"})
    page = colleague.get(paper)
    assert field(page, "comment").value == "Mine."
    for said in ("Ms Okafor gave 15 of 20", "Date the cartoon.", "Say who.", "Which month?", "under your name"):
        assert said in words(page)
    # Finished over hers, hers can still be read.
    keep(colleague, paper, "9", "Mine.")
    given = words(teacher.get(f"{paper}marks/"))
    for said in ("2 marks", "9 of 20", "15 of 20", "Date the cartoon.", "Source 1, date Which month?", "not returned"):
        assert said in given


def test_whoever_finishes_a_colleagues_mark_is_told_that_it_becomes_theirs(cast, teacher, paper, as_user):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    keep(teacher, paper, "15", "Date the cartoon.")
    assert "What stands here is Ms Okafor’s." in words(as_user(cast.other_teacher).get(paper))
    assert "What stands here is" not in words(teacher.get(paper))


def test_a_redraft_is_marked_beside_what_came_back_before(cast, teacher):
    work = cast.returned(
        total=8, comment="Too short.", next_steps=["Say who."], annotations={"table:s1/date": "Which month?"}
    )
    answer(submission=work.submissions.get(), person=cast.student, place="table:s1/date", text="April, I think.")
    send_back(work=work, by=cast.teacher, until=cast.assignment.due_at)
    type_into(work.sheet, cast.student, {"table:s1/date": "April 1920"})
    hand_in(work=cast.work())
    page = words(teacher.get(f"/papers/{work.pk}/"))
    for said in (
        "Before the redraft: 8 of 20",
        "Too short.",
        "Say who.",
        "Which month?",
        "April, I think.",
        "on “1920”",
    ):
        assert said in page
