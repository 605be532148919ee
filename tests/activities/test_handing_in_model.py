"""Handing in and taking back between everything that people and networks do to a sheet (tests/desk/test_model.py).

What was handed in is what stood there; nothing typed before, between or after is lost; no piece is ever in a state that
its history does not lead to.
"""

from contextlib import closing
from functools import partial
from typing import Any

import pytest
from hypothesis.stateful import invariant, rule

from activities.models import Act, Submission, Transition, Work, WorkState
from activities.services import NotOpen, begin_work, hand_in, take_back
from activities.sheets import WORK_SHEETS
from historyclass.desk.models import Sheet
from historyclass.desk.owners import OpenSheet, SheetOwner
from historyclass.people.models import User
from tests.cast import Cast
from tests.desk.script_tab import Node, ScriptTab
from tests.desk.test_model import Desk, ScriptDesk, catch, search
from tests.desk.toy import CELLS


class WorkWithToyCells:
    """The real owner of a student's sheet, with the machine's few cells on it."""

    purpose = WORK_SHEETS.purpose
    find = WORK_SHEETS.find
    kept_revisions = WORK_SHEETS.kept_revisions

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        opened = WORK_SHEETS.lock(person=person, sheet_id=sheet_id)
        return OpenSheet(opened.sheet, CELLS, opened.remark)


class HandingIn(Desk):
    """One piece of work, three tabs, and a student who hands it in and takes it back whenever they like."""

    cast: Cast

    def begin(self) -> tuple[Sheet, SheetOwner]:
        self.work = begin_work(assignment=self.cast.assignment, student=self.person)
        self.is_in = False
        self.snapshots: list[dict[str, Any]] = []
        self.acts: list[str] = []
        return self.work.sheet, WorkWithToyCells()

    def hear(self, remark: str) -> None:
        self.insist(bool(remark) == self.is_in, "Whoever types into what is handed in is told so, and nobody else.")

    @rule()
    def hand_it_in(self) -> None:
        is_contested = any(settled is None for _, _, settled in self.conflicts.values())
        if self.is_in or is_contested:
            with pytest.raises(NotOpen):
                hand_in(work=self.work)
            return
        submission = hand_in(work=self.work)
        self.is_in = True
        self.acts.append(Act.HAND_IN)
        self.snapshots.append({path: value for path, (value, _) in self.cells.items()})
        revision = Sheet.objects.get(pk=self.sheet.pk).revision
        self.insist(submission.revision == revision, "What is handed in is the sheet as it stands.")

    @rule()
    def take_it_back(self) -> None:
        if not self.is_in:
            with pytest.raises(NotOpen):
                take_back(work=self.work, by=self.person)
            return
        take_back(work=self.work, by=self.person)
        self.is_in = False
        self.acts.append(Act.TAKE_BACK)

    @invariant()
    def what_was_handed_in_stands(self) -> None:
        handed_in = Submission.objects.filter(work=self.work).order_by("number").values_list("number", "snapshot")
        self.insist(list(handed_in) == list(enumerate(self.snapshots, start=1)), "What was handed in never changes.")
        state = WorkState.HANDED_IN if self.is_in else WorkState.WORKING
        self.insist(Work.objects.get(pk=self.work.pk).state == state, "A piece is where its student has put it.")
        steps = list(Transition.objects.filter(work=self.work).order_by("pk").values_list("act", flat=True))
        self.insist(steps == self.acts, "Every step leaves a trace, and nothing else does.")


class HandingInByScript(HandingIn, ScriptDesk):
    """The same with the page's own script in every tab."""


def of(cast: Cast, machine: type[HandingIn]) -> type[HandingIn]:
    return type(machine.__name__, (machine,), {"cast": cast})


def test_nothing_is_lost_between_handing_in_and_taking_back(cast: Cast):
    search(cast.student, machine=of(cast, HandingIn))


def test_nothing_is_lost_by_the_pages_own_script_between_handing_in_and_taking_back(cast: Cast):
    with closing(Node()) as node:
        search(cast.student, make_tab=partial(ScriptTab, node), machine=of(cast, HandingInByScript))


@pytest.mark.any_database
def test_a_hand_in_that_freezes_what_was_loaded_earlier_is_caught(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    values = Sheet.values.fget  # type: ignore[attr-defined] # a property
    assert values

    def stale(sheet: Sheet) -> dict[str, Any]:
        return {path: value for path, value in values(sheet).items() if sheet.cells[path][1] < sheet.revision}

    monkeypatch.setattr(Sheet, "values", property(stale))
    assert catch(cast.student, machine=of(cast, HandingIn)) == "What was handed in never changes."
