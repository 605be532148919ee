"""What an assignment keeps of an activity: its parts as they are now, with whatever they take from the library."""

from django.db.models import F, Q
from pydantic import ValidationError

from activities.kinds import registry
from activities.models import Activity, Assignment, Part, Stage
from activities.parts import FrozenPart, Shows
from historyclass.people.models import Classroom
from sources.shelf import Shelf, shelf_of


def frozen_parts(activity: Activity, classroom: Classroom | None) -> list[FrozenPart]:
    """The parts in order. An answer that is shown out of another activity is bound to the assignment of it that was set
    to the class last, of those that have opened where there are any; without a class, to none.

    Raises CannotBeSet.
    """
    school = classroom.school_id if classroom else activity.school_id
    shelf = shelf_of(activity.enquiry, school=school, charts=[], figures=[])
    found = []
    for part in activity.parts.all():
        shows = [Shows.model_validate(each) for each in part.shows]
        found.append(
            FrozenPart(
                key=part.key,
                title=part.title,
                kind=part.kind,
                version=part.version,
                definition=_frozen(part, shelf),
                shows=[_bound(each, activity, classroom) for each in shows],
            )
        )
    return found


class CannotBeSet(Exception):
    """A part cannot be read on this site. The text says so to the reader."""


def _frozen(part: Part, shelf: Shelf) -> dict[str, object]:
    try:
        kind = registry.get(part.kind)
        definition = kind.freeze(kind.definition.model_validate(part.definition), shelf)
    except (KeyError, ValidationError) as fault:
        raise CannotBeSet(
            f"This activity cannot be set: its part “{part.title}” cannot be read on this site. Choose another, or ask "
            "whoever runs this site."
        ) from fault
    frozen: dict[str, object] = definition.model_dump(mode="json")
    return frozen


def _bound(shows: Shows, activity: Activity, classroom: Classroom | None) -> Shows:
    if not shows.activity or classroom is None:
        return shows
    rows = Assignment.objects.set_to(classroom).standing().filter(activity__enquiry=activity.enquiry_id)
    # A school's own version of the activity serves as well, as long as it has the part.
    rows = rows.filter(activity__key=shows.activity).order_by("-set_at", "-pk")
    having = [found for found in rows if found.live_parts.get(shows.part)]
    # One that opens next month hides nothing that the class has done.
    latest = next((found for found in having if found.stage() is not Stage.COMING), next(iter(having), None))
    if latest is None:
        return _named(shows, activity, classroom)
    part = latest.live_parts.get(shows.part)
    named = {"title": latest.title, "part_title": part.title if part else ""}
    return shows.model_copy(update={"assignment": latest.pk, **named})


def _named(shows: Shows, activity: Activity, classroom: Classroom) -> Shows:
    """Never set to the class: called what the activity is called, the school's own before the one that ships."""
    found = Activity.objects.filter(enquiry=activity.enquiry_id, key=shows.activity)
    found = found.filter(Q(school__isnull=True) | Q(school=classroom.school_id)).order_by(
        F("school").asc(nulls_last=True)
    )
    known = found.prefetch_related("parts").first()
    part = next((part for part in known.parts.all() if part.key == shows.part), None) if known else None
    named = {"title": known.title if known else "", "part_title": part.title if part else ""}
    return shows.model_copy(update={"assignment": None, **named})
