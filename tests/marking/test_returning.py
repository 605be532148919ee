"""Work goes back to the class together; students read nothing of the marking before."""

import re

import pytest

from activities.marking.models import Mark, Release
from activities.marking.services import mark_submission, return_to_class
from activities.models import Work, WorkState
from historyclass.people.models import Enrolment
from historyclass.people.services import move_student
from tests.reading import hidden, words

SECRET = "Zinnober: date the cartoon, name the artist"
POINTS = 17


def mark(cast, submission, total=POINTS, comment=SECRET, after=None):
    return mark_submission(submission=submission, marker=cast.teacher, total=total, comment=comment, after=after)


def give_back(teacher, cast):
    """Send the question as it stands on the page."""
    path = f"/assignments/{cast.assignment.pk}/return/"
    return teacher.post(path, hidden(teacher.get(path)), follow=True)


def everything(student, cast) -> dict[str, str]:
    """Every page the student can fetch, with its headers, without the token that changes each time."""
    paths = [
        "/",
        "/due/",
        "/account/",
        "/account/password/",
        "/library/",
        "/library/soviet-foreign-policy/",
        *(f"/library/soviet-foreign-policy/sources/{key}/" for key in range(1, 11)),
        f"/work/{cast.assignment.pk}/",
        f"/work/{cast.assignment.pk}/hand-in/",
        f"/work/{cast.assignment.pk}/returned/",
        *(f"/answers/{submission.pk}/" for submission in cast.work().submissions.all()),
        f"/papers/{cast.work().pk}/",
        f"/assignments/{cast.assignment.pk}/",
        f"/assignments/{cast.assignment.pk}/return/",
        f"/classes/{cast.classroom.pk}/",
        "/classes/",
        "/school/ashgrove/",
        "/nothing/here/",
    ]
    pages = {}
    for path in paths:
        page = student.get(path)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text)
        headers = sorted(item for item in page.headers.items() if item[0] not in ("Expires", "Date"))
        pages[path] = f"{page.status_code} {headers} {text}"
    return pages


def test_before_the_return_no_byte_of_any_page_tells_the_student_of_the_mark(cast, student):
    submission = cast.handed_in()
    cast.handed_in(cast.classmate)
    before = everything(student, cast)
    first = mark(cast, submission)
    mark(cast, submission, total=18, after=first.pk)
    mark(cast, cast.work(cast.classmate).submissions.get())
    assert everything(student, cast) == before
    assert all("Zinnober" not in page for page in before.values())


def test_before_the_return_the_student_meets_the_same_walls_as_before_the_mark(cast, student):
    submission = cast.handed_in()
    mark(cast, submission)
    pages = everything(student, cast)
    for path in [f"/papers/{submission.work_id}/", f"/assignments/{cast.assignment.pk}/return/"]:
        assert pages[path].startswith("403")
    assert "Okafor" not in pages[f"/work/{cast.assignment.pk}/"]
    assert "Handed in" in words(student.get("/due/"))


def test_after_the_return_the_student_reads_points_and_comment(cast, student, teacher):
    mark(cast, cast.handed_in())
    page = give_back(teacher, cast)
    assert "Returned to 1 student." in page.text
    text = words(student.get(f"/work/{cast.assignment.pk}/"))
    assert "What Ms Okafor says" in text
    assert SECRET in text
    assert "17of 20" in text.replace(" of", "of")
    assert "Returned" in words(student.get("/due/"))


def test_a_return_without_a_comment_says_so(cast, student):
    cast.returned(comment="")
    assert "There is no comment this time." in words(student.get(f"/work/{cast.assignment.pk}/"))


def test_a_comment_keeps_its_lines_and_is_not_run(cast, student):
    cast.returned(comment="First.\n\nThen <b>this</b>.")
    page = student.get(f"/work/{cast.assignment.pk}/").text
    assert "<p>First.</p>" in page
    assert "&lt;b&gt;this&lt;/b&gt;" in page


def test_only_marked_pieces_go_back(cast, teacher, as_user):
    mark(cast, cast.handed_in())
    cast.handed_in(cast.classmate)
    page = words(teacher.get(f"/assignments/{cast.assignment.pk}/return/"))
    assert "Whoever is ticked will see their points and comment now. 1 piece is marked and not returned." in page
    assert "1 handed in and not marked yet: Ben Ashworth." in page
    give_back(teacher, cast)
    states = dict(Work.objects.values_list("student__given_name", "state"))
    assert states == {"Amira": WorkState.RETURNED, "Ben": WorkState.HANDED_IN}
    assert "What Ms Okafor says" not in words(as_user(cast.classmate).get(f"/work/{cast.assignment.pk}/"))


def test_a_student_never_reads_the_mark_of_a_classmate(cast, student, teacher):
    mark(cast, cast.handed_in(cast.classmate))
    mark(cast, cast.handed_in(), total=3, comment="Yours alone.")
    give_back(teacher, cast)
    assert all("Zinnober" not in page for page in everything(student, cast).values())


def test_returning_again_returns_nothing_new(cast, teacher):
    mark(cast, cast.handed_in())
    give_back(teacher, cast)
    assert "Nothing to return" in words(teacher.get(f"/assignments/{cast.assignment.pk}/return/"))
    sent = {"mark": Mark.objects.get().pk}
    again = teacher.post(f"/assignments/{cast.assignment.pk}/return/", sent, follow=True)
    assert "There was nothing new to return." in again.text
    assert return_to_class(assignment=cast.assignment, by=cast.teacher) == []
    assert Release.objects.count() == 1


def test_looking_at_the_question_returns_nothing(cast, teacher):
    mark(cast, cast.handed_in())
    teacher.get(f"/assignments/{cast.assignment.pk}/return/")
    assert not Release.objects.exists()


def test_a_second_mark_stays_hidden_until_it_is_returned_too(cast, student, teacher):
    submission = cast.handed_in()
    first = mark(cast, submission, total=9, comment="A first reading.")
    give_back(teacher, cast)
    before = everything(student, cast)
    mark(cast, submission, after=first.pk)
    assert everything(student, cast) == before
    assert "A first reading." in before[f"/work/{cast.assignment.pk}/"]
    give_back(teacher, cast)
    text = words(student.get(f"/work/{cast.assignment.pk}/"))
    assert SECRET in text
    assert "A first reading." not in text
    assert Release.objects.count() == 2


def test_a_mark_given_after_the_page_was_made_waits_for_the_next_return(cast, student, teacher):
    mark(cast, cast.handed_in(cast.classmate), total=9, comment="")
    path = f"/assignments/{cast.assignment.pk}/return/"
    shown = hidden(teacher.get(path))
    mark(cast, cast.handed_in())
    assert "Returned to 1 student." in teacher.post(path, shown, follow=True).text
    assert SECRET not in words(student.get(f"/work/{cast.assignment.pk}/"))
    give_back(teacher, cast)
    assert SECRET in words(student.get(f"/work/{cast.assignment.pk}/"))


@pytest.mark.parametrize("sent", [["0"], ["x"], ["99999999999999999999"], ["-1", ""]])
def test_marks_that_were_not_on_the_page_are_not_returned(sent, cast, teacher):
    mark(cast, cast.handed_in())
    teacher.post(f"/assignments/{cast.assignment.pk}/return/", {"mark": sent})
    assert not Release.objects.exists()


def test_work_of_somebody_who_has_moved_class_goes_back_too(cast, student, teacher):
    mark(cast, cast.handed_in())
    move_student(enrolment=Enrolment.objects.open().get(user=cast.student), to=cast.other_classroom)
    give_back(teacher, cast)
    assert SECRET in words(student.get(f"/work/{cast.assignment.pk}/"))


def test_the_teachers_notes_never_reach_a_student(cast, student):
    notes = [" ".join(note.split()) for note in cast.activity.teacher_notes]
    assert len(notes) > 10
    cast.work()
    at_work = everything(student, cast)
    cast.returned()
    for pages in [at_work, everything(student, cast)]:
        for path, page in pages.items():
            flat = " ".join(page.split())
            assert not any(note in flat or note[:40] in flat for note in notes), path
