"""Every state of a piece, between students, their teachers and the clock, as a machine over the real services.

The model is a table of allowed moves and a few sentences on when they are open. Whatever it forbids must be refused and
change nothing; whatever it allows must leave what it says. The mutants at the end show that the model notices.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from activities.marking import queries
from activities.marking.drafts import COMMENT, MARK_DRAFTS
from activities.marking.models import Annotation, Answer, Mark, Recall, Release, ReleaseQuerySet
from activities.marking.services import (
    Stale,
    TakenBack,
    answer,
    begin_draft,
    mark_submission,
    marks,
    recall,
    releases,
    return_to_class,
    send_back,
)
from activities.models import Act, Assignment, Submission, Transition, Work, WorkState
from activities.services import (
    NotOpen,
    begin_work,
    change_assignment,
    end_extension,
    excuse,
    extend,
    hand_in,
    restore_assignment,
    take_back,
    unexcuse,
    withdraw_assignment,
)
from historyclass.people.models import Enrolment, EnrolmentRole, User
from historyclass.people.services import enrol, remove_from_class
from tests.cast import Cast, terms, type_into
from tests.desk.test_model import Lost, catch, search

WORKING, HANDED_IN, RETURNED, EXCUSED = WorkState.WORKING, WorkState.HANDED_IN, WorkState.RETURNED, WorkState.EXCUSED

MOVES = {
    (Act.HAND_IN, WORKING): HANDED_IN,
    (Act.TAKE_BACK, HANDED_IN): WORKING,
    (Act.RETURN, HANDED_IN): RETURNED,
    (Act.RECALL, RETURNED): HANDED_IN,
    (Act.SEND_BACK, HANDED_IN): WORKING,
    (Act.SEND_BACK, RETURNED): WORKING,
    (Act.EXTEND, WORKING): WORKING,
    (Act.EXCUSE, WORKING): EXCUSED,
    (Act.UNEXCUSE, EXCUSED): WORKING,
}

DONE_IN = {"extend": [WORKING], "end": [WORKING], "excuse": [WORKING, EXCUSED], "unexcuse": [EXCUSED]}
"""What can be done to several pieces at once, and in which states. To excuse twice is no fault, and no move."""

FOR_THE_CLASS = ("extend", "excuse")
"""What is not done to somebody who has left the class."""

CELL = "table:s1/words"
PLACE = "table:s1/date"
DAY = timedelta(days=1)

who = st.integers(0, 1)
some = st.sets(st.integers(0, 1), min_size=1)
words = st.sampled_from(["", "a", "b", "д"])
days = st.sampled_from([0.5, 1, 2, 4])
closing = st.sampled_from([None, None, 0, 2])
back = st.sampled_from([0, 0, 0, 1])
"""How many hand-ins ago: nearly always the last one."""


@dataclass
class Given:
    """A mark, as its marker gave it."""

    pk: int
    marker: User
    content: tuple[int, str, str]


@dataclass
class Handed:
    """What was handed in, and what has become of it."""

    row: Submission
    at: datetime
    due: datetime
    snapshot: dict[str, Any]
    is_being_marked: bool = False
    marks: list[Given] = field(default_factory=list)


@dataclass
class Back:
    """A release, and whether it stands."""

    mark: Given
    of: Handed
    stands: bool = True


@dataclass
class Piece:
    """One student's piece, by the model."""

    work: Work
    student: User
    state: WorkState = WORKING
    longer: datetime | None = None
    redraft: datetime | None = None
    has_left: bool = False
    written: dict[str, Any] = field(default_factory=dict)
    handed: list[Handed] = field(default_factory=list)
    given_back: list[Back] = field(default_factory=list)
    steps: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_with_teacher(self) -> bool:
        return self.state in (HANDED_IN, RETURNED)

    @property
    def seen(self) -> Back | None:
        return next((back for back in reversed(self.given_back) if back.stands), None)

    @property
    def waiting(self) -> Given | None:
        """The mark that a return would give back."""
        if not self.is_with_teacher or not self.handed[-1].marks:
            return None
        newest = self.handed[-1].marks[-1]
        return None if self.seen and self.seen.mark is newest else newest

    def move(self, act: Act) -> None:
        """Where the table leads; a KeyError is a fault of this model."""
        to = MOVES[act, self.state]
        self.steps.append((act, self.state, to))
        self.state = to


ROWS: list[tuple[type[Model], tuple[str, ...]]] = [
    (Submission, ("work", "number", "snapshot", "revision", "handed_in_at", "due_then")),
    (Mark, ("submission", "version", "marker", "at", "total", "comment", "next_steps")),
    (Annotation, ("submission", "mark", "place", "text")),
    (Release, ("work", "mark", "by", "at")),
    (Recall, ("release", "by", "at")),
    (Answer, ("submission", "place", "person", "text", "at")),
    (Transition, ("work", "act", "from_state", "to_state", "by", "at", "until", "note")),
]
WORK = ("state", "marking_began_at", "extended_until", "redraft_due_at")


class Marking(RuleBasedStateMachine):
    """A class of `students` with `teachers`, one piece of work, and a clock. Rolled back at the end."""

    cast: Cast
    students = 1
    teachers = 1

    def __init__(self, person: User, make_tab: object = None) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.people = [self.cast.teacher, self.cast.other_teacher][: self.teachers]
        if self.teachers > 1:
            enrol(classroom=self.cast.classroom, user=self.cast.other_teacher, role=EnrolmentRole.TEACHER)
        self.start = self.now = timezone.now()
        self.due, self.closes = self.cast.assignment.due_at, self.cast.assignment.closes_at
        self.is_withdrawn = False
        pupils = [self.cast.student, self.cast.classmate][: self.students]
        self.pieces = [Piece(begin_work(assignment=self.assignment, student=pupil), pupil) for pupil in pupils]
        self.kept: dict[str, list[Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def insist(self, held: bool, promise: str) -> None:
        if not held:
            raise Lost(promise)

    # --- The model ------------------------------------------------------------------------------------------------

    @property
    def assignment(self) -> Assignment:
        """As a request would load it."""
        return Assignment.objects.get(pk=self.cast.assignment.pk)

    def piece(self, at: int) -> Piece:
        return self.pieces[at % self.students]

    def chosen(self, numbers: set[int]) -> list[Piece]:
        return [piece for at, piece in enumerate(self.pieces) if at in {number % self.students for number in numbers}]

    def teacher(self, at: int) -> User:
        return self.people[at % self.teachers]

    def due_for(self, piece: Piece) -> datetime:
        return max(moment for moment in (self.due, piece.longer, piece.redraft) if moment is not None)

    def is_open_for(self, piece: Piece) -> bool:
        """It closes on nobody before their own due time."""
        closes = self.closes
        if closes is not None and self.due_for(piece) > self.due:
            closes = max(closes, self.due_for(piece))
        return not self.is_withdrawn and (closes is None or self.now <= closes)

    def refused(self, act: Callable[[], object], *faults: type[Exception]) -> None:
        before = self.world()
        try:
            with transaction.atomic():
                act()
        except faults:
            self.insist(self.world() == before, "What is refused changes nothing.")
        else:
            raise Lost("What is forbidden is refused.")

    def world(self) -> dict[str, list[Any]]:
        rows = {
            model.__name__: list(model._default_manager.order_by("pk").values_list("pk", *names))
            for model, names in ROWS
        }
        return rows | {"Work": list(Work.objects.order_by("pk").values_list(*WORK))}

    # --- What is usual --------------------------------------------------------------------------------------------

    @initialize(road=st.lists(st.tuples(who, st.integers(0, 11)), max_size=14))
    def they_have_come_some_way(self, road: list[tuple[int, int]]) -> None:
        """Blind chance seldom gets as far as a redraft; from there it finds its own way."""
        for at, nth in road:
            self.they_do_what_is_usual(at, nth, nth)

    @rule(at=who, by=who, nth=st.integers(0, 11))
    def they_do_what_is_usual(self, at: int, by: int, nth: int) -> None:
        """Something that can be done where the piece is."""
        piece, number = self.piece(at), at % self.students
        can: dict[WorkState, list[Callable[[], object]]] = {
            WORKING: [lambda: self.the_student_hands_in(at)],
            HANDED_IN: [
                lambda: self.a_teacher_gives_a_mark(at, by, 0, 8 + nth % 2, "See.", "When?", 0),
                lambda: self.a_teacher_opens_the_paper(at, by, 0, "a" if nth % 3 else None),
                lambda: self.a_teacher_returns_to_the_class(by, {number}),
                lambda: self.a_teacher_sends_it_back(at, by, 2),
                lambda: self.the_student_takes_it_back(at),
            ],
            RETURNED: [
                lambda: self.a_teacher_recalls(by, {number}),
                lambda: self.a_teacher_sends_it_back(at, by, 2),
                lambda: self.a_teacher_gives_a_mark(at, by, 0, 8 + nth % 2, "", "", 0),
            ],
            EXCUSED: [lambda: self.a_teacher_gives_longer_or_lets_off({number}, by, 2, "unexcuse")],
        }
        things = can[piece.state]
        things[nth % len(things)]()

    # --- The student ----------------------------------------------------------------------------------------------

    @rule(at=who, value=words)
    def the_student_writes_and_hands_in(self, at: int, value: str) -> None:
        self.the_student_writes(at, value)
        self.the_student_hands_in(at)

    @rule(at=who, value=words)
    def the_student_writes(self, at: int, value: str) -> None:
        piece = self.piece(at)
        if piece.has_left:
            # The desk keeps nothing of theirs: tests/activities/test_work.py.
            return
        type_into(piece.work.sheet, piece.student, {CELL: value})
        if value or CELL in piece.written:
            piece.written[CELL] = value

    def the_student_hands_in(self, at: int) -> None:
        piece = self.piece(at)
        if (Act.HAND_IN, piece.state) not in MOVES or not self.is_open_for(piece):
            self.refused(lambda: hand_in(work=piece.work, at=self.now), NotOpen)
            return
        row = hand_in(work=piece.work, at=self.now)
        piece.handed.append(Handed(row, self.now, self.due_for(piece), dict(piece.written)))
        piece.move(Act.HAND_IN)

    @rule(at=who)
    def the_student_takes_it_back(self, at: int) -> None:
        piece = self.piece(at)
        may = (Act.TAKE_BACK, piece.state) in MOVES and not piece.handed[-1].is_being_marked
        if not may or not self.is_open_for(piece):
            self.refused(lambda: take_back(work=piece.work, by=piece.student, at=self.now), NotOpen)
            return
        take_back(work=piece.work, by=piece.student, at=self.now)
        piece.move(Act.TAKE_BACK)

    @rule(at=who, ago=back, place=st.sampled_from(["", PLACE]), text=st.sampled_from(["Why?", "In March."]))
    def the_student_answers_a_comment(self, at: int, ago: int, place: str, text: str) -> None:
        piece = self.piece(at)
        if not piece.handed:
            return
        handed = piece.handed[-1 - ago % len(piece.handed)]
        given = {"submission": handed.row, "person": piece.student, "place": place, "text": text}
        is_said = (
            piece.seen is not None and piece.seen.of is handed and piece.seen.mark.content[1 if place == "" else 2]
        )
        if is_said:
            answer(**given, at=self.now)
        else:
            self.refused(lambda: answer(**given, at=self.now), NotOpen)

    # --- The teacher marks ----------------------------------------------------------------------------------------

    def draft_of(self, handed: Handed, marker: User) -> Any:
        return begin_draft(submission=handed.row, marker=marker, latest=queries.latest_mark(handed.row))

    @rule(at=who, by=who, ago=back, value=st.none() | words)
    def a_teacher_opens_the_paper(self, at: int, by: int, ago: int, value: str | None) -> None:
        """To look at it (None), even at words of their own that they typed for an earlier hand-in, begins nothing. To
        type does."""
        piece = self.piece(at)
        if not piece.handed:
            return
        handed = piece.handed[-1 - ago % len(piece.handed)]
        draft = self.draft_of(handed, self.teacher(by))
        if value is None:
            return
        type_into(draft.sheet, self.teacher(by), {COMMENT: value}, owner=MARK_DRAFTS)
        if handed is piece.handed[-1] and piece.is_with_teacher:
            handed.is_being_marked = True

    @rule(
        at=who,
        by=who,
        ago=back,
        total=st.integers(8, 9),
        comment=st.sampled_from(["", "See."]),
        note=st.sampled_from(["", "When?"]),
        unseen=st.sampled_from([0, 0, 0, 1]),
    )
    def a_teacher_gives_a_mark(
        self, at: int, by: int, ago: int, total: int, comment: str, note: str, unseen: int
    ) -> None:
        """`unseen`: how many of the newest marks were not on their page."""
        piece, marker = self.piece(at), self.teacher(by)
        if not piece.handed:
            return
        handed = piece.handed[-1 - ago % len(piece.handed)]
        after = [None, *[mark.pk for mark in handed.marks]][: len(handed.marks) + 1 - min(unseen, len(handed.marks))][
            -1
        ]

        def give() -> Mark:
            return mark_submission(
                submission=handed.row,
                marker=marker,
                total=total,
                comment=comment,
                annotations={PLACE: note},
                after=after,
                at=self.now,
            )

        if handed is not piece.handed[-1] or not piece.is_with_teacher:
            self.refused(give, TakenBack)
            return
        newest = handed.marks[-1] if handed.marks else None
        if newest is not None and newest.pk != after:
            if (newest.marker, newest.content) == (marker, (total, comment, note)):
                self.insist(give().pk == newest.pk, "The same form sent twice is one mark.")
            else:
                self.refused(give, Stale)
            return
        handed.marks.append(Given(give().pk, marker, (total, comment, note)))
        handed.is_being_marked = True

    # --- The teacher gives back -----------------------------------------------------------------------------------

    def give_back(self, piece: Piece) -> None:
        mark = piece.waiting
        assert mark
        piece.given_back.append(Back(mark, piece.handed[-1]))
        if piece.state == HANDED_IN:
            piece.move(Act.RETURN)

    @rule(by=who, only=st.none() | some)
    def a_teacher_returns_to_the_class(self, by: int, only: set[int] | None) -> None:
        """All, or some as they chose on the page."""
        pieces = [piece for piece in (self.pieces if only is None else self.chosen(only)) if piece.waiting]
        shown = None if only is None else [piece.waiting.pk for piece in pieces if piece.waiting]
        marks = return_to_class(assignment=self.assignment, by=self.teacher(by), shown=shown, at=self.now)
        self.insist(len(marks) == len(pieces), "All marks that wait are returned, or those that were chosen.")
        for piece in pieces:
            self.give_back(piece)

    @rule(by=who, which=some)
    def a_teacher_recalls(self, by: int, which: set[int]) -> None:
        pieces = self.chosen(which)
        recalled = recall(
            assignment=self.assignment, works=[piece.work.pk for piece in pieces], by=self.teacher(by), at=self.now
        )
        expected = [piece for piece in pieces if (Act.RECALL, piece.state) in MOVES]
        self.insist(
            {work.pk for work in recalled} == {piece.work.pk for piece in expected}, "What is back is recalled."
        )
        for piece in expected:
            for back in piece.given_back:
                back.stands = back.stands and back.of is not piece.handed[-1]
            piece.move(Act.RECALL)

    @rule(at=who, by=who, later=days)
    def a_teacher_sends_it_back(self, at: int, by: int, later: float) -> None:
        piece, until = self.piece(at), self.now + later * DAY

        def send() -> None:
            send_back(work=piece.work, by=self.teacher(by), until=until, note="Again.", at=self.now)

        before = piece.redraft, piece.longer
        # The date given last holds: an extension from before it ends.
        piece.redraft, piece.longer = until, None
        if (Act.SEND_BACK, piece.state) not in MOVES or piece.has_left or not self.is_open_for(piece):
            piece.redraft, piece.longer = before
            self.refused(send, NotOpen)
            return
        send()
        if piece.waiting:
            self.give_back(piece)
        piece.move(Act.SEND_BACK)

    # --- More time, and none ---------------------------------------------------------------------------------------

    @rule(which=some, by=who, later=days, act=st.sampled_from(["extend", "end", "excuse", "unexcuse", "unexcuse"]))
    def a_teacher_gives_longer_or_lets_off(self, which: set[int], by: int, later: float, act: str) -> None:
        pieces, until = self.chosen(which), self.now + later * DAY
        given: dict[str, Any] = {
            "assignment": self.assignment,
            "students": [piece.student for piece in pieces],
            "by": self.teacher(by),
            "at": self.now,
        }
        if act == "extend" and until <= self.due:
            self.refused(lambda: extend(**given, until=until), ValueError)
            return
        services = {"extend": extend, "end": end_extension, "excuse": excuse, "unexcuse": unexcuse}
        outcome = services[act](**given, **({"until": until} if act == "extend" else {}))
        can = [
            piece for piece in pieces if piece.state in DONE_IN[act] and not (piece.has_left and act in FOR_THE_CLASS)
        ]
        done = {work.pk for work in outcome.done}
        self.insist(done == {piece.work.pk for piece in can}, "Each piece is dealt with by its own state.")
        for piece in can:
            if act in ("extend", "end"):
                before, piece.longer = piece.longer, until if act == "extend" else None
                if piece.longer != before:
                    piece.move(Act.EXTEND)
            elif act == "unexcuse" or piece.state != EXCUSED:
                piece.move(Act.UNEXCUSE if act == "unexcuse" else Act.EXCUSE)

    @rule(at=who)
    def the_student_leaves_the_class_or_comes_back(self, at: int) -> None:
        piece = self.piece(at)
        if piece.has_left:
            enrol(classroom=self.cast.classroom, user=piece.student, role=EnrolmentRole.STUDENT)
        else:
            remove_from_class(enrolment=Enrolment.objects.open().get(user=piece.student))
        piece.has_left = not piece.has_left

    # --- The clock, and the work as it was set --------------------------------------------------------------------

    @initialize(due=st.integers(1, 5), closes=closing)
    def it_is_set(self, due: int, closes: int | None) -> None:
        self.dates_change(due, closes)

    @rule(
        what=st.sampled_from(["time", "time", "dates", "withdraw", "restore", "restore"]),
        hours=st.sampled_from([1, 12, 24, 72]),
        due=st.integers(1, 5),
        closes=closing,
    )
    def the_world_goes_on(self, what: str, hours: int, due: int, closes: int | None) -> None:
        if what == "time":
            self.now += timedelta(hours=hours)
        elif what == "dates":
            self.dates_change(due, closes)
        elif what == "withdraw":
            withdraw_assignment(assignment=self.assignment, by=self.cast.teacher, at=self.now)
            self.is_withdrawn = True
        else:
            restore_assignment(assignment=self.assignment, by=self.cast.teacher)
            self.is_withdrawn = False

    def dates_change(self, due: int, closes: int | None) -> None:
        """Days from the beginning, and from then."""
        self.due = self.start + due * DAY
        self.closes = None if closes is None else self.due + closes * DAY
        change_assignment(
            assignment=self.assignment,
            terms=terms("The aims table", due_at=self.due, closes_at=self.closes),
            by=self.cast.teacher,
        )

    # --- What holds after every step ------------------------------------------------------------------------------

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        rows = self.world()
        for name, before in self.kept.items():
            self.insist(rows[name][: len(before)] == before, "What was written once never changes.")
        self.kept = {name: rows[name] for name in rows if name != "Work"}
        works = Work.objects.select_related("assignment").in_bulk([piece.work.pk for piece in self.pieces])
        standing = {work: release.mark_id for work, release in queries.standing_releases(list(works)).items()}
        waiting = {mark.submission.work_id: mark.pk for mark in queries.unreturned_marks(list(works))}
        come_back = {release.work_id for release in queries.releases_of_latest(list(works))}
        given = sorted(mark.pk for piece in self.pieces for handed in piece.handed for mark in handed.marks)
        self.insist([row[0] for row in rows["Mark"]] == given, "Every mark that was given is there, and no other.")
        for piece in self.pieces:
            work = works[piece.work.pk]
            self.insist(work.state == piece.state, "A piece is where the moves have led it.")
            self.is_a_history(piece, [row[2:5] for row in rows["Transition"] if row[1] == work.pk])
            began = piece.is_with_teacher and piece.handed[-1].is_being_marked
            self.insist((work.marking_began_at is not None) == began, "Marking has begun once it is typed or given.")
            self.is_handed_in(piece, [row for row in rows["Submission"] if row[1] == work.pk])
            self.insist(work.due_at == self.due_for(piece), "A student's due time is the latest of the three.")
            seen, wanted = piece.seen, piece.waiting
            self.insist(
                standing.get(work.pk) == (seen and seen.mark.pk), "A student sees what came back last and stands."
            )
            self.insist(waiting.get(work.pk) == (wanted and wanted.pk), "A newer mark waits for the next return.")
            if work.is_with_teacher:
                self.insist(
                    (work.state == RETURNED) == (work.pk in come_back), "Returned is what came back, and stands."
                )

    def is_a_history(self, piece: Piece, steps: list[tuple[str, str, str]]) -> None:
        self.insist(steps == piece.steps, "Every move leaves a trace, and nothing else does.")
        at: str = WORKING
        for act, came_from, to in steps:
            self.insist(came_from == at and MOVES.get((Act(act), WorkState(at))) == to, "Moves follow one another.")
            at = to
        self.insist(at == piece.state, "The moves lead to where the piece is.")

    def is_handed_in(self, piece: Piece, rows: list[Any]) -> None:
        expected = [(handed.snapshot, handed.at, handed.due) for handed in piece.handed]
        found = [(snapshot, at, due) for _, _, _, snapshot, _, at, due in rows]
        self.insist(found == expected, "What was handed in stands, with the due time it was handed in under.")
        late = [Submission(handed_in_at=at, due_then=due).is_late for _, at, due in found]
        self.insist(late == [handed.at > handed.due for handed in piece.handed], "Late is late by the time of its day.")


def of(cast: Cast, *, students: int = 1, teachers: int = 1) -> type[Any]:
    return type("Marking", (Marking,), {"cast": cast, "students": students, "teachers": teachers})


@pytest.mark.parametrize(("students", "teachers"), [(1, 1), (2, 2)])
def test_no_piece_is_ever_in_an_impossible_state(cast: Cast, students: int, teachers: int):
    house = settings()
    search(
        cast.student,
        machine=of(cast, students=students, teachers=teachers),
        max_examples=house.max_examples // 4,
        stateful_step_count=house.stateful_step_count // 2,
    )


def test_to_open_a_paper_with_words_of_ones_own_from_an_earlier_hand_in_does_not_begin_its_marking(cast):
    draft = begin_draft(submission=cast.handed_in(), marker=cast.teacher, latest=None)
    type_into(draft.sheet, cast.teacher, {COMMENT: "Date it."}, owner=MARK_DRAFTS)
    send_back(work=cast.work(), by=cast.teacher, until=timezone.now() + 9 * DAY)
    again = hand_in(work=cast.work())
    assert begin_draft(submission=again, marker=cast.teacher, latest=None).sheet.values[COMMENT] == "Date it."
    assert Work.objects.get().marking_began_at is None
    assert take_back(work=cast.work(), by=cast.student).is_open


# --- A model that cannot fail is worse than none ------------------------------------------------------------------


@pytest.mark.any_database
def test_a_piece_that_can_be_taken_back_from_under_its_marker_is_caught(cast, monkeypatch):
    monkeypatch.setattr(marks, "begin_marking", lambda **_: None)
    assert catch(cast.student, machine=of(cast), start=0) in (
        "Marking has begun once it is typed or given.",
        "What is forbidden is refused.",
    )


@pytest.mark.any_database
def test_a_student_who_still_sees_what_was_recalled_is_caught(cast, monkeypatch):
    monkeypatch.setattr(ReleaseQuerySet, "standing", lambda rows: rows)
    assert catch(cast.student, machine=of(cast), start=0) in (
        "Returned is what came back, and stands.",
        "A student sees what came back last and stands.",
    )


@pytest.mark.any_database
def test_a_piece_that_goes_back_without_the_mark_it_was_given_is_caught(cast, monkeypatch):
    monkeypatch.setattr(releases, "_release", lambda works, marks, **_: None)
    assert catch(cast.student, machine=of(cast))


@pytest.mark.any_database
def test_a_redraft_that_is_held_to_the_old_due_time_is_caught(cast, monkeypatch):
    monkeypatch.setattr(Work, "due_at", property(lambda work: work.extended_until or work.assignment.due_at))
    assert catch(cast.student, machine=of(cast)) in (
        "A student's due time is the latest of the three.",
        "What was handed in stands, with the due time it was handed in under.",
    )
