"""The section `timelines`: checking and writing charts of what happened when."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from sources import pictures
from sources.dates import bounds, in_words
from sources.models import Enquiry, Event, Phase, Timeline, TimelineLayout
from sources.packs.library import chapters_of, dated_fields, no_chapter, people_used, repeated
from sources.packs.reader import Document, Fault
from sources.packs.rows import upsert
from sources.packs.schema import MapEntry, PhaseEntry, TimelineEntry, TimelinesFile
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section, Use
from sources.refs import event_ref
from sources.shelf import shelf_of

DRAWN_WITH = ("small_picture", "small_phases", "small_map", "small_strip", "map", "patterns")
"""Templates of the small pictures: when one changes, packs are loaded anew."""


def _check(pack: ParsedPack) -> list[Fault]:
    document, content = pack["timelines"].document, pack["timelines"].content
    faults = repeated(document, ("timelines",), [entry.key for entry in content.timelines])
    faults += no_chapter(document, ("timelines",), content.timelines, pack)
    for at, entry in enumerate(content.timelines):
        faults += _check_timeline(document, at, entry)
    return faults


def _check_timeline(document: Document, at: int, entry: TimelineEntry) -> list[Fault]:
    place = ("timelines", at)
    faults = repeated(document, (*place, "phases"), [phase.key for phase in entry.phases])
    faults += repeated(document, (*place, "events"), [event.key for event in entry.events])
    phases = {phase.key for phase in entry.phases}
    faults += [
        document.fault((*place, "events", number, "phase"), f"There is no phase {event.phase} on this timeline.")
        for number, event in enumerate(entry.events)
        if event.phase not in phases
    ]
    if (entry.layout is TimelineLayout.MAP) != (entry.map is not None):
        faults.append(document.fault((*place, "layout"), "A timeline has the layout map, and a map, or neither."))
    return faults + (_check_map(document, (*place, "map"), entry.map, phases) if entry.map else [])


def _check_map(document: Document, place: tuple[str | int, ...], drawn: MapEntry, phases: set[str]) -> list[Fault]:
    faults = []
    lands = {land.name for land in drawn.land}
    for number, area in enumerate(drawn.areas):
        if area.phase not in phases:
            said = f"There is no phase {area.phase} on this timeline."
            faults.append(document.fault((*place, "areas", number, "phase"), said))
        if area.within and area.within not in lands:
            said = f"There is no land {area.within} on this map."
            faults.append(document.fault((*place, "areas", number, "within"), said))
    return faults


def _refs(pack: ParsedPack) -> list[str]:
    found = []
    for entry in pack["timelines"].content.timelines:
        found += [f"timeline/{entry.key}", *(event_ref(entry.key, event.key) for event in entry.events)]
    return found


def _uses(pack: ParsedPack) -> list[Use]:
    document = pack["timelines"].document
    return [
        use
        for at, entry in enumerate(pack["timelines"].content.timelines)
        for number, event in enumerate(entry.events)
        for use in people_used(document, ("timelines", at, "events", number, "people"), event.people)
    ]


def _items(pack: ParsedPack) -> list[Item]:
    found = []
    for entry in pack["timelines"].content.timelines:
        name = f"{entry.number}: {entry.title}"
        content = entry.model_dump(mode="json", exclude={"events"})
        found.append(Item(f"timeline/{entry.key}", "timeline", "timelines", name, content))
        for event in entry.events:
            ref, name = event_ref(entry.key, event.key), f"{entry.number}: {event.name}"
            found.append(Item(ref, "event", "events", name, event.model_dump(mode="json")))
    return found


def _load(enquiry: Enquiry, parsed: ParsedSection) -> None:
    chapters, entries = chapters_of(enquiry), parsed.content.timelines
    rows = [
        Timeline(
            enquiry=enquiry,
            chapter=chapters[entry.chapter],
            position=position,
            retired=False,
            map=entry.map.model_dump(mode="json") if entry.map else None,
            **entry.model_dump(include={"key", "number", "title", "summary", "page", "layout", "ours"}),
        )
        for position, entry in enumerate(entries)
    ]
    for timeline, entry in zip(upsert(rows, unique=["enquiry", "key"]), entries, strict=True):
        _load_events(timeline, entry)
    _draw(enquiry)
    # Never deleted: work that was done with it must still be able to show it.
    enquiry.timelines.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


def _draw(enquiry: Enquiry) -> None:
    """The small pictures, for texts that timelines stand in: drawn once, not whenever somebody reads."""
    reads = shelf_of(enquiry, school=None, sources=[], charts=[], figures=[]).timelines.values()
    for read in reads:
        read.timeline.sketch = render_to_string("sources/small_picture.html", {"read": read})
    Timeline.objects.bulk_update([read.timeline for read in reads], ["sketch"])


def _drawn_by() -> list[Path]:
    templates = settings.BASE_DIR / "templates" / "sources"
    return [*Path(pictures.__file__).parent.glob("*.py"), *(templates / f"{name}.html" for name in DRAWN_WITH)]


def _load_events(timeline: Timeline, entry: TimelineEntry) -> None:
    phases = upsert(
        [Phase(timeline=timeline, **_phase_fields(phase, position)) for position, phase in enumerate(entry.phases)],
        unique=["timeline", "key"],
    )
    by_key = {phase.key: phase for phase in phases}
    events = [
        Event(
            timeline=timeline,
            phase=by_key[event.phase],
            position=position,
            retired=False,
            place=event.place.model_dump(mode="json") if event.place else None,
            **event.model_dump(include={"key", "name", "text", "mark", "party", "people"}),
            **dated_fields(event),
        )
        for position, event in enumerate(entry.events)
    ]
    upsert(events, unique=["timeline", "key"])
    timeline.events.exclude(key__in=[event.key for event in entry.events]).update(retired=True)
    # A phase that a retired event stands in stays, behind those of the pack.
    gone = timeline.phases.exclude(key__in=list(by_key))
    gone.filter(events__isnull=True).delete()
    for position, kept in enumerate(gone.order_by("position", "pk"), start=len(entry.phases)):
        gone.filter(pk=kept.pk).update(position=position)


def _phase_fields(entry: PhaseEntry, position: int) -> dict[str, Any]:
    span = bounds(entry.span)
    return {
        **entry.model_dump(include={"key", "title", "summary", "span"}),
        "position": position,
        "span_text": entry.span_text or in_words(entry.span),
        "earliest": span.earliest,
        "latest": span.latest,
    }


SECTION = Section(
    name="timelines",
    file="timelines.yaml",
    model=TimelinesFile,
    check=_check,
    load=_load,
    order=15,
    refs=_refs,
    uses=_uses,
    readers=_drawn_by,
    items=_items,
)
