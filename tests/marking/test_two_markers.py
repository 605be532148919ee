"""Two people mark the same piece, each in two tabs, while its student may take it back, the points may change, and
somebody gives it back. Whatever the order, nothing that anybody typed is lost, no mark passes over another unseen, and
a piece that is back has one mark."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction

from activities.marking import queries
from activities.marking.drafts import COMMENT, MARK_DRAFTS, TOTAL, MarkText, note_path
from activities.marking.models import Annotation, Mark, MarkDraft, Release
from activities.marking.services import (
    PointsChanged,
    Stale,
    TakenBack,
    TwoVersions,
    begin_draft,
    change_work,
    drafts,
    finish_mark,
    mark_submission,
    marks,
    recall,
    return_to_class,
    write_draft,
)
from activities.models import Assignment, Submission, Work, WorkState
from activities.queries import latest_submission
from activities.services import NotOpen, hand_in, take_back
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Conflict, Sheet
from historyclass.desk.services import exchange
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.services import enrol
from tests.cast import Cast, terms, type_from
from tests.racing import at_once

# They are played by one connection: a shorter search shows that the other database does the same.
INTERLEAVINGS = 125 if connection.vendor == "postgresql" else 500
PLACE = "table:s1/date"
NOTE = note_path(PLACE)
PATHS = (TOTAL, COMMENT, NOTE)
POINTS, OTHER_POINTS = 20, 25


@dataclass
class Tab:
    """A page with the piece open: what it shows, and what it sends with the words when its marker finishes."""

    person: User
    client: str
    seq: int = 0
    submission: Submission | None = None
    draft: MarkDraft | None = None
    known: int = 0
    after: int | None = None
    out_of: int = POINTS
    cells: dict[str, list[Any]] = field(default_factory=dict)
    shown: dict[str, set[Any]] = field(default_factory=dict)
    """path → every version that its marker had before them."""

    def see(self, path: str, *values: Any) -> None:
        self.shown.setdefault(path, set()).update(values)


class Evening:
    """One piece, two markers with two tabs each, its student, and somebody who returns and recalls."""

    def __init__(self, cast: Cast, submission: Submission, chance: random.Random) -> None:
        self.cast, self.chance = cast, chance
        self.work = Work.objects.select_related("school", "assignment").get(pk=submission.work_id)
        self.given: list[tuple[int, str, int, str, str]] = []
        """Every mark, as its marker gave it."""
        self.returned: int | None = None
        self.count = 0
        self.points = POINTS
        self.met: Counter[str] = Counter()
        self.tabs = [
            Tab(person, f"tab-{person.pk:06}-{number}")
            for person in (cast.teacher, cast.other_teacher)
            for number in range(2)
        ]
        self.typed: dict[int, dict[str, set[str]]] = {}
        """Sheet → path → what was typed there, has not become a mark, and was not replaced by somebody who saw it."""

    # --- What markers do ------------------------------------------------------------------------------------------

    def open(self, tab: Tab) -> None:
        """Load the page (again). What was taken back has none."""
        self.work.refresh_from_db(fields=["state"])
        if self.work.is_with_teacher:
            submission = latest_submission(self.work)
            self.show(tab, submission, queries.latest_mark(submission))

    def show(self, tab: Tab, submission: Submission, mark: Mark | None, *, words: dict[str, str] | None = None) -> None:
        """The page as it is made: with the draft, or with `words` that were sent and led to no mark."""
        submission.work = self.work
        is_another = tab.submission != submission
        own = MarkDraft.objects.filter(submission__work=self.work, marker=tab.person).select_related("sheet")
        earlier = own.order_by("-submission__number").first()
        tab.submission, tab.draft = submission, begin_draft(submission=submission, marker=tab.person, latest=mark)
        sheet = tab.draft.sheet
        if earlier is not None and earlier.submission_id < submission.pk:
            self.is_carried_over(earlier, sheet)
        tab.after, tab.known, tab.out_of = mark.pk if mark else None, sheet.revision, self.points
        tab.cells, tab.shown = dict(sheet.cells), {}
        for path, (value, _) in sheet.cells.items():
            tab.see(path, value)
        for row in Conflict.objects.filter(sheet=sheet, settled_by__isnull=True):
            tab.see(row.path, row.mine, row.theirs)
        for path, value in (words or {}).items():
            if is_another and not value:
                continue
            tab.cells[path] = [value, tab.cells.get(path, [None, 0])[1]]

    def is_carried_over(self, earlier: MarkDraft, sheet: Sheet) -> None:
        for path, values in self.typed.get(earlier.sheet_id, {}).items():
            stands = earlier.sheet.values.get(path)
            if stands in values:
                self.met["carried over"] += 1
                assert sheet.values.get(path) == stands, "What was left over is there again."

    def type(self, tab: Tab) -> None:
        if tab.draft is None:
            self.open(tab)
        if tab.draft is None:
            return
        self.count += 1
        path = self.chance.choice(PATHS)
        value = str(self.count % 21) if path == TOTAL else f"Words {self.count}."
        tab.seq += 1
        sheet = tab.draft.sheet
        message = Message(
            sheet=sheet.pk,
            person=tab.person.pk,
            client=f"{tab.client}-{sheet.pk}-{tab.seq}",
            seq=1,
            known=tab.known,
            schema=sheet.schema,
            set=[Op(path=path, seen=tab.cells.get(path, [None, 0])[1], value=value)],
        )
        reply = exchange(owner=MARK_DRAFTS, person=tab.person, sheet_id=sheet.pk, message=message)
        kept = self.typed.setdefault(sheet.pk, {}).setdefault(path, set())
        if path in reply["ok"]:
            kept.discard(tab.cells.get(path, [None])[0])
        kept.add(value)
        tab.cells |= {path: [value, v] for path, v in reply["ok"].items()} | reply["changed"]
        for other, (theirs, _) in reply["changed"].items():
            tab.see(other, theirs)
        for row in reply["conflicts"]:
            # The page shows both.
            tab.cells[path] = [value, row["v"]]
            tab.see(path, row["theirs"])
        tab.see(path, value)
        tab.known = reply["rev"]

    def finish(self, tab: Tab, *, again: float = 0.6) -> None:
        """As the button does it: what the page shows becomes the draft, and the draft the mark."""
        if tab.draft is None:
            self.open(tab)
        if tab.draft is None:
            return
        words = {path: value for path, (value, _) in tab.cells.items() if value}
        text = MarkText.read({TOTAL: "7"} | words)
        words = {path: value for path, value in text.values.items() if path in PATHS}
        before, sheet = queries.latest_mark(tab.submission), tab.draft.sheet_id
        self.replaces(tab, sheet, text)
        try:
            mark = finish_mark(
                draft=tab.draft,
                text=text,
                total=int(text.total),
                after=tab.after,
                out_of=str(tab.out_of),
                known=tab.known,
            )
        except (TwoVersions, Stale, PointsChanged, TakenBack) as fault:
            self.be_stopped(tab, words, fault, before)
            if self.chance.random() < again:
                self.finish(tab)
            return
        if mark != before:
            assert before is None or before.pk == tab.after, "No mark passes over another unseen."
            row = (mark.pk, tab.person.pk, int(text.total), text.comment, text.annotations.get(PLACE, ""))
            self.given.append(row)
        for path, values in self.typed.get(sheet, {}).items():
            values.discard(words.get(path))
        self.open(tab)

    def replaces(self, tab: Tab, sheet: int, text: MarkText) -> None:
        """What the page showed gives way to what it sends; that is kept from now on. What it did not show stays."""
        sent, stands = text.values, Sheet.objects.get(pk=sheet).values
        for path in PATHS:
            values = self.typed.setdefault(sheet, {}).setdefault(path, set())
            # What stands there already and is nobody's typing is in a mark.
            is_new = sent.get(path) in values or (stands.get(path) or "") != (sent.get(path) or "")
            values -= tab.shown.get(path, set())
            if sent.get(path) and is_new:
                values.add(sent[path])

    def be_stopped(self, tab: Tab, words: dict[str, str], fault: Exception, before: Mark | None) -> None:
        """The page comes again with what was sent, and says why; to finish once more answers to that."""
        self.met[type(fault).__name__] += 1
        submission, mark = tab.submission, before
        if isinstance(fault, Stale):
            assert fault.mark == before
            assert fault.mark.pk != tab.after, "Only a mark that they had not seen stops a marker."
            mark = fault.mark
        if isinstance(fault, PointsChanged):
            assert (tab.out_of, fault.out_of.maximum) == (POINTS, self.points)
        if isinstance(fault, TakenBack):
            submission = fault.newer or submission
            mark = queries.latest_mark(submission)
        self.show(tab, submission, mark, words=words)

    def types_in_between(self, draft: MarkDraft) -> None:
        """Another tab of the marker, which has the draft open, is faster than the page that is being made."""
        others = [tab for tab in self.tabs if tab.draft == draft]
        if others and self.chance.random() < 0.5:
            self.met["in between"] += 1
            self.type(self.chance.choice(others))

    # --- What others do -------------------------------------------------------------------------------------------

    def the_student_moves(self) -> None:
        """Takes the piece back where marking has not begun; hands it in again."""
        self.work.refresh_from_db()
        if self.work.is_open:
            hand_in(work=self.work)
            return
        try:
            take_back(work=self.work, by=self.cast.student)
        except NotOpen:
            assert self.typed or self.given, "Only a piece whose marking has begun stays with its teacher."

    def the_points_change(self) -> None:
        """Once, and only while nobody has given a mark."""
        if self.points == POINTS and not self.given:
            assignment = Assignment.objects.get(pk=self.cast.assignment.pk)
            said = terms(assignment.title, due_at=assignment.due_at, instructions=assignment.instructions)
            change_work(assignment=assignment, terms=said, points=OTHER_POINTS, by=self.cast.teacher)
            self.points = OTHER_POINTS

    def give_back(self) -> None:
        return_to_class(assignment=self.cast.assignment, by=self.cast.teacher)
        self.returned = self.given[-1][0] if self.given else None
        self.one_mark_stands()

    def take_away(self) -> None:
        recall(assignment=self.cast.assignment, works=[self.work.pk], by=self.cast.teacher)
        self.returned = None
        self.one_mark_stands()

    def go(self) -> None:
        for tab in self.chance.sample(self.tabs, 2):
            self.open(tab)
        if self.chance.random() < 0.2:
            self.the_points_change()
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            self.the_student_moves()
        acts = [self.type, self.finish, self.open, self.the_student_moves, self.the_points_change, self.give_back]
        for _ in range(self.chance.randint(4, 8)):
            act = self.chance.choices([*acts, self.take_away], [7, 9, 2, 1, 1, 2, 1])[0]
            if act in acts[:3]:
                act(self.chance.choice(self.tabs))
            else:
                act()
        self.one_mark_stands()
        self.nothing_is_lost()

    # --- What holds -----------------------------------------------------------------------------------------------

    def one_mark_stands(self) -> None:
        work = Work.objects.get(pk=self.work.pk)
        standing = queries.standing_releases([work.pk]).get(work.pk)
        assert (standing.mark_id if standing else None) == self.returned, "The newest at the return is what stands."
        assert (work.state == WorkState.RETURNED) == (self.returned is not None), "A piece that is back has a mark."

    def nothing_is_lost(self) -> None:
        rows = Mark.objects.filter(submission__work=self.work).order_by("pk")
        notes = dict(Annotation.objects.filter(submission__work=self.work, place=PLACE).values_list("mark", "text"))
        found = [(row.pk, row.marker_id, row.total, row.comment, notes.get(row.pk, "")) for row in rows]
        assert found == self.given, "Every mark can be read as it was given."
        for sheet in Sheet.objects.filter(pk__in=self.typed):
            waiting: dict[str, set[Any]] = {}
            for row in Conflict.objects.filter(sheet=sheet, settled_by__isnull=True):
                waiting.setdefault(row.path, set()).update((row.mine, row.theirs))
            for path, values in self.typed[sheet.pk].items():
                kept = {sheet.values.get(path), *waiting.get(path, ())}
                assert values <= kept, "What was typed stands, or waits for a choice."


@pytest.fixture
def submission(cast: Cast) -> Submission:
    """What the student has handed in, to a class that two teach."""
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    return cast.handed_in()


def spend(cast: Cast, submission: Submission, seed: int) -> Evening:
    """An evening, and then as if it had not been."""
    follow = drafts._follow
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        evening = Evening(cast, submission, random.Random(seed))

        def follow_a_moment_later(draft: MarkDraft, latest: Mark) -> None:
            evening.types_in_between(draft)
            follow(draft, latest)

        patched.setattr(drafts, "_follow", follow_a_moment_later)
        try:
            evening.go()
        except Exception as fault:
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
    met = sum((evening.met for evening in evenings), Counter())
    assert {name for name, count in met.items() if count >= 3} >= {
        "TwoVersions",
        "Stale",
        "PointsChanged",
        "TakenBack",
        "carried over",
        "in between",
    }


@pytest.mark.any_database
def test_a_service_that_lets_a_mark_pass_over_another_is_caught(cast, submission, monkeypatch):
    blind = type("Blind", (), {**vars(queries), "latest_mark": staticmethod(lambda submission: None)})
    monkeypatch.setattr(marks, "queries", blind)
    with pytest.raises(AssertionError, match="No mark passes over another unseen"):
        spend_many(cast, submission, range(100))


LOST = "What was typed stands, or waits for a choice|What was left over is there again"


@pytest.mark.any_database
def test_a_draft_that_follows_a_newer_mark_over_what_is_typed_is_caught(cast, submission, monkeypatch):
    monkeypatch.setattr(MarkDraft, "is_typed", property(lambda draft: False))
    with pytest.raises(AssertionError, match=LOST):
        spend_many(cast, submission, range(100))


@pytest.mark.any_database
def test_a_draft_that_is_not_judged_anew_once_it_is_locked_is_caught(cast, submission, monkeypatch):
    judge = drafts._is_behind
    monkeypatch.setattr(
        drafts, "_is_behind", lambda draft, latest: vars(draft).setdefault("judged", judge(draft, latest))
    )
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
                ),
                faults=(Stale,),
            )
            assert sorted(outcome) == ["Stale", "done"]
            assert Mark.objects.count() == total + 1
            after = queries.latest_mark(submission).pk
        return_to_class(assignment=cast.assignment, by=cast.teacher)
        assert Release.objects.get().mark_id == after

    @pytest.mark.django_db(transaction=True)
    def test_of_words_and_a_newer_mark_that_come_at_one_moment_the_words_stand_or_wait_for_a_choice(cast: Cast):
        submission, after = cast.handed_in(), None
        begin_draft(submission=submission, marker=cast.teacher, latest=None)
        for number in range(8):
            theirs = mark_submission(
                submission=submission, marker=cast.other_teacher, total=number, comment=f"Theirs {number}.", after=after
            )
            draft = MarkDraft.objects.select_related("sheet", "marker").get()
            assert not draft.is_typed
            value = f"Mine {number}."
            outcome = at_once(
                lambda draft=draft, value=value: type_from(
                    draft.sheet,
                    draft.marker,
                    {COMMENT: value},
                    client=f"tab-{draft.sheet.revision:06}",
                    owner=MARK_DRAFTS,
                ),
                lambda theirs=theirs: begin_draft(submission=submission, marker=cast.teacher, latest=theirs),
                faults=(),
            )
            assert outcome == ["done", "done"]
            draft = MarkDraft.objects.select_related("sheet", "submission", "marker").get()
            conflicts = Conflict.objects.filter(sheet=draft.sheet, settled_by__isnull=True)
            waits = [(row.mine, row.theirs) for row in conflicts]
            if waits:
                assert (waits, draft.sheet.values[COMMENT]) == ([(value, f"Theirs {number}.")], f"Theirs {number}.")
            else:
                assert (draft.sheet.values[COMMENT], draft.is_typed) == (value, True)
            text = MarkText("9", value, ["", "", ""], {})
            mark = finish_mark(draft=draft, text=text, total=9, after=theirs.pk, known=draft.sheet.revision)
            assert not conflicts.all().exists()
            after = mark.pk
