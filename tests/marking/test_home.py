"""The teacher's home: what waits and what is due, across classes."""

from datetime import timedelta

from django.utils import timezone

from activities.marking.models import Mark
from activities.marking.queries import with_latest
from activities.marking.queries.classes import unfinished
from activities.marking.services import mark_submission, recall, return_to_class, send_back, set_work
from activities.models import Assignment, Submission, Work, WorkState
from activities.services import begin_work, hand_in
from historyclass.people.models import EnrolmentRole
from historyclass.people.services import close_classroom, enrol
from tests.cast import terms
from tests.reading import words


def another(cast, title, classroom=None, days=3):
    return set_work(
        activity=cast.activity,
        classroom=classroom or cast.classroom,
        terms=terms(title, due_at=timezone.now() + timedelta(days=days)),
        points=20,
        set_by=cast.teacher,
    )


def test_nothing_waits_and_says_what_will(cast, teacher):
    assert "Waits for you Nothing. What is handed in to you" in words(teacher.get("/classes/"))


def test_what_is_handed_in_longest_comes_first(cast, teacher):
    second = another(cast, "The second piece")
    hand_in(work=begin_work(assignment=second, student=cast.student))
    cast.handed_in()
    hand_in(work=begin_work(assignment=second, student=cast.classmate), at=timezone.now() - timedelta(days=2))
    home = teacher.get("/classes/").context["home"]
    assert [(row.assignment.title, row.waiting.to_mark) for row in home.to_mark] == [
        ("The second piece", 2),
        ("The aims table", 1),
    ]


def test_marked_and_not_returned_waits_until_it_is_returned(cast, teacher):
    submission = cast.handed_in()
    first = mark_submission(submission=submission, marker=cast.teacher, total=9, comment="", after=None)
    assert "1 marked, not returned: The aims table 13H" in words(teacher.get("/classes/"))
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert not teacher.get("/classes/").context["home"].has_waiting
    mark_submission(submission=submission, marker=cast.teacher, total=10, comment="", after=first.pk)
    assert [row.waiting.to_return for row in teacher.get("/classes/").context["home"].to_return] == [1]


def test_a_recalled_mark_waits_to_be_returned_again_and_its_answers_do_not(cast, teacher):
    cast.recalled()
    home = teacher.get("/classes/").context["home"]
    assert [row.waiting.to_return for row in home.to_return] == [1]
    assert home.answers == []
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "1 answer to your comments: The aims table 13H" in words(teacher.get("/classes/"))


def test_what_is_due_this_week_says_how_many_are_in(cast, teacher):
    enrol(classroom=cast.other_classroom, user=cast.teacher, role=EnrolmentRole.TEACHER)
    another(cast, "Far off", days=20)
    another(cast, "Of the other class", cast.other_classroom, days=1)
    cast.handed_in()
    page = words(teacher.get("/classes/"))
    soon = page[page.index("Due this week") :]
    assert soon.index("12B: Of the other class") < soon.index("13H: The aims table")
    assert "1 of 2 in" in soon
    assert "13H: Far off" not in page


def test_old_pieces_stay_on_the_page_of_the_class(cast, teacher):
    Assignment.objects.update(due_at=timezone.now() - timedelta(days=30))
    page = words(teacher.get("/classes/"))
    assert "The aims table" not in page
    assert "1 older piece of 13H" in page
    assert "The aims table" in words(teacher.get(f"/classes/{cast.classroom.pk}/"))
    cast.handed_in()
    # Whatever waits is not old.
    assert "1 to mark: The aims table" in words(teacher.get("/classes/"))
    assert Submission.objects.count() == 1


def test_what_waits_is_what_a_look_at_every_piece_would_find(cast, teacher):
    """The reading begins from few of them; the same rows must come of it."""

    def mark(submission, total, after=None):
        return mark_submission(submission=submission, marker=cast.teacher, total=total, comment="", after=after)

    def give_back(assignment):
        return return_to_class(assignment=assignment, by=cast.teacher)

    pieces = {
        name: another(cast, name) for name in ("waits", "marked", "back", "again", "undone", "recalled", "redraft")
    }
    works = {name: begin_work(assignment=piece, student=cast.student) for name, piece in pieces.items()}
    first = {name: hand_in(work=work) for name, work in works.items()}
    marks = {name: mark(submission, 5) for name, submission in first.items() if name != "waits"}
    for name in ("back", "again", "undone", "recalled", "redraft"):
        give_back(pieces[name])
    for name in ("again", "undone"):
        mark(first[name], 6, after=marks[name].pk)
    (second,) = give_back(pieces["undone"])
    recall(assignment=pieces["undone"], works=[works["undone"].pk], marks=[second.pk], by=cast.teacher)
    recall(assignment=pieces["recalled"], works=[works["recalled"].pk], by=cast.teacher)
    # A mark that was never given back, since a newer one was.
    mark(mark(first["back"], 7, after=marks["back"].pk).submission, 8, after=Mark.objects.latest("pk").pk)
    give_back(pieces["back"])
    send_back(work=works["redraft"], by=cast.teacher, until=timezone.now() + timedelta(days=9))
    waits = {row.assignment.title: row.waiting for row in teacher.get("/classes/").context["home"].all if row.waiting}
    assert {title: (each.to_mark, each.to_return) for title, each in waits.items()} == {
        "waits": (1, 0),
        "marked": (0, 1),
        "again": (0, 1),
        "undone": (0, 1),
        "recalled": (0, 1),
    }
    mark(hand_in(work=works["redraft"]), 9)
    give_back(pieces["redraft"])
    every = with_latest(Work.objects.filter(assignment__in=pieces.values()).handed_in())
    expected = {
        (work.assignment_id, work.pk, work.mark_id)
        for work in every
        if work.state == WorkState.HANDED_IN or work.seen_id is None or work.seen_id < (work.mark_id or 0)
    }
    found = {row[:3] for row in unfinished(Assignment.objects.all())}
    assert found == expected
    assert len(found) == 5


def test_it_costs_the_same_at_one_class_and_at_ten(cast, teacher, count_queries):
    from historyclass.people.services import create_classroom

    teacher.get("/classes/")
    with count_queries() as one:
        teacher.get("/classes/")
    for number in range(10):
        classroom = create_classroom(school=cast.school, name=f"Class {number}")
        enrol(classroom=classroom, user=cast.teacher, role=EnrolmentRole.TEACHER)
        enrol(classroom=classroom, user=cast.student, role=EnrolmentRole.STUDENT)
        hand_in(work=begin_work(assignment=another(cast, f"Piece {number}", classroom), student=cast.student))
    with count_queries() as ten:
        teacher.get("/classes/")
    assert one() == ten()


def test_what_waits_in_a_closed_class_is_there_and_the_class_is_not(cast, as_user):
    mark_submission(submission=cast.handed_in(), marker=cast.teacher, total=9, comment="", after=None)
    cast.handed_in(cast.classmate)
    close_classroom(classroom=cast.classroom)
    page = as_user(cast.teacher).get("/classes/")
    home = page.context["home"]
    assert ([row.waiting.to_mark for row in home.to_mark], len(home.to_return)) == ([1], 1)
    assert (home.cards, home.due_soon, home.closed) == ([], [], [cast.classroom])
    assert "Closed classes" in page.text
    following = as_user(cast.teacher).get(f"/assignments/{cast.assignment.pk}/")
    assert "This class was closed on" in following.text
    assert "Give longer…" not in following.text
    assert "Return…" in following.text
