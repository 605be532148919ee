"""Rows that stand for ever: the database itself refuses to change them. And the two services that may delete."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.marking.models import Mark, Release
from activities.models import Submission, Work
from activities.services import hand_in
from activities.sheets import WORK_SHEETS
from historyclass.desk import services
from historyclass.desk.append_only import AppendOnly, WrittenOnce, guarded_models, install_guards, permit
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Conflict, Permit, Revision, Sheet
from historyclass.desk.owners import SheetOwner
from historyclass.desk.services import Gap, erase, exchange, thin
from historyclass.people.models import User
from tests.cast import Cast, type_into
from tests.desk.toy import ToySheets, toy_sheet

Guarded = type[AppendOnly]


def table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def refused() -> Iterator[None]:
    """The database says no, and what was tried has not happened."""
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        yield


@contextmanager
def only_trying() -> Iterator[None]:
    """What happens in here is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def row(request: pytest.FixtureRequest, cast: Cast) -> AppendOnly:
    """A row of the guarded model that the test is about. A new model needs one from the cast."""
    cast.recalled()
    model: Guarded = request.param
    found = model._default_manager.first()
    assert found, f"Let the cast make a {model.__name__}, so that its guards can be tried."
    return found


every_guarded_row = pytest.mark.parametrize("row", guarded_models(), ids=lambda model: model.__name__, indirect=True)


# --- What the database refuses ------------------------------------------------------------------------------------


def test_what_was_typed_handed_in_marked_and_returned_is_guarded():
    assert {Revision, Submission, Mark, Release} <= set(guarded_models())


@every_guarded_row
def test_a_row_is_not_changed_behind_the_models_back(row: AppendOnly):
    with refused():
        execute(f"UPDATE {table(type(row))} SET id = id WHERE id = %s", row.pk)


@every_guarded_row
def test_a_query_changes_no_row(row: AppendOnly):
    with refused():
        type(row)._default_manager.filter(pk=row.pk).update(school=F("school"))


@every_guarded_row
def test_a_row_is_not_deleted_behind_the_models_back(row: AppendOnly):
    with refused():
        execute(f"DELETE FROM {table(type(row))} WHERE id = %s", row.pk)
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@every_guarded_row
def test_a_query_deletes_no_row(row: AppendOnly):
    with refused():
        type(row)._default_manager.filter(pk=row.pk)._raw_delete(using="default")


@every_guarded_row
def test_the_whole_table_is_not_emptied(row: AppendOnly):
    # PostgreSQL will not truncate while it has rows to check.
    connection.check_constraints()
    is_postgresql = connection.vendor == "postgresql"
    with refused():
        execute(f"TRUNCATE {table(type(row))} CASCADE" if is_postgresql else f"DELETE FROM {table(type(row))}")


@every_guarded_row
def test_a_row_that_is_saved_again_or_deleted_says_that_it_is_written_once(row: AppendOnly):
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(WrittenOnce):
        row.delete()


# --- The permit ---------------------------------------------------------------------------------------------------


def delete(row: AppendOnly) -> None:
    execute(f"DELETE FROM {table(type(row))} WHERE id = %s", row.pk)


@every_guarded_row
def test_with_the_permit_a_row_is_deleted(row: AppendOnly):
    with only_trying(), permit():
        delete(row)
        assert not type(row)._default_manager.filter(pk=row.pk).exists()


@every_guarded_row
def test_not_even_the_permit_lets_a_row_be_changed(row: AppendOnly):
    with refused(), permit():
        execute(f"UPDATE {table(type(row))} SET id = id WHERE id = %s", row.pk)


@every_guarded_row
def test_the_permit_ends_with_its_block(row: AppendOnly):
    with permit():
        pass
    with refused():
        delete(row)


@every_guarded_row
def test_the_permit_ends_when_something_goes_wrong(row: AppendOnly):
    with pytest.raises(RuntimeError), permit():
        raise RuntimeError
    with refused():
        delete(row)


@pytest.mark.parametrize("row", [Revision], indirect=True)
def test_a_fault_of_the_database_within_the_permit_is_shown_as_it_is(row: AppendOnly):
    with pytest.raises(IntegrityError, match="append-only"), permit():
        execute(f"UPDATE {table(Revision)} SET id = id WHERE id = %s", row.pk)
    with refused():
        delete(row)


def in_another_connection(act: Callable[[], None]) -> BaseException | None:
    """Do something in a thread, which has a connection of its own; return what went wrong."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return faults[0] if faults else None


def test_another_connection_has_no_part_in_the_permit(transactional_db: None, writer: User):
    sheet = toy_sheet(writer)
    type_words(sheet, writer, "the broom")
    row = sheet.revisions.get()
    with permit():
        fault = in_another_connection(lambda: delete(row))
    # PostgreSQL's guard refuses; SQLite lets nobody else write at all meanwhile.
    assert "append-only" in str(fault) or "locked" in str(fault)
    assert sheet.revisions.get() == row
    fault = in_another_connection(lambda: delete(row))
    assert "append-only" in str(fault)


# --- The guards stay ----------------------------------------------------------------------------------------------


def drop_guards(model: Guarded) -> None:
    name = model._meta.db_table
    if connection.vendor == "postgresql":
        for trigger in (f"{name}_append_only", f"{name}_no_truncate"):
            execute(f'DROP TRIGGER "{trigger}" ON {table(model)}')
    else:
        for trigger in (f"{name}_no_update", f"{name}_no_delete"):
            execute(f'DROP TRIGGER "{trigger}"')


def is_guarded(row: AppendOnly) -> bool:
    """Whether the database refuses both to change and to delete this row."""
    name, stood = table(type(row)), []
    for sql in (f"UPDATE {name} SET id = id WHERE id = %s", f"DELETE FROM {name} WHERE id = %s"):
        try:
            with only_trying():
                execute(sql, row.pk)
            stood.append(False)
        except IntegrityError:
            stood.append(True)
    return all(stood)


@every_guarded_row
def test_guards_that_went_missing_come_back_with_the_next_migration(row: AppendOnly):
    drop_guards(type(row))
    assert not is_guarded(row)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert is_guarded(row)


@every_guarded_row
def test_installing_the_guards_again_changes_nothing(row: AppendOnly):
    for _ in range(2):
        install_guards(app_config=apps.get_app_config(row._meta.app_label), using="default")
    assert is_guarded(row)


def test_a_migration_that_rebuilds_a_table_leaves_it_guarded(transactional_db: None, writer: User):
    sheet = toy_sheet(writer)
    type_words(sheet, writer, "the broom")
    row = sheet.revisions.get()
    old = Revision._meta.get_field("client")
    longer = models.CharField(max_length=41)
    longer.set_attributes_from_name("client")
    longer.model = Revision
    with connection.schema_editor() as editor:
        editor.alter_field(Revision, old, longer)
    with connection.schema_editor() as editor:
        editor.alter_field(Revision, longer, old)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert is_guarded(row)


# --- Thinning -----------------------------------------------------------------------------------------------------

NOW = timezone.now() + timedelta(days=30)
"""In a month: whoever is in a class today is in it then."""


class Clock:
    """The server's clock, which tests set by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def begin(self, *, days_ago: float) -> None:
        self.time = NOW - timedelta(days=days_ago)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=10)
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(services.timezone, "now", clock)
    return clock


@pytest.fixture
def toy(writer: User) -> Sheet:
    return toy_sheet(writer)


def type_words(
    sheet: Sheet,
    person: User,
    value: object,
    *,
    tab: str = "tab-0001",
    path: str = "s16.9/words",
    seen: int | None = None,
    settles: int | None = None,
    owner: SheetOwner | None = None,
) -> dict[str, Any]:
    """The next request of a tab, with one value; it has seen what stands there, unless `seen` says otherwise."""
    sheet.refresh_from_db()
    last = sheet.revisions.filter(client=tab).order_by("-seq").first()
    stands = sheet.cells.get(path, [None, 0])[1]
    message = Message(
        sheet=sheet.pk,
        person=person.pk,
        client=tab,
        seq=(last.seq if last else 0) + 1,
        known=sheet.revision,
        schema=sheet.schema,
        set=[Op(path=path, value=value, seen=stands if seen is None else seen, settles=settles)],
    )
    reply = exchange(owner=owner or ToySheets(), person=person, sheet_id=sheet.pk, message=message)
    sheet.refresh_from_db()
    return reply


def type_steps(sheet: Sheet, person: User, steps: int, *, tab: str = "tab-0001") -> None:
    for step in range(steps):
        type_words(sheet, person, f"{sheet.revision} {step}", tab=tab)


def left(sheet: Sheet) -> list[int]:
    """Numbers of the revisions that are there."""
    return list(sheet.revisions.order_by("number").values_list("number", flat=True))


def cells_after(sheet: Sheet, number: int) -> dict[str, list[Any]]:
    """What stood on the sheet after a revision, read from its history: the last snapshot, and every step since."""
    start = sheet.revisions.filter(number__lte=number, snapshot__isnull=False).order_by("-number").first()
    cells = dict(start.snapshot) if start and start.snapshot else {}
    first = start.number + 1 if start else 1
    steps = list(sheet.revisions.filter(number__range=(first, number)).order_by("number"))
    assert [step.number for step in steps] == list(range(first, number + 1)), "A step is missing."
    for step in steps:
        cells.update({op["path"]: [op["value"], step.number] for op in step.ops if op["set"]})
    return cells


def test_of_an_old_sitting_the_steps_before_its_last_snapshot_go(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 45)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) == 39
    assert left(toy) == [40, 41, 42, 43, 44, 45]


def test_everything_of_the_last_day_stays(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=0.9)
    type_steps(toy, writer, 45)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) == 0
    assert left(toy) == list(range(1, 46))


def test_thinning_goes_by_the_present_day_unless_told_otherwise(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 21)
    clock.begin(days_ago=1.5)
    assert thin(sheet=toy, owner=ToySheets()) == 0
    clock.begin(days_ago=0)
    assert thin(sheet=toy, owner=ToySheets()) == 19


def test_a_sitting_without_a_snapshot_stays_whole(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 19)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) == 0


def test_the_end_of_every_sitting_can_still_be_read(toy: Sheet, writer: User, clock: Clock):
    ends = {}
    for days_ago, steps in ((4, 25), (3.9, 5), (3, 30), (2, 3), (1.1, 20), (0.5, 10)):
        clock.begin(days_ago=days_ago)
        type_steps(toy, writer, steps)
        type_words(toy, writer, f"{days_ago} days ago", path="title")
        ends[toy.revision] = dict(toy.cells)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) > 50
    assert {number: cells_after(toy, number) for number in ends} == ends


def test_thinning_again_drops_nothing_more(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 45)
    thin(sheet=toy, owner=ToySheets(), now=NOW)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) == 0


def test_what_stands_on_the_sheet_stays_as_it_is(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_words(toy, writer, "The aims", path="title")
    type_steps(toy, writer, 45)
    before = Sheet.objects.get(pk=toy.pk)
    assert thin(sheet=toy, owner=ToySheets(), now=NOW) > 0
    after = Sheet.objects.get(pk=toy.pk)
    assert (after.cells, after.revision) == (before.cells, before.revision)
    assert after.values["title"] == "The aims"


def test_another_sheet_is_left_alone(toy: Sheet, writer: User, clock: Clock):
    other = toy_sheet(writer)
    clock.begin(days_ago=2)
    type_steps(toy, writer, 21)
    clock.begin(days_ago=2)
    type_steps(other, writer, 21)
    thin(sheet=toy, owner=ToySheets(), now=NOW)
    assert len(left(other)) == 21


def test_what_the_owner_keeps_stays(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 21)
    thin(sheet=toy, owner=ToySheets(kept={3, 7}), now=NOW)
    assert left(toy) == [3, 7, 20, 21]


def test_what_was_handed_in_stays(cast: Cast, clock: Clock):
    work = cast.work()
    clock.begin(days_ago=2)
    for step in range(5):
        type_into(work.sheet, cast.student, {"table:s1/words": f"step {step}"})
    submission = hand_in(work=work)
    for step in range(20):
        type_into(work.sheet, cast.student, {"table:s1/words": f"later {step}"})
    thin(sheet=work.sheet, owner=WORK_SHEETS, now=clock.time + timedelta(days=2))
    assert left(work.sheet) == [submission.revision, 20, 21, 22, 23, 24, 25]


def test_both_sides_of_a_conflict_and_the_choice_stay(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 4)
    (conflict,) = type_words(toy, writer, "mine", tab="tab-0002", seen=1)["conflicts"]
    type_steps(toy, writer, 3)
    type_words(toy, writer, "mine and theirs", tab="tab-0002", settles=conflict["id"])
    type_steps(toy, writer, 15)
    type_steps(toy, writer, 1, tab="tab-0002")
    thin(sheet=toy, owner=ToySheets(), now=NOW)
    # Theirs, mine, the choice; and from the snapshot on.
    assert left(toy) == [4, 5, 9, 20, 21, 22, 23, 24, 25]
    assert Conflict.objects.get().settled_by == toy.revisions.get(number=9)


def resend(sheet: Sheet, person: User, *, tab: str, seq: int) -> dict[str, Any]:
    message = Message(sheet=sheet.pk, person=person.pk, client=tab, seq=seq, known=0, schema=sheet.schema, set=[])
    return exchange(owner=ToySheets(), person=person, sheet_id=sheet.pk, message=message)


def test_a_tab_still_gets_the_reply_to_its_last_request(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    replies = {tab: type_words(toy, writer, tab, tab=tab) for tab in ("tab-0001", "tab-0002", "tab-0003")}
    type_steps(toy, writer, 20, tab="tab-0004")
    thin(sheet=toy, owner=ToySheets(), now=NOW)
    assert left(toy) == [1, 2, 3, 20, 21, 22, 23]
    for tab, reply in replies.items():
        assert resend(toy, writer, tab=tab, seq=1) == reply


def test_a_request_whose_reply_is_gone_is_never_taken_twice(toy: Sheet, writer: User, clock: Clock):
    clock.begin(days_ago=2)
    type_steps(toy, writer, 21)
    thin(sheet=toy, owner=ToySheets(), now=NOW)
    with pytest.raises(Gap) as gap:
        resend(toy, writer, tab="tab-0001", seq=5)
    assert gap.value.last_seq == 21


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["tab-0001", "tab-0002", "tab-0003"]),
            st.sampled_from([10, 10, 10, 10, 40 * 60, 24 * 60 * 60]),
            st.booleans(),
        ),
        min_size=8,
        max_size=18,
    ),
    later=st.sampled_from([0, 60 * 60, 20 * 60 * 60, 30 * 60 * 60]),
)
@settings(max_examples=40)
def test_whatever_the_history_thinning_keeps_its_word(
    writer: User, clock: Clock, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int, bool]], later: int
):
    monkeypatch.setattr(services, "SNAPSHOT_EVERY", 3)
    sheet = toy_sheet(writer)
    replies: dict[str, tuple[int, dict[str, Any]]] = {}
    states = {0: dict(sheet.cells)}
    for number, (tab, pause, is_stale) in enumerate(steps):
        clock.time += timedelta(seconds=pause)
        reply = type_words(sheet, writer, f"{number}", tab=tab, seen=0 if is_stale else None)
        replies[tab] = (replies.get(tab, (0, {}))[0] + 1, reply)
        states[sheet.revision] = dict(sheet.cells)
    rows = list(sheet.revisions.order_by("number"))
    now = clock.time + timedelta(seconds=later)
    dropped = thin(sheet=sheet, owner=ToySheets(), now=now)
    kept = left(sheet)
    assert len(kept) == len(rows) - dropped
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        is_recent = row.at >= now - timedelta(days=1)
        if is_recent or row.reply["conflicts"]:
            assert row.number in kept
        if following is None or following.at - row.at > timedelta(minutes=30):
            assert cells_after(sheet, row.number) == states[row.number]
    for conflict in Conflict.objects.filter(sheet=sheet):
        assert conflict.v == 0 or conflict.v in kept
    for tab, (seq, reply) in replies.items():
        assert resend(sheet, writer, tab=tab, seq=seq) == reply


# --- Erasing ------------------------------------------------------------------------------------------------------


def test_erasing_removes_a_sheet_with_its_whole_history(toy: Sheet, writer: User):
    other = toy_sheet(writer)
    for sheet in (toy, other):
        type_words(sheet, writer, "the broom")
        (conflict,) = type_words(sheet, writer, "a broom", tab="tab-0002", seen=0)["conflicts"]
        type_words(sheet, writer, "a broom", tab="tab-0002", settles=conflict["id"])
        type_words(sheet, writer, "another", tab="tab-0003", seen=0)
    erase(sheet=toy)
    assert list(Sheet.objects.all()) == [other]
    assert set(Revision.objects.values_list("sheet", flat=True)) == {other.pk}
    assert set(Conflict.objects.values_list("sheet", flat=True)) == {other.pk}
    assert not Permit.objects.filter(is_open=True).exists()


def test_a_sheet_whose_owner_stands_is_not_erased(cast: Cast):
    work = cast.work()
    type_into(work.sheet, cast.student, {"table:s1/words": "the broom"})
    with pytest.raises(ProtectedError), transaction.atomic():
        erase(sheet=work.sheet)
    assert work.sheet.revisions.count() == 1
    Work.objects.get(pk=work.pk).delete()
    erase(sheet=work.sheet)
    assert not Sheet.objects.exists()
    assert not Revision.objects.exists()
