"""A timeline's page: its list, its picture, what can be shown larger and what can be laid under it."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404

from sources.models import Event, Phase, TimelineLayout
from sources.pictures.layouts import Layout, Zoom, layout_of
from sources.queries.contents import Contents, Item, contents_of
from sources.readers import Reader
from sources.refs import is_ref
from sources.shelf import TimelineRead, shelf_of


@dataclass(frozen=True)
class Lay:
    """A strip that can be laid under the picture, or taken away. `query` is the address's."""

    item: Item
    is_laid: bool
    query: str


@dataclass(frozen=True)
class EventRow:
    """An event in the list. `number` is that of the picture, None where this has none; `people` have a page."""

    event: Event
    number: int | None
    people: list[Item]


@dataclass(frozen=True)
class ListedPhase:
    phase: Phase
    title: str
    is_near: bool
    """It is what the picture shows larger."""
    rows: list[EventRow]


@dataclass(frozen=True)
class TimelinePage:
    """`picture` is what the layout draws, None where nothing stands on the timeline."""

    read: TimelineRead
    layout: Layout
    near: str
    """What is shown larger, as the address says it."""
    under: TimelineRead | None
    picture: Mapping[str, Any] | None
    contents: Contents

    @property
    def template(self) -> str:
        return f"sources/{self.layout.template}"

    @property
    def parts(self) -> list[ListedPhase]:
        """The list, phase by phase."""
        count = itertools.count(1)
        return [
            ListedPhase(
                part.phase,
                self.layout.phase_title(at, part.phase.title),
                part.phase.key == self.near,
                [self._row(event, next(count)) for event in part.standing],
            )
            for at, part in enumerate(self.read.standing, 1)
        ]

    def _row(self, event: Event, number: int) -> EventRow:
        people = self.contents.named((f"person/{key}" for key in event.people), "person")
        return EventRow(event, number if self.layout.numbers_events else None, people)

    @property
    def readings(self) -> list[Item]:
        """The pages in which it stands."""
        return self.contents.naming("reading")

    @property
    def before(self) -> Item | None:
        return self.contents.around(self.contents_ref)[0]

    @property
    def after(self) -> Item | None:
        return self.contents.around(self.contents_ref)[1]

    @property
    def contents_ref(self) -> str:
        return f"timeline/{self.read.key}"

    @property
    def zooms(self) -> list[tuple[Zoom, str]]:
        """Each with the query of its address, and whatever is laid under stays."""
        return [(zoom, self._query(near=zoom.key)) for zoom in self.layout.zooms(self.read)]

    @property
    def zoomed(self) -> Zoom | None:
        return next((zoom for zoom, _ in self.zooms if zoom.key == self.near), None)

    @property
    def whole_query(self) -> str:
        return self._query(near="")

    @property
    def lays(self) -> list[Lay]:
        """The strips of the enquiry, for a layout under which one can be laid."""
        found = []
        laid = self.under.key if self.under else ""
        for item in self.contents.of("timeline") if self.layout.takes_under else []:
            if item.sort == TimelineLayout.STRIP:
                is_laid = item.key == laid
                found.append(Lay(item, is_laid, self._query(near=self.near, under="" if is_laid else item.key)))
        return found

    def _query(self, *, near: str, under: str | None = None) -> str:
        under = (self.under.key if self.under else "") if under is None else under
        said = {self.layout.parameter: near, "under": under}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""


def timeline_page(reader: Reader, key: str, asked: Mapping[str, str]) -> TimelinePage:
    """The page of a timeline: two queries. `asked` is the address's query: `phase` or `month`, as its layout has it,
    and `under`. Raises Http404 where there is no such part, or no such strip, or nothing of that sort for this layout.
    """
    below = asked.get("under", "")
    if below and not is_ref(f"timeline/{below}"):
        raise Http404
    shelf = shelf_of(
        reader.enquiry, school=None, sources=[], timelines=[key, *([below] if below else [])], charts=[], figures=[]
    )
    read, under = shelf.timelines[key], shelf.timelines.get(below) if below else None
    layout = layout_of(read)
    near = asked.get(layout.parameter, "") if layout.parameter else ""
    others = {"phase", "month"} - {layout.parameter}
    contents = contents_of(reader, naming=f"timeline/{key}")
    page = TimelinePage(read, layout, near, under, layout.draw(read, near, under), contents)
    wrong = near and page.picture is None
    if wrong or any(asked.get(name) for name in others) or (below and not any(lay.is_laid for lay in page.lays)):
        raise Http404
    return page
