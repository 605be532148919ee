"""The save promise as a machine: three tabs of one person, a network that loses things, and the real server code.

Hypothesis invents what people and networks do. After every step nothing that was typed may be lost, and no tab may say
Saved too early. The mutants at the end show that the model notices when the code is wrong.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from historyclass.desk import messages, services
from historyclass.desk.messages import Op
from historyclass.desk.models import Conflict, Sheet
from historyclass.desk.owners import SheetOwner
from historyclass.desk.queries import page_state
from historyclass.people.models import User
from tests.desk.script_tab import Node, ScriptTab
from tests.desk.tab import Request, Tab, fields_of, is_entry, new_client_id
from tests.desk.toy import ToySheets, toy_sheet

# Few cells and few words, so that tabs often meet in one, and often write the same.
ENTRY = "entries/e1"
CELLS = ["title", f"{ENTRY}/text", f"{ENTRY}/note"]
TICK = "s16.9/aim-2"

which_tab = st.integers(0, 2)
words = st.sampled_from(["", "a", "b", "д", "🏛️"])


class Lost(AssertionError):
    """The promise is broken."""


class Desk(RuleBasedStateMachine):
    """One sheet, three tabs. Everything happens in a transaction that is rolled back."""

    def __init__(self, person: User, make_tab: Callable[[dict[str, Any]], Any] = Tab) -> None:
        super().__init__()
        self.person = person
        self.make_tab = make_tab
        self.is_broken = False
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.sheet, self.owner = self.begin()
        self.tabs = [make_tab(self.page()) for _ in range(3)]
        self.unsaved: list[dict[str, set[Any]]] = [defaultdict(set) for _ in self.tabs]
        """For each tab: what its person typed and the server has not taken."""
        self.answered: list[tuple[Request, dict[str, Any]]] = []
        self.cells: dict[str, list[Any]] = {}
        self.conflicts: dict[int, tuple[str, Any, int | None]] = {}
        """id → path, mine, the revision that settled it."""

    def begin(self) -> tuple[Sheet, SheetOwner]:
        return toy_sheet(self.person), ToySheets()

    def insist(self, held: bool, promise: str) -> None:
        if not held:
            self.is_broken = True
            raise Lost(promise)

    def teardown(self) -> None:
        try:
            if not self.is_broken:
                self.drain()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # --- What people do -------------------------------------------------------------------------------------------

    @rule(at=which_tab, path=st.sampled_from(CELLS), value=words)
    def type(self, at: int, path: str, value: str) -> None:
        if path == "title" or self.tabs[at].shows_entry(ENTRY):
            self.edit(at, path, value)

    @rule(at=which_tab, path=st.sampled_from(CELLS), value=words)
    def type_and_save(self, at: int, path: str, value: str) -> None:
        self.type(at, path, value)
        self.save(at)

    @rule(at=which_tab, on=st.booleans())
    def tick(self, at: int, on: bool) -> None:
        self.edit(at, TICK, on)

    @rule(at=which_tab, at_once=st.booleans())
    def delete_the_entry_or_put_it_back(self, at: int, at_once: bool) -> None:
        self.edit(at, ENTRY, not self.tabs[at].shows_entry(ENTRY))
        if at_once:
            self.save(at)

    def edit(self, at: int, path: str, value: Any) -> None:
        before = self.tabs[at].screen.get(path)
        self.tabs[at].edit(path, value)
        # What stood there was seen, and is replaced knowingly.
        self.unsaved[at][path].discard(before)
        self.unsaved[at][path].add(value)

    def save(self, at: int) -> None:
        if at in self.ready():
            self.exchange(self.tabs[at])

    @precondition(lambda self: any(tab.choosable() for tab in self.tabs))
    @rule(nth=st.integers(0, 5), choice=st.sampled_from(["mine", "theirs", "both"]))
    def choose(self, nth: int, choice: str) -> None:
        cells = [(at, path) for at, tab in enumerate(self.tabs) for path in tab.choosable()]
        self.choose_in(*cells[nth % len(cells)], choice)

    def choose_in(self, at: int, path: str, choice: str) -> None:
        clash = self.tabs[at].contested[path]
        both = f"{clash.theirs} {clash.mine}"[:20] if isinstance(clash.mine, str) else clash.mine
        value = {"mine": clash.mine, "theirs": clash.theirs, "both": both}[choice]
        self.tabs[at].choose(path, value)
        self.unsaved[at][path].discard(clash.mine)
        self.unsaved[at][path].add(value)

    # --- What networks and machines do ----------------------------------------------------------------------------

    def ready(self) -> list[int]:
        """Tabs with something to send and nothing coming back."""
        return [at for at, tab in enumerate(self.tabs) if (tab.outbox or tab.dirty) and not tab.reply]

    def awaiting(self) -> list[int]:
        return [at for at, tab in enumerate(self.tabs) if tab.reply]

    @precondition(lambda self: self.ready())
    @rule(nth=which_tab)
    def a_request_arrives(self, nth: int) -> None:
        tab = self.tabs[self.ready()[nth % len(self.ready())]]
        tab.reply = self.deliver(tab.outbox or tab.freeze())

    @precondition(lambda self: self.ready())
    @rule(nth=which_tab)
    def a_request_and_its_reply_arrive(self, nth: int) -> None:
        self.save(self.ready()[nth % len(self.ready())])

    @precondition(lambda self: self.ready())
    @rule(nth=which_tab)
    def a_request_is_lost(self, nth: int) -> None:
        tab = self.tabs[self.ready()[nth % len(self.ready())]]
        if not tab.outbox:
            tab.freeze()

    @precondition(lambda self: self.awaiting())
    @rule(nth=which_tab)
    def a_reply_arrives(self, nth: int) -> None:
        self.tabs[self.awaiting()[nth % len(self.awaiting())]].read_reply()

    @precondition(lambda self: self.awaiting())
    @rule(nth=which_tab)
    def a_reply_is_lost(self, nth: int) -> None:
        self.tabs[self.awaiting()[nth % len(self.awaiting())]].reply = None

    @precondition(lambda self: self.answered)
    @rule(nth=st.integers(0, 50))
    def an_old_request_arrives_once_more(self, nth: int) -> None:
        request, reply = self.answered[nth % len(self.answered)]
        self.insist(self.ask(request) == reply, "The same request gets its first reply.")
        self.read_sheet()

    @rule(at=which_tab)
    def a_tab_dies_and_the_next_adopts_its_outbox(self, at: int) -> None:
        self.tabs[at] = self.tabs[at].adopted_by(self.page())

    def idle(self) -> list[int]:
        """Tabs that keep nothing of their own."""
        return [
            at
            for at, tab in enumerate(self.tabs)
            if not (tab.outbox or tab.dirty)
            and not any(clash.was_edited for clash in [*tab.contested.values(), *tab.queued])
        ]

    @precondition(lambda self: self.idle())
    @rule(nth=which_tab)
    def a_tab_with_nothing_unsent_is_loaded_again(self, nth: int) -> None:
        at = self.idle()[nth % len(self.idle())]
        tab = self.tabs[at]
        contested = {clash.id for clash in tab.contested.values()}
        self.load_again(at)
        unsettled = {number for number, (_, _, settled) in self.conflicts.items() if settled is None}
        waiting = [*self.tabs[at].contested.values(), *self.tabs[at].queued]
        self.insist(contested & unsettled <= {clash.id for clash in waiting}, "A conflict waits until it is settled.")

    def unfrozen(self) -> list[Tab]:
        return [tab for tab in self.tabs if tab.dirty and not tab.outbox]

    @precondition(lambda self: self.unfrozen())
    @rule(nth=which_tab)
    def a_tab_has_lost_count(self, nth: int) -> None:
        tab = self.unfrozen()[nth % len(self.unfrozen())]
        last = tab.seq
        request = tab.freeze(skip=1)
        with pytest.raises(services.Gap) as gap:
            self.ask(request)
        self.insist(gap.value.last_seq == last, "A gap names the last request that was taken.")
        self.read_sheet()
        tab.begin_anew()

    # --- The server -----------------------------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        """What the server puts into a page, as the page reads it."""
        return json.loads(json.dumps(page_state(Sheet.objects.get(pk=self.sheet.pk), purpose="toy")))

    def load_again(self, at: int) -> None:
        given_up = self.tabs[at].given_up
        self.tabs[at] = self.make_tab(self.page())
        self.tabs[at].given_up = given_up

    def ask(self, request: Request) -> dict[str, Any]:
        message = messages.parse(request.body)
        reply = services.exchange(owner=self.owner, person=self.person, sheet_id=self.sheet.pk, message=message)
        # Of the piece as it stands now, and no part of the first reply.
        self.hear(reply.pop("remark", ""))
        return json.loads(json.dumps(reply))

    def hear(self, remark: str) -> None:
        self.insist(remark == "", "Of a sheet of nobody's work there is nothing to remark.")

    def exchange(self, tab: Tab) -> None:
        tab.reply = self.deliver(tab.outbox or tab.freeze())
        tab.read_reply()

    def deliver(self, request: Request) -> dict[str, Any]:
        """The server's reply; if it is the first, everything it did is held against the promise."""
        first = [reply for other, reply in self.answered if other.key == request.key]
        before = self.cells
        reply = self.ask(request)
        if first:
            self.insist(reply == first[0], "The same request gets its first reply.")
            self.read_sheet()
            return reply
        self.answered.append((request, reply))
        for at, tab in enumerate(self.tabs):
            if tab.outbox is request:
                for path, op in request.ops.items():
                    self.unsaved[at][path].discard(op["value"])
        self.cells = dict(Sheet.objects.get(pk=self.sheet.pk).cells)
        self.check_what_was_set(request, reply, before)
        self.check_what_was_asked(request, reply, before)
        self.note_conflicts(request, reply)
        self.read_sheet()
        return reply

    def check_what_was_set(self, request: Request, reply: dict[str, Any], before: dict[str, list[Any]]) -> None:
        """Nothing was superseded by somebody who had not seen it."""
        self.insist(before.keys() <= self.cells.keys(), "No cell vanishes, not even with its entry.")
        for path, (value, v) in self.cells.items():
            old, old_v = before.get(path, [None, 0])
            if (value, v) == (old, old_v):
                continue
            self.insist(v == reply["rev"], "A cell carries the revision that set it.")
            op = request.ops.get(path)
            if is_entry(path):
                fields = fields_of(path, request.ops)
                self.insist(op is not None or (value is True and bool(fields)), "Only an edit brings an entry back.")
                if value is False:
                    unseen = self.unseen_fields(request, path, before)
                    self.insist(not unseen, "An edit not seen beats a deletion.")
            else:
                self.insist(op is not None and op["value"] == value, "Only what was asked is set.")
                self.insist(old_v == 0 or (path, old_v) in request.shown, "Only what was seen is superseded.")

    def unseen_fields(self, request: Request, entry: str, before: dict[str, list[Any]]) -> list[str]:
        """Fields of an entry that others set and this tab has not shown, nor itself written the same into."""
        return [
            path
            for path in fields_of(entry, before)
            if (path, before[path][1]) not in request.shown
            and not (path in request.ops and (request.ops[path]["value"] or None) == (before[path][0] or None))
        ]

    def check_what_was_asked(self, request: Request, reply: dict[str, Any], before: dict[str, list[Any]]) -> None:
        """Every value stands, or is kept in a conflict; a deletion that lost met an edit."""
        kept = {row["path"]: row["id"] for row in reply["conflicts"]}
        for path, op in request.ops.items():
            self.insist((path in kept) != (path in reply["ok"]), "A value is taken or contested, one of the two.")
            value, v = self.cells.get(path, [None, 0])
            if path in kept:
                mine = Conflict.objects.get(pk=kept[path]).mine
                self.insist(mine == op["value"], "A contested value is kept in its conflict.")
            elif is_entry(path) and (value is not False) != op["value"]:
                self.insist(
                    op["value"] is False and reply["changed"].get(path) == [True, v], "A lost deletion is told."
                )
                fields = fields_of(path, {*before, *self.cells})
                self.insist(
                    bool(self.unseen_fields(request, path, before))
                    or (path, v) not in request.shown
                    or any(field in kept or field in request.troubled for field in fields),
                    "A deletion is taken where nothing unseen stands in its way.",
                )
            elif not is_entry(path):
                self.insist((value or None) == (op["value"] or None), "A value that is ok stands on the sheet.")

    def note_conflicts(self, request: Request, reply: dict[str, Any]) -> None:
        for row in reply["conflicts"]:
            self.conflicts[row["id"]] = (row["path"], request.ops[row["path"]]["value"], None)
        for path, op in request.ops.items():
            number = op.get("settles")
            if number is not None and self.conflicts[number][2] is None:
                self.insist(self.conflicts[number][0] == path, "A choice settles the conflict of its own cell.")
                self.conflicts[number] = (*self.conflicts[number][:2], reply["rev"])

    def read_sheet(self) -> None:
        """The sheet and its conflicts are what the replies said, and nothing else has moved."""
        self.insist(Sheet.objects.get(pk=self.sheet.pk).cells == self.cells, "Only accepted requests change a sheet.")
        rows = Conflict.objects.filter(sheet=self.sheet).values_list("pk", "path", "mine", "settled_by__number")
        self.insist(
            {pk: tuple(rest) for pk, *rest in rows} == self.conflicts, "A conflict stands until a choice settles it."
        )

    # --- The promise ----------------------------------------------------------------------------------------------

    @invariant()
    def saved_is_true(self) -> None:
        for tab, unsaved in zip(self.tabs, self.unsaved, strict=True):
            if tab.says_saved:
                for path, values in unsaved.items():
                    waiting = values - {False} if path in tab.given_up else values
                    self.insist(not waiting, f"Saved is said, and {path} is not.")

    def drain(self) -> None:
        """The network is well again and everybody chooses: all tabs come to agree with the sheet, nothing left over."""
        self.settle_all()
        # A conflict whose reply was lost shows when the page is loaded again.
        for at in range(3):
            self.load_again(at)
        self.settle_all()
        self.insist(all(settled for _, _, settled in self.conflicts.values()), "At last every conflict is settled.")

    def catch_up(self, at: int) -> None:
        """A request that sets nothing: its answer holds what others have set."""
        self.exchange(self.tabs[at])

    def settle_all(self) -> None:
        for _ in range(200):
            for tab in self.tabs:
                if tab.reply:
                    tab.read_reply()
                while tab.outbox or tab.dirty:
                    self.exchange(tab)
            if cells := [(at, path) for at, tab in enumerate(self.tabs) for path in tab.choosable()]:
                self.choose_in(*cells[0], "both")
            else:
                break
        for at in range(3):
            self.catch_up(at)
        self.saved_is_true()
        for tab in self.tabs:
            self.insist(tab.says_saved, "With nothing left to send or to choose, a tab says Saved.")
            for path, (value, _) in self.cells.items():
                self.insist((tab.screen.get(path) or None) == (value or None), f"Every tab shows {path} as it stands.")


class ScriptDesk(Desk):
    """The same with the page's own script in every tab, which can also ask the server what stands."""

    def sending(self) -> list[int]:
        return [at for at, tab in enumerate(self.tabs) if tab.outbox and not tab.reply]

    @precondition(lambda self: self.sending())
    @rule(nth=which_tab)
    def the_network_gives_up(self, nth: int) -> None:
        self.tabs[self.sending()[nth % len(self.sending())]].fail()

    @rule(at=which_tab)
    def a_tab_asks_what_stands(self, at: int) -> None:
        self.tabs[at].refresh(self.page())

    def catch_up(self, at: int) -> None:
        self.a_tab_asks_what_stands(at)


def search(
    person: User,
    *,
    make_tab: Callable[[dict[str, Any]], Any] = Tab,
    machine: type[Desk] = Desk,
    start: int | None = None,
    **options: Any,
) -> None:
    """`start` is where the search sets out from, None for where it always does."""

    def make() -> Desk:
        return machine(person, make_tab)

    made = make if start is None else seed(start)(make)
    run_state_machine_as_test(made, settings=settings(**options))  # type: ignore[arg-type]


def test_nothing_typed_is_lost_whatever_people_and_networks_do(writer: User):
    search(writer)


@pytest.mark.any_database
def test_nothing_typed_is_lost_by_the_pages_own_script(writer: User):
    with closing(Node()) as node:
        search(writer, make_tab=partial(ScriptTab, node), machine=ScriptDesk)


# --- A model that cannot fail is worse than none ------------------------------------------------------------------


def catch(
    person: User,
    *,
    make_tab: Callable[[dict[str, Any]], Any] = Tab,
    machine: type[Desk] = Desk,
    start: int | None = None,
) -> str:
    """The promise that a broken server or a broken tab is caught at, in the same search every time. `start` is for
    faults that take long to be met: one from where they are met soon."""
    with pytest.raises(Lost) as caught:
        search(
            person,
            make_tab=make_tab,
            machine=machine,
            start=start,
            max_examples=400,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            print_blob=False,
        )
    return str(caught.value)


@pytest.mark.any_database
def test_a_server_that_overwrites_blindly_is_caught(writer: User, monkeypatch: pytest.MonkeyPatch):
    take_value = services._Merge._take_value

    def blind(merge: services._Merge, op: Op) -> bool:
        return take_value(merge, op.model_copy(update={"seen": merge.state.get(op.path, [None, 0])[1]}))

    monkeypatch.setattr(services._Merge, "_take_value", blind)
    assert catch(writer) == "Only what was seen is superseded."


@pytest.mark.any_database
def test_a_server_that_deletes_what_others_have_just_edited_is_caught(writer: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services._Merge, "_has_unseen", lambda merge, op: False)
    assert catch(writer) == "An edit not seen beats a deletion."


@pytest.mark.any_database
def test_a_server_that_settles_conflicts_nobody_chose_in_is_caught(writer: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        services, "_settled", lambda sheet, ops: list(Conflict.objects.filter(sheet=sheet, settled_by__isnull=True))
    )
    assert catch(writer) == "A conflict stands until a choice settles it."


class HastyTab(Tab):
    """Says Saved as soon as it has sent."""

    @property
    def says_saved(self) -> bool:
        return not (self.dirty or self.contested or self.queued)


class DeafTab(Tab):
    """Takes note of a newer value without showing it, because its person is typing there."""

    def read_reply(self) -> None:
        assert self.reply
        for path, (_, v) in self.reply["changed"].items():
            if path in self.dirty:
                self.seen[path] = v
        super().read_reply()


class ForgetfulTab(Tab):
    """Loses which conflict a choice was made in."""

    def choose(self, path: str, value: Any) -> None:
        super().choose(path, value)
        self.chosen.clear()


class ImpatientTab(Tab):
    """Drops what it could not send, and goes on with what has been typed since."""

    def begin_anew(self) -> None:
        self.outbox = self.reply = None
        self.client, self.seq = new_client_id(), 0


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("tab", "promise", "start"),
    [
        (HastyTab, "Saved is said", None),
        (DeafTab, "Only what was seen is superseded.", 1),
        (ForgetfulTab, "At last every conflict is settled.", None),
        (ImpatientTab, "Saved is said", None),
    ],
)
def test_a_tab_that_breaks_the_promise_is_caught(writer: User, tab: type[Tab], promise: str, start: int | None):
    assert promise in catch(writer, make_tab=tab, start=start)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("broken", "promise"),
    [("hasty", "Saved is said"), ("deaf", "Only what was seen is superseded."), ("heirless", "Saved is said")],
)
def test_a_script_that_breaks_the_promise_is_caught(writer: User, broken: str, promise: str):
    with closing(Node(broken)) as node:
        assert promise in catch(writer, make_tab=partial(ScriptTab, node), machine=ScriptDesk)
