"""What happened about the time of a source."""

from datetime import date, timedelta

from sources.models import Source
from sources.queries.contents import Contents, Item

WEEKS = timedelta(weeks=3)
MONTH = timedelta(days=31)
MOST = 6


def years_about(source: Source) -> tuple[date, date]:
    """From when to when an event is near a source: three weeks before and after one of a day or a month, the same years
    for one whose date is looser."""
    if source.date_latest - source.date_earliest <= MONTH:
        return source.date_earliest - WEEKS, source.date_latest + WEEKS
    return date(source.date_earliest.year, 1, 1), date(source.date_latest.year, 12, 31)


def near_in_time(source: Source, contents: Contents) -> list[Item]:
    """Of the contents' events, which are those that began in these years, the nearest, at most MOST, in order."""
    by_name: dict[str, Item] = {}
    for event in contents.of("event"):
        # The same thing may stand on two timelines.
        by_name.setdefault(event.title.casefold(), event)

    def distance(event: Item) -> timedelta:
        return abs(date.fromisoformat(event.text) - source.date_earliest)

    return sorted(sorted(by_name.values(), key=distance)[:MOST], key=lambda event: event.text)
