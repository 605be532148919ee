"""What an assignment keeps of the library for an evidence picker: what there is to choose from."""

from activities.kinds.evidence.definition import Evidence, Item
from sources.refs import event_ref, source_ref
from sources.shelf import Shelf


def freeze(definition: Evidence, shelf: Shelf) -> Evidence:
    """The definition with its items: the standing events of its timeline, then its sources."""
    timeline = shelf.timelines.get(definition.timeline)
    refs = [event_ref(timeline.key, event.key) for event in timeline.events if not event.retired] if timeline else []
    refs += [source_ref(key) for key in definition.sources]
    found = [shelf.get(ref) for ref in refs]
    items = [Item(ref=item.ref, label=item.label) for item in found if item is not None]
    return definition.model_copy(update={"items": items})
