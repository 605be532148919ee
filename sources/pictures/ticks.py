"""The scale of a picture: which days get a line, and what is written beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from sources.dates import MONTHS
from sources.pictures.moments import Window

WEEKS = (1, 8, 15, 22)
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Tick:
    """A line at the beginning of a day. `label` stands where there is room, `short` where there is little."""

    day: int
    label: str
    short: str


def ticks(window: Window, *, most: int) -> list[Tick]:
    """The finest scale with at most `most` lines in all: days, weeks, months or years. Years may have twice as many,
    being written in four figures.
    """
    first, last = date.fromordinal(window.start), date.fromordinal(window.end - 1)
    days = window.end - window.start
    if days <= most:
        return [_day(date.fromordinal(day)) for day in range(window.start, window.end)]
    if days <= most * 8:
        found = [date.fromordinal(day) for day in range(window.start, window.end)]
        return [_day(day) for day in found if day.day in WEEKS]
    months = [month for month in _months(first, last) if window.start <= month.toordinal()]
    if len(months) <= most:
        return [_month(month) for month in months]
    step = next((step for step in YEARS if (last.year - first.year) / step < 2 * most), YEARS[-1])
    found = [date(year, 1, 1) for year in range(first.year, last.year + 1) if year % step == 0]
    return [Tick(day.toordinal(), str(day.year), str(day.year)) for day in found if day.toordinal() >= window.start]


def _months(first: date, last: date) -> Iterator[date]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield date(year, month, 1)
        year, month = (year + 1, 1) if month == len(MONTHS) else (year, month + 1)
        if year > MAXYEAR:
            return


def _day(day: date) -> Tick:
    month = MONTHS[day.month - 1]
    return Tick(day.toordinal(), f"{day.day} {month}", f"{day.day} {month[:3]}")


def _month(day: date) -> Tick:
    month = MONTHS[day.month - 1]
    return Tick(day.toordinal(), f"{month} {day.year}", str(day.year) if day.month == 1 else month[:3])
