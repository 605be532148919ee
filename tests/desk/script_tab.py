"""A tab that is the page's own script, run by Node, for the machine of test_model.py."""

import json
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from tests.desk.tab import Clash, Request, is_entry

DRIVER = Path(__file__).with_name("driver.mjs")


class Node:
    """The process that holds the tabs. `broken` names a fault that the driver puts into the script."""

    def __init__(self, broken: str = "") -> None:
        command = ["node", str(DRIVER), broken]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.names: Iterator[int] = count(1)

    def ask(self, *command: object) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("The script has stopped; what it said is above.")
        return json.loads(answer)

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class ScriptTab:
    """What the machine asks of a tab (tests/desk/tab.py), answered by the script.

    `screen` is what its person sees: what they typed, what the page was made with, and what the script said to show.
    """

    def __init__(self, node: Node, page: dict[str, Any]) -> None:
        self.node = node
        self.name = next(node.names)
        self.page = page
        self.screen: dict[str, Any] = {path: value for path, (value, _) in page["cells"].items()}
        self.shown: set[tuple[str, int]] = {(path, v) for path, (_, v) in page["cells"].items()}
        self.shown |= {(row["path"], row["v"]) for row in page["conflicts"]}
        self.outbox: Request | None = None
        self.reply: dict[str, Any] | None = None
        self.given_up: set[str] = set()
        self.tell("open", page)

    def tell(self, act: str, *args: object, told: dict[str, list[Any]] | None = None) -> Any:
        """Have the script do something. `told` is path → [value, v] of what the server has just said."""
        answer = self.node.ask(self.name, act, *args)
        self.word: str = answer["word"]
        self.is_saved: bool = answer["isSaved"]
        self.is_behind: bool = answer["isBehind"]
        self.seq: int = answer["seq"]
        self.dirty: dict[str, Any] = dict(answer["dirty"])
        self.contested = {row["path"]: self._clash(row) for row in answer["contested"]}
        self.queued = [self._clash(row) for row in answer["queued"]]
        for path, value in answer["changed"]:
            if self.screen.get(path) is False and value is True and is_entry(path):
                self.given_up.add(path)
            self.screen[path] = value
            if told and path in told:
                self.shown.add((path, told[path][1]))
        self.shown |= {(clash.path, clash.v) for clash in self.contested.values()}
        self._take_request(answer["pending"])
        return answer["result"]

    @staticmethod
    def _clash(row: dict[str, Any]) -> Clash:
        return Clash(row["id"], row["path"], row["mine"], row["theirs"], row["v"], row["wasEdited"])

    def _take_request(self, body: str | None) -> None:
        if body is None:
            self.outbox = None
        elif self.outbox is None or self.outbox.body != body.encode():
            message = json.loads(body)
            ops = {op["path"]: op for op in message["set"]}
            shown, troubled = frozenset(self.shown), frozenset(self.contested)
            self.outbox = Request(body.encode(), message["client"], message["seq"], ops, shown, troubled)

    # --- What its person sees and does ----------------------------------------------------------------------------

    @property
    def says_saved(self) -> bool:
        return self.word == "saved"

    def shows_entry(self, entry: str) -> bool:
        return self.screen.get(entry, True) is not False

    def edit(self, path: str, value: Any) -> None:
        self.screen[path] = value
        self.given_up.discard(path)
        self.tell("set", path, value)

    def choosable(self) -> list[str]:
        return list(self.contested)

    def choose(self, path: str, value: Any) -> None:
        self.screen[path] = value
        self.tell("choose", path, value)

    # --- Sending --------------------------------------------------------------------------------------------------

    def freeze(self, *, skip: int = 0) -> Request:
        if self.outbox is None:
            self.tell("flush", skip)
        assert self.outbox
        return self.outbox

    def begin_anew(self) -> None:
        self.tell("answer", 409, {"gap": 0})

    def read_reply(self) -> None:
        assert self.outbox
        assert self.reply
        reply, self.reply = self.reply, None
        self.outbox = None
        self.shown |= set(reply["ok"].items())
        self.tell("answer", 200, reply, told=reply["changed"])

    def fail(self) -> None:
        """The network gives up, and the script tries the same request once more."""
        assert self.outbox
        body = self.outbox.body
        self.tell("fail")
        self.tell("ring")
        assert self.outbox.body == body, "A request is sent again unchanged."

    def refresh(self, page: dict[str, Any]) -> None:
        self.tell("refresh", page, told=page["cells"])

    # --- Ending ---------------------------------------------------------------------------------------------------

    def adopted_by(self, page: dict[str, Any]) -> "ScriptTab":
        """This tab died; the next one, made from `page`, finds on the device what it had not been able to save."""
        left = self.tell("unsent")
        heir = ScriptTab(self.node, page)
        heir.given_up = set(self.given_up)
        if left is None:
            return heir
        deleted = {path for path, value in left["dirty"] if value is False and is_entry(path)}
        for path, value in heir.tell("inherit", json.loads(json.dumps(left))):
            heir.screen[path] = value
        for path in deleted:
            if path not in heir.dirty:
                heir.given_up.add(path)
        unsent = {*heir.dirty, *(path for path, _ in left["inFlight"])}
        heir.shown = set(self.shown) | {(path, v) for path, v in heir.shown if path not in unsent}
        heir.tell("flush", 0)
        if self.outbox and heir.outbox and heir.outbox.body == self.outbox.body:
            # Frozen by the dead one, of what that one had seen.
            heir.outbox = self.outbox
        return heir
