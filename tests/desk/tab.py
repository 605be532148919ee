"""The page's side of the save protocol, in Python: what docs/save-protocol.md asks of a tab, and no more."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Shown = frozenset[tuple[str, int]]
"""Values that stood on a tab's screen: path and the revision that set them."""

_clients = count(1)


def new_client_id() -> str:
    return f"tab-{next(_clients):08}"


@dataclass
class Clash:
    """A contested cell, waiting for its person. `id` is None where the server knows of no conflict yet."""

    id: int | None
    path: str
    mine: Any
    theirs: Any
    v: int
    was_edited: bool = False


@dataclass(frozen=True)
class Request:
    """One frozen request: its bytes, and what its person had seen when it was frozen."""

    body: bytes
    client: str
    seq: int
    ops: dict[str, dict[str, Any]]
    shown: Shown
    troubled: frozenset[str]
    """Paths that were contested then."""

    @property
    def key(self) -> tuple[str, int]:
        return self.client, self.seq


def is_entry(path: str) -> bool:
    return path.startswith("entries/") and path.count("/") == 1


def fields_of(entry: str, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if path.startswith(f"{entry}/")]


@dataclass
class Tab:
    """One tab of one browser, made from what the server put into its page."""

    page: dict[str, Any]
    client: str = field(default_factory=new_client_id)
    seq: int = 0

    def __post_init__(self) -> None:
        self.known: int = self.page["rev"]
        self.screen: dict[str, Any] = {path: value for path, (value, _) in self.page["cells"].items()}
        self.seen: dict[str, int] = {path: v for path, (_, v) in self.page["cells"].items()}
        self.gone: set[str] = {path for path, value in self.screen.items() if value is False}
        """Entries that are deleted on the server, as far as it has told."""
        self.shown: set[tuple[str, int]] = set(self.seen.items())
        self.dirty: dict[str, Any] = {}
        self.outbox: Request | None = None
        self.reply: dict[str, Any] | None = None
        """The answer to the outbox, still on its way."""
        self.contested: dict[str, Clash] = {}
        self.queued: list[Clash] = []
        self.chosen: dict[str, int] = {}
        self.given_up: set[str] = set()
        """Entries whose deletion lost before it was sent. The person has seen them come back."""
        for row in self.page["conflicts"]:
            self.contest(Clash(**row))

    # --- What its person sees and does ----------------------------------------------------------------------------

    @property
    def says_saved(self) -> bool:
        return not (self.outbox or self.dirty or self.contested or self.queued)

    def shows_entry(self, entry: str) -> bool:
        return self.screen.get(entry, True) is not False

    def edit(self, path: str, value: Any) -> None:
        self.screen[path] = value
        self.given_up.discard(path)
        if path in self.contested:
            self.contested[path].mine = value
            self.contested[path].was_edited = True
        else:
            self.put(path, value)

    def put(self, path: str, value: Any) -> None:
        # In the order of the last edits, which is none that the server may lean on.
        self.dirty.pop(path, None)
        self.dirty[path] = value

    def choosable(self) -> list[str]:
        """Contested cells that nothing is on its way for."""
        under_way = {*self.dirty, *(self.outbox.ops if self.outbox else ())}
        return [path for path in self.contested if path not in under_way]

    def choose(self, path: str, value: Any) -> None:
        clash = self.contested.pop(path)
        self.seen[path] = clash.v
        if clash.id is not None:
            self.chosen[path] = clash.id
        self.screen[path] = value
        self.put(path, value)

    def contest(self, clash: Clash) -> None:
        self.shown.add((clash.path, clash.v))
        if clash.path in self.contested or clash.path in self.dirty:
            self.queued.append(clash)
            return
        self.contested[clash.path] = clash
        if clash.was_edited:
            # The server does not have it: its person sees it before they change it.
            self.screen[clash.path] = clash.mine

    # --- Sending --------------------------------------------------------------------------------------------------

    def freeze(self, *, skip: int = 0) -> Request:
        """Build the next request from what is dirty. `skip` leaves numbers out, as a tab that lost count would."""
        self.seq += 1 + skip
        ops = {path: self.op(path, value) for path, value in self.dirty.items()}
        message = {
            "sheet": self.page["sheet"],
            "person": self.page["person"],
            "client": self.client,
            "seq": self.seq,
            "known": self.known,
            "schema": self.page["schema"],
            "set": list(ops.values()),
        }
        body = json.dumps(message).encode()
        self.dirty = {}
        self.outbox = Request(body, self.client, self.seq, ops, frozenset(self.shown), frozenset(self.contested))
        return self.outbox

    def op(self, path: str, value: Any) -> dict[str, Any]:
        op = {"path": path, "seen": self.seen_of(path), "value": value}
        return {**op, "settles": self.chosen[path]} if path in self.chosen else op

    def seen_of(self, path: str) -> int:
        """An entry is as new as its newest field, and unseen while one of them is contested."""
        if fields_of(path, self.contested):
            return 0
        return max([self.seen.get(path, 0), *(self.seen[name] for name in fields_of(path, self.seen))])

    def begin_anew(self) -> None:
        """The server knows this tab by another count: everything unacknowledged goes into a new client's request."""
        assert self.outbox
        self.client, self.seq = new_client_id(), 0
        self.dirty = {**{path: op["value"] for path, op in self.outbox.ops.items()}, **self.dirty}
        self.outbox = self.reply = None

    def read_reply(self) -> None:
        """The answer to what is in flight has come."""
        assert self.outbox
        assert self.reply
        sent, reply = self.outbox.ops, self.reply
        self.outbox = self.reply = None
        self.known = reply["rev"]
        for path in sent:
            self.chosen.pop(path, None)
        for path, v in reply["ok"].items():
            self.seen[path] = v
            self.shown.add((path, v))
        told = {path: sent[path]["value"] for path in reply["ok"]}
        told |= {path: value for path, (value, _) in reply["changed"].items()}
        self.gone = (self.gone - told.keys()) | {path for path, value in told.items() if value is False}
        for row in reply["conflicts"]:
            self.meet(row, sent)
        # Fields before their entry: one that keeps it here may have been edited before others deleted it.
        for path, (value, v) in sorted(reply["changed"].items(), key=lambda item: -item[0].count("/")):
            # A cell being edited keeps the revision it was edited from, so that the server sees the two meet.
            if path not in self.dirty and path not in self.contested and v >= self.seen.get(path, 0):
                self.keep_entry(path, v)
                self.screen[path], self.seen[path] = value, v
                self.shown.add((path, v))
        self.raise_queued(sent, reply["ok"])

    def keep_entry(self, path: str, v: int) -> None:
        """An edit that the person had not seen beats their deletion of its entry, even before that is sent. Where the
        entry is deleted on the server, by somebody who had seen the edit, theirs changes nothing, and is sent."""
        entry = path.rpartition("/")[0]
        if self.dirty.get(entry) is False and entry not in self.gone and v > self.seen.get(path, 0):
            del self.dirty[entry]
            self.screen[entry] = True
            self.given_up.add(entry)

    def meet(self, row: dict[str, Any], sent: dict[str, dict[str, Any]]) -> None:
        if row["id"] in [clash.id for clash in [*self.contested.values(), *self.queued]]:
            return
        path = row["path"]
        was_edited = path in self.dirty
        mine = self.dirty.pop(path, sent[path]["value"])
        self.contest(Clash(mine=mine, **row, was_edited=was_edited))

    def raise_queued(self, sent: dict[str, dict[str, Any]], ok: dict[str, int]) -> None:
        """Where a choice was kept and the cell has a further conflict, that one is next."""
        left, self.queued = self.queued, []
        for clash in left:
            if clash.path in ok and clash.path not in self.contested:
                clash.theirs, clash.v = sent[clash.path]["value"], ok[clash.path]
                self.contest(clash)
            else:
                self.queued.append(clash)

    # --- Ending ---------------------------------------------------------------------------------------------------

    def adopted_by(self, page: dict[str, Any]) -> "Tab":
        """This tab died; the next one, made from `page`, finds on the device what it had not been able to save."""
        heir = type(self)({**page, "conflicts": []}, self.client, self.seq)
        heir.outbox, heir.chosen, heir.dirty = self.outbox, dict(self.chosen), dict(self.dirty)
        heir.given_up = set(self.given_up)
        for entry in [path for path, value in self.dirty.items() if is_entry(path) and value is False]:
            if any(v > self.seen.get(path, 0) for path, v in heir.seen.items() if path.startswith(f"{entry}/")):
                del heir.dirty[entry]
                heir.given_up.add(entry)
        unsent = {**{path: op["value"] for path, op in (self.outbox.ops if self.outbox else {}).items()}, **heir.dirty}
        heir.shown = set(self.shown) | {(path, v) for path, v in heir.seen.items() if path not in unsent}
        for path, value in unsent.items():
            heir.screen[path], heir.seen[path] = value, self.seen.get(path, 0)
        heir.inherit_conflicts(self, page)
        return heir

    def inherit_conflicts(self, dead: "Tab", page: dict[str, Any]) -> None:
        """Every conflict waits again, but for those whose choice is on its way. What was typed since waits behind."""
        left = {clash.id: clash for clash in [*dead.contested.values(), *dead.queued]}
        waiting = []
        for row in page["conflicts"]:
            if row["id"] not in self.chosen.values():
                clash = Clash(**row)
                if clash.id in left and left[clash.id].was_edited:
                    clash.mine, clash.was_edited = left[clash.id].mine, True
                waiting.append(clash)
        for path in [clash.path for clash in waiting]:
            if path in self.dirty and path not in self.chosen:
                waiting.append(self.unknown_clash(path, self.dirty.pop(path)))
        known = {row["id"] for row in page["conflicts"]}
        for clash in [*dead.contested.values(), *dead.queued]:
            if clash.was_edited and clash.id not in known:
                waiting.append(self.unknown_clash(clash.path, clash.mine))
        for clash in waiting:
            self.contest(clash)

    def unknown_clash(self, path: str, mine: Any) -> Clash:
        """What was typed in a cell that others set meanwhile, and the server has not been told of."""
        theirs, v = self.page["cells"].get(path, (None, 0))
        return Clash(None, path, mine, theirs, v, was_edited=True)
