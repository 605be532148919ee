"""The section `timelines`: checking and writing charts of what happened when."""

from sources.dates import bounds, in_words
from sources.models import Enquiry, Event, Phase, Timeline
from sources.packs.library import dated_fields, repeated
from sources.packs.reader import Fault
from sources.packs.schema import EventEntry, PhaseEntry, TimelineEntry, TimelinesFile
from sources.packs.sections import ParsedPack, Section


def _check(pack: ParsedPack) -> list[Fault]:
    chapters = {chapter.key for chapter in pack["pack"].content.chapters}
    document, content = pack["timelines"].document, pack["timelines"].content
    faults = repeated(document, ("timelines",), [entry.key for entry in content.timelines])
    for at, entry in enumerate(content.timelines):
        place = ("timelines", at)
        if entry.chapter not in chapters:
            faults.append(document.fault((*place, "chapter"), f"There is no chapter {entry.chapter} in pack.yaml."))
        faults += repeated(document, (*place, "phases"), [phase.key for phase in entry.phases])
        faults += repeated(document, (*place, "events"), [event.key for event in entry.events])
        phases = {phase.key for phase in entry.phases}
        faults += [
            document.fault((*place, "events", number, "phase"), f"There is no phase {event.phase} on this timeline.")
            for number, event in enumerate(entry.events)
            if event.phase not in phases
        ]
    return faults


def _load(enquiry: Enquiry, content: TimelinesFile) -> None:
    chapters = {chapter.key: chapter for chapter in enquiry.chapters.all()}
    for position, entry in enumerate(content.timelines):
        timeline, _ = Timeline.objects.update_or_create(
            enquiry=enquiry,
            key=entry.key,
            defaults={
                **entry.model_dump(include={"number", "title", "summary", "page"}),
                "chapter": chapters[entry.chapter],
                "position": position,
                "retired": False,
            },
        )
        _load_events(timeline, entry)
    # Never deleted: work that was done with it must still be able to show it.
    enquiry.timelines.exclude(key__in=[entry.key for entry in content.timelines]).update(retired=True)


def _load_events(timeline: Timeline, entry: TimelineEntry) -> None:
    phases = {}
    for position, phase in enumerate(entry.phases):
        phases[phase.key], _ = Phase.objects.update_or_create(
            timeline=timeline, key=phase.key, defaults=_phase_fields(phase, position)
        )
    for position, event in enumerate(entry.events):
        Event.objects.update_or_create(
            timeline=timeline, key=event.key, defaults=_event_fields(event, phases[event.phase], position)
        )
    timeline.events.exclude(key__in=[event.key for event in entry.events]).update(retired=True)
    # A phase that a retired event stands in stays, behind those of the pack.
    gone = timeline.phases.exclude(key__in=list(phases))
    gone.filter(events__isnull=True).delete()
    for position, kept in enumerate(gone.order_by("position", "pk"), start=len(entry.phases)):
        gone.filter(pk=kept.pk).update(position=position)


def _phase_fields(entry: PhaseEntry, position: int) -> dict[str, object]:
    span = bounds(entry.span)
    return {
        **entry.model_dump(include={"title", "summary", "span"}),
        "position": position,
        "span_text": entry.span_text or in_words(entry.span),
        "earliest": span.earliest,
        "latest": span.latest,
    }


def _event_fields(entry: EventEntry, phase: Phase, position: int) -> dict[str, object]:
    return {
        **entry.model_dump(include={"name", "text", "mark"}),
        **dated_fields(entry),
        "phase": phase,
        "position": position,
        "retired": False,
    }


SECTION = Section(name="timelines", file="timelines.yaml", model=TimelinesFile, check=_check, load=_load, order=15)
