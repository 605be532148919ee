"""A piece of work with what its pages show, and what lies beside each part while it is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db.models import OuterRef, Subquery

from activities.models import Assignment, Submission, Work
from activities.parts import LivePart, PartPage, Progress, ShownAnswer, Shows
from historyclass.people.models import User
from sources.models import Source
from sources.shelf import Shelf, TimelineRead, shelf_of

Item = TypeVar("Item")


@dataclass(frozen=True)
class WorkPage:
    """A piece of work with everything its page shows."""

    assignment: Assignment
    parts: list[PartPage]
    shelf: Shelf
    progress: Progress

    @property
    def has_several(self) -> bool:
        """Whether the piece has more than one part."""
        return len(self.parts) > 1

    @property
    def sources(self) -> list[Source]:
        """Those that a part works on."""
        keys = self.assignment.live_parts.source_keys
        return [self.shelf.sources[key] for key in keys if key in self.shelf.sources]

    @property
    def timelines(self) -> list[TimelineRead]:
        """Those that a part works on."""
        keys = self.assignment.live_parts.timeline_keys
        return [self.shelf.timelines[key] for key in keys if key in self.shelf.timelines]

    @property
    def scripts(self) -> list[str]:
        """Built scripts that the page to fill it in needs, besides the desk's own."""
        return self.assignment.live_parts.scripts


def work_page(assignment: Assignment, values: Mapping[str, Any]) -> WorkPage:
    """The parts of an assignment filled with `values` (path → value), and what they use of the library: a query for the
    sources and one for the timelines, where there are any."""
    return work_pages(assignment, [values])[0]


def work_pages(assignment: Assignment, filled: Sequence[Mapping[str, Any]]) -> list[WorkPage]:
    """The same piece as it stood at several times, for the same queries. Wants `assignment.activity.enquiry`."""
    live = assignment.live_parts
    whole = live.can_cite or live.shows_earlier
    shelf = shelf_of(
        assignment.activity.enquiry,
        sources=None if whole else live.source_keys,
        timelines=None if whole else live.timeline_keys,
    )
    return [
        WorkPage(assignment, parts=live.pages(values, shelf), shelf=shelf, progress=live.progress(values))
        for values in filled
    ]


@dataclass(frozen=True)
class Laid(Generic[Item]):
    """Something beside the work while one of `parts` is shown: their keys, with spaces between."""

    item: Item
    parts: str


@dataclass(frozen=True)
class DeskPage(WorkPage):
    """A piece of work to fill in, with what lies beside each part."""

    @property
    def in_turn(self) -> list[tuple[PartPage, PartPage | None]]:
        """Each part with the one after it."""
        return list(zip(self.parts, [*self.parts[1:], None], strict=True))

    @property
    def laid_answers(self) -> list[Laid[ShownAnswer]]:
        return [Laid(shown, page.part.key) for page in self.parts for shown in page.shown]

    @property
    def laid_timelines(self) -> list[Laid[TimelineRead]]:
        keys = {page.part.key: page.part.timeline_keys for page in self.parts}
        return [Laid(read, _those_with(read.key, keys)) for read in self.timelines]

    @property
    def laid_sources(self) -> list[Laid[Source]]:
        keys = {page.part.key: page.part.source_keys for page in self.parts}
        return [Laid(source, _those_with(source.key, keys)) for source in self.sources]

    @property
    def left(self) -> str:
        """What lies beside the first part, in words; "" where nothing lies beside any."""
        return (self.parts[0].left or "Sources") if any(page.left for page in self.parts) else ""


def _those_with(item: str, keys: Mapping[str, list[str]]) -> str:
    return " ".join(part for part, its in keys.items() if item in its)


def desk_page(assignment: Assignment, values: Mapping[str, Any], *, student: User) -> DeskPage:
    """The piece with what is shown beside each part. Answers in earlier pieces cost one query more."""
    view = work_page(assignment, values)
    earlier = _earlier(assignment, student)
    pages = {page.part.key: page for page in view.parts}
    parts = []
    for page in view.parts:
        shown = tuple(found for shows in page.part.shows if (found := _shown(shows, pages, earlier, view.shelf)))
        parts.append(replace(page, shown=shown, left=_left(page.part, shown, view.shelf)))
    return DeskPage(assignment, parts=parts, shelf=view.shelf, progress=view.progress)


def _left(part: LivePart, shown: tuple[ShownAnswer, ...], shelf: Shelf) -> str:
    if shown:
        return shown[0].words
    for key in part.timeline_keys:
        if key in shelf.timelines:
            return shelf.timelines[key].timeline.number
    return "Sources" if part.source_keys else ""


def _earlier(assignment: Assignment, student: User) -> dict[int, Any]:
    """Assignment id → the student's piece for it, of those that a part shows an answer of. `handed_in` is what they
    handed in last."""
    wanted = {shows.assignment for part in assignment.live_parts.parts for shows in part.shows if shows.assignment}
    if not wanted:
        return {}
    last = Submission.objects.filter(work=OuterRef("pk")).order_by("-number").values("snapshot")[:1]
    rows = Work.objects.of_student(student).filter(assignment__in=wanted).select_related("assignment", "sheet")
    return {work.assignment_id: work for work in rows.annotate(handed_in=Subquery(last))}


def _shown(shows: Shows, pages: Mapping[str, PartPage], earlier: Mapping[int, Any], shelf: Shelf) -> ShownAnswer | None:
    if not shows.activity:
        page = pages.get(shows.part)
        return ShownAnswer(page.part.title, page, is_live=True) if page else None
    work = earlier.get(shows.assignment or 0)
    other = work.assignment.live_parts.get(shows.part) if work else None
    # What a teacher has is what the student handed in, even where more was typed since.
    values = (work.handed_in if work.is_with_teacher else work.sheet.values) if work else {}
    if work is None or other is None or not values:
        return ShownAnswer(shows.part_title or shows.part, None, shows.title or shows.activity)
    page = other.page(values, work.assignment.live_parts.beside(values, shelf))
    return ShownAnswer(other.title, page, work.assignment.title, work.assignment_id)
