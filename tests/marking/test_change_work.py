"""A teacher changes what they set, and takes it away again. Nothing that a student typed is touched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.models import AssignmentScheme, Mark, Scheme
from activities.marking.services import PointsFixed, change_work, mark_submission
from activities.models import Assignment, Submission, Work, WorkState
from activities.services import take_back
from tests import reading
from tests.cast import table_row, terms, type_into
from tests.marking.test_set_work import in_days, offered
from tests.reading import field, words


def path(cast, what: str = "change/") -> str:
    return f"/assignments/{cast.assignment.pk}/{what}"


def sent(teacher, cast, **changes):
    """Send the form as it stands on the page, with changes."""
    return teacher.post(path(cast), {**offered(teacher.get(path(cast))), **changes}, follow=True)


@pytest.fixture
def now_there(cast):
    """`now_there()` is the assignment as it stands."""
    return lambda: Assignment.objects.get(pk=cast.assignment.pk)


# --- Changing -----------------------------------------------------------------------------------------------------


def test_the_form_sent_as_it_stands_changes_nothing(cast, teacher, now_there):
    Assignment.objects.update(drafts_readable=True)
    before = vars(now_there())
    assert "Changed." in sent(teacher, cast).text
    kept = vars(now_there())
    for name in ["title", "instructions", "opens_at", "due_at", "closes_at", "drafts_readable", "parts", "edition"]:
        assert kept[name] == before[name], name
    assert AssignmentScheme.objects.get().version.maximum == 20


def test_students_see_a_change_from_their_next_page_on(cast, teacher, as_user, now_there):
    type_into(cast.work().sheet, cast.student, table_row("1"))
    sent(
        teacher,
        cast,
        title="The aims, once more",
        instructions="Only look.",
        due_at=in_days(9),
        closes_at=in_days(10),
        drafts_readable="on",
        points="30",
    )
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert "The aims, once more" in page.text
    assert "Only look." in words(page)
    assert "Your teacher can read this while you work on it." in words(page)
    assert reading.cells(page.text)["table:s1/words"] == "the broom"
    assert now_there().closes_at - now_there().due_at == timedelta(days=1)
    assert AssignmentScheme.objects.get().version.maximum == 30


def test_a_change_leaves_a_trace_of_who_made_it(cast, teacher, now_there):
    sent(teacher, cast, title="Another title")
    rows = list(now_there().history.order_by("history_id"))
    assert [(row.title, row.history_user) for row in rows] == [
        ("The aims table", cast.teacher),
        ("Another title", cast.teacher),
    ]


def test_what_is_handed_in_keeps_the_due_time_it_was_handed_in_under(cast, teacher, as_user, now_there):
    late = cast.handed_in()
    due_then = late.due_then
    sent(teacher, cast, due_at=in_days(30))
    assert Submission.objects.get().due_then == due_then != now_there().due_at


@pytest.mark.parametrize(
    ("changes", "name", "fault"),
    [
        ({"title": ""}, "title", "Fill this in."),
        ({"due_at": "2020-01-01T09:00"}, "due_at", "That moment has passed. Choose a later one."),
        ({"due_at": "soon"}, "due_at", "Write a day and a time, like 26 November 2026, 09:00."),
        ({"closes_at": in_days(1)}, "closes_at", "It would close before it is due."),
        ({"closes_at": "2020-01-01T09:00"}, "closes_at", "That moment has passed. Choose a later one."),
        ({"opens_at": in_days(8)}, "opens_at", "It has to open before it is due."),
        ({"points": "0"}, "points", "At least 1 point."),
    ],
)
def test_what_cannot_be_stays_as_typed_with_the_reason_beside_it(changes, name, fault, cast, teacher, now_there):
    typed = {"title": "My own title", "instructions": "One.\n\nTwo.", **changes}
    page = sent(teacher, cast, **typed)
    assert page.status_code == 200
    assert field(page, name).fault.startswith(fault)
    for other, value in typed.items():
        assert field(page, other).value == value
    assert now_there().title == "The aims table"


def test_a_moment_that_has_passed_may_stay(cast, teacher, now_there):
    opened = timezone.now() - timedelta(days=3)
    due, closed = opened + timedelta(days=1), opened + timedelta(days=2)
    Assignment.objects.update(opens_at=opened, due_at=due, closes_at=closed)
    assert "Changed." in sent(teacher, cast, title="A late correction").text
    found = now_there()
    assert (found.title, found.opens_at, found.due_at, found.closes_at) == ("A late correction", opened, due, closed)
    # Opened again, for those who were not done.
    assert "Changed." in sent(teacher, cast, closes_at=in_days(2)).text
    assert now_there().stage() == "open"


def test_the_page_says_what_a_change_does_in_numbers(cast, teacher):
    type_into(cast.work(cast.classmate).sheet, cast.classmate, table_row("1"))
    cast.handed_in()
    page = words(teacher.get(path(cast)))
    assert "1 is at work, 1 has handed in." in page
    assert "a late piece stays late" in page
    assert "Once you can read drafts, that goes for what is written already." in page


def test_times_are_those_of_the_clock_of_the_class(cast, teacher, now_there):
    cast.school.timezone = "Pacific/Auckland"
    cast.school.save()
    sent(teacher, cast, due_at="2099-07-01T09:00")
    assert now_there().due_at.astimezone(cast.school.zone).hour == 9
    assert field(teacher.get(path(cast)), "due_at").value == "2099-07-01T09:00"


# --- Points -------------------------------------------------------------------------------------------------------


def test_points_change_to_another_scheme_while_there_is_no_mark(cast, teacher):
    cast.handed_in()
    sent(teacher, cast, points="25")
    assert AssignmentScheme.objects.get().version.maximum == 25
    assert set(Scheme.objects.values_list("title", flat=True)) == {"Points out of 20", "Points out of 25"}


def test_points_stay_once_a_mark_exists_and_the_field_says_so(cast, teacher, now_there):
    mark_submission(submission=cast.handed_in(), marker=cast.teacher, total=9, comment="", after=None)
    page = teacher.get(path(cast))
    assert "A mark has been given out of 20, so this stays." in words(page)
    assert "disabled" in page.text
    assert "Changed." in sent(teacher, cast, points="50", title="Another title").text
    assert (now_there().title, AssignmentScheme.objects.get().version.maximum) == ("Another title", 20)


def test_a_mark_given_meanwhile_keeps_its_points_and_nothing_typed_is_lost(cast, teacher, now_there, monkeypatch):
    # The mark comes after the page had looked for one.
    mark_submission(submission=cast.handed_in(), marker=cast.teacher, total=9, comment="", after=None)
    with pytest.raises(PointsFixed, match="out of 20, so this stays"):
        change_work(
            assignment=cast.assignment,
            terms=terms("Another title", due_at=cast.assignment.due_at),
            points=50,
            by=cast.teacher,
        )
    monkeypatch.setattr("activities.marking.views.assignments.queries.has_marks", _true_at_the_second_look())
    page = teacher.post(path(cast), {"title": "Mine", "instructions": "", "due_at": in_days(3), "points": "50"})
    assert field(page, "points").fault == "A mark has been given out of 20, so this stays."
    assert field(page, "title").value == "Mine"
    assert now_there().title == "The aims table"
    assert AssignmentScheme.objects.get().version.maximum == 20


def test_a_marker_who_saw_other_points_is_told_before_the_mark_is_kept(cast, teacher):
    paper = f"/papers/{cast.handed_in().work_id}/"
    seen = {name: field(teacher.get(paper), name).value for name in ["after", "number", "out_of"]}
    sent(teacher, cast, points="10")
    page = teacher.post(paper, {**seen, "total": "8", "comment": "Careful."})
    assert "This piece is out of 10 points now. Look at yours again, then finish." in words(page)
    assert "Points out of 10" in words(page)
    assert (field(page, "total").value, field(page, "comment").value) == ("8", "Careful.")
    assert not Mark.objects.exists()
    again = {name: field(page, name).value for name in ["after", "number", "out_of", "total", "comment"]}
    assert teacher.post(paper, again).status_code == 302
    assert str(Mark.objects.get()) == "8 of 10"


def _true_at_the_second_look():
    looks = iter([False, True])
    return lambda assignment: next(looks)


# --- Withdrawing --------------------------------------------------------------------------------------------------


def test_before_it_is_withdrawn_the_page_says_what_that_does_in_numbers(cast, teacher, now_there):
    nobody = words(teacher.get(path(cast, "withdraw/")))
    cast.returned()
    type_into(cast.work(cast.classmate).sheet, cast.classmate, table_row("1"))
    assert "Nobody has begun." in nobody
    page = words(teacher.get(path(cast, "withdraw/")))
    assert "Withdraw it from 13H?" in page
    assert "1 is at work, 1 has it back." in page
    assert "What students wrote is kept, and theirs to read." in page
    assert "Students who have not begun no longer see it." in page
    assert "You can put it back." in page
    assert now_there().withdrawn_at is None


def test_a_withdrawn_piece_is_shown_as_such_and_can_be_put_back(cast, teacher, as_user, now_there):
    page = teacher.post(path(cast, "withdraw/"), follow=True)
    assert "Withdrawn from 13H." in page.text
    assert "Put it back" in words(page)
    assert "Withdraw this piece" not in words(page)
    assert "The aims table" not in words(as_user(cast.student).get("/due/"))
    page = teacher.post(path(cast, "restore/"), follow=True)
    assert "Back with 13H." in page.text
    assert "Put it back" not in words(page)
    assert "The aims table" in words(as_user(cast.student).get("/due/"))
    assert [row.history_user for row in now_there().history.all()] == [cast.teacher] * 3


def test_the_class_page_shows_what_is_withdrawn_apart_and_the_classes_page_not_at_all(cast, teacher):
    cast.handed_in()
    assert "Withdrawn" not in words(teacher.get(f"/classes/{cast.classroom.pk}/"))
    teacher.post(path(cast, "withdraw/"))
    page = words(teacher.get(f"/classes/{cast.classroom.pk}/"))
    assert "Nothing is set" in page
    assert page.index("Withdrawn") < page.index("The aims table")
    (card,) = teacher.get("/classes/").context["cards"]
    assert (card.assignments, card.to_mark) == ([], 0)


def test_what_was_handed_in_can_still_be_marked_and_returned(cast, teacher, as_user):
    submission = cast.handed_in()
    teacher.post(path(cast, "withdraw/"))
    teacher.post(f"/papers/{submission.work_id}/", {"total": "9", "comment": "Well seen."})
    mark = Mark.objects.get()
    teacher.post(path(cast, "return/"), {"mark": mark.pk})
    assert Work.objects.get().state == WorkState.RETURNED
    assert "Well seen." in words(as_user(cast.student).get(f"/work/{cast.assignment.pk}/"))


def test_looking_at_restoring_does_nothing(cast, teacher):
    assert teacher.get(path(cast, "restore/")).status_code == 405


def test_pieces_that_open_later_or_have_closed_say_so_in_the_list(cast, teacher):
    Assignment.objects.update(opens_at=timezone.now() + timedelta(days=1))
    assert "The aims table Opens" in words(teacher.get("/classes/"))
    past = timezone.now() - timedelta(days=1)
    Assignment.objects.update(opens_at=None, due_at=past, closes_at=past)
    assert "The aims table Closed" in words(teacher.get(f"/classes/{cast.classroom.pk}/"))


# --- Drafts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(cast) -> str:
    """The address of what the student has written and not handed in."""
    work = cast.work()
    type_into(work.sheet, cast.student, table_row("1", words="only begun"))
    return f"/drafts/{work.pk}/"


def test_a_draft_is_read_where_the_class_was_told_so(cast, teacher, draft):
    Assignment.objects.update(drafts_readable=True)
    follow = teacher.get(path(cast, ""))
    assert f'href="{draft}"' in follow.text
    assert "You can read drafts, and students are told so." in words(follow)
    page = teacher.get(draft)
    assert "only begun" in words(page)
    assert "A draft as it stands at" in words(page)
    assert "not handed in" in words(page)
    assert reading.cells(page.text) == {}
    assert "<form" not in page.text.split("<main")[1]


def test_a_draft_is_closed_to_the_teacher_where_the_class_was_not_told(cast, teacher, draft):
    follow = teacher.get(path(cast, ""))
    assert draft not in follow.text
    assert "Drafts are not read before they are handed in." in words(follow)
    page = teacher.get(draft)
    assert page.status_code == 403
    assert "only begun" not in page.text


def test_a_draft_that_was_handed_in_leads_to_the_paper(cast, teacher):
    Assignment.objects.update(drafts_readable=True)
    work = cast.handed_in().work
    assert teacher.get(f"/drafts/{work.pk}/")["Location"] == f"/papers/{work.pk}/"


def test_what_was_taken_back_is_a_draft_again_and_closed_where_drafts_are(cast, teacher):
    work = cast.handed_in().work
    take_back(work=work, by=cast.student)
    type_into(work.sheet, cast.student, {"table:s1/words": "thought of later"})
    assert teacher.get(f"/drafts/{work.pk}/").status_code == 403
    Assignment.objects.update(drafts_readable=True)
    assert "thought of later" in words(teacher.get(f"/drafts/{work.pk}/"))


def test_a_piece_that_is_only_opened_offers_no_draft(cast, teacher):
    Assignment.objects.update(drafts_readable=True)
    cast.work()
    assert "Read draft" not in words(teacher.get(path(cast, "")))
