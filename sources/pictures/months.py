"""Time in months of unequal width: one in which much happened has more room, so that its days can be told apart.

Where there are too many months for that, the same with years.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date

from sources.dates import MONTHS
from sources.pictures.moments import Moment, Stretch, View, Window, moment_of
from sources.shelf import TimelineRead

MOST_MONTHS = 24
QUIET = 1.0
"""Width of a month in which nothing happened."""
EACH = 0.8
"""What an event adds to it."""


@dataclass(frozen=True)
class Thinned(Window):
    """Days whose months have the shares that `shares` gives: as many as `starts`, and 1 at the end."""

    starts: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()

    def share(self, day: int) -> float:
        day = min(max(day, self.start), self.end)
        at = max(bisect_right(self.starts, day) - 1, 0)
        begin, end = self.starts[at], (*self.starts, self.end)[at + 1]
        low, high = self.shares[at], self.shares[at + 1]
        return low + (high - low) * (day - begin) / (end - begin)


def months_of(read: TimelineRead) -> list[Stretch]:
    """The months, or years, from the first event to the last."""
    moments = [moment_of(event) for part in read.standing for event in part.standing]
    if not moments:
        return []
    first = date.fromordinal(min(moment.start for moment in moments))
    last = date.fromordinal(max(moment.end for moment in moments) - 1)
    if (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS:
        return _months(first, last)
    return [
        Stretch(f"{year:04}", number, str(year), date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        for number, year in enumerate(range(first.year, last.year + 1), 1)
    ]


def _months(first: date, last: date) -> list[Stretch]:
    found: list[Stretch] = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        start = date(year, month, 1).toordinal()
        key, title = f"{year:04}-{month:02}", MONTHS[month - 1]
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date(year, month, 1).toordinal() if year <= MAXYEAR else date.max.toordinal() + 1
        found.append(Stretch(key, len(found) + 1, title, start, end))
    return found


def tracks_view(read: TimelineRead, near: str = "") -> View | None:
    """The tracks of a timeline, each with its events in the order of time; or what of them is in the month, or year,
    with the key `near`. None where nothing stands on it, or nothing in such a month."""
    months = months_of(read)
    if near:
        months = [month for month in months if month.key == near]
    if not months:
        return None
    start, end = months[0].start, months[-1].end
    groups = []
    for number, part in enumerate(read.standing, 1):
        moments = [moment_of(event) for event in part.standing]
        within = [moment for moment in moments if moment.start < end and moment.end > start]
        track = Stretch(part.phase.key, number, part.phase.title, start, end)
        groups.append((track, sorted(within, key=lambda moment: moment.start)))
    # The first two are the sides of the line, and keep their places.
    groups = [group for at, group in enumerate(groups) if group[1] or at < 2]
    if not any(moments for _, moments in groups[:2]):
        groups = groups[2:]
    if not groups:
        return None
    moments = [moment for _, found in groups for moment in found]
    return View(_thinned(months, moments), months, groups, near)


def _thinned(months: Sequence[Stretch], moments: Sequence[Moment]) -> Thinned:
    weights = [QUIET + EACH * sum(month.start <= moment.start < month.end for moment in moments) for month in months]
    shares = [sum(weights[:at]) / sum(weights) for at in range(len(weights))]
    starts = tuple(month.start for month in months)
    return Thinned(months[0].start, months[-1].end, starts, (*shares, 1.0))
