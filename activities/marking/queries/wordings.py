"""Which sources of an activity a class would have only summaries of."""

from dataclasses import dataclass

from activities.authoring.parts import live_part
from activities.models import Activity
from sources.models import Source
from sources.shelf import shelf_of


@dataclass(frozen=True)
class Wordings:
    """The sources that an activity works on, and those of them without a wording."""

    sources: list[Source]
    missing: list[Source]

    @property
    def numbers(self) -> str:
        """Keys of those that are missing: 2, 3, 4."""
        return ", ".join(source.key for source in self.missing)


def wordings_of(activity: Activity, school: int) -> Wordings:
    """Two or three queries: the parts, the sources, what the school holds of them."""
    live = [found for part in activity.parts.all() if (found := live_part(part))]
    keys = list(dict.fromkeys(key for part in live for key in part.source_keys))
    shelf = shelf_of(activity.enquiry, school=school, sources=keys, timelines=[], charts=[], figures=[])
    sources = [shelf.sources[key] for key in keys if key in shelf.sources]
    return Wordings(sources, [source for source in sources if not source.words])
