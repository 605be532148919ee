"""Several things of one sort in a form: they are added, moved and removed by buttons, and everything typed stays.

A button sends `press=<name>-<what>-<number>`, and the page comes back with nothing kept. No script is needed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django import forms

from historyclass.people.forms import PlainForm

PRESS = "press"
MOST_ROWS = 60
"""More than any part has: whoever sends more did not use the page."""

Data = Mapping[str, Any]
F = TypeVar("F", bound=forms.Form)


def as_typed(form: forms.Form, data: Data) -> dict[str, Any]:
    """What stands in the form's fields, right or wrong."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


class RowForm(PlainForm):
    """One of several. `id` is what its cells are called by: it is kept, and a new one gets its own."""

    use_required_attribute = False
    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @staticmethod
    def shown(stored: dict[str, Any]) -> dict[str, Any]:
        """What the fields show for one of them as it is stored."""
        return stored

    def stored(self) -> dict[str, Any]:
        """Of a valid row: one of them as it is stored."""
        return dict(self.cleaned_data)


class Rows(Generic[F]):
    """The forms of several things, in order. `focus` is the row and the button, or "row", where somebody is now."""

    def __init__(
        self,
        make: Callable[..., F],
        name: str,
        *,
        noun: str,
        initial: Sequence[dict[str, Any]] = (),
        data: Data | None = None,
    ) -> None:
        self.name, self.noun = name, noun
        self.focus: tuple[int, str] | None = None
        if data is None:
            self.forms = [make(prefix=f"{name}-{at}", initial=each) for at, each in enumerate(initial)]
            return
        sent = [make(data, prefix=f"{name}-{at}") for at in range(_count(data.get(f"{name}-count")))]
        if not data.get(PRESS):
            self.forms = sent
            return
        typed = self._pressed([as_typed(form, data) for form in sent], str(data[PRESS]))
        self.forms = [make(prefix=f"{name}-{at}", initial=each) for at, each in enumerate(typed)]

    def _pressed(self, rows: list[dict[str, Any]], press: str) -> list[dict[str, Any]]:
        found = re.fullmatch(rf"{re.escape(self.name)}-(add|up|down|remove)(?:-(\d{{1,3}}))?", press)
        if not found:
            return rows
        what, at = found[1], int(found[2] or 0)
        if what == "add" and len(rows) < MOST_ROWS:
            self.focus = (len(rows), "row")
            return [*rows, {}]
        if what == "remove" and at < len(rows):
            self.focus = (max(at - 1, 0), "row")
            return rows[:at] + rows[at + 1 :]
        to = at + {"up": -1, "down": 1}.get(what, 0)
        if what in ("up", "down") and 0 <= at < len(rows) and 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            self.focus = (to, what)
        return rows

    def __iter__(self) -> Iterator[F]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def __getitem__(self, at: int) -> F:
        return self.forms[at]

    def are_valid(self) -> bool:
        # Every row is looked at, so that each says what is wrong with it.
        faulty = [form for form in self.forms if not form.is_valid()]
        return not faulty

    @property
    def lines(self) -> list[tuple[F, str]]:
        """Each form, with what of it is to be in focus: "row", "up", "down" or ""."""
        at, what = self.focus or (-1, "")
        return [(form, what if number == at else "") for number, form in enumerate(self.forms)]


def _count(sent: Any) -> int:
    return min(int(sent), MOST_ROWS) if isinstance(sent, str) and sent.isascii() and sent.isdigit() else 0
