"""What happened about the time of a source."""

from datetime import date, timedelta

from sources.models import Event, Source, TimelineLayout
from sources.readers import Reader

WEEKS = timedelta(weeks=3)
MONTH = timedelta(days=31)
MOST = 6


def near_in_time(source: Source, reader: Reader) -> list[Event]:
    """Events that began about then, on any timeline, in order: one query, at most MOST.

    Within three weeks of a source of a day or a month; in the same years as one whose date is looser.
    """
    first, last = _about(source.date_earliest, source.date_latest)
    rows = Event.objects.filter(
        timeline__enquiry=reader.enquiry, timeline__retired=False, retired=False, date_earliest__range=(first, last)
    ).exclude(timeline__layout=TimelineLayout.STRIP)
    rows = reader.shown(rows, "timeline", "timeline__key").select_related("timeline")
    by_name: dict[str, Event] = {}
    for event in rows.order_by("date_earliest", "timeline__position", "position"):
        # The same thing may stand on two timelines.
        by_name.setdefault(event.name.casefold(), event)
    nearest = sorted(by_name.values(), key=lambda event: abs(event.date_earliest - source.date_earliest))[:MOST]
    return sorted(nearest, key=lambda event: event.date_earliest)


def _about(earliest: date, latest: date) -> tuple[date, date]:
    if latest - earliest <= MONTH:
        return earliest - WEEKS, latest + WEEKS
    return date(earliest.year, 1, 1), date(latest.year, 12, 31)
