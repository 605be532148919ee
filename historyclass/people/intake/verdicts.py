"""What may become of a pasted row, and the list of all rows as an admin looks at it."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from historyclass.people.intake.reading import Line
from historyclass.people.models import Classroom, User

# Answers that name nobody and no class that is there.
NEW, MAKE, OUT = "new", "make", "out"


class Verdict(Enum):
    """What becomes of a row: its name on the page, the sign and the colour (v-…) of its chip."""

    ASK = ("You decide", "?", "ask")
    NO_CLASS = ("Class does not exist", "?", "ask")
    TWICE = ("Twice in the list", "2", "same")
    FAULT = ("Fault", "!", "ask")
    NEW = ("New account", "+", "new")
    JOINS = ("Joins the class", "→", "moved")
    THERE = ("Nothing to do", "=", "same")
    OUT = ("Left out", "−", "left")

    def __init__(self, label: str, sign: str, colour: str) -> None:
        self.label = label
        self.sign = sign
        self.colour = colour

    @property
    def key(self) -> str:
        return self.name.lower()


# Shown in this order: what needs somebody first.
UNDECIDED = (Verdict.ASK, Verdict.NO_CLASS)
DONE = (Verdict.NEW, Verdict.JOINS)


class Choice(NamedTuple):
    """One answer to what a row or a class asks. `value` is what is sent."""

    value: str
    label: str


@dataclass(frozen=True)
class Row:
    """One row and what it would do.

    `person` is who it is, where they have an account; `same_as` the earlier row that makes it. `username` is what a new
    account gets. `classroom` is where they go, or `new_class` the name of a class that is made for them.
    """

    line: Line
    key: str
    verdict: Verdict
    why: str = ""
    person: User | None = None
    same_as: int | None = None
    username: str = ""
    classroom: Classroom | None = None
    new_class: str = ""
    choices: tuple[Choice, ...] = ()
    decision: str = ""

    @property
    def class_shown(self) -> str:
        return self.classroom.name if self.classroom else self.new_class or self.line.class_name


@dataclass(frozen=True)
class MissingClass:
    """A class that rows name and the school has not open."""

    key: str
    name: str
    why: str
    count: int
    choices: tuple[Choice, ...]
    decision: str


@dataclass(frozen=True)
class Plan:
    """Every row with its verdict, in the order of what was pasted."""

    rows: tuple[Row, ...]
    missing: tuple[MissingClass, ...]

    @property
    def needing(self) -> int:
        """How many rows wait for a decision."""
        return sum(row.verdict in UNDECIDED for row in self.rows)

    @property
    def to_do(self) -> list[Row]:
        return [row for row in self.rows if row.verdict in DONE]

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.verdict is Verdict.NEW]

    @property
    def joining(self) -> list[Row]:
        return [row for row in self.rows if row.verdict is Verdict.JOINS]

    @property
    def left_out(self) -> list[Row]:
        return [row for row in self.rows if row.verdict not in (*DONE, Verdict.THERE)]

    @property
    def there(self) -> int:
        """How many rows are done already."""
        return sum(row.verdict is Verdict.THERE for row in self.rows)

    @property
    def why_left_out(self) -> str:
        """`2 wait for you to decide, 1 has a fault`: whoever there is."""
        found = Counter("wait" if row.verdict in UNDECIDED else row.verdict.key for row in self.left_out)
        said = (
            ("wait", "waits for you to decide", "wait for you to decide"),
            ("fault", "has a fault", "have a fault"),
            ("twice", "stands twice in the list", "stand twice in the list"),
            ("out", "as you decided", "as you decided"),
        )
        return ", ".join(f"{found[key]} {one if found[key] == 1 else many}" for key, one, many in said if found[key])

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How many rows have each verdict that one has."""
        found = Counter(row.verdict for row in self.rows)
        return [(verdict, found[verdict]) for verdict in Verdict if found[verdict]]

    @property
    def shown(self) -> list[tuple[Row, str]]:
        """Rows as the page shows them: what asks something first and there it stays once it is decided. With each comes
        the verdict whose first row it is, "" where it is not the first."""
        order = list(Verdict)
        rows = sorted(self.rows, key=lambda row: -1 if row.choices else order.index(row.verdict))
        seen: set[Verdict] = set()
        shown = []
        for row in rows:
            shown.append((row, "" if row.verdict in seen else row.verdict.key))
            seen.add(row.verdict)
        return shown
