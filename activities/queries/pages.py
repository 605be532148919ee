"""A piece of work with what its pages show, and what lies beside each part while it is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db.models import OuterRef, Q, Subquery

from activities.models import Assignment, Submission, Work
from activities.parts import LivePart, PartPage, Progress, ShownAnswer, Shows
from historyclass.people.models import User
from sources.arrangements import arranged_for
from sources.models import Source
from sources.queries import citable_notes
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


def work_page(assignment: Assignment, values: Mapping[str, Any], *, writer: User | None = None) -> WorkPage:
    """The parts of an assignment filled with `values` (path → value), and what they use of the library: a query for the
    sources and one for the timelines, where there are any. Whoever writes on the page (`writer`) can cite their own
    notes, for a query more."""
    return work_pages(assignment, [values], writer=writer)[0]


def work_pages(
    assignment: Assignment, filled: Sequence[Mapping[str, Any]], *, writer: User | None = None
) -> list[WorkPage]:
    """The same piece as it stood at several times, for the same queries. Wants `assignment.activity.enquiry`."""
    live = assignment.live_parts
    whole = live.can_cite or live.shows_earlier
    shelf = shelf_of(
        assignment.activity.enquiry,
        school=assignment.school_id,
        sources=None if whole else live.source_keys,
        timelines=None if whole else live.timeline_keys,
        charts=None if whole else [],
        figures=None if whole else [],
    )
    if writer is not None and live.can_cite:
        shelf = replace(shelf, notes=tuple(citable_notes(writer, assignment.activity.enquiry, shelf)))
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
    """A piece of work to fill in, with what lies beside each part. `hidden` is what their class does not see."""

    hidden: frozenset[str] = frozenset()

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
    """The piece with what is shown beside each part. Answers in earlier pieces cost one query more, and so do own notes
    and what the class does not see, where people cite."""
    view = work_page(assignment, values, writer=student)
    earlier = _earlier(assignment, student)
    pages = {page.part.key: page for page in view.parts}
    parts = []
    for page in view.parts:
        shown = tuple(found for shows in page.part.shows if (found := _shown(shows, pages, earlier, view.shelf)))
        parts.append(replace(page, shown=shown, left=_left(page.part, shown, view.shelf)))
    cites = assignment.live_parts.can_cite
    hidden = arranged_for(student, assignment.activity.enquiry).hidden if cites else frozenset[str]()
    return DeskPage(assignment, parts=parts, shelf=view.shelf, progress=view.progress, hidden=hidden)


def _left(part: LivePart, shown: tuple[ShownAnswer, ...], shelf: Shelf) -> str:
    if shown:
        return f"{shown[0].words}, sources" if part.source_keys else shown[0].words
    for key in part.timeline_keys:
        if key in shelf.timelines:
            return shelf.timelines[key].timeline.number
    return "Sources" if part.source_keys else ""


def _earlier(assignment: Assignment, student: User) -> list[Any]:
    """The student's pieces, newest first, that a part may show an answer of: for the assignments it is bound to, and
    for the same activities in whatever class of the school. `handed_in` is what they handed in last."""
    wanted = [shows for part in assignment.live_parts.parts for shows in part.shows if shows.activity]
    if not wanted:
        return []
    same = Q(
        assignment__activity__key__in={shows.activity for shows in wanted},
        assignment__activity__enquiry=assignment.activity.enquiry_id,
        assignment__school=assignment.school_id,
        assignment__withdrawn_at__isnull=True,
    )
    bound = Q(assignment__in={shows.assignment for shows in wanted if shows.assignment})
    last = Submission.objects.filter(work=OuterRef("pk")).order_by("-number").values("snapshot")[:1]
    rows = Work.objects.of_student(student).filter(bound | same).exclude(assignment=assignment)
    rows = rows.select_related("assignment__activity", "sheet").annotate(handed_in=Subquery(last))
    return list(rows.order_by("-assignment__set_at", "-pk"))


def _written(work: Any) -> Mapping[str, Any]:
    """What a teacher has is what the student handed in, even where more was typed since."""
    values: Mapping[str, Any] = work.handed_in if work.is_with_teacher else work.sheet.values
    return values


def _answering(shows: Shows, earlier: Sequence[Any]) -> Any:
    """The piece that the part is bound to; where the student has nothing in it, as after a change of class, their own
    newest on the same activity. None where there is none either."""
    bound = [work for work in earlier if work.assignment_id == shows.assignment]
    own = [work for work in earlier if work.assignment.activity.key == shows.activity]
    return next(
        (work for work in [*bound, *own] if _written(work) and work.assignment.live_parts.get(shows.part)), None
    )


def _shown(shows: Shows, pages: Mapping[str, PartPage], earlier: Sequence[Any], shelf: Shelf) -> ShownAnswer | None:
    if not shows.activity:
        page = pages.get(shows.part)
        return ShownAnswer(page.part.title, page, is_live=True) if page else None
    work = _answering(shows, earlier)
    other = work.assignment.live_parts.get(shows.part) if work else None
    if work is None or other is None:
        return ShownAnswer(shows.part_title or shows.part, None, shows.title or shows.activity)
    values = _written(work)
    page = other.page(values, work.assignment.live_parts.beside(values, shelf))
    return ShownAnswer(other.title, page, work.assignment.title, work.assignment_id)
