"""What a page has at hand of an enquiry's library: the sources, and the timelines with their events.

Each item has a reference, which is how it is cited and how an activity names it: `source/16.9`,
`event/chart-a/rapallo`. A reference is never given to another item.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse

from sources.models import Enquiry, Event, Phase, Source, Timeline


@dataclass(frozen=True)
class Citable:
    """An item as it is cited: `label` on the chip, `detail` after it (a year), `about` where it is chosen from a list.

    `kind` is "source" or "event"; `group` is what it stands under in a list.
    """

    ref: str
    kind: str
    label: str
    detail: str
    about: str
    group: str
    url: str
    is_retired: bool


def source_ref(key: str) -> str:
    return f"source/{key}"


def event_ref(timeline: str, key: str) -> str:
    return f"event/{timeline}/{key}"


@dataclass(frozen=True)
class PhaseRead:
    """A phase with its events, retired ones too."""

    phase: Phase
    events: list[Event]

    @property
    def standing(self) -> list[Event]:
        return [event for event in self.events if not event.retired]


@dataclass(frozen=True)
class TimelineRead:
    """A timeline with its phases in order."""

    timeline: Timeline
    phases: list[PhaseRead]

    @property
    def key(self) -> str:
        return self.timeline.key

    @property
    def events(self) -> list[Event]:
        """Every event, retired ones too, in the order of the chart."""
        return [event for phase in self.phases for event in phase.events]

    @property
    def standing(self) -> list[PhaseRead]:
        """The phases that something stands in."""
        return [phase for phase in self.phases if phase.standing]

    @property
    def retired(self) -> list[Event]:
        """What is no longer on the chart, for whoever cited it."""
        return [event for event in self.events if event.retired]


@dataclass(frozen=True)
class Shelf:
    """Sources and timelines by key. `slug` is the enquiry's."""

    slug: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    timelines: dict[str, TimelineRead] = field(default_factory=dict)

    @cached_property
    def citables(self) -> dict[str, Citable]:
        """Reference → item, retired ones too: sources first, then the events of each timeline, in order."""
        found = [self._source(source) for source in self.sources.values()]
        for read in self.timelines.values():
            found += [self._event(read.timeline, part.phase, event) for part in read.phases for event in part.events]
        return {item.ref: item for item in found}

    def offered(self, first: Iterable[str] = ()) -> list[dict[str, Any]]:
        """What can be cited, as plain data for the page's script, the sources with the keys `first` before the others.
        What is retired is marked: it is offered no more, and still called by its name where it has been cited."""
        ahead = {source_ref(key) for key in first}
        items = sorted(self.citables.values(), key=lambda item: item.ref not in ahead)
        return [
            {
                **{name: getattr(item, name) for name in ("ref", "kind", "label", "detail", "about", "group", "url")},
                "retired": item.is_retired,
            }
            for item in items
        ]

    def get(self, ref: str) -> Citable | None:
        """The item of this reference; None where the library does not have it."""
        return self.citables.get(ref)

    def event(self, ref: str) -> Event | None:
        """The event of this reference."""
        kind, _, rest = ref.partition("/")
        timeline, _, key = rest.partition("/")
        read = self.timelines.get(timeline) if kind == "event" else None
        return next((event for event in read.events if event.key == key), None) if read else None

    def source(self, ref: str) -> Source | None:
        """The source of this reference."""
        kind, _, key = ref.partition("/")
        return self.sources.get(key) if kind == "source" else None

    def _source(self, source: Source) -> Citable:
        return Citable(
            ref=source_ref(source.key),
            kind="source",
            label=source.number,
            detail="",
            about=f"{source.name}, {source.date_text}",
            group="Sources",
            url=reverse("sources:source", args=[self.slug, source.key]),
            is_retired=source.retired,
        )

    def _event(self, timeline: Timeline, phase: Phase, event: Event) -> Citable:
        return Citable(
            ref=event_ref(timeline.key, event.key),
            kind="event",
            label=event.name,
            detail=years_of(event),
            about=event.date_text,
            group=f"{timeline.number}: {phase.title}",
            url=f"{reverse('sources:timeline', args=[self.slug, timeline.key])}#e-{event.key}",
            is_retired=event.retired,
        )


def years_of(event: Event) -> str:
    """The years an event spans: 1922, 1918–19."""
    first, last = event.date_earliest.year, event.date_latest.year
    return str(first) if first == last else f"{first}–{last % 100:02}"


def shelf_of(
    enquiry: Enquiry, *, sources: Iterable[str] | None = None, timelines: Iterable[str] | None = None
) -> Shelf:
    """The named sources and timelines of an enquiry, retired ones too; all of a sort where None is given.

    One query for the sources and one for the timelines, none for what nothing is asked of.
    """
    return Shelf(enquiry.slug, _sources(enquiry, sources), _timelines(enquiry, timelines))


def _sources(enquiry: Enquiry, keys: Iterable[str] | None) -> dict[str, Source]:
    wanted = None if keys is None else list(keys)
    if wanted == []:
        return {}
    rows = Source.objects.filter(enquiry=enquiry).order_by("position")
    return {source.key: source for source in (rows if wanted is None else rows.filter(key__in=wanted))}


def _timelines(enquiry: Enquiry, keys: Iterable[str] | None) -> dict[str, TimelineRead]:
    wanted = None if keys is None else list(keys)
    if wanted == []:
        return {}
    # From the events, so that one query brings all three.
    rows = Event.objects.filter(timeline__enquiry=enquiry).select_related("phase", "timeline")
    rows = rows if wanted is None else rows.filter(timeline__key__in=wanted)
    found: dict[str, TimelineRead] = {}
    for event in rows.order_by("timeline__position", "phase__position", "phase_id", "position"):
        read = found.setdefault(event.timeline.key, TimelineRead(event.timeline, []))
        if not read.phases or read.phases[-1].phase.pk != event.phase_id:
            read.phases.append(PhaseRead(event.phase, []))
        read.phases[-1].events.append(event)
    return found
