"""Marking meets taking back: whichever comes first stands, and nobody's typing is lost."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from activities.marking import queries
from activities.marking.models import Mark, Release
from activities.marking.services import TakenBack, mark_submission, return_to_class, send_back
from activities.models import Act, Submission, Transition, Work, WorkState
from activities.services import NotOpen, hand_in, take_back
from historyclass.people.services import close_classroom
from tests.cast import Cast, table_row, type_into
from tests.racing import at_once
from tests.reading import field, words


@pytest.fixture
def handed_in(cast) -> Submission:
    """What the student has handed in."""
    return cast.handed_in()


@pytest.fixture
def paper(handed_in) -> str:
    return f"/papers/{handed_in.work_id}/"


def mark(cast, submission, total=15, comment="Date the cartoon.", after=None):
    return mark_submission(submission=submission, marker=cast.teacher, total=total, comment=comment, after=after)


def again(cast) -> Submission:
    """The student takes the piece back, writes on and hands it in again."""
    work = cast.work()
    take_back(work=work, by=cast.student)
    type_into(work.sheet, cast.student, table_row("2", words="the second thought"))
    return hand_in(work=work)


# --- Which comes first --------------------------------------------------------------------------------------------


def test_the_first_mark_ends_taking_back(cast, handed_in):
    mark(cast, handed_in)
    with pytest.raises(NotOpen, match="cannot be taken back any more"):
        take_back(work=handed_in.work, by=cast.student)
    assert Work.objects.get().state == WorkState.HANDED_IN


def test_what_was_taken_back_is_not_marked(cast, handed_in):
    take_back(work=handed_in.work, by=cast.student)
    taken_back = Transition.objects.get(act=Act.TAKE_BACK)
    with pytest.raises(TakenBack) as caught:
        mark(cast, handed_in)
    assert (caught.value.at, caught.value.newer) == (taken_back.at, None)
    assert not Mark.objects.exists()
    assert Work.objects.get().marking_began_at is None


def test_what_was_handed_in_before_is_not_marked_once_there_is_a_newer_one(cast, handed_in):
    newer = again(cast)
    with pytest.raises(TakenBack) as caught:
        mark(cast, handed_in)
    assert caught.value.newer == newer
    assert mark(cast, newer).submission == newer


def test_a_mark_that_is_refused_does_not_begin_the_marking(cast, handed_in):
    with pytest.raises(ValueError, match="not between"):
        mark(cast, handed_in, total=99)
    assert take_back(work=handed_in.work, by=cast.student).is_open


def test_a_returned_piece_can_be_marked_again(cast):
    work = cast.returned()
    first = Mark.objects.get()
    assert mark(cast, work.submissions.get(), total=16, after=first.pk).total == 16


def test_the_moment_marking_began_is_that_of_the_first_mark(cast, handed_in):
    first = mark(cast, handed_in)
    mark(cast, handed_in, total=16, after=first.pk)
    assert Work.objects.get().marking_began_at == first.at


# SQLite lets one write after another: there is no moment at which two could meet.
if connection.vendor != "sqlite":

    @pytest.mark.django_db(transaction=True)
    def test_of_a_mark_and_a_taking_back_at_one_moment_one_stands(cast: Cast):
        for _ in range(8):
            work = cast.work()
            submission = hand_in(work=work) if work.is_open else work.submissions.latest("number")
            outcome = at_once(
                lambda work=work: take_back(work=work, by=cast.student),
                lambda submission=submission: mark(cast, submission),
                faults=(NotOpen, TakenBack),
            )
            work.refresh_from_db()
            is_marked = Mark.objects.filter(submission=submission).exists()
            assert sorted(outcome) == (["NotOpen", "done"] if is_marked else ["TakenBack", "done"])
            assert work.is_open is not is_marked
            if is_marked:
                return


# --- What the teacher reads ---------------------------------------------------------------------------------------


def test_the_class_page_tells_who_took_it_back_and_does_not_count_it(cast, handed_in, teacher):
    type_into(handed_in.work.sheet, cast.student, table_row("2"))
    take_back(work=handed_in.work, by=cast.student)
    page = teacher.get(f"/assignments/{cast.assignment.pk}/")
    (row,) = [row for row in page.context["page"].rows if row.student == cast.student]
    assert (row.state, row.progress.words, row.submission, row.mark) == ("working", "2 of 10", None, None)
    assert (row.can_be_marked, row.waits) == (False, False)
    at = timezone.localtime(Transition.objects.get(act=Act.TAKE_BACK).at)
    assert f"took it back {at:%a} {at.day} {at:%b, %H:%M}" in words(page)
    assert "Mark" not in words(page)
    (card,) = teacher.get("/classes/").context["cards"]
    assert card.to_mark == 0


def test_handed_in_again_it_is_counted_again_with_what_was_handed_in_last(cast, handed_in, teacher):
    newer = again(cast)
    page = teacher.get(f"/assignments/{cast.assignment.pk}/")
    (row,) = page.context["page"].to_mark
    assert (row.submission, row.progress.words) == (newer, "2 of 10")
    assert "took it back" not in words(page)


def test_a_paper_that_was_taken_back_leads_back_with_a_word(cast, paper, teacher):
    take_back(work=cast.work(), by=cast.student)
    page = teacher.get(paper, follow=True)
    assert page.redirect_chain == [(f"/assignments/{cast.assignment.pk}/", 302)]
    assert "Amira Hussain took this piece back and has not handed it in again yet." in words(page)


def test_a_mark_for_what_was_taken_back_is_refused_with_everything_typed_still_there(cast, paper, teacher):
    number = field(teacher.get(paper), "number").value
    take_back(work=cast.work(), by=cast.student)
    typed = {"number": number, "after": "", "total": "17", "comment": "A long\nand careful comment."}
    page = teacher.post(paper, typed)
    at = timezone.localtime(Transition.objects.get(act=Act.TAKE_BACK).at)
    assert page.status_code == 200
    assert f"Amira took this piece back on {at:%a} {at.day} {at:%b, %H:%M}, so it cannot be marked now." in words(page)
    assert "What you typed is kept as your draft" in words(page)
    assert (field(page, "total").value, field(page, "comment").value) == ("17", "A long\nand careful comment.")
    assert not Mark.objects.exists()


def test_a_mark_for_what_was_handed_in_before_is_shown_the_newer_one_first(cast, paper, teacher):
    number = field(teacher.get(paper), "number").value
    newer = again(cast)
    page = teacher.post(paper, {"number": number, "after": "", "total": "17", "comment": "Careful."})
    assert "and handed it in again on" in words(page)
    assert "the second thought" in words(page)
    assert (field(page, "total").value, field(page, "comment").value) == ("17", "Careful.")
    assert not Mark.objects.exists()
    sent = {name: field(page, name).value for name in ["number", "after", "total", "comment"]}
    assert teacher.post(paper, sent).status_code == 302
    assert Mark.objects.get().submission == newer


def test_a_redraft_that_its_student_took_back_was_not_sent_back(cast, paper, teacher):
    send_back(work=cast.work(), by=cast.teacher, until=timezone.now() + timedelta(days=9))
    hand_in(work=cast.work())
    number = field(teacher.get(paper), "number").value
    take_back(work=cast.work(), by=cast.student)
    page = words(teacher.post(paper, {"number": number, "after": "", "total": "17", "comment": "Careful."}))
    assert "Amira took this piece back on" in page
    assert "sent back" not in page.split("so it cannot be marked now")[0].rsplit("Amira took", 1)[1]
    assert "Amira Hussain took this piece back and has not handed it in" in words(teacher.get(paper, follow=True))


def test_what_was_sent_back_was_not_taken_back(cast, paper, teacher):
    number = field(teacher.get(paper), "number").value
    send_back(work=cast.work(), by=cast.teacher, until=timezone.now() + timedelta(days=9))
    page = words(teacher.post(paper, {"number": number, "after": "", "total": "17", "comment": "Careful."}))
    assert "This piece was sent back to Amira on" in page
    assert "has this piece back for a redraft" in words(teacher.get(paper, follow=True))


def test_in_a_closed_class_nothing_is_taken_back(cast, handed_in):
    close_classroom(classroom=cast.classroom)
    with pytest.raises(NotOpen, match="Your class is closed, so this piece stays as it is"):
        take_back(work=cast.work(), by=cast.student)
    assert Work.objects.get().state == WorkState.HANDED_IN


def test_the_other_papers_lie_as_if_it_were_not_there(cast, paper, teacher):
    other = cast.handed_in(cast.classmate).work
    take_back(work=cast.work(), by=cast.student)
    pile = queries.pile(other)
    assert (pile.number, pile.of, pile.previous, pile.next) == (1, 1, None, None)


def test_no_mark_of_what_was_taken_back_or_replaced_is_returned(cast, handed_in):
    # No service gives such a mark; a reader must not trust to that.
    Mark.objects.create(
        submission=handed_in, version=queries.locked_scheme(cast.assignment.pk).version, marker=cast.teacher, total=3
    )
    take_back(work=handed_in.work, by=cast.student)
    assert queries.latest_marks([handed_in.work_id]) == {}
    assert return_to_class(assignment=cast.assignment, by=cast.teacher) == []
    hand_in(work=cast.work())
    assert queries.unreturned_marks([handed_in.work_id]) == []
    assert queries.pile(cast.work()).marked == [False]
    assert return_to_class(assignment=cast.assignment, by=cast.teacher) == []
    assert not Release.objects.exists()


def test_a_piece_taken_back_while_the_return_is_asked_for_stays_with_its_student(cast, handed_in):
    mark(cast, cast.handed_in(cast.classmate))
    with transaction.atomic():
        take_back(work=handed_in.work, by=cast.student)
        assert len(return_to_class(assignment=cast.assignment, by=cast.teacher)) == 1
    assert dict(Work.objects.values_list("student__given_name", "state")) == {"Amira": "working", "Ben": "returned"}
    assert Transition.objects.get(act=Act.RETURN).by == cast.teacher
