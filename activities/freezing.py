"""What an assignment keeps of an activity: its parts as they are now, with whatever they take from the library."""

from activities.kinds import registry
from activities.models import Activity, Assignment
from activities.parts import FrozenPart, Shows
from historyclass.people.models import Classroom
from sources.shelf import Shelf, shelf_of


def frozen_parts(activity: Activity, classroom: Classroom | None) -> list[FrozenPart]:
    """The parts in order. An answer that is shown out of another activity is bound to the assignment of it that was set
    to the class last; without a class, to none."""
    shelf = shelf_of(activity.enquiry)
    found = []
    for part in activity.parts.all():
        shows = [Shows.model_validate(each) for each in part.shows]
        found.append(
            FrozenPart(
                key=part.key,
                title=part.title,
                kind=part.kind,
                version=part.version,
                definition=_frozen(part.kind, part.definition, shelf),
                shows=[_bound(each, activity, classroom) for each in shows],
            )
        )
    return found


def _frozen(slug: str, stored: dict[str, object], shelf: Shelf) -> dict[str, object]:
    kind = registry.get(slug)
    definition = kind.freeze(kind.definition.model_validate(stored), shelf)
    frozen: dict[str, object] = definition.model_dump(mode="json")
    return frozen


def _bound(shows: Shows, activity: Activity, classroom: Classroom | None) -> Shows:
    if not shows.activity or classroom is None:
        return shows
    rows = Assignment.objects.set_to(classroom).standing().filter(activity__enquiry=activity.enquiry_id)
    # A school's own version of the activity serves as well.
    latest = rows.filter(activity__key=shows.activity).order_by("-set_at", "-pk").first()
    return shows.model_copy(update={"assignment": latest.pk if latest else None})
