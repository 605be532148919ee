"""What a class sees of an enquiry: the page on which its teachers put things away and order chapters' pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import QueryDict

from historyclass.people.models import Classroom, School, User
from historyclass.seen import Seen, fingerprints
from sources.models import Arrangement, Chapter, Chart, Enquiry, Reading, Timeline
from sources.set_work import SetWork
from sources.shelf import sources_for

PRESS = re.compile(r"(up|down|show|away)-([A-Za-z0-9.-]{1,40})")


class Changed(Exception):
    """A colleague changed the arrangement meanwhile."""

    def __init__(self, arrangement: Arrangement) -> None:
        super().__init__()
        self.arrangement = arrangement


@dataclass(frozen=True)
class Item:
    """Something that a class sees or not. `key` is the page's, for moving it; `used` are pieces that work on it."""

    ref: str
    label: str
    title: str
    is_shown: bool
    key: str = ""
    is_page: bool = False
    used: list[SetWork] = field(default_factory=list)

    @property
    def up(self) -> str:
        """The button that moves it up."""
        return f"up-{self.key}"

    @property
    def down(self) -> str:
        return f"down-{self.key}"


@dataclass(frozen=True)
class ChapterItems:
    """A chapter with what is in it: itself first, then its pages in order, then the rest."""

    key: str
    title: str
    opener: Item
    pages: list[Item]
    others: list[Item]

    @property
    def items(self) -> list[Item]:
        return [self.opener, *self.pages, *self.others]

    @property
    def shown(self) -> int:
        return sum(item.is_shown for item in self.items)


@dataclass(frozen=True)
class Library:
    """All of an enquiry that can be put away: five queries."""

    chapters: list[Chapter]
    readings: list[Reading]
    others: list[tuple[int, str, str, str]]
    """Of sources, timelines and charts: id of the chapter, reference, number, title."""

    @property
    def refs(self) -> set[str]:
        return {
            *(f"chapter/{chapter.key}" for chapter in self.chapters),
            *(f"reading/{reading.key}" for reading in self.readings),
            *(ref for _, ref, _, _ in self.others),
        }

    def refs_of(self, chapter: str) -> set[str]:
        """Of a chapter, by its key: the reference of everything in it."""
        its = next((each.pk for each in self.chapters if each.key == chapter), None)
        return {
            *(f"chapter/{each.key}" for each in self.chapters if each.pk == its),
            *(f"reading/{reading.key}" for reading in self.readings if reading.chapter_id == its),
            *(ref for chapter_id, ref, _, _ in self.others if chapter_id == its),
        }


def library_of(enquiry: Enquiry, school: School) -> Library:
    sources = sources_for(enquiry, school.pk).filter(retired=False)
    kinds: list[tuple[str, Any]] = [
        ("source", sources),
        ("timeline", Timeline.objects.filter(enquiry=enquiry, retired=False)),
        ("chart", Chart.objects.filter(enquiry=enquiry, retired=False)),
    ]
    return Library(
        list(enquiry.chapters.all()),
        list(enquiry.readings.filter(retired=False)),
        [(row.chapter_id, f"{kind}/{row.key}", row.number, row.title) for kind, rows in kinds for row in rows],
    )


@dataclass(frozen=True)
class Wanted:
    """What a class is to see. `hidden` are references; `order` are keys of all pages."""

    hidden: frozenset[str]
    order: tuple[str, ...]
    focus: str = ""
    """The button that was pressed: up-lenins-aims."""


def stored(arrangement: Arrangement | None, library: Library) -> Wanted:
    """What the class sees now."""
    if arrangement is None:
        return Wanted(frozenset(), in_order([], library.readings))
    return Wanted(frozenset(arrangement.hidden) & library.refs, in_order(arrangement.order, library.readings))


def sent(data: QueryDict, library: Library) -> Wanted:
    """What somebody has set on the page, after what they pressed. What the page did not list stays seen."""
    listed, shown = set(data.getlist("listed")), set(data.getlist("shown"))
    hidden = _with_chapters((listed - shown) & library.refs, library)
    order = list(in_order(data.getlist("order"), library.readings))
    pressed = PRESS.fullmatch(data.get("press", ""))
    if not pressed:
        return Wanted(frozenset(hidden), tuple(order))
    what, key = pressed.groups()
    if what in ("up", "down"):
        order = _moved(order, key, -1 if what == "up" else 1, library.readings)
    else:
        its = library.refs_of(key)
        hidden = hidden - its if what == "show" else hidden | its
    return Wanted(frozenset(hidden), tuple(order), pressed[0])


def _with_chapters(hidden: set[str], library: Library) -> set[str]:
    """With everything in a chapter that is hidden itself."""
    chapters = [chapter.key for chapter in library.chapters if f"chapter/{chapter.key}" in hidden]
    return hidden.union(*(library.refs_of(key) for key in chapters))


@transaction.atomic
def follow_chapters(enquiry: Enquiry) -> None:
    """Put away what has come into chapters that are put away: with a new edition, or as a source of a school's own."""
    libraries: dict[int, Library] = {}
    for row in Arrangement.objects.filter(enquiry=enquiry).select_related("classroom__school"):
        if not any(ref.startswith("chapter/") for ref in row.hidden):
            continue
        school = row.classroom.school
        if school.pk not in libraries:
            libraries[school.pk] = library_of(enquiry, school)
        hidden = _with_chapters(set(row.hidden), libraries[school.pk])
        if hidden != set(row.hidden):
            Arrangement.objects.filter(pk=row.pk).update(hidden=sorted(hidden))


def in_order(keys: Sequence[str], readings: Sequence[Reading]) -> tuple[str, ...]:
    """Keys of all pages: as `keys` say within each chapter; pages that they do not name come after those they stand
    behind in the pack."""
    at = {key: number for number, key in enumerate(keys)}
    found: list[str] = []
    by_chapter: dict[int, list[Reading]] = {}
    for reading in readings:
        by_chapter.setdefault(reading.chapter_id, []).append(reading)
    for pages in by_chapter.values():
        rank, last = {}, -1.0
        for number, page in enumerate(pages):
            last = at[page.key] if page.key in at else last + 0.001
            rank[page.key] = (last, number)
        found += sorted(rank, key=rank.__getitem__)
    return tuple(found)


def _moved(order: list[str], key: str, by: int, readings: Sequence[Reading]) -> list[str]:
    chapter = {reading.key: reading.chapter_id for reading in readings}
    if key not in order:
        return order
    here = order.index(key)
    there = here + by
    if 0 <= there < len(order) and chapter[order[there]] == chapter[key]:
        order[here], order[there] = order[there], order[here]
    return order


def arranged(library: Library, wanted: Wanted, set_work: Sequence[SetWork]) -> list[ChapterItems]:
    """The chapters with what is in them, as the class would see it."""
    used: dict[str, list[SetWork]] = {}
    for work in set_work:
        for ref in work.refs:
            used.setdefault(ref, []).append(work)
    at = {key: number for number, key in enumerate(wanted.order)}

    def item(ref: str, label: str, title: str, **more: Any) -> Item:
        return Item(ref, label, title, ref not in wanted.hidden, used=used.get(ref, []), **more)

    return [
        ChapterItems(
            chapter.key,
            chapter.title,
            item(f"chapter/{chapter.key}", chapter.number, "The whole chapter"),
            [
                item(
                    f"reading/{page.key}", page.label or page.get_kind_display(), page.title, key=page.key, is_page=True
                )
                for page in sorted(library.readings, key=lambda page: at.get(page.key, 0))
                if page.chapter_id == chapter.pk
            ],
            [item(ref, number, title) for its, ref, number, title in library.others if its == chapter.pk],
        )
        for chapter in library.chapters
    ]


def arrangement_seen(arrangement: Arrangement | None) -> dict[str, str]:
    """Fingerprint of what the page of an arrangement changes."""
    return fingerprints({"arrangement": [arrangement.hidden, arrangement.order] if arrangement else [[], []]})


def arrangement_of(classroom: Classroom, enquiry: Enquiry) -> Arrangement | None:
    rows = Arrangement.objects.filter(classroom=classroom, enquiry=enquiry)
    return rows.select_related("changed_by").first()


@transaction.atomic
def arrange(*, classroom: Classroom, enquiry: Enquiry, library: Library, wanted: Wanted, seen: Seen, by: User) -> None:
    """Put away from a class what is not wanted, and order its pages. Raises Changed."""
    Classroom.objects.select_for_update(no_key=True).get(pk=classroom.pk)
    current = arrangement_of(classroom, enquiry)
    now: Mapping[str, str] = arrangement_seen(current)
    if current is not None and seen.get("arrangement") != now["arrangement"]:
        raise Changed(current)
    usual = in_order([], library.readings)
    values = {
        "hidden": sorted(wanted.hidden),
        # As in the pack, whatever becomes of the pack, unless somebody has moved something.
        "order": [] if wanted.order == usual else list(wanted.order),
        "changed_by": by,
    }
    Arrangement.objects.update_or_create(classroom=classroom, enquiry=enquiry, defaults=values)
