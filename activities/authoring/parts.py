"""The parts of an activity as its author sees them, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from pydantic import ValidationError

from activities.authoring.kind_forms import Around, Choices
from activities.kinds import registry
from activities.kinds.registry import Kind
from activities.models import Activity, Part
from activities.parts import LivePart, Shows
from sources.shelf import Shelf, shelf_of


@dataclass(frozen=True)
class PartFault:
    """Something that is wrong with a part, in words for its teacher."""

    part: str
    words: str


@dataclass(frozen=True)
class Draft:
    """An activity's parts, in order. `live` is None where this site cannot read a part: its kind is not here, or its
    definition is none of that kind's."""

    parts: tuple[tuple[Part, LivePart | None], ...]
    shelf: Shelf

    @cached_property
    def live(self) -> list[LivePart]:
        return [live for _, live in self.parts if live]

    def get(self, key: str) -> LivePart | None:
        return next((part for part in self.live if part.key == key), None)

    def stored(self, found: Sequence[LivePart]) -> list[Part]:
        """Those parts as they are stored."""
        return [part for part, live in self.parts if live in found]

    def around(self, key: str) -> Around:
        """What the part of this key can be made from."""
        return Around(self.shelf, [each for part in self.live if part.key != key if (each := _answers(part))[1]])

    def takers(self, key: str) -> list[LivePart]:
        """The parts that take up an answer of the part of this key."""
        return [
            part for part in self.live if any(name.startswith(f"{key}/") for name in part.kind.quoted(part.definition))
        ]

    def showers(self, key: str) -> list[Part]:
        """The parts that have its answer beside them, those too that cannot be read."""
        return [
            part
            for part, _ in self.parts
            if any(not each.get("activity") and each["part"] == key for each in part.shows)
        ]

    def missing(self, part: LivePart) -> list[str]:
        """What a part takes up ("part key/id") that no other part has."""
        there = {f"{other.key}/{each}" for other in self.live if other.key != part.key for each in other.quotes({})}
        return [name for name in part.kind.quoted(part.definition) if name not in there]

    @cached_property
    def faults(self) -> list[PartFault]:
        """What would go wrong if the activity were set as it is."""
        return [fault for part, live in self.parts for fault in self._faults_of(part, live)]

    def _faults_of(self, part: Part, live: LivePart | None) -> list[PartFault]:
        if live is None:
            return [PartFault(part.key, f"{part.title} cannot be read on this site.")]
        words = []
        for key in live.source_keys:
            source = self.shelf.sources.get(key)
            if source is None or source.retired:
                words.append(f"{source.number if source else f'Source {key}'} is no longer in the library.")
        words += [
            f"The timeline {key} is no longer in the library."
            for key in live.timeline_keys
            if key not in self.shelf.timelines or self.shelf.timelines[key].timeline.retired
        ]
        gone = self.missing(live)
        if gone:
            words.append(
                "It takes up an answer that is no more."
                if len(gone) == 1
                else f"It takes up {len(gone)} answers that are no more."
            )
        keys = {other.key for other in self.live}
        words += [
            "It shows an answer of a part that is no more."
            for shows in live.shows
            if not shows.activity and shows.part not in keys
        ]
        return [PartFault(part.key, f"{live.title}: {each}") for each in words]


def draft_of(activity: Activity) -> Draft:
    """The activity's parts, and the sources and timelines of its enquiry: four queries. Wants `activity.enquiry`."""
    parts = tuple((part, live_part(part)) for part in activity.parts.all())
    return Draft(parts, shelf_of(activity.enquiry, school=activity.school_id, charts=[], figures=[]))


def live_part(part: Part) -> LivePart | None:
    """The part with its kind and its typed definition, where this site can read it."""
    try:
        kind = registry.get(part.kind)
        definition = kind.definition.model_validate(part.definition)
    except (KeyError, ValidationError):
        return None
    shows = tuple(Shows.model_validate(each) for each in part.shows)
    return LivePart(part.key, part.title, kind, definition, shows)


def authored_kinds() -> list[Kind]:
    """The kinds that a teacher can add a part of."""
    return [kind for kind in registry.all_kinds() if kind.author]


def can_be_shown(kind: Kind) -> bool:
    """Whether its answer can stand beside another part."""
    try:
        get_template(kind.shown_template)
    except TemplateDoesNotExist:
        return False
    return True


def show_choices(draft: Draft, part: LivePart) -> Choices:
    """The answers that can stand beside a part, as choices of "activity/part": those of the activity's other parts, and
    those out of other activities that stand there now."""
    now = [f"{shows.activity}/{shows.part}" for shows in part.shows]
    here = [
        (f"/{other.key}", other.title)
        for other in draft.live
        if other.key != part.key and (can_be_shown(other.kind) or f"/{other.key}" in now)
    ]
    known: Sequence[str] = [value for value, _ in here]
    return [*here, *((value, _elsewhere(value)) for value in now if value not in known)]


def _elsewhere(value: str) -> str:
    activity, _, part = value.partition("/")
    return f"{part}, in the earlier activity {activity}" if activity else f"{part}: no longer in this activity"


def _answers(part: LivePart) -> tuple[str, list[tuple[str, str]]]:
    quotes = part.quotes({}).items()
    return part.title, [(f"{part.key}/{key}", f"{part.title}: {quote.short or quote.asked}") for key, quote in quotes]
