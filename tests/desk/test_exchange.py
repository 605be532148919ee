"""Saving as a page does it, over HTTP. The statuses and bodies are the protocol's (docs/save-protocol.md)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from activities.models import Submission, Work
from activities.services import hand_in
from historyclass.desk.cells import CellType
from historyclass.desk.messages import BODY_LIMIT
from historyclass.desk.models import Conflict, Revision, Sheet
from historyclass.desk.queries import page_state
from historyclass.people.models import Enrolment, User
from historyclass.people.services import remove_from_class
from tests.cast import Cast

WORDS = "table:s1/words"
DATE = "table:s1/date"
TICK = "table:s1/aim-spread"
OTHER_WORDS = "table:s2/words"

SignIn = Callable[[User | None], Client]


def op(path: str, value: Any, *, seen: int = 0, **rest: Any) -> dict[str, Any]:
    return {"path": path, "seen": seen, "value": value, **rest}


class Page:
    """The student's page of one piece, in one tab. `save` sends what it is told, as the tab's next request."""

    def __init__(self, browser: Client, work: Work, *, tab: str = "tab-0001") -> None:
        self.browser = browser
        self.work = work
        self.tab = tab
        self.seq = 0

    def message(self, *ops: dict[str, Any], **other: Any) -> dict[str, Any]:
        return {
            "sheet": self.work.sheet_id,
            "person": self.work.student_id,
            "client": self.tab,
            "seq": self.seq,
            "known": 0,
            "schema": self.work.assignment.schema,
            "set": list(ops),
            **other,
        }

    def save(self, *ops: dict[str, Any], **other: Any) -> HttpResponse:
        self.seq += 1
        return self.send(self.message(*ops, **other))

    def send(self, message: object, **headers: str) -> HttpResponse:
        body = message if isinstance(message, (str, bytes)) else json.dumps(message)
        return self.browser.post(  # type: ignore[return-value]
            f"/desk/work/{self.work.sheet_id}/",
            body,
            content_type="application/json",
            headers={"accept": "application/json", **headers},
        )

    @property
    def sheet(self) -> Sheet:
        return Sheet.objects.get(pk=self.work.sheet_id)


@pytest.fixture
def page(cast: Cast, as_user: SignIn) -> Page:
    return Page(as_user(cast.student), cast.work())


@pytest.fixture
def other_tab(page: Page) -> Page:
    """The same piece in another tab of the same browser."""
    return Page(page.browser, page.work, tab="tab-0002")


def nothing_kept(page: Page) -> bool:
    return page.sheet.cells == {} and not Revision.objects.exists() and not Conflict.objects.exists()


# --- What is kept -------------------------------------------------------------------------------------------------


def test_the_first_save_is_acknowledged_and_stands_on_the_sheet(page: Page):
    reply = page.save(op(WORDS, "the broom"), op(TICK, True))
    assert reply.status_code == 200
    assert reply.json() == {"rev": 1, "ok": {WORDS: 1, TICK: 1}, "conflicts": [], "changed": {}}
    assert page.sheet.values == {WORDS: "the broom", TICK: True}
    assert page_state(page.sheet, purpose="work")["cells"] == {WORDS: ["the broom", 1], TICK: [True, 1]}


def test_a_request_sent_again_gets_its_first_reply_byte_for_byte(page: Page, other_tab: Page):
    page.save(op(WORDS, "the broom"))
    first = page.save(op(WORDS, "the broom sweeps", seen=1))
    other_tab.save(op(DATE, "1920"))
    again = page.send(page.message(op(WORDS, "the broom sweeps", seen=1)))
    assert again.status_code == 200
    assert again.content == first.content
    earlier = page.send(page.message(op(WORDS, "the broom"), seq=1))
    assert earlier.json()["rev"] == 1
    assert page.sheet.revision == 3
    assert page.sheet.values[WORDS] == "the broom sweeps"


def test_a_request_out_of_order_is_told_the_last_one_that_came(page: Page):
    page.save(op(WORDS, "the broom"))
    gap = page.send(page.message(op(WORDS, "the broom sweeps", seen=1), seq=3))
    assert gap.status_code == 409
    assert gap.json() == {"gap": 1}
    assert page.sheet.values == {WORDS: "the broom"}


def test_a_tab_nobody_knows_begins_at_one(page: Page):
    gap = page.send(page.message(op(WORDS, "the broom"), seq=2))
    assert gap.status_code == 409
    assert gap.json() == {"gap": 0}
    assert nothing_kept(page)


def test_what_another_tab_has_set_comes_back_with_the_next_save(page: Page, other_tab: Page):
    page.save(op(WORDS, "the broom"))
    reply = other_tab.save(op(DATE, "1920"))
    assert reply.json() == {"rev": 2, "ok": {DATE: 2}, "conflicts": [], "changed": {WORDS: ["the broom", 1]}}
    # It has that now, and is not told twice.
    assert other_tab.save(op(DATE, "1921", seen=2), known=2).json()["changed"] == {}


def test_an_empty_request_asks_for_what_has_changed(page: Page, other_tab: Page):
    page.save(op(WORDS, "the broom"))
    assert other_tab.save().json()["changed"] == {WORDS: ["the broom", 1]}


def test_equal_values_from_two_tabs_are_fine(page: Page, other_tab: Page):
    page.save(op(WORDS, "the broom"), op(TICK, True))
    reply = other_tab.save(op(WORDS, "the broom"), op(TICK, True))
    assert reply.json() == {"rev": 2, "ok": {WORDS: 1, TICK: 1}, "conflicts": [], "changed": {}}


def test_late_work_is_kept(page: Page, cast: Cast):
    cast.assignment.due_at = timezone.now() - timedelta(days=1)
    cast.assignment.save()
    assert page.save(op(WORDS, "the broom")).status_code == 200
    assert page.sheet.values == {WORDS: "the broom"}
    assert hand_in(work=page.work).is_late


def test_what_is_typed_after_handing_in_stays_on_the_sheet_and_out_of_the_submission(page: Page):
    page.save(op(WORDS, "the broom"))
    submission = hand_in(work=page.work)
    assert page.save(op(WORDS, "the broom, sweeping", seen=1)).status_code == 200
    assert page.sheet.values == {WORDS: "the broom, sweeping"}
    assert Submission.objects.get(pk=submission.pk).snapshot == {WORDS: "the broom"}


# --- Conflicts ----------------------------------------------------------------------------------------------------


def contest(page: Page, other_tab: Page) -> int:
    """`page` has written "the broom"; `other_tab`, which had not seen it, writes "a broom". Returns the conflict."""
    page.save(op(WORDS, "the broom"))
    reply = other_tab.save(op(WORDS, "a broom"))
    assert reply.status_code == 200
    (conflict,) = reply.json()["conflicts"]
    assert conflict == {"id": conflict["id"], "path": WORDS, "theirs": "the broom", "v": 1}
    return conflict["id"]


def test_a_value_that_meets_a_newer_one_is_kept_beside_it(page: Page, other_tab: Page):
    number = contest(page, other_tab)
    state = page_state(page.sheet, purpose="work")
    assert state["cells"] == {WORDS: ["the broom", 1]}
    assert state["conflicts"] == [{"id": number, "path": WORDS, "mine": "a broom", "theirs": "the broom", "v": 1}]


@pytest.mark.parametrize("choice", ["a broom", "the broom", "the broom / a broom"])
def test_choosing_settles_the_conflict(page: Page, other_tab: Page, choice: str):
    number = contest(page, other_tab)
    reply = other_tab.save(op(WORDS, choice, seen=1, settles=number))
    assert reply.status_code == 200
    assert reply.json()["conflicts"] == []
    state = page_state(page.sheet, purpose="work")
    assert state["conflicts"] == []
    assert state["cells"][WORDS][0] == choice
    # What was not chosen can still be read.
    assert Conflict.objects.get(pk=number).mine == "a broom"


def test_a_choice_that_meets_a_newer_value_is_a_conflict_of_its_own(page: Page, other_tab: Page):
    number = contest(page, other_tab)
    page.save(op(WORDS, "the broom sweeps", seen=1))
    reply = other_tab.save(op(WORDS, "a broom", seen=1, settles=number))
    (conflict,) = reply.json()["conflicts"]
    assert conflict["theirs"] == "the broom sweeps"
    assert [row["id"] for row in page_state(page.sheet, purpose="work")["conflicts"]] == [conflict["id"]]


def test_another_value_in_a_contested_cell_settles_nothing(page: Page, other_tab: Page):
    number = contest(page, other_tab)
    page.save(op(WORDS, "the broom sweeps", seen=1))
    assert [row["id"] for row in page_state(page.sheet, purpose="work")["conflicts"]] == [number]


def test_a_conflict_settled_in_one_tab_may_be_chosen_in_again_in_another(page: Page, other_tab: Page):
    number = contest(page, other_tab)
    other_tab.save(op(WORDS, "a broom", seen=1, settles=number))
    settled_by = Conflict.objects.get(pk=number).settled_by
    reply = page.save(op(WORDS, "a broom", seen=1, settles=number))
    assert reply.status_code == 200
    assert Conflict.objects.get(pk=number).settled_by == settled_by


def test_choosing_in_a_conflict_of_another_cell_is_refused(page: Page, other_tab: Page):
    number = contest(page, other_tab)
    reply = page.save(op(DATE, "1920", settles=number))
    assert reply.status_code == 422
    assert list(reply.json()["faults"]) == [DATE]
    assert page_state(page.sheet, purpose="work")["conflicts"][0]["id"] == number


@pytest.mark.parametrize("number", [999_999, 2**31 - 1, 2**70])
def test_choosing_in_a_conflict_that_does_not_exist_is_refused(page: Page, number: int):
    assert page.save(op(DATE, "1920", settles=number)).status_code == 422
    assert nothing_kept(page)


def test_choosing_in_a_conflict_of_another_persons_sheet_is_refused(
    page: Page, other_tab: Page, cast: Cast, as_user: SignIn
):
    number = contest(page, other_tab)
    reply = Page(as_user(cast.classmate), cast.work(cast.classmate)).save(op(WORDS, "x", settles=number))
    assert reply.status_code == 422
    assert Conflict.objects.get(pk=number).settled_by is None


# --- Who may save -------------------------------------------------------------------------------------------------


def test_somebody_signed_out_is_told_so_and_not_redirected(page: Page):
    reply = Page(Client(), page.work).save(op(WORDS, "the broom"))
    assert reply.status_code == 401
    assert reply.json() == {"why": "signed-out"}
    assert nothing_kept(page)


@pytest.mark.parametrize("who", ["classmate", "teacher", "admin", "stranger_teacher", "stranger_admin"])
def test_another_persons_sheet_is_not_there(page: Page, cast: Cast, as_user: SignIn, who: str):
    person = getattr(cast, who)
    stranger = Page(as_user(person), page.work)
    reply = stranger.save(op(WORDS, "the broom"), person=person.pk)
    assert reply.status_code == 404
    assert reply.json() == {"why": "unknown"}
    assert nothing_kept(page)


@pytest.mark.parametrize("address", ["/desk/work/999999/", "/desk/no-such-purpose/1/"])
def test_a_sheet_or_a_purpose_that_does_not_exist_is_not_there(page: Page, address: str):
    reply = page.browser.post(
        address,
        json.dumps(page.message(seq=1)),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert reply.status_code == 404
    assert reply.json() == {"why": "unknown"}


def test_a_page_made_for_somebody_else_saves_nothing(page: Page, cast: Cast):
    reply = page.save(op(WORDS, "the broom"), person=cast.classmate.pk)
    assert reply.status_code == 403
    assert reply.json() == {"why": "person"}
    assert nothing_kept(page)


def test_a_page_made_for_another_sheet_saves_nothing(page: Page, cast: Cast):
    reply = page.save(op(WORDS, "the broom"), sheet=cast.work(cast.classmate).sheet_id)
    assert reply.status_code == 403
    assert reply.json() == {"why": "sheet"}
    assert nothing_kept(page)


def test_a_page_of_another_edition_saves_nothing(page: Page):
    reply = page.save(op(WORDS, "the broom"), schema="another.1")
    assert reply.status_code == 403
    assert reply.json() == {"why": "schema"}
    assert nothing_kept(page)


def test_a_lost_reply_is_given_even_when_the_edition_has_changed_since(page: Page):
    first = page.save(op(WORDS, "the broom"))
    Sheet.objects.filter(pk=page.work.sheet_id).update(schema="another.1")
    again = page.send(page.message(op(WORDS, "the broom")))
    assert (again.status_code, again.content) == (200, first.content)


def test_a_student_who_left_the_class_saves_nothing_and_loses_nothing(page: Page, cast: Cast):
    page.save(op(WORDS, "the broom"))
    remove_from_class(enrolment=Enrolment.objects.open().get(user=cast.student))
    reply = page.save(op(WORDS, "the broom sweeps", seen=1))
    assert reply.status_code == 403
    assert reply.json() == {"why": "closed"}
    assert page.sheet.values == {WORDS: "the broom"}


def test_somebody_with_a_password_from_somebody_else_chooses_their_own_first(page: Page):
    User.objects.filter(pk=page.work.student_id).update(password_is_temporary=True)
    reply = page.save(op(WORDS, "the broom"))
    assert reply.status_code == 403
    assert reply.json() == {"why": "password"}
    assert nothing_kept(page)


def test_a_missing_csrf_token_is_told_in_json(page: Page, cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.student)
    reply = Page(browser, page.work).save(op(WORDS, "the broom"))
    assert reply.status_code == 403
    assert reply.json() == {"why": "csrf"}
    assert nothing_kept(page)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_post_saves(page: Page, method: str):
    assert getattr(page.browser, method)(f"/desk/work/{page.work.sheet_id}/").status_code == 405


# --- What cannot be kept ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("table:s1/colour", "red", "no such place"),
        ("table:s*/words", "red", "no such place"),
        ("", "red", "no such place"),
        ("table:s1/\x00", "red", "no such place"),
        (DATE, "9" * 81, "81 characters, and 80 fit. Shorten it by 1."),
        (WORDS, "nul \x00", "cannot be kept"),
        (WORDS, "half \ud83c an emoji", "cannot be kept"),
        (WORDS, 1920, "this is a text"),
        (WORDS, True, "this is a text"),
        (WORDS, ["the broom"], "this is a text"),
        (WORDS, {"text": "the broom"}, "this is a text"),
        (TICK, "true", "on or off"),
        (TICK, 1, "on or off"),
    ],
)
def test_a_value_that_cannot_be_kept_is_named_and_nothing_is_kept(page: Page, path: str, value: Any, message: str):
    reply = page.save(op(path, value), op(OTHER_WORDS, "a good one"))
    assert reply.status_code == 422
    faults = reply.json()["faults"]
    assert list(faults) == [path]
    assert message in faults[path]
    assert nothing_kept(page)
    # The number of a refused request is free.
    assert page.send(page.message(op(OTHER_WORDS, "a good one"))).status_code == 200


def test_every_faulty_place_is_named(page: Page):
    reply = page.save(op(WORDS, 1), op(DATE, 2), op(TICK, 3))
    assert set(reply.json()["faults"]) == {WORDS, DATE, TICK}


def test_a_place_sent_twice_in_one_request_is_refused(page: Page):
    reply = page.save(op(WORDS, "one"), op(WORDS, "two"))
    assert reply.status_code == 422
    assert list(reply.json()["faults"]) == [WORDS]
    assert nothing_kept(page)


BROKEN_BODIES = {
    "nothing": "",
    "half a message": '{"sheet": ',
    "a list": "[]",
    "a text": '"the broom"',
    "null": "null",
    "bytes that are no text": b'{"sheet": "\xff\xfe"}',
    "brackets without end": "[" * 100_000,
    "a number without end": '{"sheet": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_a_body_that_is_no_message_is_unreadable(page: Page, body: str | bytes):
    reply = page.send(body)
    assert reply.status_code == 422
    assert reply.json()["why"] == "unreadable"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_has_not_are_unreadable(page: Page, constant: str):
    body = json.dumps(page.message(op(WORDS, "HERE"), seq=1)).replace('"HERE"', constant)
    reply = page.send(body)
    assert reply.status_code == 422
    assert reply.json()["why"] == "unreadable"
    assert nothing_kept(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": 0},
        {"seq": 2**31},
        {"seq": 1.5},
        {"seq": "1"},
        {"seq": True},
        {"known": -1},
        {"known": 2**70},
        {"sheet": "1"},
        {"person": None},
        {"client": "short"},
        {"client": "tab-0001\n"},
        {"client": "tab-\x00001"},
        {"client": "т" * 10},
        {"schema": "s" * 61},
        {"set": {}},
        {"set": None},
        {"set": ["the broom"]},
        {"set": [{"path": WORDS}]},
        {"set": [op(WORDS, "x", seen=-1)]},
        {"set": [op(WORDS, "x", settles=0)]},
        {"set": [op(WORDS, "x", unknown=1)]},
        {"set": [op("p" * 201, "x")]},
        {"set": [op("\ud800", "x")]},
        {"set": [op(WORDS, "x", **{"\ud800": 1})]},
        {"set": [op(WORDS, "x")] * 501},
        {"unknown": 1},
        {"\ud800": 1},
    ],
    ids=lambda wrong: json.dumps(wrong)[:40],
)
def test_a_message_with_anything_wrong_in_it_is_unreadable(page: Page, wrong: dict[str, Any]):
    reply = page.send({**page.message(seq=1), **wrong})
    assert reply.status_code == 422
    assert reply.json()["why"] == "unreadable"
    assert nothing_kept(page)


@pytest.mark.parametrize("missing", ["sheet", "person", "client", "seq", "known", "schema", "set"])
def test_a_message_with_anything_missing_is_unreadable(page: Page, missing: str):
    message = page.message(seq=1)
    del message[missing]
    reply = page.send(message)
    assert reply.status_code == 422
    assert reply.json() == {"why": "unreadable", "fault": f"{missing}: Field required"}


def test_a_number_beyond_the_largest_is_a_fault_of_its_place(page: Page):
    body = json.dumps(page.message(op(WORDS, "HERE"), seq=1)).replace('"HERE"', "1e400")
    reply = page.send(body)
    assert reply.status_code == 422
    assert list(reply.json()["faults"]) == [WORDS]


def test_a_body_over_the_limit_is_too_large(page: Page):
    reply = page.save(op(WORDS, "x" * BODY_LIMIT))
    assert reply.status_code == 413
    assert reply.json() == {"why": "too-large"}
    assert nothing_kept(page)


# --- What it costs ------------------------------------------------------------------------------------------------

SAVE_QUERIES = 6
"""Session, person, the sheet with the right to it, the tab's last request; the revision, the sheet."""


@pytest.mark.parametrize("cells", [1, 30])
def test_a_save_costs_the_same_few_queries_however_much_it_holds(page: Page, count_queries: Any, cells: int):
    places = list(page.work.assignment.live_parts.cells)[:cells]
    ops = [op(cell.path, "x" if cell.type is CellType.TEXT else True) for cell in places]
    with count_queries() as count:
        reply = page.save(*ops)
    assert len(reply.json()["ok"]) == cells
    assert count() <= SAVE_QUERIES


@pytest.mark.parametrize("cells", [1, 20])
def test_conflicts_and_choices_cost_the_same_however_many(page: Page, other_tab: Page, count_queries: Any, cells: int):
    texts = [cell.path for cell in page.work.assignment.live_parts.cells if cell.type is CellType.TEXT][:cells]
    page.save(*[op(path, "theirs") for path in texts])
    with count_queries() as count:
        conflicts = other_tab.save(*[op(path, "mine") for path in texts]).json()["conflicts"]
    assert len(conflicts) == cells
    # The conflicts.
    assert count() <= SAVE_QUERIES + 1
    with count_queries() as count:
        other_tab.save(*[op(row["path"], "mine", seen=row["v"], settles=row["id"]) for row in conflicts])
    assert not Conflict.objects.filter(settled_by__isnull=True).exists()
    # The conflicts chosen in, and that they are settled.
    assert count() <= SAVE_QUERIES + 2
