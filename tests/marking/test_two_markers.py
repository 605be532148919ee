"""Two people mark the same piece, and a third gives it back. Whatever the order, nothing that anybody typed is lost, no
mark passes over another unseen, and a piece that is back has one mark."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction

from activities.marking import queries
from activities.marking.drafts import COMMENT, MARK_DRAFTS, TOTAL, MarkText, note_path
from activities.marking.models import Annotation, Mark, MarkDraft, Release
from activities.marking.services import (
    Stale,
    begin_draft,
    keep_as_mark,
    mark_submission,
    marks,
    recall,
    return_to_class,
    write_draft,
)
from activities.models import Submission, Work, WorkState
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Conflict
from historyclass.desk.services import exchange
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.services import enrol
from tests.cast import Cast

INTERLEAVINGS = 500
PLACE = "table:s1/date"
NOTE = note_path(PLACE)


@dataclass
class Marker:
    """Somebody with the piece open: what their page has seen, and what they typed into it last."""

    person: User
    draft: MarkDraft
    after: int | None = None
    """The mark that was on their page."""
    has_read: set[int] = field(default_factory=set)
    cells: dict[str, list[Any]] = field(default_factory=dict)
    seq: int = 0
    typed: dict[str, str] = field(default_factory=dict)
    """path → what they typed last, and has not become a mark of theirs."""


class Evening:
    """One piece, two markers with a draft each, and somebody who returns and recalls."""

    def __init__(self, cast: Cast, submission: Submission, chance: random.Random) -> None:
        self.cast, self.submission, self.chance = cast, submission, chance
        self.given: list[tuple[int, str, int, str, str]] = []
        """Every mark, as its marker gave it."""
        self.returned: int | None = None
        self.count = 0
        self.markers = [
            Marker(person, begin_draft(submission=submission, marker=person, latest=None))
            for person in (cast.teacher, cast.other_teacher)
        ]

    # --- What people do -------------------------------------------------------------------------------------------

    def open(self, marker: Marker) -> None:
        """Load the page (again)."""
        latest = queries.latest_mark(self.submission)
        marker.draft = begin_draft(submission=self.submission, marker=marker.person, latest=latest)
        marker.cells = dict(marker.draft.sheet.cells)
        self.read(marker, latest)

    def read(self, marker: Marker, latest: Mark | None) -> None:
        marker.after = latest.pk if latest else None
        if latest:
            marker.has_read.add(latest.pk)

    def type(self, marker: Marker) -> None:
        self.count += 1
        path = self.chance.choice([TOTAL, COMMENT, NOTE])
        value = str(self.count % 21) if path == TOTAL else f"Words {self.count}."
        marker.seq += 1
        sheet = marker.draft.sheet
        message = Message(
            sheet=sheet.pk,
            person=marker.person.pk,
            client=f"tab-{marker.person.pk:08}",
            seq=marker.seq,
            known=sheet.revision,
            schema=sheet.schema,
            set=[Op(path=path, seen=marker.cells.get(path, [None, 0])[1], value=value)],
        )
        reply = exchange(owner=MARK_DRAFTS, person=marker.person, sheet_id=sheet.pk, message=message)
        marker.typed[path] = value
        marker.cells |= {path: [value, v] for path, v in reply["ok"].items()}

    def finish(self, marker: Marker) -> None:
        """As the button does it: what the page shows becomes the draft, and the draft the mark."""
        shown = {path: value for path, (value, _) in marker.cells.items() if value}
        text = MarkText.read({TOTAL: "7"} | shown)
        before = queries.latest_mark(self.submission)
        draft = write_draft(draft=marker.draft, text=text)
        try:
            mark = mark_submission(
                submission=self.submission,
                marker=marker.person,
                total=int(text.total),
                comment=text.comment,
                annotations=text.annotations,
                after=marker.after,
            )
        except Stale as fault:
            self.be_stopped(marker, fault.mark, before)
            return
        keep_as_mark(draft=draft, mark=mark, revision=draft.sheet.revision)
        if mark != before:
            assert before is None or before.pk in marker.has_read, "No mark passes over another unseen."
            row = (mark.pk, marker.person.pk, int(text.total), text.comment, text.annotations.get(PLACE, ""))
            self.given.append(row)
        marker.typed.clear()
        self.open(marker)

    def be_stopped(self, marker: Marker, newer: Mark, newest: Mark | None) -> None:
        """They look at the newer mark, and leave it at that or finish once more."""
        assert newer == newest
        assert newer.pk not in marker.has_read, "Only a mark that they had not seen stops a marker."
        marker.draft.sheet.refresh_from_db()
        marker.cells = dict(marker.draft.sheet.cells)
        self.read(marker, newer)
        if self.chance.random() < 0.5:
            self.finish(marker)

    def give_back(self) -> None:
        return_to_class(assignment=self.cast.assignment, by=self.cast.teacher)
        self.returned = self.given[-1][0] if self.given else None

    def take_away(self) -> None:
        recall(assignment=self.cast.assignment, works=[self.submission.work_id], by=self.cast.teacher)
        self.returned = None

    def go(self) -> None:
        for _ in range(self.chance.randint(4, 9)):
            what = self.chance.choices([self.type, self.finish, self.open, None], [5, 4, 2, 3])[0]
            if what:
                what(self.chance.choice(self.markers))
            else:
                self.chance.choice([self.give_back, self.give_back, self.take_away])()
                self.one_mark_stands()
        self.one_mark_stands()
        self.nothing_is_lost()

    # --- What holds -----------------------------------------------------------------------------------------------

    def one_mark_stands(self) -> None:
        work = Work.objects.get(pk=self.submission.work_id)
        standing = queries.standing_release(work)
        assert (standing.mark_id if standing else None) == self.returned, "The newest at the return is what stands."
        assert (work.state == WorkState.RETURNED) == (self.returned is not None), "A piece that is back has a mark."

    def nothing_is_lost(self) -> None:
        rows = Mark.objects.filter(submission=self.submission).order_by("pk")
        notes = dict(Annotation.objects.filter(submission=self.submission, place=PLACE).values_list("mark", "text"))
        found = [(row.pk, row.marker_id, row.total, row.comment, notes.get(row.pk, "")) for row in rows]
        assert found == self.given, "Every mark can be read as it was given."
        for marker in self.markers:
            sheet = MarkDraft.objects.select_related("sheet").get(pk=marker.draft.pk).sheet
            for path, value in marker.typed.items():
                kept = Conflict.objects.filter(sheet=sheet, path=path, mine=value, settled_by__isnull=True)
                assert sheet.values.get(path) == value or kept.exists(), "What was typed stands, or waits for a choice."


@pytest.fixture
def submission(cast: Cast) -> Submission:
    """What the student has handed in, to a class that two teach."""
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    return cast.handed_in()


def spend(cast: Cast, submission: Submission, seed: int) -> Evening:
    """An evening, and then as if it had not been."""
    with transaction.atomic():
        evening = Evening(cast, submission, random.Random(seed))
        try:
            evening.go()
        except AssertionError as fault:
            fault.add_note(f"In the interleaving with seed {seed}.")
            raise
        finally:
            transaction.set_rollback(True)
    return evening


def spend_many(cast: Cast, submission: Submission, seeds: range) -> list[Evening]:
    return [spend(cast, submission, seed) for seed in seeds]


@pytest.mark.parametrize("first", range(0, INTERLEAVINGS, 125))
def test_of_two_markers_in_any_order_nothing_is_lost_and_one_mark_stands(cast, submission, first):
    evenings = spend_many(cast, submission, range(first, first + 125))
    # They do meet: a test in which nobody is in another's way proves nothing.
    both = [evening for evening in evenings if len({marker for _, marker, *_ in evening.given}) == 2]
    assert len(both) > 20


def test_a_service_that_lets_a_mark_pass_over_another_is_caught(cast, submission, monkeypatch):
    blind = type("Blind", (), {**vars(queries), "latest_mark": staticmethod(lambda submission: None)})
    monkeypatch.setattr(marks, "queries", blind)
    with pytest.raises(AssertionError, match="No mark passes over another unseen"):
        spend_many(cast, submission, range(100))


def test_a_draft_that_follows_a_newer_mark_over_what_is_typed_is_caught(cast, submission, monkeypatch):
    monkeypatch.setattr(MarkDraft, "is_typed", property(lambda draft: False))
    with pytest.raises(AssertionError, match="What was typed stands, or waits for a choice"):
        spend_many(cast, submission, range(100))


def test_a_marker_who_was_overtaken_has_their_words_and_may_finish_knowing(cast, submission):
    first, second = cast.teacher, cast.other_teacher
    draft = begin_draft(submission=submission, marker=second, latest=None)
    write_draft(draft=draft, text=MarkText("12", "Mine.", ["", "", ""], {PLACE: "When?"}))
    theirs = mark_submission(submission=submission, marker=first, total=9, comment="Theirs.", after=None)
    with pytest.raises(Stale, match="Ms Okafor marked this piece"):
        mark_submission(submission=submission, marker=second, total=12, comment="Mine.", after=None)
    draft.sheet.refresh_from_db()
    assert MarkText.read(draft.sheet.values).comment == "Mine."
    mine = mark_submission(submission=submission, marker=second, total=12, comment="Mine.", after=theirs.pk)
    return_to_class(assignment=cast.assignment, by=first)
    assert queries.standing_marks([submission.work_id]) == {submission.work_id: mine}
    assert Mark.objects.get(pk=theirs.pk).comment == "Theirs."


# SQLite lets one write after another: there is no moment at which two could meet.
if connection.vendor != "sqlite":

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_finish_at_one_moment_one_stands_and_the_other_is_told(cast: Cast):
        submission = cast.handed_in()
        people = (cast.teacher, cast.other_teacher)
        after = None
        for total in range(8):
            outcome = at_once(
                *(
                    lambda person=person, total=total, after=after: mark_submission(
                        submission=submission, marker=person, total=total, comment=person.username, after=after
                    )
                    for person in people
                )
            )
            assert sorted(outcome) == ["Stale", "done"]
            assert Mark.objects.count() == total + 1
            after = queries.latest_mark(submission).pk
        return_to_class(assignment=cast.assignment, by=cast.teacher)
        assert Release.objects.get().mark_id == after


def at_once(*things: Callable[[], object]) -> list[str]:
    """Do them in threads of their own that set out together; what became of each."""
    ready, outcome = threading.Barrier(len(things)), []

    def run(thing: Callable[[], object]) -> None:
        try:
            ready.wait()
            thing()
            outcome.append("done")
        except Stale:
            outcome.append("Stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome
