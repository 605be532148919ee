"""Dates of sources and events: EDTF (ISO 8601-2) inside, written the British way on pages."""

import time
from dataclasses import dataclass
from datetime import date

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


class NotADate(ValueError):
    """The text is not EDTF."""


@dataclass(frozen=True)
class Bounds:
    """First and last day that a date may mean, both included."""

    earliest: date
    latest: date


def bounds(edtf_text: str) -> Bounds:
    """The days that an EDTF date spans. A parse takes up to 40 ms, so store what it gives. Raises NotADate."""
    # Building the grammar takes a tenth of a second, which every start would pay.
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(edtf_text)
        return Bounds(_day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (EDTFParseException, ValueError, AttributeError, TypeError) as fault:
        raise NotADate(f"{edtf_text!r} is not a date in EDTF, like 1921, 1921-02 or 1939-08-23.") from fault


def _day(moment: time.struct_time) -> date:
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def in_words(edtf_text: str) -> str:
    """An EDTF date as people write it: 1921, February 1921, 23 August 1939, `April to May 1922`, about 1920."""
    if "/" in edtf_text:
        start, end = edtf_text.split("/", 1)
        return f"{in_words(start)} to {in_words(end)}"
    hedge = "about " if edtf_text.endswith(("~", "?", "%")) else ""
    parts = edtf_text.rstrip("~?%").split("-")
    year = parts[0]
    if len(parts) == 1:
        return hedge + year
    month = MONTHS[int(parts[1]) - 1]
    return f"{hedge}{month} {year}" if len(parts) == 2 else f"{hedge}{int(parts[2])} {month} {year}"
