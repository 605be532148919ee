"""What a teacher does with several students at once: more time, excuse, return some, recall, send back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.models import Mark, Recall, Release
from activities.marking.queries import standing_releases
from activities.marking.services import answer, mark_submission, return_to_class, send_back, send_back_several
from activities.models import Act, Assignment, Transition, Work, WorkState
from activities.services import NotOpen, end_extension, excuse, extend, hand_in, unexcuse
from historyclass.desk.services import new_sheet
from historyclass.people.models import Enrolment, EnrolmentRole, Role, User
from historyclass.people.services import enrol, remove_from_class
from tests.cast import make_person, table_row, type_into
from tests.reading import field, hidden, words


@pytest.fixture
def at(cast):
    """`at("longer/")` is an address of the assignment."""
    return lambda rest="", *students: (
        f"/assignments/{cast.assignment.pk}/{rest}"
        + "".join(f"{'&' if n else '?'}student={student.pk}" for n, student in enumerate(students))
    )


def typed(moment) -> str:
    """As the browser's picker sends it, in the school's time."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def mark(cast, submission, total=9, comment="Well seen.", after=None, **more):
    return mark_submission(
        submission=submission, marker=cast.teacher, total=total, comment=comment, after=after, **more
    )


def state_of(student) -> str:
    return Work.objects.get(student=student).state


# --- Ticks on the class page --------------------------------------------------------------------------------------


def test_a_page_opened_for_some_ticks_them_and_says_who_is_left_out_and_why(cast, teacher, at):
    cast.handed_in()
    page = teacher.get(at("longer/", cast.student, cast.classmate))
    assert hidden(page)["student"] == [str(cast.classmate.pk)]
    assert "Left out Amira Hussain has handed in." in words(page)


def test_opened_for_nobody_it_offers_the_class_and_ticks_nobody(cast, teacher, at):
    page = teacher.get(at("excuse/"))
    assert "student" not in hidden(page)
    assert "Hussain, Amira" in words(page)
    assert "Ashworth, Ben" in words(page)


@pytest.mark.parametrize("page", ["longer/", "excuse/", "send-back/", "return/", "recall/"])
@pytest.mark.parametrize("who", ["other_student", "left_class", "teacher"])
def test_of_somebody_of_another_class_nothing_is_said_and_nothing_done(cast, teacher, at, page, who):
    person = getattr(cast, who)
    until = typed(timezone.now() + timedelta(days=30))
    for shown in (
        teacher.get(at(page, person)),
        teacher.post(at(page), {"student": [person.pk], "until": until}, follow=True),
    ):
        assert shown.status_code == 200
        assert person.family_name not in words(shown).replace(cast.teacher.formal_name, "")
    assert "Left out: 1 of those you ticked is no longer in this class." in words(teacher.get(at(page, person)))
    assert not Transition.objects.exists()
    assert not Work.objects.exists()


@pytest.mark.parametrize("page", ["longer/", "excuse/", "send-back/", "recall/"])
@pytest.mark.parametrize("sent", ["x", "-1", "9" * 40, ""])
def test_what_is_no_id_is_nobody(cast, teacher, at, page, sent):
    cast.returned()
    cast.work(cast.classmate)
    assert "1 of those you ticked is no longer in this class." in words(teacher.get(at(page), {"student": sent}))
    assert "Tick at least one student." in words(teacher.post(at(page), {"student": sent}))


def test_who_was_moved_away_meanwhile_is_left_out_and_the_rest_is_done(cast, teacher, at):
    sent = {
        "student": [cast.student.pk, cast.classmate.pk],
        "until": typed(timezone.now() + timedelta(days=30)),
        "note": "Date them all.",
    }
    cast.handed_in()
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.classmate))
    page = teacher.post(at("send-back/", cast.student, cast.classmate), sent, follow=True)
    assert "Sent back to 1 student." in page.text
    assert words(page).count("Left out: 1 of those you ticked is no longer in this class.") == 1
    assert Transition.objects.get(act=Act.SEND_BACK).note == "Date them all."


def test_where_all_were_moved_away_what_was_typed_is_kept(cast, teacher, at):
    cast.handed_in()
    sent = {"student": [cast.left_class.pk, cast.other_student.pk], "until": "2031-05-01T09:00", "note": "Date them."}
    page = teacher.post(at("send-back/"), sent)
    assert "Left out: 2 of those you ticked are no longer in this class." in words(page)
    assert "Tick at least one student." in words(page)
    assert field(page, "note").value.strip() == "Date them."


def test_undo_goes_on_without_those_who_were_moved_away(cast, teacher, at):
    teacher.post(at("excuse/"), {"student": [cast.student.pk]})
    undo = {"do": ["end"], "student": [cast.student.pk, cast.left_class.pk]}
    page = teacher.post(at("excuse/"), undo, follow=True)
    assert "1 student no longer excused." in page.text
    assert "1 of those you ticked is no longer in this class." in words(page)


@pytest.mark.parametrize(
    ("page", "says"),
    [("longer/", "has left the class."), ("excuse/", "has left the class."), ("send-back/", "has left the class.")],
)
def test_nothing_is_done_to_somebody_who_left_the_class_with_a_piece(cast, teacher, at, page, says):
    work = cast.handed_in().work if page == "send-back/" else cast.work()
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.student))
    state = work.state
    sent = {"student": [cast.student.pk], "until": typed(timezone.now() + timedelta(days=30))}
    shown = words(teacher.post(at(page), sent, follow=True))
    assert f"Left as it was: Amira Hussain {says}" in shown
    work.refresh_from_db()
    assert (work.state, work.due_at) == (state, cast.assignment.due_at)


def test_what_is_sent_back_one_by_one_obeys_the_same_rule(cast):
    work = cast.returned()
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.student))
    with pytest.raises(NotOpen, match=r"Amira Hussain has left the class\."):
        send_back(work=work, by=cast.teacher, until=timezone.now() + timedelta(days=9))
    assert state_of(cast.student) == WorkState.RETURNED


def test_nobody_is_made_a_piece_who_is_not_in_the_class(cast):
    outcome = extend(
        assignment=cast.assignment,
        students=[cast.student, cast.left_class],
        until=cast.assignment.due_at + timedelta(days=1),
        by=cast.teacher,
    )
    assert outcome.refused == [(cast.left_class, "Cara Lowe has left the class.")]
    assert [work.student for work in outcome.done] == [cast.student]
    assert Work.objects.get().student == cast.student


def test_with_nobody_ticked_it_says_so_and_loses_nothing(cast, teacher, at):
    cast.handed_in()
    page = teacher.post(at("send-back/", cast.student), {"until": "2031-05-01T09:00", "note": "Date them all."})
    assert page.status_code == 200
    assert "Tick at least one student." in words(page)
    assert field(page, "note").value.strip() == "Date them all."
    assert field(page, "until").value == "2031-05-01T09:00"
    assert "Hussain, Amira" in words(page)
    assert not Transition.objects.filter(act=Act.SEND_BACK).exists()


# --- Longer -------------------------------------------------------------------------------------------------------


def test_two_get_longer_in_one_act(cast, teacher, at):
    until = (cast.assignment.due_at + timedelta(days=4)).replace(second=0, microsecond=0)
    sent = {"student": [cast.student.pk, cast.classmate.pk], "until": typed(until)}
    page = teacher.post(at("longer/"), sent, follow=True)
    local = timezone.localtime(until)
    assert f"2 students until {local:%a} {local.day} {local:%b, %H:%M}." in page.text
    assert f"until {local:%a} {local.day} {local:%b, %H:%M}" in words(page)
    assert [work.extended_until for work in Work.objects.all()] == [until, until]


def test_undo_ends_exactly_what_was_given(cast, teacher, at):
    until = cast.assignment.due_at + timedelta(days=4)
    page = teacher.post(at("longer/"), {"student": cast.student.pk, "until": typed(until)}, follow=True)
    undo = {name: value for name, value in hidden(page).items() if name in ("do", "student")}
    assert undo == {"do": ["end"], "student": [str(cast.student.pk)]}
    assert "1 student due with the class again." in teacher.post(at("longer/"), undo, follow=True).text
    assert Work.objects.get().extended_until is None


def test_a_changed_extension_is_not_undone_with_a_press(cast, teacher, at):
    first, second = (cast.assignment.due_at + timedelta(days=days) for days in (2, 4))
    extend(assignment=cast.assignment, students=[cast.student], until=first, by=cast.teacher)
    page = teacher.get(at("longer/", cast.student))
    assert field(page, "until").value == typed(first)
    page = teacher.post(at("longer/"), {"student": cast.student.pk, "until": typed(second)}, follow=True)
    assert "Undo" not in page.text


@pytest.mark.parametrize(
    ("until", "fault"),
    [
        ("", "Fill this in."),
        ("soon", "Write a day and a time, like 26 November 2026, 09:00."),
        ("0021-11-26T09:00", "Write a year like 2026."),
        ("2020-01-01T09:00", "The whole class has until"),
    ],
)
@pytest.mark.parametrize("page", ["longer/", "send-back/"])
def test_a_moment_that_cannot_be_is_refused_beside_its_field(cast, teacher, at, page, until, fault):
    student = cast.student
    if page == "send-back/":
        cast.handed_in()
    refused = teacher.post(at(page, student), {"student": student.pk, "until": until})
    assert refused.status_code == 200
    assert field(refused, "until").fault.startswith(fault)
    assert field(refused, "until").value == until
    assert not Transition.objects.filter(act__in=(Act.EXTEND, Act.SEND_BACK)).exists()


def test_after_the_due_time_a_moment_that_has_passed_is_refused(cast, teacher, at):
    Assignment.objects.update(due_at=timezone.now() - timedelta(days=5))
    sent = {"student": cast.student.pk, "until": typed(timezone.now() - timedelta(days=1))}
    assert field(teacher.post(at("longer/"), sent), "until").fault == "That moment has passed. Choose a later one."


def test_a_moment_is_read_in_the_time_of_the_school(cast, teacher, at):
    cast.school.timezone = "Pacific/Auckland"
    cast.school.save()
    teacher.post(at("longer/"), {"student": cast.student.pk, "until": "2031-01-15T09:00"})
    assert Work.objects.get().extended_until.isoformat() == "2031-01-14T20:00:00+00:00"


def test_somebody_who_hands_in_meanwhile_is_left_out_aloud(cast, teacher, at):
    cast.handed_in()
    sent = {"student": [cast.student.pk, cast.classmate.pk], "until": typed(timezone.now() + timedelta(days=30))}
    page = words(teacher.post(at("longer/"), sent, follow=True))
    assert "Left as it was: Amira Hussain has handed in." in page
    assert set(Work.objects.filter(extended_until__isnull=False).values_list("student", flat=True)) == {
        cast.classmate.pk
    }


# --- Excuse -------------------------------------------------------------------------------------------------------


def test_excuse_and_undo(cast, teacher, at):
    page = teacher.post(at("excuse/"), {"student": [cast.student.pk, cast.classmate.pk]}, follow=True)
    assert "2 students excused." in page.text
    assert {state_of(cast.student), state_of(cast.classmate)} == {WorkState.EXCUSED}
    undo = {name: hidden(page)[name] for name in ("do", "student")}
    page = teacher.post(at("excuse/"), undo, follow=True)
    assert "2 students no longer excused." in page.text
    assert {state_of(cast.student), state_of(cast.classmate)} == {WorkState.WORKING}


def test_who_is_excused_can_be_expected_again_from_the_same_page(cast, teacher, at):
    teacher.post(at("excuse/"), {"student": cast.student.pk})
    page = teacher.get(at("excuse/", cast.student))
    assert "Excused now Who is no longer excused Hussain, Amira" in words(page)
    assert "Left out" not in words(page)
    assert "Excused" in words(teacher.get(at()))


# --- Return -------------------------------------------------------------------------------------------------------


def test_the_page_of_the_return_shows_what_each_will_see(cast, teacher, at):
    mark(
        cast,
        cast.handed_in(),
        annotations={"table:s1/date": "Which month?", "table:s2/date": "Which year?"},
        next_steps=["Date every source."],
    )
    page = words(teacher.get(at("return/")))
    assert "9 of 20 Well seen. 2 comments in the work, 1 to do next" in page


def test_some_are_returned_and_the_others_wait(cast, teacher, at):
    mine, theirs = mark(cast, cast.handed_in()), mark(cast, cast.handed_in(cast.classmate))
    page = teacher.get(at("return/"))
    assert sorted(hidden(page)["mark"]) == sorted(map(str, (mine.pk, theirs.pk)))
    page = teacher.post(at("return/"), {"mark": [theirs.pk]}, follow=True)
    assert "Returned to 1 student." in page.text
    assert (state_of(cast.student), state_of(cast.classmate)) == (WorkState.HANDED_IN, WorkState.RETURNED)


def test_with_nobody_ticked_nothing_is_returned_and_that_is_said(cast, teacher, at):
    mark(cast, cast.handed_in())
    page = teacher.post(at("return/"))
    assert page.status_code == 200
    assert "Tick at least one student." in words(page)
    assert "mark" not in hidden(page)
    assert "Hussain, Amira" in words(page)
    assert not Release.objects.exists()


def test_opened_for_some_it_ticks_them_alone(cast, teacher, at):
    mark(cast, cast.handed_in())
    theirs = mark(cast, cast.handed_in(cast.classmate))
    assert hidden(teacher.get(at("return/", cast.classmate)))["mark"] == [str(theirs.pk)]


def test_opened_for_somebody_whose_piece_cannot_go_back_it_says_why(cast, teacher, at):
    mark(cast, cast.handed_in())
    assert "Ben Ashworth has not handed in." in words(teacher.get(at("return/", cast.student, cast.classmate)))
    hand_in(work=cast.work(cast.classmate))
    assert "Ben Ashworth is not marked yet." in words(teacher.get(at("return/", cast.classmate)))


def test_what_changed_meanwhile_waits_and_that_is_said(cast, teacher, at):
    first = mark(cast, cast.handed_in())
    theirs = mark(cast, cast.handed_in(cast.classmate))
    mark(cast, cast.work().submissions.get(), total=12, after=first.pk)
    page = teacher.post(at("return/"), {"mark": [first.pk, theirs.pk]}, follow=True)
    assert "Returned to 1 student." in page.text
    assert "Left as it was, since it changed meanwhile: 1 piece." in words(page)
    assert state_of(cast.student) == WorkState.HANDED_IN


def test_undo_recalls_exactly_what_was_returned(cast, teacher, at, as_user):
    cast.returned(cast.classmate)
    mark(cast, cast.handed_in(), comment="Zinnober")
    page = teacher.post(at("return/"), {"mark": [Mark.objects.latest("pk").pk]}, follow=True)
    undo = {name: hidden(page)[name] for name in ("do", "mark")}
    page = teacher.post(at("recall/"), undo, follow=True)
    assert "Recalled from 1 student." in page.text
    assert (state_of(cast.student), state_of(cast.classmate)) == (WorkState.HANDED_IN, WorkState.RETURNED)
    assert "Zinnober" not in words(as_user(cast.student).get(f"/work/{cast.assignment.pk}/"))


def test_undoing_a_second_return_leaves_the_first_standing(cast, teacher, at):
    work = cast.returned(total=5)
    first = Mark.objects.get()
    second = mark(cast, work.submissions.get(), total=6, after=first.pk)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    teacher.post(at("recall/"), {"do": "undo", "mark": [second.pk]})
    assert standing_releases([work.pk])[work.pk].mark == first
    assert state_of(cast.student) == WorkState.RETURNED
    assert Recall.objects.count() == 1


def test_undo_takes_back_no_mark_of_another_assignment(cast, teacher, as_user, at):
    cast.returned()
    mark_id = Mark.objects.get().pk
    Assignment.objects.update(classroom=cast.other_classroom)
    assert teacher.post(at("recall/"), {"do": "undo", "mark": [mark_id]}).status_code == 404
    assert as_user(cast.other_teacher).post(at("recall/"), {"do": "undo", "mark": ["x", "9" * 30]}).status_code == 302
    assert not Recall.objects.exists()


# --- Recall -------------------------------------------------------------------------------------------------------


def test_a_recall_says_what_it_does_and_does_it(cast, teacher, at):
    cast.returned()
    page = words(teacher.get(at("recall/", cast.student, cast.classmate)))
    assert "They may have read them." in page
    assert "Hussain, Amira 15 of 20" in page
    assert "Ben Ashworth has nothing back that could be recalled." in page
    page = teacher.post(at("recall/"), {"student": cast.student.pk}, follow=True)
    assert "Recalled from 1 student." in page.text
    assert "15 of 20, recalled" in words(page)
    assert state_of(cast.student) == WorkState.HANDED_IN


# --- Send back ----------------------------------------------------------------------------------------------------


def test_several_are_sent_back_with_what_to_do_and_what_is_marked(cast, teacher, at):
    mark(cast, cast.handed_in(), total=9)
    cast.handed_in(cast.classmate)
    page = words(teacher.get(at("send-back/", cast.student, cast.classmate)))
    assert "Hussain, Amira 9 of 20 and its comments go back with it" in page
    assert "Ashworth, Ben not marked: it goes back without points" in page
    until = (cast.assignment.due_at + timedelta(days=9)).replace(second=0, microsecond=0)
    sent = {"student": [cast.student.pk, cast.classmate.pk], "until": typed(until), "note": "Date them all."}
    page = teacher.post(at("send-back/"), sent, follow=True)
    assert "Sent back to 2 students." in page.text
    assert {state_of(cast.student), state_of(cast.classmate)} == {WorkState.WORKING}
    assert {(move.until, move.note) for move in Transition.objects.filter(act=Act.SEND_BACK)} == {
        (until, "Date them all.")
    }
    assert Release.objects.get().mark.total == 9
    local = timezone.localtime(until)
    assert f"redraft due {local:%a} {local.day} {local:%b, %H:%M}" in words(page)


def test_the_date_of_the_redraft_ends_an_extension(cast, teacher, at, as_user):
    until = (cast.assignment.due_at + timedelta(days=4)).replace(second=0, microsecond=0)
    give = {"assignment": cast.assignment, "students": [cast.student], "by": cast.teacher}
    extend(**give, until=until + timedelta(days=17))
    cast.returned()
    page = teacher.post(at("send-back/"), {"student": cast.student.pk, "until": typed(until)}, follow=True)
    work = Work.objects.get()
    assert (work.due_at, work.extended_until) == (until, None)
    local = timezone.localtime(until)
    assert f"The redraft is due {local:%a} {local.day} {local:%b, %H:%M}." in page.text
    came_back = words(as_user(cast.student).get(f"/work/{cast.assignment.pk}/returned/"))
    assert f"The redraft is due {local:%A} {local.day} {local:%B, %H:%M}." in came_back


def test_of_a_redraft_and_longer_the_later_holds_on_every_page(cast, teacher, at, as_user):
    redraft = (cast.assignment.due_at + timedelta(days=9)).replace(second=0, microsecond=0)
    send_back(work=cast.returned(), by=cast.teacher, until=redraft)
    sooner, later = redraft - timedelta(days=3), redraft + timedelta(days=3)
    page = teacher.post(at("longer/"), {"student": cast.student.pk, "until": typed(sooner)}, follow=True)
    assert "For 1 student a redraft is due later than that, and that holds." in page.text
    assert Work.objects.get().due_at == redraft
    page = teacher.post(at("longer/"), {"student": cast.student.pk, "until": typed(later)}, follow=True)
    assert "a redraft is due later" not in page.text
    local = timezone.localtime(later)
    assert f"redraft due {local:%a} {local.day} {local:%b, %H:%M}" in words(page)
    came_back = words(as_user(cast.student).get(f"/work/{cast.assignment.pk}/returned/"))
    assert f"The redraft is due {local:%A} {local.day} {local:%B, %H:%M}." in came_back
    page = teacher.post(at("longer/"), {"student": cast.student.pk, "do": "end"}, follow=True)
    assert "Extension ended for 1 student. A redraft keeps its date." in page.text


def test_one_who_has_it_already_is_left_out_and_the_others_are_sent_back(cast, teacher, at):
    cast.handed_in()
    sent = {
        "student": [cast.student.pk, cast.classmate.pk],
        "until": typed(cast.assignment.due_at + timedelta(days=9)),
        "note": "",
    }
    cast.work(cast.classmate)
    page = teacher.post(at("send-back/"), sent, follow=True)
    assert "Sent back to 1 student." in page.text
    assert "Left as it was: Ben Ashworth has this piece already." in words(page)


def test_what_nobody_could_hand_in_again_is_not_sent_back(cast, teacher, at):
    cast.handed_in()
    cast.handed_in(cast.classmate)
    Assignment.objects.update(withdrawn_at=timezone.now())
    sent = {
        "student": [cast.student.pk, cast.classmate.pk],
        "until": typed(cast.assignment.due_at + timedelta(days=9)),
    }
    page = words(teacher.post(at("send-back/"), sent, follow=True))
    assert page.count("so nobody could hand in a redraft.") == 1
    assert {state_of(cast.student), state_of(cast.classmate)} == {WorkState.HANDED_IN}


def test_a_note_that_is_too_long_is_refused_and_kept(cast, teacher, at):
    cast.handed_in()
    sent = {"student": cast.student.pk, "until": "2031-05-01T09:00", "note": "x" * 2001}
    page = teacher.post(at("send-back/", cast.student), sent)
    assert field(page, "note").fault == "That is 2001 characters, and 2000 fit."
    assert len(field(page, "note").value.strip()) == 2001


def test_the_usual_redraft_is_due_in_a_week_and_after_the_class(cast, teacher, at):
    cast.handed_in()
    shown = field(teacher.get(at("send-back/", cast.student)), "until").value
    assert shown > typed(cast.assignment.due_at)
    Assignment.objects.update(due_at=timezone.now() - timedelta(days=3))
    in_a_week = timezone.localdate() + timedelta(days=7)
    assert field(teacher.get(at("send-back/", cast.student)), "until").value == f"{in_a_week}T09:00"


def test_somebody_who_has_left_the_class_is_left_out(cast, teacher, at):
    cast.handed_in()
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.student))
    assert "Amira Hussain has left the class." in words(teacher.get(at("send-back/", cast.student)))


# --- A whole class at once ------------------------------------------------------------------------------------------


def more(cast, number: int) -> list[User]:
    """That many more students of the class."""
    people = [make_person(cast.school, Role.STUDENT, f"more{n}", f"More Student{n}") for n in range(number)]
    for each in people:
        enrol(classroom=cast.classroom, user=each, role=EnrolmentRole.STUDENT)
    return people


@pytest.mark.parametrize("act", ["longer", "excuse", "send-back"])
def test_it_costs_as_many_queries_for_thirty_as_for_three(cast, act, count_queries):
    few, many = more(cast, 33)[:3], User.objects.filter(username__startswith="more")[3:33]
    assert len(many) == 30
    until = cast.assignment.due_at + timedelta(days=3)

    def counted(service, **given) -> int:
        with count_queries() as count:
            service(**given)
        return count()

    def do(students) -> list[int]:
        given = {"assignment": Assignment.objects.get(), "by": cast.teacher}
        if act == "send-back":
            works = [mark(cast, cast.handed_in(student)).submission.work_id for student in students]
            return [counted(send_back_several, **given, works=works, until=until)]
        given["students"] = students
        if act == "longer":
            return [counted(extend, **given, until=until), counted(end_extension, **given)]
        return [counted(excuse, **given), counted(unexcuse, **given)]

    counts = do(few)
    assert do(list(many)) == counts
    assert max(counts) <= 16
    states = set(Work.objects.values_list("state", "extended_until", "redraft_due_at"))
    assert states == {(WorkState.WORKING, None, until if act == "send-back" else None)}


def test_one_who_begins_while_the_class_is_given_longer_has_one_piece(cast, monkeypatch):
    # Another tab begins between the look and the making.
    made = Work.objects.bulk_create

    def bulk_create(rows):
        monkeypatch.undo()
        return made([*rows, Work(school=cast.school, assignment=cast.assignment, student=cast.student, sheet=sheet)])

    sheet = new_sheet(school=cast.school, person=cast.student, schema=cast.assignment.schema)
    monkeypatch.setattr(Work.objects, "bulk_create", bulk_create)
    until = cast.assignment.due_at + timedelta(days=3)
    outcome = extend(assignment=cast.assignment, students=[cast.student, cast.classmate], until=until, by=cast.teacher)
    assert {work.student for work in outcome.done} == {cast.student, cast.classmate}
    assert list(Work.objects.values_list("extended_until", flat=True)) == [until, until]


# --- What the class page shows of it --------------------------------------------------------------------------------


def test_filters_count_and_hide_without_a_script(cast, teacher, at):
    mark(cast, cast.handed_in())
    page = teacher.get(at())
    assert {one.name: one.count for one in page.context["filters"]} == {
        "": 2,
        "missing": 1,
        "to-mark": 0,
        "to-return": 1,
        "returned": 0,
    }
    page = teacher.get(at() + "?show=missing")
    assert page.text.count("<tr data-student") == 2
    assert page.text.count('data-groups="to-return" hidden') == 1
    assert 'data-groups="missing" hidden' not in page.text
    assert 'aria-current="true">Not handed in' in page.text
    assert teacher.get(at() + "?show=nonsense").text.count(" hidden>\n  <th") == 0


def test_answers_wait_until_somebody_answers_them(cast, teacher, at):
    work = cast.recalled()
    assert "answer" not in words(teacher.get(at()))
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    assert "1 answer of Amira Hussain" in words(teacher.get(at()))
    assert "1 answer to your comments waits for you" in words(teacher.get(at()))
    answer(submission=work.submissions.get(), person=cast.teacher, place="table:s1/date", text="Yes.")
    assert "answer" not in words(teacher.get(at()))


def test_past_due_is_said_in_words_where_nothing_is_handed_in(cast, teacher, at):
    cast.handed_in()
    Assignment.objects.update(due_at=timezone.now() - timedelta(hours=1))
    page = words(teacher.get(at()))
    assert "Ashworth, Ben Not started past due" in page
    assert "1 past due with nothing handed in" in page
    assert "Hussain, Amira Handed in 1 of 10" in page


def test_a_redraft_shows_what_it_had_before(cast, teacher, at):
    work = cast.returned(total=5)
    teacher.post(
        at("send-back/"), {"student": cast.student.pk, "until": typed(cast.assignment.due_at + timedelta(days=9))}
    )
    assert "Redrafting" in words(teacher.get(at()))
    assert "5 of 20 before" in words(teacher.get(at()))
    type_into(work.sheet, cast.student, table_row("2"))
    hand_in(work=work)
    page = teacher.get(at())
    assert [row.student for row in page.context["page"].to_mark] == [cast.student]
