"""Dates of sources and events: EDTF (ISO 8601-2) inside, written the British way on pages."""

import re
import time
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?([~?%]?)")


class NotADate(ValueError):
    """The text is not EDTF."""


@dataclass(frozen=True)
class Bounds:
    """First and last day that a date may mean, both included."""

    earliest: date
    latest: date


@lru_cache(maxsize=4096)
def bounds(edtf_text: str) -> Bounds:
    """The days that an EDTF date spans. A parse takes up to 40 ms, so store what it gives. Raises NotADate."""
    plain = _plain_bounds(edtf_text)
    if plain is not None:
        return plain
    # Building the grammar takes a tenth of a second, which every start would pay.
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(edtf_text)
        found = Bounds(_day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (EDTFParseException, ValueError, AttributeError, TypeError) as fault:
        raise NotADate(f"{edtf_text!r} is not a date in EDTF, like 1921, 1921-02 or 1939-08-23.") from fault
    if found.earliest > found.latest:
        raise NotADate(f"{edtf_text!r} ends before it begins.")
    return found


def _plain_bounds(edtf_text: str) -> Bounds | None:
    """The same without a parser, for days, months, years and spans of them: nearly every date of a pack."""
    sides = [_plain_side(side) for side in edtf_text.split("/")]
    if len(sides) > 2 or None in sides:
        return None
    found = Bounds(sides[0].earliest, sides[-1].latest)  # type: ignore[union-attr] # none is None
    return found if found.earliest <= found.latest else None


def _plain_side(text: str) -> Bounds | None:
    found = PLAIN.fullmatch(text)
    if found is None or found[4]:
        return None
    year, month, day = (int(part) if part else None for part in found.groups()[:3])
    if not year:
        return None
    try:
        first = date(year, month or 1, day or 1)
        return Bounds(first, date(year, month or 12, day or monthrange(year, month or 12)[1]))
    except ValueError:
        return None


def _day(moment: time.struct_time) -> date:
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def in_words(edtf_text: str) -> str:
    """A date as people write it: 1921, February 1921, 23 August 1939, `April to May 1922`, about 1920.

    Raises NotADate for the rarer forms, such as seasons, which need a text of their own.
    """
    if "/" in edtf_text:
        start, end = (in_words(side) for side in edtf_text.split("/", 1))
        year = f" {end[-4:]}"
        return f"{start.removesuffix(year)} to {end}"
    found = PLAIN.fullmatch(edtf_text)
    if found is None:
        raise NotADate(f"{edtf_text!r} cannot be put in plain words: say in date_text how people write it.")
    year, month, day, hedge = found.groups()
    words = [day and str(int(day)), month and MONTHS[int(month) - 1], year]
    return " ".join(filter(None, ["about" if hedge else "", *words]))
