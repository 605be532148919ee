"""Dates as people in Britain write them: 1921, Feb 1921, 23/8/39, c. 1920, late 1930s, 1921–22, before 1917, 1934?

static/src/dates.js reads the same while somebody types; tests/sources/typed_dates.json holds both to it. Why there is
no library here: docs/decisions/0008-typed-dates-have-a-grammar-of-our-own.md.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from sources.dates import MONTHS

SEASONS = ["spring", "summer", "autumn", "winter"]
DECADES = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}

LONGEST = 100
"""Characters. A longer text says more than a date."""

DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
LONG_YEAR = r"([12]\d{3})"
YEAR = r"([12]\d{3}|'?\d\d)"
GAP = "[ ./-]*(?:of )?"

UNDATED = re.compile(r"undated|not dated|no date(?: given)?|n ?d|(?:date )?(?:unknown|not known|not given)")
ABOUT = re.compile(
    r"^(?:(?:about|around|circa|ca|c|approx(?:imately)?|roughly|some ?time (?:in|around))(?: |(?=['\d]))|~ ?)", re.ASCII
)
UNSURE = re.compile(
    r"^(?:(?:probably|perhaps|maybe|possibly|most likely|likely|prob|poss)(?: |(?=['\d]))|\? ?)| ?\?$", re.ASCII
)
OPEN = re.compile(r"(before|pre|prior to|after|post|since|until|till|up to|by|from)[ -](.+)")
ONWARDS = re.compile(r"(?:(?:from|since) )?(.+) on(?:wards?)?")
YEARS = re.compile(r"([12]\d{3}|'?\d\d)( ?[-/] ?| to | until )([12]\d{3}|'?\d{1,2})", re.ASCII)
JOINER = re.compile(r" (to|until|till|or|and|&) | ?[-/] ?")
WITH_MARK = re.compile(r"([\dX]{4}(?:-\d\d)*)([~?%]?)", re.ASCII)

Day = tuple[int, ...]
"""(year,), (year, month) or (year, month, day)."""


class Impossible(ValueError):
    """A date that no calendar has."""


@dataclass(frozen=True)
class Typed:
    """What a text means. `tell`: the words say more than was typed (the month was a number, the year two digits)."""

    edtf: str
    words: str
    tell: bool = False


@dataclass(frozen=True)
class _Span:
    """A date while it is read. `units` are what "early" and "late" are parts of; `loose` is its EDTF when in doubt."""

    edtf: str
    words: str
    tell: bool
    first: Day
    last: Day
    units: tuple[Day, ...] = ()
    loose: str = ""
    mark: str = ""

    @property
    def is_plain(self) -> bool:
        return self.first == self.last


def understand(text: str, *, century: int = 1900) -> Typed | None:
    """What a text means as a date, None where it is none. Two digits are a year of `century`."""
    if len(text) > LONGEST:
        return None
    plain_text = _normalised(text)
    if UNDATED.fullmatch(plain_text):
        return Typed("XXXX", "undated")
    try:
        found = _hedged(plain_text, lambda rest: _span(rest, century))
    except Impossible:
        return None
    return Typed(found.edtf, found.words, found.tell) if found else None


def _normalised(text: str) -> str:
    """Everything that people write in several ways and mean in one."""
    for pattern, instead in (
        (r"[\u2010-\u2015\u2212]", "-"),
        (r"[\u2018\u2019\u02bc\u00b4`]", "'"),
        (r"[,;()[\]]", " "),
        (r"([a-z])\.", r"\1 "),
        (r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b(?= +(?:the +)?[0-9a-z])", " "),
        (r"([0-9][./]) +(?=[0-9])", r"\1"),
        (r"\s+", " "),
        (r"^ | ?[.:]? ?$", ""),
        (r"^(?:in|on|during|dated) ", ""),
    ):
        text = re.sub(pattern, instead, text.lower())
    return text


def _span(text: str, century: int) -> _Span | None:
    for find in (_year_to_year, _point, _from_to, _open):
        found = find(text, century)
        if found:
            return found
    return None


# --- What was found -----------------------------------------------------------------------------------------------


def _iso(day: Day) -> str:
    return "-".join([str(day[0]), *(f"{number:02}" for number in day[1:])])


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _plain(day: Day, *, tell: bool) -> _Span | None:
    if 0 in day:
        return None
    if len(day) > 1 and day[1] > 12:
        raise Impossible(f"There is no month {day[1]}.")
    if len(day) > 2 and day[2] > _days_in(*day[:2]):
        raise Impossible(f"{MONTHS[day[1] - 1]} {day[0]} has no day {day[2]}.")
    words = " ".join([*map(str, day[2:]), *(MONTHS[month - 1] for month in day[1:2]), str(day[0])])
    return _Span(_iso(day), words, tell, day, day, units=_units_of(day))


def _units_of(day: Day) -> tuple[Day, ...]:
    """The months of a year, the days of a month."""
    if len(day) == 3:
        return ()
    count = 12 if len(day) == 1 else _days_in(*day)
    return tuple((*day, number) for number in range(1, count + 1))


def _years(first: int, count: int, edtf: str, words: str, *, tell: bool) -> _Span:
    units = tuple((first + index,) for index in range(count))
    return _Span(edtf, words, tell, units[0], units[-1], units=units)


def _season(name: str, year: int, words: str, *, tell: bool) -> _Span:
    index = SEASONS.index(name)
    units = tuple(_step((year, index * 3 + 2), by) for by in (1, 2, 3))
    # EDTF has no "about spring".
    loose = f"{_iso(units[0])}/{_iso(units[-1])}"
    return _Span(f"{year}-{21 + index}", words, tell, units[0], units[-1], units=units, loose=loose)


def _part(which: str, whole: _Span) -> _Span | None:
    if not whole.units:
        return None
    count, third = len(whole.units), PARTS[which]
    units = whole.units[ceil(count * third / 3) : ceil(count * (third + 1) / 3)]
    first, last = units[0], units[-1]
    edtf = f"{_iso(first)}~" if first == last else f"{_iso(first)}~/{_iso(last)}~"
    return _Span(edtf, ("early ", "mid-", "late ")[third] + whole.words, whole.tell, first, last, mark="~")


def _step(day: Day, by: int) -> Day:
    """The date before or after this one, as exact as it is."""
    if len(day) == 1:
        return (day[0] + by,)
    if len(day) == 2:
        years, month = divmod(day[1] - 1 + by, 12)
        return (day[0] + years, month + 1)
    moved = date(*day) + timedelta(days=by)
    return (moved.year, moved.month, moved.day)


def _both(one: str, other: str) -> str:
    return one or other if not one or not other or one == other else "%"


def _with_the(words: str) -> str:
    return f"the {words}" if re.fullmatch(r"\d+(?:s|th century)", words) else words


def _hedge(found: _Span, mark: str) -> _Span:
    if not mark:
        return found
    edtf = found.edtf
    # EDTF has no doubt about the ends of "one of these".
    if ".." not in edtf:
        edtf = WITH_MARK.sub(lambda part: part[1] + _both(part[2], mark), found.loose or edtf)
    words = found.words if mark == "?" else f"about {_with_the(found.words)}"
    words = words if mark == "~" else f"probably {words}"
    return replace(found, edtf=edtf, words=words, mark=_both(found.mark, mark))


def _hedged(text: str, find: Callable[[str], _Span | None]) -> _Span | None:
    mark = ""
    for sign, looks in (("?", UNSURE), ("~", ABOUT), ("?", UNSURE)):
        rest = looks.sub("", text, count=1)
        if rest != text:
            mark = _both(mark, sign)
        text = rest
    found = find(text)
    return found and _hedge(found, mark)


# --- One date -----------------------------------------------------------------------------------------------------


def _year(word: str, century: int) -> int:
    return int(word) if len(word) == 4 else century + int(word.replace("'", ""))


def _is_short(word: str) -> bool:
    return len(word) < 4


def _named(century: int, year: str, month: str, day: str | None = None) -> _Span | None:
    number = next(number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(month[:3]))
    return _plain((_year(year, century), number, *([int(day)] if day else [])), tell=_is_short(year))


def _across_winter(year: int, ending: str) -> _Span | None:
    following = (year + 1) % 100
    if int(ending) % 100 != following:
        return None
    return _season("winter", year, f"winter {year}–{following:02}", tell=False)


def _in_decade(decade: int, *, tell: bool) -> _Span:
    return _years(decade * 10, 10, f"{decade}X", f"{decade}0s", tell=tell)


def _in_century(count: int) -> _Span:
    return _years((count - 1) * 100, 100, f"{count - 1}XX", f"{count}th century", tell=False)


def _part_of(which: str, rest: str, century: int) -> _Span | None:
    whole = _point(rest, century)
    return whole and _part(which, whole)


Found = _Span | None
FORMS: list[tuple[re.Pattern[str], Callable[..., Found]]] = [
    (re.compile(looks, re.ASCII), find)
    for looks, find in (
        (
            rf"{LONG_YEAR}([-/.])(\d{{1,2}})\2(\d{{1,2}})",
            lambda _, y, sign, m, d: _plain((int(y), int(m), int(d)), tell=True),
        ),
        (
            rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2{YEAR}",
            lambda century, d, sign, m, y: _plain((_year(y, century), int(m), int(d)), tell=True),
        ),
        (rf"{LONG_YEAR}[-/.](0?[1-9]|1[0-2])", lambda _, y, m: _plain((int(y), int(m)), tell=True)),
        (rf"(\d{{1,2}})[-/.]{LONG_YEAR}", lambda _, m, y: _plain((int(y), int(m)), tell=True)),
        (r"(0?[1-9]|1[0-2])/(1[3-9]|[2-9]\d)", lambda century, m, y: _plain((century + int(y), int(m)), tell=True)),
        (rf"(?:the )?{DAY}{GAP}{MONTH}{GAP}{YEAR}", lambda century, d, m, y: _named(century, y, m, d)),
        (rf"{MONTH}[ ./-]*(?:the )?{DAY}[ ./-]+{YEAR}", lambda century, m, d, y: _named(century, y, m, d)),
        (rf"{LONG_YEAR} {MONTH}(?: {DAY})?", _named),
        (rf"{MONTH}{GAP}{YEAR}", lambda century, m, y: _named(century, y, m)),
        (
            rf"(spring|summer|autumn|winter){GAP}{YEAR}",
            lambda century, name, y: _season(name, _year(y, century), f"{name} {_year(y, century)}", tell=_is_short(y)),
        ),
        (rf"winter{GAP}{LONG_YEAR}[-/](\d\d|\d{{4}})", lambda _, y, ending: _across_winter(int(y), ending)),
        (
            r"(?:the )?(early|beginning|start|mid|middle|late|end)[ -](?:of |in )?(?:the )?(.+)",
            lambda century, which, rest: _part_of(which, rest, century),
        ),
        (r"(?:the )?([12]\d{2})0'?s", lambda _, decade: _in_decade(int(decade), tell=False)),
        (r"(?:the )?'?([1-9])0'?s", lambda century, decade: _in_decade(century // 10 + int(decade), tell=True)),
        (
            rf"(?:the )?({'|'.join(DECADES)})",
            lambda century, name: _in_decade(century // 10 + DECADES.index(name) + 2, tell=True),
        ),
        (r"(?:the )?(1\d|20)th c(?:ent(?:ury)?)?", lambda _, count: _in_century(int(count))),
        (rf"(?:the year )?{YEAR}", lambda century, y: _plain((_year(y, century),), tell=_is_short(y))),
    )
]
"""Each way to write one date, and what is found in its groups. The first that fits counts."""


def _point(text: str, century: int) -> _Span | None:
    for looks, find in FORMS:
        groups = looks.fullmatch(text)
        if groups:
            return find(century, *groups.groups())
    return None


# --- From one date to another -------------------------------------------------------------------------------------


def _year_to_year(text: str, century: int) -> _Span | None:
    """1921–22, 1934-5, '38/39: the end may leave out what it shares with the beginning."""
    groups = YEARS.fullmatch(text)
    if not groups:
        return None
    start, sign, end = groups.groups()
    first = _year(start, century)
    ending = end.replace("'", "")
    last = int(str(first)[: 4 - len(ending)] + ending)
    if len(ending) < 4 and last <= first:
        return None
    # 23/8, 8/39 and 10-12 are no two years: a month may be meant.
    if len(start) == 2 and len(ending) == 1:
        return None
    if re.fullmatch(r"0\d|1[012]", start) and ("/" in sign or last % 100 <= 12):
        return None
    tell = _is_short(start) or (len(ending) < 4 and last % 100 <= 12)
    left, right = _plain((first,), tell=tell), _plain((last,), tell=False)
    return _range(left, right) if left and right else None


def _edge(day: Day, side: _Span) -> str:
    return _iso(day) + side.mark


def _pair(left: _Span, right: _Span, edtf: str, words: str) -> _Span:
    return _Span(edtf, words, left.tell or right.tell, left.first, right.last)


def _joined(left: _Span, word: str, right: _Span) -> str:
    """The words of both, the year once where they share it."""
    shared = re.search(r" \d{4}$", right.words)
    return f"{left.words.removesuffix(shared[0]) if shared else left.words} {word} {right.words}"


def _in_order(left: _Span, right: _Span) -> None:
    exactness = min(len(left.first), len(right.last))
    if left.first[:exactness] > right.last[:exactness]:
        raise Impossible("That ends before it begins.")


def _range(left: _Span, right: _Span) -> _Span:
    _in_order(left, right)
    return _pair(left, right, f"{_edge(left.first, left)}/{_edge(right.last, right)}", _joined(left, "to", right))


def _within(left: _Span, right: _Span, words: str) -> _Span:
    _in_order(left, right)
    return _pair(left, right, f"[{_iso(left.first)}..{_iso(right.last)}]", words)


def _either(left: _Span, right: _Span) -> _Span:
    words = _joined(left, "or", right)
    if not left.is_plain or not right.is_plain:
        return _within(left, right, words)
    return _pair(left, right, f"[{left.edtf},{right.edtf}]", words)


def _together(left: _Span, right: _Span) -> _Span:
    return _pair(left, right, f"{{{left.edtf},{right.edtf}}}", _joined(left, "and", right))


def _completed(text: str, right: _Span) -> list[str]:
    """What the left side may mean: "26" beside "28 May 1938", "April" beside "May 1922", "early" beside "mid-1930s"."""
    parts = right.words.lower().replace("mid-", "mid ").split(" ")
    longer = [" ".join([text, *parts[index:]]) for index in range(1, len(parts))]
    numeric = re.fullmatch(r"[0-9]+([/.])[0-9]+", text)
    if numeric:
        longer.append(f"{text}{numeric[1]}{right.last[0]}")
    return [*longer, text] if len(right.last) == 3 else [text, *longer]


def _side(text: str, century: int) -> _Span | None:
    return _hedged(text, lambda rest: _point(rest, century))


def _sides(left_text: str, right_text: str, century: int) -> tuple[_Span, _Span] | None:
    right = _side(right_text, century)
    if not right:
        return None
    for text in _completed(left_text, right):
        left = _side(text, century)
        if left:
            return left, right
    return None


def _from_to(text: str, century: int) -> _Span | None:
    opening, whole = re.fullmatch(r"(?:(from|between) )?(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr] # fits all
    in_years = _year_to_year(whole, century) if opening == "from" else None
    if in_years:
        return in_years
    for joiner in JOINER.finditer(whole):
        texts = whole[: joiner.start()], whole[joiner.end() :]
        found = _sides(*texts, century)
        if not found:
            continue
        if opening == "between":
            return _within(*found, f"between {_joined(found[0], 'and', found[1])}")
        if joiner[1] == "or":
            return _either(*found)
        if joiner[1] in ("and", "&"):
            return _together(*found)
        # What _year_to_year leaves alone is left alone.
        return None if all(re.fullmatch(r"'?[0-9]+", part) for part in texts) else _range(*found)
    return None


OPENINGS: dict[str, Callable[[_Span], str]] = {
    "before": lambda found: f"[..{_iso(_step(found.first, -1))}]",
    "after": lambda found: f"[{_iso(_step(found.last, 1))}..]",
    "by": lambda found: f"[..{_iso(found.last)}]",
    "since": lambda found: f"{_iso(found.first)}/..",
    "until": lambda found: f"../{_iso(found.last)}",
}
SAME = {"pre": "before", "prior to": "before", "post": "after", "till": "until", "up to": "until", "from": "since"}


def _open(text: str, century: int) -> _Span | None:
    onwards = ONWARDS.fullmatch(text)
    groups = OPEN.fullmatch(f"since {onwards[1]}" if onwards else text)
    found = groups and _point(groups[2], century)
    if not groups or not found:
        return None
    word = SAME.get(groups[1], groups[1])
    return replace(found, edtf=OPENINGS[word](found), words=f"{word} {_with_the(found.words)}", loose="")
