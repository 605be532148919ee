"""What came back to a student: at its places, answered, beside the redraft; nothing of it before its time."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.models import Answer, Mark
from activities.marking.services import begin_draft, mark_submission, recall, return_to_class, send_back
from activities.models import Assignment, Submission, Work
from activities.services import excuse, hand_in
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests import reading
from tests.cast import Cast, table_row, type_into
from tests.marking.test_returning import everything
from tests.reading import words

DATE, AIMS, WORDS = "table:s1/date", "table:s1/aims", "table:s1/words"
NOTES = {DATE: "Which month?", WORDS: "Who says so?"}
STEPS = ["Date every source.", "Name the artist."]
HOUR = timedelta(hours=1)


def piece(cast: Cast) -> str:
    return f"/work/{cast.assignment.pk}/"


def back_page(cast: Cast) -> str:
    return f"{piece(cast)}returned/"


def returned(cast: Cast, **more) -> Submission:
    """The student's piece with comments at two places, returned."""
    return cast.returned(**{"annotations": NOTES, "next_steps": STEPS, **more}).submissions.get()


def sent_back(cast: Cast, *, note: str = "The first source first.", **more) -> Work:
    work = returned(cast, **more).work
    return send_back(work=work, by=cast.teacher, until=timezone.now() + timedelta(days=3), note=note)


def redraft(cast: Cast, **values: str) -> Submission:
    """The redraft with another date, handed in."""
    work = sent_back(cast)
    type_into(work.sheet, cast.student, {DATE: "April 1920", **values})
    return hand_in(work=Work.objects.get(pk=work.pk))


def mark(cast: Cast, submission: Submission, **more) -> Mark:
    content = {
        "total": 18,
        "comment": "Zinnober",
        "next_steps": ["Zinnober next"],
        "annotations": {AIMS: "Zinnober at"},
    }
    return mark_submission(submission=submission, marker=cast.teacher, after=None, **(content | more))


def say(browser, submission: Submission, text: str, *, at: str = DATE, **more):
    return browser.post(f"/answers/{submission.pk}/?at={at}", {"answer": text, **more}, follow=True)


# --- The returned page --------------------------------------------------------------------------------------------


def test_what_to_do_next_leads_and_the_mark_comes_after_it(cast, student):
    returned(cast)
    text = words(student.get(piece(cast)))
    order = ["Date every source.", "Name the artist.", "Date the cartoon.", "15of 20", "Which month?", "Who says so?"]
    found = [text.replace("15 of", "15of").index(each) for each in order]
    assert found == sorted(found)
    assert "By Ms Okafor, returned on" in text


def test_a_comment_is_numbered_in_its_place_and_stands_under_its_row(cast, student):
    returned(cast)
    page = student.get(piece(cast)).text
    marks = re.findall(r'<a class="an" id="(at-[\w-]+)" href="#([\w-]+)">', page)
    assert marks == [("at-c1-1", "c1-1"), ("at-c1-2", "c1-2")]
    assert [f'id="{anchor}"' in page for _, anchor in marks] == [True, True]
    text = words(student.get(piece(cast)))
    assert "Source 1, date Which month?" in text
    assert text.index("Which month?") < text.index("Who says so?") < text.index("2 Lenin")


def test_numbers_follow_the_order_of_reading_and_not_of_writing(cast, student):
    returned(cast, annotations={"table:s2/date": "Later", WORDS: "Earlier"})
    text = words(student.get(piece(cast)))
    assert text.index("Earlier") < text.index("Later")


def test_odd_words_are_shown_as_they_were_written(cast, student):
    odd = '<script>alert("x")</script> & “ok”\n\nnext {{ line }}'
    submission = returned(cast, annotations={DATE: odd}, next_steps=[odd], comment=odd)
    say(student, submission, odd)
    page = student.get(piece(cast))
    assert "<script>alert" not in page.text
    assert words(page).count('<script>alert("x")</script> & “ok”') == 4


def test_what_the_student_wrote_at_a_place_is_shown_as_it_was_written(cast, student):
    work = cast.work()
    type_into(work.sheet, cast.student, {**table_row("1"), WORDS: '<b onclick="x">"it"</b>'})
    submission = hand_in(work=Work.objects.get(pk=work.pk))
    mark(cast, submission, annotations={WORDS: "Whose words?"})
    send_back(work=submission.work, by=cast.teacher, until=timezone.now() + timedelta(days=3))
    page = student.get(piece(cast))
    assert "<b onclick" not in page.text
    assert 'You handed in: “<b onclick="x">"it"</b>”' in words(page)


def test_nothing_stands_there_before_the_return_or_after_the_recall(cast, student):
    cast.handed_in()
    before = everything(student, cast)
    work = returned_after(cast)
    assert "Which month?" in student.get(piece(cast)).text
    recall(assignment=cast.assignment, works=[work.pk], by=cast.teacher)
    assert everything(student, cast) == before


def returned_after(cast: Cast) -> Work:
    """What is handed in already, marked, returned and answered."""
    submission = cast.work().submissions.get()
    mark(cast, submission, annotations=NOTES)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    Answer.objects.create(submission=submission, place=DATE, person=cast.student, text="Zinnober said")
    return submission.work


def test_what_was_written_after_handing_in_bears_no_comments(cast, student):
    submission = returned(cast)
    type_into(submission.work.sheet, cast.student, {DATE: "1921"}, client="late-tab")
    page = student.get(piece(cast)).text
    assert "Written after you handed in" in page
    assert page.count('id="c1-1"') == page.count('id="at-c1-1"') == 1


# --- The redraft --------------------------------------------------------------------------------------------------


def test_the_desk_says_why_it_came_back_and_what_was_handed_in(cast, student):
    work = sent_back(cast)
    type_into(work.sheet, cast.student, {DATE: "April 1920"})
    page = student.get(piece(cast))
    text = words(page)
    assert "Your teacher sent this back" in text
    assert "Ms Okafor The first source first." in text
    for said in (*STEPS, "Date the cartoon.", "Which month?", "You handed in: “1920”", "You handed in: “the broom”"):
        assert said in text
    assert f"The redraft is due {timezone.localtime(Work.objects.get().due_at):%A}" in text
    assert reading.cells(page.text)[DATE] == "April 1920"


def test_a_place_that_was_left_empty_says_so(cast, student):
    sent_back(cast, annotations={"table:s5/words": "Why nothing?"})
    assert "Source 5, words or detail that show it You handed in nothing here." in words(student.get(piece(cast)))


def test_between_the_fields_of_a_row_stands_nothing_to_press(cast, student):
    sent_back(cast)
    row = re.search(r'<tr data-row="1".*?</tr>', student.get(piece(cast)).text, re.DOTALL)
    assert row is not None
    assert "Answer" not in row.group()
    assert 'class="an"' not in row.group()


def test_a_piece_sent_back_without_a_word_says_whom_to_ask(cast, student):
    submission = cast.handed_in()
    send_back(work=submission.work, by=cast.teacher, until=timezone.now() + timedelta(days=3))
    text = words(student.get(piece(cast)))
    assert "There is no comment; ask Ms Okafor what it is about." in text
    assert "Mark" not in text


def test_what_came_back_stands_beside_the_redraft(cast, student):
    redraft(cast, **{WORDS: "the broom"})
    text = words(student.get(back_page(cast)))
    assert "What you handed in then" in text
    assert "The first source first." in text
    assert "In your redraft: “April 1920”" in text
    assert "You have left this as it was." in text
    changed = text[text.index("What has changed in your redraft") :]
    assert "Source 1, date 1920 April 1920" in changed
    assert "words or detail" not in changed


def test_while_the_redraft_waits_the_piece_leads_to_what_came_back(cast, student):
    redraft(cast)
    page = student.get(piece(cast))
    text = words(page)
    assert "Your redraft was handed in on" in text
    assert "April 1920" in text
    assert "Which month?" not in text
    assert f'href="{back_page(cast)}"' in page.text


def test_no_page_tells_whether_the_redraft_is_being_marked(cast, student):
    submission = redraft(cast)
    before = everything(student, cast)
    begin_draft(submission=submission, marker=cast.teacher, latest=None)
    first = mark(cast, submission)
    mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Zinnober again", after=first.pk)
    assert everything(student, cast) == before
    assert not any("Zinnober" in page for page in before.values())


def test_once_the_second_is_returned_its_comments_lead_and_the_first_can_be_read(cast, student):
    mark(cast, redraft(cast), comment="Much better.", annotations={DATE: "Now it is right."})
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    page = student.get(piece(cast))
    assert "Now it is right." in words(page)
    assert "Which month?" not in words(page)
    assert f'href="{back_page(cast)}"' in page.text
    text = words(student.get(back_page(cast)))
    assert text.index("Now it is right.") < text.index("Which month?")
    assert text.count("What has changed in your redraft") == 1


def test_recalled_the_second_is_gone_and_the_first_stays(cast, student):
    submission = redraft(cast)
    before = everything(student, cast)
    mark(cast, submission)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "Zinnober" in student.get(piece(cast)).text
    recall(assignment=cast.assignment, works=[submission.work_id], by=cast.teacher)
    assert everything(student, cast) == before


@pytest.mark.parametrize("returned_first", [True, False])
def test_every_anchor_stands_once_on_its_page(returned_first, cast, student):
    submission = redraft(cast)
    if returned_first:
        mark(cast, submission, annotations=NOTES)
        return_to_class(assignment=cast.assignment, by=cast.teacher)
    for path in (piece(cast), back_page(cast)):
        ids = re.findall(r'\sid="([^"]+)"', student.get(path).text)
        assert len(ids) == len(set(ids)), path
        links = re.findall(r'href="#([^"]+)"', student.get(path).text)
        assert set(links) <= {*ids, "main"}, path


def test_nothing_that_came_back_is_said_before_anything_has(cast, student):
    for make in (lambda: None, cast.work, cast.handed_in):
        make()
        assert "Nothing is back from your teacher" in words(student.get(back_page(cast)))


# --- Where it is only read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"withdrawn_at": -HOUR}, "Your teacher has withdrawn this piece."),
        ({"closes_at": -HOUR, "due_at": -2 * HOUR}, "It closed before you handed in your redraft."),
    ],
)
def test_a_redraft_that_is_shut_can_be_read_with_what_was_said(change, says, cast, student):
    work = sent_back(cast)
    Assignment.objects.update(**{name: timezone.now() + away for name, away in change.items()})
    Work.objects.filter(pk=work.pk).update(redraft_due_at=timezone.now() - HOUR)
    text = words(student.get(piece(cast)))
    assert says in text
    assert "Which month?" in text
    assert "You handed in: “1920”" in text
    assert "None" not in text


def test_a_redraft_past_its_due_time_is_still_written(cast, student):
    work = sent_back(cast)
    Assignment.objects.update(due_at=timezone.now() - 2 * HOUR)
    Work.objects.filter(pk=work.pk).update(redraft_due_at=timezone.now() - HOUR)
    assert DATE in reading.cells(student.get(piece(cast)).text)
    assert "past due" in words(student.get("/due/"))


def test_excused_from_the_redraft_one_reads_what_was_said(cast, student):
    sent_back(cast)
    excuse(assignment=cast.assignment, students=[cast.student], by=cast.teacher)
    text = words(student.get(piece(cast)))
    assert "Your teacher has excused you from this piece. What you wrote is kept here to read." in text
    assert "Which month?" in text
    assert "Closed on" not in text


@pytest.mark.parametrize("name", ["closes_at", "withdrawn_at"])
def test_what_came_back_stays_to_be_read_after_the_end(name, cast, student):
    returned(cast)
    Assignment.objects.update(**{name: timezone.now() - HOUR})
    text = words(student.get(piece(cast)))
    assert "Which month?" in text
    assert "Handed in on" in text
    assert "Closed on" not in text


def test_who_has_left_the_class_reads_what_came_back(cast, student):
    submission = returned(cast)
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    assert "Which month?" in words(student.get(piece(cast)))
    assert "Which month?" in words(say(student, submission, "April."))


# --- Answers ------------------------------------------------------------------------------------------------------


def test_a_comment_is_answered_and_answered_back(cast, student, teacher):
    submission = returned(cast)
    text = words(say(student, submission, "April, I think."))
    assert "Which month? You April, I think." in text
    assert say(teacher, submission, "Yes. Put it in.").status_code == 200
    assert "You April, I think. Ms Okafor Yes. Put it in." in words(student.get(piece(cast)))


def test_the_comment_on_the_whole_piece_is_answered(cast, student):
    submission = returned(cast)
    assert "Date the cartoon. You I have." in words(say(student, submission, "I have.", at=""))
    assert Answer.objects.get().place == ""


def test_an_answer_comes_back_to_where_it_was_written(cast, student):
    submission = returned(cast)
    answer = {"answer": "April.", "next": f"{piece(cast)}#c1-1"}
    assert student.post(f"/answers/{submission.pk}/?at={DATE}", answer)["Location"] == f"{piece(cast)}#c1-1"


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x", "", "/\\x.example"]
)
def test_an_answer_leads_to_no_other_site(away, cast, student, teacher):
    submission = returned(cast)
    for browser, home in ((student, piece(cast)), (teacher, f"/papers/{submission.work_id}/")):
        answer = {"answer": "April.", "next": away}
        assert browser.post(f"/answers/{submission.pk}/?at={DATE}", answer)["Location"] == home


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Write your answer first."),
        (" \n ", "Write your answer first."),
        ("x" * 2001, "That is 2001 characters, and 2000 fit."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_an_answer_that_cannot_be_sent_is_not_lost(text, fault, cast, student):
    submission = returned(cast)
    page = say(student, submission, text, next=f"{piece(cast)}#c1-1")
    assert page.status_code == 200
    field = reading.field(page, "answer")
    assert (field.value, field.fault) == (text, fault)
    assert "Which month?" in words(page)
    assert reading.hidden(page) == {"next": [f"{piece(cast)}#c1-1"]}
    assert not Answer.objects.exists()


def test_lines_count_as_they_are_typed(cast, student):
    submission = returned(cast)
    text = "\r\n".join(["x" * 999, "y" * 1000])
    say(student, submission, text)
    assert Answer.objects.get().text == text.replace("\r\n", "\n")


def test_sent_twice_an_answer_is_kept_once(cast, student):
    submission = returned(cast)
    for _ in range(2):
        say(student, submission, "April.")
    assert Answer.objects.count() == 1


def test_an_answer_to_what_was_recalled_meanwhile_stands_there_to_be_copied(cast, student):
    submission = returned(cast)
    recall(assignment=cast.assignment, works=[submission.work_id], by=cast.teacher)
    page = say(student, submission, "\nApril & <May>")
    text = words(page)
    assert "This comment is not there any more" in text
    assert "Your answer was not sent." in text
    assert "April & <May>" in text
    assert "Which month?" not in text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("at", [AIMS, "table:s99/date", "nowhere", "x" * 500])
def test_where_no_comment_stands_nothing_is_answered(at, cast, student):
    submission = returned(cast)
    assert "This comment is not there any more" in words(say(student, submission, "April.", at=at))
    assert student.get(f"/answers/{submission.pk}/?at={at}").status_code == 404
    assert not Answer.objects.exists()


def test_before_the_return_there_is_nothing_to_answer(cast, student):
    submission = cast.handed_in()
    before = (student.get(f"/answers/{submission.pk}/").status_code, words(say(student, submission, "April.")))
    mark(cast, submission, annotations=NOTES)
    assert (student.get(f"/answers/{submission.pk}/").status_code, words(say(student, submission, "April."))) == before
    assert before[0] == 404


def test_from_the_redraft_the_first_is_answered_until_the_second_comes_back(cast, student):
    submission = redraft(cast)
    first = Submission.objects.get(number=1)
    assert "You April." in words(say(student, first, "April.", next=back_page(cast)))
    mark(cast, submission, annotations={})
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "This comment is not there any more" in words(say(student, first, "May."))
    assert f"/answers/{first.pk}/" not in student.get(back_page(cast)).text


def test_a_desk_in_use_is_not_touched_by_an_answer(cast, student):
    work = sent_back(cast)
    type_into(work.sheet, cast.student, {DATE: "April 1920"})
    page = say(student, Submission.objects.get(), "April.", next=f"{piece(cast)}#c1-1")
    assert reading.cells(page.text)[DATE] == "April 1920"
    assert "Which month? You April." in words(page)


# --- How much it costs --------------------------------------------------------------------------------------------


def test_thirty_comments_and_answers_cost_as_many_queries_as_one(cast, student, count_queries):
    submission = returned(cast, annotations={DATE: "Which month?"})
    Answer.objects.create(submission=submission, place=DATE, person=cast.student, text="April.")
    student.get(piece(cast))

    def costs() -> list[int]:
        found = []
        for path in (piece(cast), back_page(cast), f"/answers/{submission.pk}/?at={DATE}"):
            with count_queries() as count:
                assert student.get(path).status_code == 200
            found.append(count())
        return found

    few = costs()
    places = list(cast.assignment.live_parts.places({}))
    assert len(places) == 30
    last = Mark.objects.get()
    mark_submission(
        submission=submission,
        marker=cast.teacher,
        total=9,
        comment="",
        after=last.pk,
        annotations=dict.fromkeys(places, "Look again."),
    )
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    for place in places:
        for person in (cast.student, cast.teacher):
            Answer.objects.create(submission=submission, place=place, person=person, text="Yes.")
    assert student.get(piece(cast)).text.count("Look again.") == 30
    assert costs() == few
