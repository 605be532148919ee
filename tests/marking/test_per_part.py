"""A piece of several parts is set, marked, returned and kept with points for each of them."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking import queries
from activities.marking.drafts import MARK_DRAFTS, draft_cells
from activities.marking.models import AssignmentScheme, Mark, MarkDraft
from activities.marking.points import OutOf
from activities.marking.services import (
    PartsChanged,
    PointsChanged,
    PointsFixed,
    change_work,
    mark_submission,
    recall,
    return_to_class,
    send_back,
    set_work,
)
from activities.models import Activity, Assignment
from activities.services import hand_in, take_back
from historyclass.people.models import EnrolmentRole
from historyclass.people.services import enrol
from tests import reading
from tests.cast import Cast, make_cast, terms, type_into
from tests.reading import field, words

POINTS = {"table": 10, "change": 12, "events": 8}
GIVEN = {"table": 8, "change": 9, "events": 6}
IN_FULL = "23 of 30 (Table 8 of 10, Change 9 of 12, Events 6 of 8)"
PATHS = ("points:table", "points:change", "points:events")


@pytest.fixture
def cast(opener: Activity) -> Cast:
    """The whole opener is set, with points for each part."""
    return make_cast(opener, points=POINTS)


@pytest.fixture
def paper(cast) -> str:
    return f"/papers/{cast.handed_in().work_id}/"


def scheme(cast) -> AssignmentScheme:
    return AssignmentScheme.objects.select_related("version").get(assignment=cast.assignment)


def give(cast, submission, total=GIVEN, **more):
    return mark_submission(
        submission=submission, marker=cast.teacher, total=total, **({"comment": "", "after": None} | more)
    )


def sent(*values: str, **more: str) -> dict[str, str]:
    """A form with these points for table, change, events."""
    return dict(zip(PATHS, values, strict=True)) | more


def shown(page) -> list[str]:
    return [field(page, name).value for name in PATHS]


# --- Setting and changing -----------------------------------------------------------------------------------------


def terms_typed(cast, **changes: str) -> dict[str, object]:
    due = f"{timezone.localdate() + timedelta(days=3)}T09:00"
    return {"activity": cast.activity.pk, "title": "All three", "due_at": due, **changes}


def test_the_form_asks_for_each_part_and_can_be_sent_as_it_comes(cast, teacher):
    url = f"/classes/{cast.classroom.pk}/set/"
    page = teacher.get(url, {"activity": cast.activity.pk})
    assert shown(page) == ["10", "10", "10"]
    assert "Together 30" in words(page)
    offered = {name: field(page, name).value for name in (*PATHS, "activity", "title", "due_at")}
    done = teacher.post(url, offered, follow=True)
    assert "points out of 30: Table 10, Change 10, Events 10" in words(done)
    found = AssignmentScheme.objects.latest("pk")
    assert found.version.maximum == 30
    assert found.out_of.points == {"table": 10, "change": 10, "events": 10}


@pytest.mark.parametrize(
    ("values", "name", "fault", "total"),
    [
        (("10", "201", "8"), "points:change", "At most 200 points.", 219),
        (("10", "-1", "8"), "points:change", "0 points or more.", 18),
        (("10", "many", "8"), "points:change", "Write a whole number, like 10.", 18),
        (("10", "12", ""), "points:events", "Write the points, 0 or more.", 22),
        (("0", "0", "0"), "points:table", "Give at least one part a point or more.", 0),
    ],
)
def test_points_that_no_part_can_carry_are_refused_beside_it(values, name, fault, total, cast, teacher):
    page = teacher.post(f"/classes/{cast.classroom.pk}/set/", terms_typed(cast, **sent(*values)))
    assert field(page, name).fault == fault
    assert shown(page) == list(values)
    assert field(page, "title").value == "All three"
    assert f"Together {total}" in words(page)
    assert Assignment.objects.count() == 1


def test_a_page_that_asked_for_points_as_a_whole_comes_again_with_the_parts(cast, teacher):
    page = teacher.post(f"/classes/{cast.classroom.pk}/set/", terms_typed(cast, points="20"))
    assert field(page, "points:table").fault == "This piece has several parts. Look at the points of each, then go on."
    assert shown(page) == ["10", "10", "10"]
    assert Assignment.objects.count() == 1


def test_points_for_other_parts_than_the_activity_has_are_refused(cast, teacher, monkeypatch):
    said = terms("Again", due_at=cast.assignment.due_at)
    for points in ({"table": 10}, {"table": 10, "change": 5, "events": 5, "evil": 9}):
        with pytest.raises(PartsChanged):
            set_work(activity=cast.activity, classroom=cast.classroom, terms=said, points=points, set_by=cast.teacher)
    assert Assignment.objects.count() == 1


def test_the_teacher_is_told_where_a_part_went_while_they_filled_in_the_form(cast, teacher, monkeypatch):
    def gone(**given):
        raise PartsChanged

    monkeypatch.setattr("activities.marking.views.assignments.services.set_work", gone)
    page = teacher.post(f"/classes/{cast.classroom.pk}/set/", terms_typed(cast, **sent("1", "2", "3")))
    assert "The parts of this activity have changed." in words(page)
    assert shown(page) == ["1", "2", "3"]


def test_points_of_each_part_change_while_there_is_no_mark(cast, teacher, paper):
    url = f"/assignments/{cast.assignment.pk}/change/"
    assert shown(teacher.get(url)) == ["10", "12", "8"]
    # The total is the same, and what a marker sees is not.
    done = teacher.post(url, terms_typed(cast, **sent("12", "18", "0")), follow=True)
    assert "points out of 30: Table 12, Change 18" in words(done)
    assert "comments only" in words(teacher.get(paper))
    with pytest.raises(KeyError):
        field(teacher.get(paper), "points:events")


def test_they_stay_once_a_mark_exists(cast, teacher, paper):
    give(cast, cast.work().submissions.get())
    url = f"/assignments/{cast.assignment.pk}/change/"
    assert "A mark has been given out of 30, so this stays." in words(teacher.get(url))
    # A browser sends no fields that cannot be changed; a crafted form changes nothing.
    for more in ({}, sent("12", "18", "0")):
        done = teacher.post(url, terms_typed(cast, title="Another title", **more), follow=True)
        assert "Changed." in done.text
    assert scheme(cast).out_of.points == POINTS
    with pytest.raises(PointsFixed, match="out of 30, so this stays"):
        change_work(
            assignment=cast.assignment,
            terms=terms("Mine", due_at=cast.assignment.due_at),
            points={"table": 12, "change": 18, "events": 0},
            by=cast.teacher,
        )


def test_what_was_set_with_points_for_the_whole_is_marked_so_and_can_be_parted(opener, as_user):
    cast = make_cast(opener, points=20)
    teacher, paper = as_user(cast.teacher), f"/papers/{cast.handed_in().work_id}/"
    assert "Points out of 20" in words(teacher.get(paper))
    url = f"/assignments/{cast.assignment.pk}/change/"
    as_it_is = reading.sent(teacher.get(url))
    # Another title is no other points.
    assert teacher.post(url, {**as_it_is, "title": "Aims"}).status_code == 302
    assert scheme(cast).out_of == OutOf.whole(20)
    page = teacher.post(url, {**as_it_is, "title": "Typed", "split": "1"})
    assert (shown(page), field(page, "title").value) == (["7", "7", "6"], "Typed")
    assert scheme(cast).out_of == OutOf.whole(20)
    assert teacher.post(url, reading.sent(page)).status_code == 302
    assert scheme(cast).out_of.points == {"table": 7, "change": 7, "events": 6}
    AssignmentScheme.objects.update(parts=[])
    teacher.post(paper, {"total": "15"})
    assert (Mark.objects.get().total, Mark.objects.get().placements) == (15, [])
    assert field(teacher.get(url), "points").value == "20"


# --- A mark -------------------------------------------------------------------------------------------------------


def test_the_total_is_the_sum_and_the_mark_says_what_it_was_given_by(cast):
    mark = give(cast, cast.handed_in())
    assert (mark.total, str(mark), mark.in_full, mark.points) == (23, "23 of 30", IN_FULL, GIVEN)
    # Whatever becomes of the scheme.
    AssignmentScheme.objects.update(parts=[])
    assert Mark.objects.get().in_full == IN_FULL


@pytest.mark.parametrize(
    "total",
    [
        15,
        {"table": 8, "change": 9},
        {"table": 8, "change": 9, "events": 6, "evil": 1},
        {"table": 11, "change": 9, "events": 6},
        {"table": 8, "change": -1, "events": 6},
        {},
    ],
)
def test_no_code_gives_other_points_than_the_parts_carry(total, cast):
    with pytest.raises(ValueError, match=r"where they are given for table, change, events|is not between 0 and"):
        give(cast, cast.handed_in(), total)
    assert not Mark.objects.exists()


def test_a_marker_gives_points_for_each_part_and_reads_the_sum(cast, teacher, paper):
    page = teacher.get(paper)
    assert "Table 2 of 10" not in words(page)
    assert "Together 0 of 30" in words(page)
    done = teacher.post(paper, sent("8", "9", "6", comment="Well read."), follow=True)
    assert "23 of 30, not returned" in words(done)
    again = teacher.get(paper)
    assert shown(again) == ["8", "9", "6"]
    assert "Together 23 of 30" in words(again)
    assert f"Ms Okafor gave {IN_FULL}" in words(again)


@pytest.mark.parametrize(
    ("values", "name", "fault", "total"),
    [
        (("11", "9", "6"), "points:table", "At most 10 points.", 26),
        (("8", "9", ""), "points:events", "Write the points, 0 or more.", 17),
        (("8", "-1", "6"), "points:change", "At least 0.", 14),
        (("8", "many", "6"), "points:change", "Write a whole number.", 14),
    ],
)
def test_points_that_cannot_be_given_are_refused_beside_their_part(values, name, fault, total, teacher, paper):
    page = teacher.post(paper, sent(*values, comment="A long comment.", **{"at:table:s1/date": "Which month?"}))
    assert {path: field(page, path).fault for path in PATHS if field(page, path).fault} == {name: fault}
    assert shown(page) == list(values)
    assert (field(page, "comment").value, field(page, "at:table:s1/date").value) == ("A long comment.", "Which month?")
    assert f"Together {total} of 30" in words(page)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("crafted", [{"points:evil": "9"}, {"points:": "9"}, {"total": "9"}])
def test_a_crafted_part_changes_nothing_of_a_mark(crafted, teacher, paper):
    teacher.post(paper, sent("8", "9", "6", **crafted))
    assert Mark.objects.get().points == GIVEN


@pytest.mark.parametrize("path", ["points:evil", "points:", "points:table/x"])
def test_a_crafted_cell_is_refused(path, cast, teacher, paper):
    teacher.get(paper)
    draft = MarkDraft.objects.get()
    message = {
        "sheet": draft.sheet_id,
        "person": cast.teacher.pk,
        "client": "crafted-1",
        "seq": 1,
        "known": 0,
        "schema": draft.sheet.schema,
        "set": [{"path": path, "seen": 0, "value": "9"}],
    }
    answer = teacher.post(f"/desk/mark/{draft.sheet_id}/", json.dumps(message), "application/json")
    assert answer.status_code == 422
    assert path in answer.json()["faults"]


@pytest.mark.parametrize("number", ["", "1"])
@pytest.mark.parametrize("out_of", ["20", "", "table:10", "nonsense"])
def test_a_form_from_an_older_page_is_told_of_the_parts_and_loses_nothing(out_of, number, teacher, paper):
    page = teacher.post(paper, {"total": "15", "comment": "Typed.", "out_of": out_of, "number": number})
    assert page.status_code == 200
    assert field(page, "points:table").fault == "Write the points, 0 or more."
    assert field(page, "comment").value == "Typed."
    if out_of:
        said = "This piece is out of 30 points now: Table 10, Change 12, Events 8. You had written 15."
        assert said in words(page)
    assert field(page, "out_of").value == "table:10,change:12,events:8"
    teacher.post(paper, sent("8", "9", "6", out_of=field(page, "out_of").value))
    assert Mark.objects.get().total == 23


def test_a_marker_who_saw_other_points_for_a_part_is_told_before_the_mark_is_kept(cast, teacher, paper):
    seen = {name: field(teacher.get(paper), name).value for name in ("after", "number", "out_of")}
    teacher.post(f"/assignments/{cast.assignment.pk}/change/", terms_typed(cast, **sent("12", "10", "8")))
    page = teacher.post(paper, sent("8", "9", "6", **seen))
    assert "This piece is out of 30 points now: Table 12, Change 10, Events 8. Look at yours again" in words(page)
    assert shown(page) == ["8", "9", "6"]
    assert not Mark.objects.exists()
    teacher.post(paper, sent("8", "9", "6", out_of=field(page, "out_of").value))
    assert [row.of for row in Mark.objects.get().part_marks] == [12, 10, 8]


def test_points_that_change_under_the_mark_stop_it_though_the_total_is_the_same(cast):
    submission = cast.handed_in()
    with pytest.raises(PointsChanged, match="Table 10, Change 12, Events 8"):
        give(cast, submission, {"table": 8, "change": 9, "events": 6}, out_of="table:12,change:10,events:8")


def test_a_form_sent_twice_is_one_mark_and_other_points_with_the_same_sum_are_another(cast, teacher, paper):
    for _ in range(2):
        assert teacher.post(paper, sent("8", "9", "6", after="")).status_code == 302
    first = Mark.objects.get()
    # Without having seen the first one.
    assert teacher.post(paper, sent("9", "8", "6", after="")).status_code == 200
    teacher.post(paper, sent("9", "8", "6", after=str(first.pk)))
    assert [mark.points["table"] for mark in Mark.objects.order_by("pk")] == [8, 9]


def test_a_colleague_reads_every_part_of_a_mark_beside_their_own(cast, teacher, paper, as_user):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    colleague = as_user(cast.other_teacher)
    colleague.get(paper)
    draft = MarkDraft.objects.select_related("sheet").get()
    type_into(draft.sheet, cast.other_teacher, {"points:table": "1"}, owner=MARK_DRAFTS)
    teacher.post(paper, sent("8", "9", "6", after=""))
    told = colleague.post(paper, sent("1", "2", "3", after="", comment="Mine."))
    assert f"Ms Okafor marked this piece in the meantime: {IN_FULL}." in words(told)
    theirs = words(told).split("Ms Okafor gave 23 of 30 ")[1]
    assert theirs.startswith("Table 8 of 10 Change 9 of 12 Events 6 of 8")
    assert shown(told) == ["1", "2", "3"]


# --- A draft ------------------------------------------------------------------------------------------------------


def test_a_draft_keeps_points_for_each_part_and_takes_up_those_of_the_mark(cast, teacher, paper, as_user):
    teacher.get(paper)
    draft = MarkDraft.objects.select_related("sheet").get()
    type_into(draft.sheet, cast.teacher, {"points:table": "8", "points:events": "six"}, owner=MARK_DRAFTS)
    page = teacher.get(paper)
    assert shown(page) == ["8", "", "six"]
    assert "Together 8 of 30" in words(page)
    teacher.post(paper, sent("8", "9", "6", after="", known=field(page, "known").value))
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    assert shown(as_user(cast.other_teacher).get(paper)) == ["8", "9", "6"]


def test_points_typed_for_an_earlier_hand_in_come_back(cast, teacher, paper):
    teacher.get(paper)
    draft = MarkDraft.objects.select_related("sheet").get()
    take_back(work=cast.work(), by=cast.student)
    page = teacher.post(paper, sent("8", "9", "6", number="1"))
    assert "took this piece back" in words(page)
    assert shown(page) == ["8", "9", "6"]
    draft.sheet.refresh_from_db()
    assert [draft.sheet.values[path] for path in PATHS] == ["8", "9", "6"]
    hand_in(work=cast.work())
    assert shown(teacher.get(paper)) == ["8", "9", "6"]
    assert not Mark.objects.exists()


def test_what_differs_in_two_tabs_is_kept_for_each_part(cast, teacher, paper):
    known = field(teacher.get(paper), "known").value
    draft = MarkDraft.objects.select_related("sheet").get()
    type_into(draft.sheet, cast.teacher, {"points:change": "3"}, owner=MARK_DRAFTS)
    page = teacher.post(paper, sent("8", "9", "6", known=known))
    assert "Both versions are kept" in words(page)
    assert shown(page) == ["8", "9", "6"]
    assert not Mark.objects.exists()


def test_a_piece_of_one_part_has_one_cell_for_points(activity, enquiry):
    cast = make_cast(activity)
    assert [cell.path for cell in draft_cells(cast.handed_in()) if cell.path.startswith(("total", "points"))] == [
        "total"
    ]


# --- What is read of it -------------------------------------------------------------------------------------------


def test_the_student_reads_the_points_of_each_part_once_they_are_returned_and_not_before(cast, student, paper):
    url = f"/work/{cast.assignment.pk}/"
    in_parts = "23of 30 Table 8 of 10 Change 9 of 12 Events 6 of 8"
    before = words(student.get(url))
    give(cast, cast.work().submissions.get(), comment="Well read.")
    assert words(student.get(url)) == before
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert in_parts in words(student.get(url))
    recall(assignment=cast.assignment, works=[cast.work().pk], by=cast.teacher)
    assert words(student.get(url)) == before
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    send_back(work=cast.work(), by=cast.teacher, until=timezone.now() + timedelta(days=9))
    assert in_parts in words(student.get(f"{url}returned/"))


def test_the_teacher_reads_them_among_the_marks_given_and_before_returning(cast, teacher, paper):
    give(cast, cast.work().submissions.get())
    assert "23 of 30" in words(teacher.get(f"{paper}marks/"))
    assert "Table 8 of 10 Change 9 of 12 Events 6 of 8" in words(teacher.get(f"{paper}marks/"))
    assert "23 of 30 Table 8 of 10 · Change 9 of 12 · Events 6 of 8" in words(
        teacher.get(f"/assignments/{cast.assignment.pk}/return/")
    )


def test_the_file_of_the_mark_book_has_a_column_for_each_part(cast, teacher):
    parts = cast.assignment.parts
    cast.assignment.title = "=1+1"
    cast.assignment.save()
    AssignmentScheme.objects.update(
        parts=[{"part": part["key"], "title": f"=2+{part['title']}", "points": POINTS[part["key"]]} for part in parts]
    )
    cast.returned(total=GIVEN)
    give(cast, cast.handed_in(cast.classmate), {"table": 1, "change": 2, "events": 3})

    def lines(**asked):
        page = teacher.get(f"/classes/{cast.classroom.pk}/marks.csv", asked)
        return [line[4:] for line in csv.reader(io.StringIO(page.content.decode("utf-8-sig")))]

    assert lines() == [
        [
            "'=1+1: points out of 30, returned",
            "'=1+1: =2+Table out of 10",
            "'=1+1: =2+Change out of 12",
            "'=1+1: =2+Events out of 8",
            "'=1+1: state",
        ],
        ["", "", "", "", "Marked, not returned"],
        ["23", "8", "9", "6", "Returned"],
    ]
    assert lines(marks="all")[1] == ["6", "1", "2", "3", "Marked, not returned"]
    assert queries.mark_book(cast.classroom).columns[0].maximum == 30


def test_a_part_without_points_has_no_column_and_a_mark_from_before_the_parts_none_in_them(cast, teacher):
    cast.returned(total=GIVEN)
    AssignmentScheme.objects.update(
        parts=[
            {"part": "table", "title": "Table", "points": 30},
            {"part": "change", "title": "Change", "points": 0},
        ]
    )
    page = teacher.get(f"/classes/{cast.classroom.pk}/marks.csv")
    head = next(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert head[4:] == [
        "The aims table: points out of 30, returned",
        "The aims table: Table out of 30",
        "The aims table: state",
    ]


def test_a_mark_for_the_whole_leaves_the_columns_of_the_parts_empty(opener, as_user):
    cast = make_cast(opener, points=30)
    cast.returned(total=23)
    AssignmentScheme.objects.update(parts=OutOf.over({"a": "A", "b": "B"}, {"a": 10, "b": 20}).stored)
    page = as_user(cast.teacher).get(f"/classes/{cast.classroom.pk}/marks.csv")
    assert list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))[-1][4:] == ["23", "", "", "Returned"]


def test_papers_and_mark_book_cost_what_they_cost_with_one_part(cast, as_user, count_queries):
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    work = cast.returned(total=GIVEN, annotations={"table:s1/date": "Which month?"})
    for person in (cast.teacher, cast.other_teacher):
        browser = as_user(person)
        browser.get("/classes/")
        for url in (f"/papers/{work.pk}/", f"/papers/{work.pk}/", f"/classes/{cast.classroom.pk}/marks/"):
            with count_queries() as count:
                assert browser.get(url).status_code == 200
            assert count() <= 15, url
