"""What each pasted row would do in a school, and what has to be decided first. Nothing is changed here."""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q

from historyclass.people.intake.reading import LONGEST_USERNAME, Line, Pasted
from historyclass.people.intake.verdicts import MAKE, NEW, OUT, Choice, MissingClass, Plan, Row, Verdict
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Membership, Role, School, User, fold

# Letters that do not come apart into a plain one and its mark.
PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)


@dataclass
class _School:
    """What the rows are held against: four queries."""

    school: School
    classes: dict[str, Classroom]
    closed: dict[str, int]
    """Name → the year in which the class was closed."""
    people: Mapping[int, User]
    """By id: whoever has an account of the school, and students whose account is another's."""
    students: Mapping[str, list[User]]
    """Folded full name → the students called so, oldest account first."""
    usernames: Mapping[str, User]
    """Every account of the school by the username without it, also of people who have left."""
    inside: set[tuple[int, int]]
    """(student, class)"""


def _load(school: School) -> _School:
    classrooms = list(school.classrooms.all())
    ending = f"@{school.slug}"
    members = Membership.objects.open().filter(user=OuterRef("pk"), school=school)
    rows = User.objects.annotate(is_student=Exists(members.filter(role=Role.STUDENT)), is_here=Exists(members)).filter(
        Q(username__endswith=ending) | Q(is_student=True)
    )
    students: dict[str, list[User]] = {}
    usernames = {}
    people = {person.pk: person for person in rows.order_by("pk")}
    for person in people.values():
        if person.is_student:
            students.setdefault(fold(person.full_name), []).append(person)
        if person.username.endswith(ending):
            usernames[person.sign_in_name] = person
    enrolled = Enrolment.objects.open().filter(school=school, role=EnrolmentRole.STUDENT)
    return _School(
        school=school,
        classes={room.name.casefold(): room for room in classrooms if room.closed_at is None},
        closed={room.name.casefold(): room.closed_at.year for room in classrooms if room.closed_at is not None},
        people=people,
        students=students,
        usernames=usernames,
        inside=set(enrolled.values_list("user", "classroom")),
    )


def judge(
    *, school: School, pasted: Pasted, classroom: Classroom | None, decisions: Mapping[str, str]
) -> tuple[Plan, str]:
    """What the rows would do, and the mark of all that this rests on: it changes when the rows or the school do.

    `classroom` is where rows go that name no class. `decisions` are the answers given so far, by the key of what asked.
    """
    found = _load(school)
    undecided = _Judge(found, classroom, {}).plan(pasted)
    plan = _Judge(found, classroom, decisions).plan(pasted) if decisions else undecided
    return plan, _mark(undecided, classroom)


def _mark(plan: Plan, classroom: Classroom | None) -> str:
    facts = [
        (
            row.line.number if row.verdict is Verdict.FAULT else row.key,
            row.verdict.key,
            row.person.pk if row.person else 0,
            row.username,
            row.class_shown if row.verdict is not Verdict.FAULT else "",
            [choice.value for choice in row.choices],
        )
        for row in plan.rows
    ]
    return hashlib.sha256(json.dumps([classroom.pk if classroom else 0, facts]).encode()).hexdigest()[:32]


def _key(kind: str, *parts: str) -> str:
    return f"{kind}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


Who = tuple[str, int]
"""A person as a row means them: ("person", id), or ("row", n) for the account that row n makes."""


@dataclass
class _Judge:
    """Goes through the rows once, from the first to the last: a row may mean whom an earlier one makes."""

    found: _School
    default: Classroom | None
    decisions: Mapping[str, str]
    rows: list[Row] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    claimed: dict[tuple[Who, str], int] = field(default_factory=dict)
    """Who goes into which class already, and the line that says so."""
    named: dict[str, list[tuple[Who, Row]]] = field(default_factory=dict)
    """Folded name → the rows that put somebody of that name somewhere."""
    missing: dict[str, list[str]] = field(default_factory=dict)

    def plan(self, pasted: Pasted) -> Plan:
        # A username that stands in the list is its row's, also where an earlier row would have got it.
        self.taken = {*self.found.usernames, *(line.username.partition("@")[0] for line in pasted.lines)}
        for line in pasted.lines:
            self.rows.append(self._row(line))
        return Plan(tuple(self.rows), tuple(self._missing_class(names) for names in self.missing.values()))

    def _row(self, line: Line) -> Row:
        name = f"{fold(line.given_name)} {fold(line.family_name)} {line.username} {line.class_name.casefold()}"
        self.seen[name] += 1
        row = Row(line, _key("row", name, str(self.seen[name])), Verdict.FAULT, line.fault)
        if line.fault:
            return row
        typed, at, ending = line.username.partition("@")
        if at and ending != self.found.school.slug:
            return replace(row, why=f"The username ends in @{ending}, and here they end in @{self.found.school.slug}.")
        row, is_class_known = self._into_class(row)
        row = self._as_named(row, typed) if typed else self._as_called(row)
        if is_class_known or row.verdict is Verdict.FAULT:
            return self._settled(row)
        if self._class_decision(line.class_name) == OUT:
            return replace(row, verdict=Verdict.OUT, why=self._why_missing(line.class_name))
        return replace(row, verdict=Verdict.NO_CLASS, why=self._why_missing(line.class_name))

    # --- The class -------------------------------------------------------------------------------------------------

    def _into_class(self, row: Row) -> tuple[Row, bool]:
        """The row with its class, and whether there is one or it has none on purpose."""
        name = row.line.class_name
        if not name:
            return replace(row, classroom=self.default), True
        there = self.found.classes.get(name.casefold())
        if there is not None:
            return replace(row, classroom=there), True
        self.missing.setdefault(name.casefold(), []).append(name)
        decision = self._class_decision(name)
        if decision == MAKE:
            return replace(row, new_class=self.missing[name.casefold()][0]), True
        chosen = next((room for room in self.found.classes.values() if str(room.pk) == decision), None)
        return replace(row, classroom=chosen), chosen is not None

    def _class_decision(self, name: str) -> str:
        return self.decisions.get(_key("class", name.casefold()), "")

    def _why_missing(self, name: str) -> str:
        closed = self.found.closed.get(name.casefold())
        return f"{name} was closed in {closed}." if closed else f"There is no class called {name}."

    def _missing_class(self, names: list[str]) -> MissingClass:
        name = names[0]
        rooms = sorted(self.found.classes.values(), key=lambda room: room.name)
        choices = (
            Choice("", "Not decided: leave them out"),
            Choice(OUT, "Leave them out"),
            Choice(MAKE, f"Make the class {name}"),
            *(Choice(str(room.pk), f"Put them into {room.name}") for room in rooms),
        )
        return MissingClass(
            _key("class", name.casefold()),
            name,
            self._why_missing(name),
            len(names),
            choices,
            self._class_decision(name),
        )

    # --- The person ------------------------------------------------------------------------------------------------

    def _as_named(self, row: Row, username: str) -> Row:
        """A row that gives a username."""
        name = fold(row.line.full_name)
        for who, _ in self.named.get(name, []):
            if self._username_of(who) == username:
                return self._joining(row, who)
        if any(earlier.username == username for earlier in self.rows):
            line = next(earlier.line for earlier in self.rows if earlier.username == username)
            return replace(row, why=f"{username} stands in row {line.number} already, for {line.full_name}.")
        person = self.found.usernames.get(username)
        if person is None:
            return replace(row, verdict=Verdict.NEW, username=username)
        if not person.is_student:  # type: ignore[attr-defined] # annotated in _load
            standing = "is not a student" if person.is_here else "has left the school"  # type: ignore[attr-defined]
            return replace(row, why=f"{username} is the username of {person.full_name}, who {standing}.")
        if fold(person.full_name) == name:
            return self._joining(row, ("person", person.pk))
        new = self._new_username(row.line, reserve=False)
        choices = (_choice(person), Choice(NEW, f"Someone new, with another username ({new})"))
        return self._decided(row, choices, [person], f"{username} is the username of {person.full_name}.")

    def _as_called(self, row: Row) -> Row:
        """A row that gives no username: who it is has to be told from the name."""
        name = fold(row.line.full_name)
        people = [person for person in self.found.students.get(name, []) if not self._claim(("person", person.pk), row)]
        inside = next((person for person in people if self._is_inside(row, person)), None)
        if inside is not None:
            return self._joining(row, ("person", inside.pk))
        earlier = self.named.get(name, [])
        made = [(who, other) for who, other in earlier if who[0] == "row" and not self._claim(who, row)]
        choices = (
            *(_choice(person) for person in people),
            *(Choice(other.key, f"The one of row {other.line.number}") for who, other in made),
        )
        if not choices and not earlier:
            return replace(row, verdict=Verdict.NEW, username=self._new_username(row.line))
        someone_new = Choice(NEW, "Someone new" if choices else "Somebody else of that name")
        if choices:
            many = len(people) > 1
            why = "More than one person here has this name." if many else "Somebody here has this name."
            if not people:
                why = f"The name stands in row {made[0][1].line.number} already, for another class."
            return self._decided(row, (*choices, someone_new), people, why)
        lines = ", ".join(str(other.line.number) for _, other in earlier)
        row = replace(row, verdict=Verdict.TWICE, why=f"The name stands in row {lines} already.")
        return self._decided(row, (Choice(OUT, "Leave it out"), someone_new), [], row.why)

    def _decided(self, row: Row, choices: tuple[Choice, ...], people: list[User], why: str) -> Row:
        """A row that asks, with the answer it has been given."""
        given = self.decisions.get(row.key, "")
        decision = given if given in [choice.value for choice in choices] else ""
        row = replace(row, choices=choices, decision=decision, why=why)
        if decision == NEW:
            return replace(row, verdict=Verdict.NEW, username=self._new_username(row.line))
        if decision == OUT:
            return replace(row, verdict=Verdict.OUT)
        if not decision:
            return row if row.verdict is Verdict.TWICE else replace(row, verdict=Verdict.ASK)
        for person in people:
            if _choice(person).value == decision:
                return self._joining(row, ("person", person.pk))
        who = next(who for who, other in self.named[fold(row.line.full_name)] if other.key == decision)
        return self._joining(row, who)

    def _joining(self, row: Row, who: Who) -> Row:
        """The row means somebody who has an account, or gets one by an earlier row."""
        kind, number = who
        if kind == "person":
            person = self.found.people[number]
            row, known = replace(row, person=person), f" as {person.sign_in_name}"
        else:
            row, known = replace(row, same_as=number), f", by row {self.rows[number].line.number}"
        line = self._claim(who, row)
        if line is not None:
            return replace(row, verdict=Verdict.TWICE, why=f"The same person stands in row {line}.")
        if not row.classroom and not row.new_class:
            return replace(row, verdict=Verdict.THERE, why=f"Already here{known}. No class is chosen.")
        if row.person and self._is_inside(row, row.person):
            return replace(row, verdict=Verdict.THERE, why=f"Already in the class{known}.")
        return replace(row, verdict=Verdict.JOINS, why=f"Already here{known}.")

    def _settled(self, row: Row) -> Row:
        """The row as it is done, remembered for those after it."""
        if row.verdict is Verdict.NEW:
            self.taken.add(row.username)
            row = replace(row, why=f"Gets the username {row.username}.")
        if row.verdict in (Verdict.NEW, Verdict.JOINS, Verdict.THERE):
            index = len(self.rows) if row.same_as is None else row.same_as
            who: Who = ("person", row.person.pk) if row.person else ("row", index)
            self.claimed[(who, _class_of(row))] = row.line.number
            self.named.setdefault(fold(row.line.full_name), []).append((who, row))
        return row

    def _is_inside(self, row: Row, person: User) -> bool:
        return row.classroom is not None and (person.pk, row.classroom.pk) in self.found.inside

    def _claim(self, who: Who, row: Row) -> int | None:
        return self.claimed.get((who, _class_of(row)))

    def _username_of(self, who: Who) -> str:
        kind, number = who
        if kind == "row":
            return self.rows[number].username
        return self.found.people[number].sign_in_name

    def _new_username(self, line: Line, *, reserve: bool = True) -> str:
        base = plain_username(line.given_name, line.family_name)
        number, username = 2, base
        while username in self.taken:
            username = f"{base}{number}"
            number += 1
        if reserve:
            self.taken.add(username)
        return username


def _class_of(row: Row) -> str:
    return str(row.classroom.pk) if row.classroom else f"new {row.new_class.casefold()}"


def _choice(person: User) -> Choice:
    return Choice(str(person.pk), f"{person.full_name} ({person.sign_in_name})")


def plain_username(given: str, family: str) -> str:
    """Two names as a username, in plain letters: Zoë O’Brien becomes zoe.obrien. `student` where nothing is left."""
    parts = [
        "".join(
            letter
            for letter in unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
            if letter.isascii() and (letter.isalnum() or letter == "-")
        ).strip("-")
        for name in (given, family)
    ]
    # Room for a number behind it.
    return ".".join(part for part in parts if part)[: LONGEST_USERNAME - 5].strip(".-") or "student"
