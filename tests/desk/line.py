"""A student at their desk on the other end of a line: signs in, opens the desk, saves, all of it over HTTP."""

import html
import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any

PASSWORD = "historyclass"
DEMO_WORK = "What were the aims of Soviet foreign policy?"
LONGEST_WAIT_SECONDS = 60


class CutOff(Exception):
    """The line broke before there was an answer."""


class Writer:
    """One student of the demo school with the desk open in one tab, and what the tab knows.

    `requests` are those frozen so far, numbered from 1; the first `answered` have had their reply. `values` are the
    cells as the last of these left them.
    """

    def __init__(self, username: str) -> None:
        self.username = username
        self.address = ""
        self.client = f"line-{username}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.desk = ""
        self.page: dict[str, Any] = {}
        self.requests: list[dict[str, Any]] = []
        self.answered = 0
        self.values: dict[str, Any] = {}
        self.seen: dict[str, int] = {}

    def sign_in(self) -> None:
        self._get("/sign-in/")
        form = {"csrfmiddlewaretoken": self._token, "username": self.username, "password": PASSWORD}
        due = self._open("/sign-in/", urllib.parse.urlencode({**form, "next": "/due/"}).encode())
        found = re.search(rf'<a href="(/work/\d+/)">{re.escape(html.escape(DEMO_WORK))}</a>', due)
        assert found, f"{self.username} has no desk to open"
        self.desk = found[1]

    def open_desk(self) -> dict[str, Any]:
        """What the server puts into the page: the sheet's cells and the number of its last revision."""
        page = self._get(self.desk)
        state = re.search(r'<script id="desk-state" type="application/json">(.*?)</script>', page, re.DOTALL)
        assert state
        self.page = json.loads(state[1])
        return self.page

    def save(self, values: dict[str, Any]) -> dict[str, Any]:
        """Freeze the next request, send it and take note of its answer. Raises CutOff."""
        self.requests.append(
            {
                "sheet": self.page["sheet"],
                "person": self.page["person"],
                "client": self.client,
                "seq": len(self.requests) + 1,
                "known": max(self.seen.values(), default=self.page["rev"]),
                "schema": self.page["schema"],
                "set": [{"path": path, "seen": self.seen.get(path, 0), "value": values[path]} for path in values],
            }
        )
        return self.send_last()

    def send_last(self) -> dict[str, Any]:
        """The last request, for the first time or again. Raises CutOff."""
        request = self.requests[-1]
        reply: dict[str, Any] = json.loads(self._open(f"/desk/work/{request['sheet']}/", json.dumps(request).encode()))
        self.answered = request["seq"]
        self.values |= {op["path"]: op["value"] for op in request["set"]}
        self.seen |= reply["ok"]
        return reply

    def save_until_cut_off(
        self, next_values: Callable[[int], dict[str, Any]], *, on_answer: Callable[[], None]
    ) -> None:
        """One request after another, each as soon as the one before is answered."""
        while True:
            try:
                self.save(next_values(len(self.requests) + 1))
            except CutOff:
                return
            on_answer()

    @property
    def unanswered(self) -> dict[str, Any] | None:
        """The values of the request whose answer never came."""
        if self.answered == len(self.requests):
            return None
        return {op["path"]: op["value"] for op in self.requests[-1]["set"]}

    @property
    def _token(self) -> str:
        return next(cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken")

    def _get(self, path: str) -> str:
        return self._open(path, None)

    def _open(self, path: str, body: bytes | None) -> str:
        headers = {}
        if path.startswith("/desk/"):
            headers = {"Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": self._token}
        request = urllib.request.Request(self.address + path, body, headers)
        try:
            with self.opener.open(request, timeout=LONGEST_WAIT_SECONDS) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{path} answers {refusal.code}: {refusal.read()[:200]!r}") from refusal
        except (OSError, http.client.HTTPException) as fault:
            raise CutOff from fault
