"""Writes of the desk: the exchange with a page, and the two services that may delete."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from historyclass.desk.append_only import permit
from historyclass.desk.cells import CellSet, CellType, entry_of
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import DEVICE_KEY_BYTES, Cells, Conflict, DeviceKey, Revision, Sheet
from historyclass.desk.owners import OpenSheet, SheetOwner
from historyclass.people.models import School, User

SNAPSHOT_EVERY = 20
"""Revisions. Thinning can drop what lies before the last snapshot of a sitting."""
SITTING_GAP = timedelta(minutes=30)


class Gap(Exception):
    """A request came out of order. `last_seq` is the last one accepted from this client."""

    def __init__(self, last_seq: int) -> None:
        super().__init__(f"Last accepted: {last_seq}")
        self.last_seq = last_seq


class Refused(Exception):
    """The page must be loaded anew before anything can be kept. `why` is a word for the script."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Faulty(Exception):
    """Values that cannot be kept: `faults` maps a path to a message. Nothing of the request was kept."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def new_sheet(*, school: School, person: User, schema: str, values: Mapping[str, Any] | None = None) -> Sheet:
    """A sheet for its owner to keep, empty or with `values` (path → value), which no revision has set: their v is 0."""
    cells = {path: [value, 0] for path, value in (values or {}).items()}
    return Sheet.objects.create(school=school, person=person, schema=schema, cells=cells)


def new_sheets(*, school: School, people: Sequence[User], schema: str) -> list[Sheet]:
    """An empty sheet for each of these people, in their order: one query."""
    return Sheet.objects.bulk_create(Sheet(school=school, person=person, schema=schema) for person in people)


def device_key(*, person: User) -> bytes:
    """The 32 bytes that the person's unsent words are encrypted with on their devices; made when first asked for."""
    try:
        with transaction.atomic():
            found = DeviceKey.objects.filter(user=person).first()
            found = found or DeviceKey.objects.create(user=person, key=secrets.token_bytes(DEVICE_KEY_BYTES))
    except IntegrityError:
        # Another tab asked a moment ago.
        found = DeviceKey.objects.get(user=person)
    return bytes(found.key)


def destroy_device_key(*, person: User) -> None:
    """Make every copy of the person's unsent words unreadable, wherever it lies. Part of being forgotten."""
    DeviceKey.objects.filter(user=person).delete()


@transaction.atomic
def exchange(*, owner: SheetOwner, person: User, sheet_id: int, message: Message) -> dict[str, Any]:
    """Take what a page changed, keep all of it, and tell what others changed.

    Returns the reply of the protocol: `{rev, ok: {path: v}, conflicts: [{id, path, theirs, v}], changed: {path:
    [value, v]}}`. A request seen before gets its first reply. Where the owner has something to say of the sheet as it
    stands now, `remark` is added to either. Raises Gap, Refused, Faulty, and what the owner raises.
    """
    # Before the sheet is looked for: whoever has signed in since does not own it, and the page is to learn why.
    if message.person != person.pk:
        raise Refused("person")
    opened = owner.lock(person=person, sheet_id=sheet_id)
    reply = _reply(opened=opened, person=person, message=message)
    return {**reply, "remark": opened.remark} if opened.remark else reply


def _reply(*, opened: OpenSheet, person: User, message: Message) -> dict[str, Any]:
    sheet = opened.sheet
    if message.sheet != sheet.pk:
        raise Refused("sheet")
    last = Revision.objects.filter(sheet=sheet, client=message.client).order_by("-seq").first()
    if last is not None and message.seq == last.seq:
        return dict(last.reply)
    if last is not None and message.seq < last.seq:
        return _earlier_reply(sheet, message, last.seq)
    last_seq = last.seq if last else 0
    if message.seq != last_seq + 1:
        raise Gap(last_seq)
    if message.schema_name != sheet.schema:
        raise Refused("schema")
    _refuse_faults(opened.cells, message.ops)
    settled = _settled(sheet, message.ops)
    merge = _Merge(cells=opened.cells, state=dict(sheet.cells), number=sheet.revision + 1)
    merge.take_all(message.ops)
    return _keep(sheet=sheet, person=person, message=message, merge=merge, settled=settled)


def _earlier_reply(sheet: Sheet, message: Message, last_seq: int) -> dict[str, Any]:
    earlier = Revision.objects.filter(sheet=sheet, client=message.client, seq=message.seq).first()
    if earlier is None:
        raise Gap(last_seq)
    return dict(earlier.reply)


def _refuse_faults(cells: CellSet, ops: list[Op]) -> None:
    faults: dict[str, str] = {}
    seen: set[str] = set()
    for op in ops:
        cell = cells.get(op.path)
        if cell is None:
            fault: str | None = "There is no such place on this page any more. Load the page again."
        elif op.path in seen:
            fault = "This place was sent twice in one go."
        else:
            fault = cell.fault(op.value)
        seen.add(op.path)
        if fault:
            faults[op.path] = fault
    if faults:
        raise Faulty(faults)


def _settled(sheet: Sheet, ops: list[Op]) -> list[Conflict]:
    """The conflicts that these ops choose in. One already settled elsewhere stays as it is."""
    wanted = {op.settles: op.path for op in ops if op.settles is not None}
    if not wanted:
        return []
    found = {conflict.pk: conflict for conflict in Conflict.objects.filter(sheet=sheet, pk__in=wanted)}
    faults = {
        path: "What you chose between is not on this sheet. Load the page again."
        for pk, path in wanted.items()
        if pk not in found or found[pk].path != path
    }
    if faults:
        raise Faulty(faults)
    return [conflict for conflict in found.values() if conflict.settled_by_id is None]


@dataclass
class _Merge:
    """The cells while one request is taken: what was set, what met a newer value."""

    cells: CellSet
    state: Cells
    number: int
    ok: dict[str, int] = field(default_factory=dict)
    contested: list[tuple[Op, Any, int]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, list[Any]] = field(default_factory=dict)

    def take_all(self, ops: list[Op]) -> None:
        """Fields before entries: whether an entry of theirs stands is the person's word on all that is in it."""
        for op in sorted(ops, key=self._is_entry):
            was_set = self._take_entry(op) if self._is_entry(op) else self._take_value(op)
            self.taken.append({**op.model_dump(exclude_none=True), "value": op.value, "set": was_set})

    def _is_entry(self, op: Op) -> bool:
        cell = self.cells.get(op.path)
        return cell is not None and cell.type is CellType.ENTRY

    def _take_value(self, op: Op) -> bool:
        value, v = self.state.get(op.path, [None, 0])
        if _same(value, op.value):
            self.ok[op.path] = v
            return False
        self._revive(op.path)
        if v != op.seen:
            self.contested.append((op, value, v))
            return False
        self._set(op.path, op.value)
        return True

    def _take_entry(self, op: Op) -> bool:
        stands, v = self.state.get(op.path, [True, 0])
        if bool(stands) == bool(op.value):
            self.ok[op.path] = v
            return False
        if not op.value and self._has_unseen(op):
            # An edit the person had not seen beats the deletion: the entry stands, and the page is told so.
            self.ok[op.path] = v
            self.told[op.path] = [True, v]
            return False
        self._set(op.path, bool(op.value))
        self.told.pop(op.path, None)
        return True

    def _has_unseen(self, op: Op) -> bool:
        """Whether somebody else set the entry or a field of it after what the person had seen.

        A field into which the person has just written the same holds nothing that they do not know.
        """
        fields = f"{op.path}/"
        if any(other.path.startswith(fields) for other, _, _ in self.contested):
            return True
        return any(
            op.seen < v < self.number
            for path, (_, v) in self.state.items()
            if path == op.path or (path.startswith(fields) and path not in self.ok)
        )

    def _revive(self, path: str) -> None:
        entry = entry_of(path)
        if entry is not None and self.state.get(entry, [True, 0])[0] is False:
            self.state[entry] = [True, self.number]
            self.told[entry] = [True, self.number]

    def _set(self, path: str, value: Any) -> None:
        self.state[path] = [value, self.number]
        self.ok[path] = self.number

    def changed_since(self, known: int) -> dict[str, list[Any]]:
        contested = {op.path for op, _, _ in self.contested}
        newer = {
            path: [value, v]
            for path, (value, v) in self.state.items()
            if v > known and path not in contested and self.ok.get(path) != v
        }
        return {**newer, **self.told}


def _same(one: Any, other: Any) -> bool:
    """Equal values of equal type; nothing at all and an empty text are the same."""
    if one in (None, "") and other in (None, ""):
        return True
    return type(one) is type(other) and bool(one == other)


def _keep(*, sheet: Sheet, person: User, message: Message, merge: _Merge, settled: list[Conflict]) -> dict[str, Any]:
    now = timezone.now()
    conflicts = [
        Conflict(
            school_id=sheet.school_id,
            sheet=sheet,
            path=op.path,
            mine=op.value,
            theirs=theirs,
            v=v,
            client=message.client,
            at=now,
        )
        for op, theirs, v in merge.contested
    ]
    if conflicts:
        Conflict.objects.bulk_create(conflicts)
    reply = {
        "rev": merge.number,
        "ok": merge.ok,
        "conflicts": [{"id": row.pk, "path": row.path, "theirs": row.theirs, "v": row.v} for row in conflicts],
        "changed": merge.changed_since(message.known),
    }
    revision = Revision.objects.create(
        school_id=sheet.school_id,
        sheet=sheet,
        number=merge.number,
        client=message.client,
        seq=message.seq,
        ops=merge.taken,
        reply=reply,
        snapshot=merge.state if merge.number % SNAPSHOT_EVERY == 0 else None,
        person=person,
        at=now,
    )
    if settled:
        Conflict.objects.filter(pk__in=[row.pk for row in settled]).update(settled_by=revision)
    sheet.cells = merge.state
    sheet.revision = merge.number
    sheet.changed_at = now
    sheet.save(update_fields=["cells", "revision", "changed_at"])
    return reply


@transaction.atomic
def thin(*, sheet: Sheet, owner: SheetOwner, now: datetime | None = None) -> int:
    """Drop old steps of a sheet's history; returns how many.

    Everything of the last day stays. Of an older sitting (no pause over half an hour) the steps before its last
    snapshot go, so that its end can still be read. What was handed in, marked on, conflicting or settling stays, and
    so does each client's last request, whose reply may be asked for again.
    """
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    day_ago = (now or timezone.now()) - timedelta(days=1)
    kept = owner.kept_revisions(sheet_id=sheet.pk)
    last_of_client = set(
        Revision.objects.filter(sheet=sheet).values("client").annotate(last=Max("pk")).values_list("last", flat=True)
    )
    contested = set(Conflict.objects.filter(sheet=sheet).values_list("v", flat=True))
    settling = set(
        Conflict.objects.filter(sheet=sheet, settled_by__isnull=False).values_list("settled_by_id", flat=True)
    )
    dropped: list[int] = []
    for sitting in _sittings(sheet, before=day_ago):
        snapshots = [number for _, number, is_snapshot, has_conflict in sitting if is_snapshot]
        last_snapshot = max(snapshots, default=0)
        for pk, number, _, has_conflict in sitting:
            wanted = number in kept or number in contested or has_conflict or pk in settling or pk in last_of_client
            if number < last_snapshot and not wanted:
                dropped.append(pk)
    with permit():
        Revision.objects.filter(pk__in=dropped)._raw_delete(using="default")
    return len(dropped)


def _sittings(sheet: Sheet, *, before: datetime) -> list[list[tuple[int, int, bool, bool]]]:
    """Whole sittings that ended before a moment: lists of (pk, number, is a snapshot, met a conflict)."""
    sittings: list[list[tuple[int, int, bool, bool]]] = []
    previous: datetime | None = None
    rows = Revision.objects.filter(sheet=sheet).order_by("number").only("number", "at", "snapshot", "reply")
    for row in rows:
        if previous is None or row.at - previous > SITTING_GAP:
            sittings.append([])
        if row.at < before:
            sittings[-1].append((row.pk, row.number, row.snapshot is not None, bool(row.reply["conflicts"])))
        previous = row.at
    return [sitting for sitting in sittings if sitting]


@transaction.atomic
def erase(*, sheet: Sheet) -> None:
    """Delete a sheet with its history, for a person's right to be forgotten. Its owner's row must be gone first."""
    locked = Sheet.objects.select_for_update().get(pk=sheet.pk)
    with permit():
        Conflict.objects.filter(sheet=locked).delete()
        Revision.objects.filter(sheet=locked)._raw_delete(using="default")
        locked.delete()
