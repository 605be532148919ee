"""What a page has at hand of an enquiry's library: the sources, and the timelines with their events.

Each item has a reference (refs.py), which is how it is cited and how an activity names it.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from sources.models import Card, Chart, Enquiry, Event, Figure, Holding, Phase, Source, Timeline
from sources.refs import card_ref, event_ref, source_ref, stands_on, url_of


@dataclass(frozen=True)
class Citable:
    """An item as it is cited: `label` on the chip, `detail` after it (a year), `about` where it is chosen from a list.

    `kind` is what its reference begins with; `group` is what it stands under in a list.
    """

    ref: str
    kind: str
    label: str
    detail: str
    about: str
    group: str
    url: str
    is_retired: bool
    words: str = ""
    """Of somebody's own note: all that it says, which a citation of it carries."""

    @property
    def is_on(self) -> str:
        """The reference of what is put away together with it."""
        return stands_on(self.ref)


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
class ChartRead:
    """A chart with its cards in order, retired ones too."""

    chart: Chart
    cards: list[Card]

    @property
    def key(self) -> str:
        return self.chart.key

    @property
    def standing(self) -> list[Card]:
        return [card for card in self.cards if not card.retired]

    @property
    def retired(self) -> list[Card]:
        """What is no longer on the chart, for whoever cited it."""
        return [card for card in self.cards if card.retired]

    @property
    def groups(self) -> list[tuple[dict[str, str], list[Card]]]:
        """Each group with the cards that stand in it; one without a title where the chart has none."""
        groups = self.chart.groups or [{"key": "", "title": "", "summary": ""}]
        return [(group, [card for card in self.standing if card.group == group["key"]]) for group in groups]


@dataclass(frozen=True)
class Shelf:
    """Sources, timelines, charts and figures by key. `slug` is the enquiry's."""

    slug: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    timelines: dict[str, TimelineRead] = field(default_factory=dict)
    charts: dict[str, ChartRead] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    notes: tuple[Citable, ...] = ()
    """Of whoever writes on the page, their own."""

    @cached_property
    def citables(self) -> dict[str, Citable]:
        """Reference → item, retired ones too: sources first, then events, cards, people and own notes, in order."""
        found = [self._source(source) for source in self.sources.values()]
        for read in self.timelines.values():
            found += [self._event(read.timeline, part.phase, event) for part in read.phases for event in part.events]
        for chart in self.charts.values():
            found += [self._card(chart.chart, card) for card in chart.cards]
        found += [self._figure(figure) for figure in self.figures.values()]
        return {item.ref: item for item in [*found, *self.notes]}

    def offered(self, first: Iterable[str] = (), hidden: Container[str] = ()) -> list[dict[str, Any]]:
        """What can be cited, as plain data for the page's script, the sources with the keys `first` before the others.
        What is retired or `hidden` is marked: it is not offered, and still called by its name where it has been cited.
        The first ones are offered in any case."""
        ahead = {source_ref(key) for key in first}
        items = sorted(self.citables.values(), key=lambda item: item.ref not in ahead)
        return [
            {
                **{name: getattr(item, name) for name in ("ref", "kind", "label", "detail", "about", "group", "url")},
                "retired": item.is_retired or (item.is_on in hidden and item.ref not in ahead),
                **({"words": item.words} if item.words else {}),
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
            url=url_of(self.slug, source_ref(source.key)),
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
            url=url_of(self.slug, event_ref(timeline.key, event.key)),
            is_retired=event.retired,
        )

    def _card(self, chart: Chart, card: Card) -> Citable:
        ref = card_ref(chart.key, card.key)
        return Citable(
            ref=ref,
            kind="card",
            label=card.title,
            detail=chart.number,
            about=card.date_text,
            group=f"{chart.number}: {chart.title}",
            url=url_of(self.slug, ref),
            is_retired=card.retired,
        )

    def _figure(self, figure: Figure) -> Citable:
        ref = f"person/{figure.key}"
        return Citable(
            ref=ref,
            kind="person",
            label=figure.short,
            detail="",
            about=figure.role,
            group="People",
            url=url_of(self.slug, ref),
            is_retired=figure.retired,
        )


def years_of(event: Event) -> str:
    """The years an event spans: 1922, 1918–19."""
    first, last = event.date_earliest.year, event.date_latest.year
    return str(first) if first == last else f"{first}–{last % 100:02}"


def shelf_of(
    enquiry: Enquiry,
    *,
    school: int | None,
    sources: Iterable[str] | None = None,
    timelines: Iterable[str] | None = None,
    charts: Iterable[str] | None = None,
    figures: Iterable[str] | None = None,
) -> Shelf:
    """The named items of an enquiry, retired ones too; all of a sort where None is given.

    Sources that a school has written are there for it (`school`, its id) alone, and so is what it holds of the others.
    One query for each sort, and one for what the school holds of sources; none for what nothing is asked of.
    """
    return Shelf(
        enquiry.slug,
        _sources(enquiry, school, sources),
        _timelines(enquiry, timelines),
        _charts(enquiry, charts),
        _figures(enquiry, figures),
    )


def sources_for(enquiry: Enquiry, school: int | None) -> QuerySet[Source]:
    """The sources of an enquiry that somebody in this school can read, in order: the pack's, then the school's own."""
    return Source.objects.filter(Q(school=None) | Q(school=school), enquiry=enquiry).order_by("position", "pk")


def _sources(enquiry: Enquiry, school: int | None, keys: Iterable[str] | None) -> dict[str, Source]:
    wanted = None if keys is None else list(keys)
    if wanted == []:
        return {}
    rows = sources_for(enquiry, school)
    found = {source.key: source for source in (rows if wanted is None else rows.filter(key__in=wanted))}
    if school is not None:
        put_holdings(found.values(), school)
    return found


def put_holdings(sources: Iterable[Source], school: int) -> None:
    """Give every source what the school holds of it, as `held`: one query."""
    by_id = {source.pk: source for source in sources}
    for holding in Holding.objects.filter(school=school, source__in=by_id):
        by_id[holding.source_id].held = holding


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


def _charts(enquiry: Enquiry, keys: Iterable[str] | None) -> dict[str, ChartRead]:
    wanted = None if keys is None else list(keys)
    if wanted == []:
        return {}
    rows = Card.objects.filter(chart__enquiry=enquiry).select_related("chart")
    rows = rows if wanted is None else rows.filter(chart__key__in=wanted)
    found: dict[str, ChartRead] = {}
    for card in rows.order_by("chart__position", "position"):
        found.setdefault(card.chart.key, ChartRead(card.chart, [])).cards.append(card)
    return found


def _figures(enquiry: Enquiry, keys: Iterable[str] | None) -> dict[str, Figure]:
    wanted = None if keys is None else list(keys)
    if wanted == []:
        return {}
    rows = Figure.objects.filter(enquiry=enquiry).order_by("position")
    return {figure.key: figure for figure in (rows if wanted is None else rows.filter(key__in=wanted))}
