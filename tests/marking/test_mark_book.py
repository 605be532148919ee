"""The mark book: what stands in each cell, and the file of it, in which nothing is run."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking import queries
from activities.marking.mark_sheet import harmless
from activities.marking.services import mark_submission, recall, return_to_class, send_back, set_work
from activities.models import Work
from activities.services import begin_work, excuse, hand_in, take_back, withdraw_assignment
from historyclass.people.models import Enrolment, EnrolmentRole, Role
from historyclass.people.services import enrol, remove_from_class
from tests.cast import make_person, table_row, terms, type_into
from tests.reading import words


def mark(cast, submission, total=15, after=None):
    return mark_submission(submission=submission, marker=cast.teacher, total=total, comment="", after=after)


def cell(cast, student=None):
    """The student's cell of the one column, in numbers, words and shape."""
    book = queries.mark_book(cast.classroom)
    (row,) = [row for row in book.rows if row.student == (student or cast.student)]
    (found,) = row.cells
    return found.returned, found.waiting, found.words, found.glyph


def lines(teacher, cast, *, marks="") -> list[list[str]]:
    page = teacher.get(f"/classes/{cast.classroom.pk}/marks.csv", {"marks": marks} if marks else {})
    return list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))


# --- A cell -------------------------------------------------------------------------------------------------------


def test_a_cell_follows_the_piece(cast):
    assert cell(cast) == (None, None, "Not started", "no")
    work = cast.work()
    assert cell(cast) == (None, None, "Not started", "no")
    type_into(work.sheet, cast.student, table_row("1"))
    assert cell(cast) == (None, None, "Working", "working")
    submission = hand_in(work=work)
    assert cell(cast) == (None, None, "Handed in", "in")
    first = mark(cast, submission)
    assert cell(cast) == (None, 15, "Marked, not returned", "")
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert cell(cast) == (15, None, "Returned", "")
    mark(cast, submission, total=17, after=first.pk)
    assert cell(cast) == (15, 17, "Marked, not returned", "")
    recall(assignment=cast.assignment, works=[work.pk], by=cast.teacher)
    assert cell(cast) == (None, 17, "Marked, not returned", "")
    send_back(work=work, by=cast.teacher, until=timezone.now() + timedelta(days=9))
    assert cell(cast) == (17, None, "Redrafting", "redraft")
    again = hand_in(work=work)
    assert cell(cast) == (17, None, "Handed in", "in")
    mark(cast, again, total=19)
    assert cell(cast) == (17, 19, "Marked, not returned", "")


def test_the_points_are_those_that_the_class_page_and_the_student_have(cast):
    for student in (cast.student, cast.classmate):
        cast.handed_in(student)
    mark(cast, cast.work().submissions.get())
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    mark(cast, cast.work(cast.classmate).submissions.get(), total=9)
    works = list(Work.objects.values_list("pk", flat=True))
    standing, latest = queries.standing_marks(works), queries.latest_marks(works)
    for row in queries.mark_book(cast.classroom).rows:
        pk = cast.work(row.student).pk
        (found,) = row.cells
        assert found.returned == (standing[pk].total if pk in standing else None)
        assert found.waiting == (latest[pk].total if latest[pk] != standing.get(pk) else None)


def test_what_was_taken_back_is_working_again_and_an_excuse_says_so(cast):
    take_back(work=cast.handed_in().work, by=cast.student)
    assert cell(cast) == (None, None, "Working", "working")
    excuse(assignment=cast.assignment, students=[cast.classmate], by=cast.teacher)
    assert cell(cast, cast.classmate) == (None, None, "Excused", "excused")


def test_late_is_said_with_points_and_without(cast):
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    submission = hand_in(work=work, at=cast.assignment.due_at + timedelta(hours=1))
    assert cell(cast) == (None, None, "Handed in, late", "in")
    mark(cast, submission)
    assert cell(cast) == (None, 15, "Marked, not returned, late", "")
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert cell(cast) == (15, None, "Returned, late", "")


def test_a_cell_leads_to_the_paper_or_the_draft_that_can_be_read(cast, teacher):
    path = f"/classes/{cast.classroom.pk}/marks/"
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1"))
    assert f"{work.pk}/" not in teacher.get(path).text.split("<tbody>")[1]
    cast.assignment.drafts_readable = True
    cast.assignment.save()
    assert f'href="/drafts/{work.pk}/"' in teacher.get(path).text
    hand_in(work=work)
    page = teacher.get(path).text
    assert f'href="/papers/{work.pk}/"' in page
    assert teacher.get(f"/papers/{work.pk}/").status_code == 200


# --- Rows and columns ---------------------------------------------------------------------------------------------


def another(cast, title, days):
    due_at = timezone.now() + timedelta(days=days)
    return set_work(
        activity=cast.activity,
        classroom=cast.classroom,
        terms=terms(title, due_at=due_at),
        points=10,
        set_by=cast.teacher,
    )


def test_columns_are_what_is_set_by_due_time_without_what_was_withdrawn(cast):
    another(cast, "Later", 9)
    another(cast, "Sooner", 2)
    withdraw_assignment(assignment=another(cast, "Gone", 3), by=cast.teacher)
    columns = queries.mark_book(cast.classroom).columns
    assert [(column.assignment.title, column.maximum) for column in columns] == [
        ("Sooner", 10),
        ("The aims table", 20),
        ("Later", 10),
    ]


def test_rows_are_the_class_by_family_name_then_those_who_left_with_a_mark(cast, teacher):
    cast.returned(cast.student)
    cast.handed_in(cast.classmate)
    for student in (cast.student, cast.classmate):
        remove_from_class(enrolment=Enrolment.objects.open().get(user=student))
    newcomer = make_person(cast.school, Role.STUDENT, "zed", "Zoë Zander")
    enrol(classroom=cast.classroom, user=newcomer, role=EnrolmentRole.STUDENT)
    rows = queries.mark_book(cast.classroom).rows
    assert [(row.student, row.has_left) for row in rows] == [(newcomer, False), (cast.student, True)]
    assert "Hussain, Amira left" in words(teacher.get(f"/classes/{cast.classroom.pk}/marks/"))


def test_a_mean_is_of_the_points_that_are_back_and_says_of_how_many(cast, teacher):
    assert queries.mark_book(cast.classroom).columns[0].mean is None
    cast.returned(cast.student, total=14)
    mark(cast, cast.handed_in(cast.classmate), total=3)
    (column,) = queries.mark_book(cast.classroom).columns
    assert (column.mean, column.count) == (14, 1)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    (column,) = queries.mark_book(cast.classroom).columns
    assert (column.mean, column.count) == (8.5, 2)
    assert re.search(r"8\.5 ?of 2 students", words(teacher.get(f"/classes/{cast.classroom.pk}/marks/")))


def test_the_mean_counts_the_points_from_before_a_redraft_and_says_so(cast, teacher):
    send_back(work=cast.returned(total=14), by=cast.teacher, until=timezone.now() + timedelta(days=9))
    (column,) = queries.mark_book(cast.classroom).columns
    assert (column.mean, column.count) == (14, 1)
    page = words(teacher.get(f"/classes/{cast.classroom.pk}/marks/"))
    assert "while one redrafts, or the redraft waits for you, the points from before count." in page


def test_students_of_one_name_are_told_apart_by_their_usernames_and_nobody_else_has_one(cast, teacher):
    twin = make_person(cast.school, Role.STUDENT, "amira2", "amira Hussain")
    enrol(classroom=cast.classroom, user=twin, role=EnrolmentRole.STUDENT)
    room = f"/classes/{cast.classroom.pk}/"
    for path in (room, f"{room}marks/", f"/assignments/{cast.assignment.pk}/"):
        page = words(teacher.get(path))
        assert "Hussain, Amira amira" in page
        assert "Hussain, amira amira2" in page
        assert "Ashworth, Ben ben" not in page
    assert {line[2] for line in lines(teacher, cast)[1:]} == {"amira", "amira2", "ben"}


def test_a_class_without_work_or_without_students_is_told_what_will_be_here(cast, as_user):
    other = as_user(cast.other_teacher)
    page = words(other.get(f"/classes/{cast.other_classroom.pk}/marks/"))
    assert "Nothing is set" in page
    assert "Download" not in page
    assert len(lines(other, type("Far", (), {"classroom": cast.other_classroom}))) == 2


def test_a_book_of_thirty_by_forty_costs_what_a_small_one_does(cast, teacher, count_queries):
    path = f"/classes/{cast.classroom.pk}/marks/"
    cast.returned()
    teacher.get(path)
    with count_queries() as few:
        teacher.get(path)
    for number in range(28):
        student = make_person(cast.school, Role.STUDENT, f"s{number}", f"Stu Dent{number:02}")
        enrol(classroom=cast.classroom, user=student, role=EnrolmentRole.STUDENT)
    pieces = [another(cast, f"Piece {number}", number + 1) for number in range(39)]
    students = [row.student for row in queries.mark_book(cast.classroom).rows]
    for number, piece in enumerate(pieces[:6]):
        for student in students[number:]:
            mark(cast, hand_in(work=begin_work(assignment=piece, student=student)), total=number)
        return_to_class(assignment=piece, by=cast.teacher)
    with count_queries() as many:
        page = teacher.get(path)
    book = page.context["book"]
    assert (len(book.rows), len(book.columns)) == (30, 40)
    assert page.text.count("<td") == 30 * 40 + 40
    assert many() == few() <= 12


# --- The file -----------------------------------------------------------------------------------------------------

DANGEROUS = [
    "=1+1",
    "+44 20",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u3000=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '"=1',
    "'=1",
    "“=1",
    "\"\t=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    safe = harmless(text)
    assert safe.startswith("'")
    assert safe.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["x;=1+1", "x\t@A1", "x\n-1", 'x;"=1"', "x|＝1"])
def test_so_does_what_would_begin_a_cell_where_cells_are_parted_otherwise(text):
    safe = harmless(text)
    assert not re.search(r"[;\t\n|][\"\s]*[=+\-@＝]", safe)
    assert safe.replace("'", "") == text


@pytest.mark.parametrize(
    "text", ["", "Hussain", "O’Neill", "Smith-Jones", "Nguyễn", "a=b", "Aims 1921–33", "1 + 1 = 2"]
)
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text.isprintable()])
def test_in_the_file_no_name_and_no_title_begins_a_formula(text, cast, teacher):
    cast.student.family_name = cast.student.given_name = text
    cast.student.save()
    cast.assignment.title = text
    cast.assignment.save()
    table = lines(teacher, cast)
    assert table[0][4].startswith(f"'{text}")
    assert [f"'{text}", f"'{text}"] in [line[:2] for line in table]
    for field in (field for line in table for field in line):
        assert not re.match(r"\W*[=+\-@＝＋－＠]", field) or field.startswith("'")


def test_the_file_has_points_as_numbers_and_states_beside_them(cast, teacher):
    cast.returned(cast.student, total=14)
    mark(cast, cast.handed_in(cast.classmate), total=3)
    person = cast.classmate
    person.given_name = "Zoë, “Zo”"
    person.save()
    path = f"/classes/{cast.classroom.pk}/marks.csv"
    page = teacher.get(path)
    assert page.content.startswith(b"\xef\xbb\xbf")
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in page["Cache-Control"]
    today = timezone.localdate()
    assert page["Content-Disposition"] == f'attachment; filename="13H returned marks {today:%Y-%m-%d}.csv"'
    assert b'"Hussain","Amira","amira","yes",14,"Returned"\r\n' in page.content
    assert lines(teacher, cast) == [
        [
            "Family name",
            "First name",
            "Username",
            "In the class",
            "The aims table: points out of 20, returned",
            "The aims table: state",
        ],
        ["Ashworth", "Zoë, “Zo”", "ben", "yes", "", "Marked, not returned"],
        ["Hussain", "Amira", "amira", "yes", "14", "Returned"],
    ]


def test_marks_that_are_not_returned_are_in_the_file_only_where_they_were_asked_for(cast, teacher):
    first = mark(cast, cast.handed_in(), total=14)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    mark(cast, first.submission, total=16, after=first.pk)
    mark(cast, cast.handed_in(cast.classmate), total=3)
    assert [line[4] for line in lines(teacher, cast)] == ["The aims table: points out of 20, returned", "", "14"]
    assert [line[4] for line in lines(teacher, cast, marks="all")] == [
        "The aims table: points out of 20, returned or not",
        "3",
        "16",
    ]
    page = teacher.get(f"/classes/{cast.classroom.pk}/marks.csv", {"marks": "all"})
    assert "13H all marks" in page["Content-Disposition"]


def test_a_class_with_any_name_gives_a_file(cast, teacher):
    for name in ["12/B", "Ä1", "..", '"x"', "=1"]:
        cast.classroom.name = name
        cast.classroom.save()
        page = teacher.get(f"/classes/{cast.classroom.pk}/marks.csv")
        assert page.status_code == 200
        assert ".csv" in page["Content-Disposition"]
        assert "/" not in page["Content-Disposition"]
