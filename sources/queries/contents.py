"""What is in an enquiry, by name: one query for all sorts of items, however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from sources.models import (
    Card,
    Chapter,
    Chart,
    Event,
    Figure,
    Reading,
    ReadingKind,
    Term,
    Timeline,
    TimelineLayout,
    Visit,
)
from sources.readers import Reader
from sources.refs import url_of


@dataclass(frozen=True)
class Item:
    """An item as it stands in a list: `label` before its title (Source 5, B), `detail` and `when` after it."""

    slug: str
    kind: str
    """What its reference begins with."""
    key: str
    label: str
    title: str
    detail: str
    when: str
    sort: str
    """Of what sort among its kind: a cartoon, an explainer."""
    pages: str
    chapter: int
    """Id of its chapter, 0 where it has none."""
    position: int
    is_read: bool
    """Pages of chapters: whether the reader has read it."""
    names: bool
    """Whether it names the item that was asked for."""
    text: str
    """What was asked for: the Markdown of an explainer, the picture of a timeline, the day that an event began."""
    reader: Reader = field(kw_only=True)

    @property
    def ref(self) -> str:
        return f"{self.kind}/{self.key}"

    @property
    def url(self) -> str:
        return url_of(self.slug, self.ref)

    @property
    def put_away(self) -> list[str]:
        """For who teaches: the classes of theirs that do not see it."""
        return self.reader.put_away.get(self.ref, [])


@dataclass(frozen=True)
class ChapterContents:
    """A chapter with what is in it, in order."""

    chapter: Item
    readings: list[Item]
    sources: list[Item]
    charts: list[Item]
    """And timelines, in the order of their numbers."""

    @property
    def is_empty(self) -> bool:
        return not (self.readings or self.sources or self.charts)

    @property
    def next_reading(self) -> Item | None:
        """Its first page that is not read; None where there is none."""
        return next((item for item in self.readings if not item.is_read), None)

    @property
    def read_count(self) -> int:
        return sum(item.is_read for item in self.readings)


@dataclass(frozen=True)
class Contents:
    """The items of an enquiry that its reader sees, without retired ones."""

    reader: Reader
    items: dict[str, Item]
    """By reference."""

    def get(self, ref: str) -> Item | None:
        return self.items.get(ref)

    def of(self, kind: str) -> list[Item]:
        """The items of one kind, in order."""
        return [item for item in self.items.values() if item.kind == kind]

    def named(self, refs: Iterable[str], *kinds: str) -> list[Item]:
        """The items of these references and kinds, once each, in the order in which they are named."""
        found = (self.items.get(ref) for ref in dict.fromkeys(refs))
        return [item for item in found if item is not None and item.kind in kinds]

    def naming(self, *kinds: str) -> list[Item]:
        """The items of these kinds that name the one that was asked for."""
        return [item for item in self.items.values() if item.names and item.kind in kinds]

    @property
    def people(self) -> list[Item]:
        return self.of("person")

    @property
    def terms(self) -> list[Item]:
        return self.of("term")

    @cached_property
    def chapters(self) -> list[ChapterContents]:
        return [self._chapter(item) for item in self.of("chapter")]

    def chapter(self, pk: int) -> ChapterContents | None:
        return next((found for found in self.chapters if found.chapter.chapter == pk), None)

    def _chapter(self, chapter: Item) -> ChapterContents:
        within = [item for item in self.items.values() if item.chapter == chapter.chapter]
        by_kind = {kind: [item for item in within if item.kind == kind] for kind in _KINDS}
        charts = sorted([*by_kind["timeline"], *by_kind["chart"]], key=attrgetter("label"))
        return ChapterContents(chapter, by_kind["reading"], by_kind["source"], charts)

    @cached_property
    def readings(self) -> list[Item]:
        """The pages of all chapters, in the order in which they are read."""
        return [item for chapter in self.chapters for item in chapter.readings]

    def around(self, ref: str) -> tuple[Item | None, Item | None]:
        """The items before and after this one: of its kind, and for a page of a chapter, into the next chapter."""
        kind = ref.partition("/")[0]
        row = self.readings if kind == "reading" else self.of(kind)
        at = next((at for at, item in enumerate(row) if item.ref == ref), None)
        if at is None:
            return None, None
        return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)

    @cached_property
    def next_reading(self) -> Item | None:
        """Where to go on: the first page after the one read last that is not read, else the first of all; None once all
        are read."""
        row = self.readings
        last = next((at for at, item in enumerate(row) if item.key == self.reader.last_read), -1)
        return next((item for item in [*row[last + 1 :], *row] if not item.is_read), None)

    @property
    def read_count(self) -> int:
        return sum(item.is_read for item in self.readings)


_KINDS = ("chapter", "reading", "source", "timeline", "chart", "person", "term", "event", "card")
_COLUMNS = ("label", "title", "detail", "when", "sort", "pages", "chapter", "position", "is_read", "names", "text")
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("label", "detail", "when", "sort", "pages", "text"), Value("", output_field=TextField())),
    **dict.fromkeys(("chapter", "position"), Value(0)),
    **dict.fromkeys(("is_read", "names"), Value(False)),
}


Years = tuple[date, date]


def contents_of(
    reader: Reader,
    *,
    naming: str = "",
    explainers: Iterable[str] = (),
    sketches: Iterable[str] = (),
    begun: Years | None = None,
) -> Contents:
    """The contents of an enquiry: one query.

    `naming` is a reference: pages whose text names it are marked. Where it is a person, so are sources, and the events
    and cards that they are in are there, too: others are not. `explainers` are keys of pages wanted with their text,
    `sketches` of timelines wanted with their small picture.
    With `begun`, events that began between these days are there, each with the day as its text (ISO), but for spans
    that are laid under other timelines.
    """
    first, *more = [*_legs(reader, naming, list(explainers), list(sketches)), *_begun(reader, begun)]
    rows = first.union(*more, all=True)
    found = [Item(reader.enquiry.slug, *row, reader=reader) for row in rows]
    chapters = {item.chapter: item.position for item in found if item.kind == "chapter"}
    place = {key: at for at, key in enumerate(reader.order)}

    def order(item: Item) -> tuple[object, ...]:
        if item.kind == "reading":
            own = place.get(item.key, len(place))
            return (1, chapters.get(item.chapter, 0), own, item.position, item.key)
        name = item.title.casefold() if item.kind == "term" else ""
        return (_KINDS.index(item.kind), 0, item.position, name, item.key)

    return Contents(reader, {item.ref: item for item in sorted(found, key=order) if reader.sees(item.ref)})


def _legs(reader: Reader, naming: str, explainers: list[str], sketches: list[str]) -> Iterator[QuerySet[Any, Any]]:
    mine = {"enquiry": reader.enquiry, "retired": False}
    person = naming.partition("/")[2] if naming.startswith("person/") else ""
    in_people: Any = Q(people_text__contains=f'"{person}"') if person else Value(False)
    in_text: Any = Q(text__contains=f"({naming})") if naming else Value(False)
    read = Exists(Visit.objects.filter(person=reader.user, reading=OuterRef("pk")))
    explainer = When(key__in=explainers, kind=ReadingKind.EXPLAINER, then=F("text"))
    wanted = Case(explainer, default=Value(""), output_field=TextField())
    attributed = Concat("name", Value(", "), "date_text", output_field=TextField())

    yield _leg(
        "chapter", Chapter.objects.filter(enquiry=reader.enquiry), label="number", detail="question", chapter="pk",
        pages="pages", position="position",
    )  # fmt: skip
    yield _leg(
        "reading", Reading.objects.filter(**mine), label="label", detail="question", chapter="chapter_id", sort="kind",
        pages="pages", position="position", is_read=read, names=in_text, text=wanted,
    )  # fmt: skip
    yield _leg(
        "source", _read(reader.sources.filter(retired=False)), label="number", detail=attributed, when="date_text",
        sort="kind", chapter="chapter_id", position="position", names=in_people,
    )  # fmt: skip
    drawn = Case(When(key__in=sketches, then=F("sketch")), default=Value(""), output_field=TextField())
    columns = {
        "label": "number",
        "detail": "summary",
        "sort": "layout",
        "chapter": "chapter_id",
        "position": "position",
    }
    yield _leg("timeline", Timeline.objects.filter(**mine), **columns, text=drawn)
    yield _leg("chart", Chart.objects.filter(**mine), **columns)
    yield _leg(
        "person", Figure.objects.filter(**mine), title="name", label="short", detail="role", when="life",
        position="position",
    )  # fmt: skip
    yield _leg("term", Term.objects.filter(**mine), title="name", detail="short")
    if person:
        events = _read(Event.objects.filter(timeline__enquiry=reader.enquiry, timeline__retired=False, retired=False))
        yield _leg(
            "event", events.filter(in_people), title="name", label="timeline__number", when="date_text",
            position="position", names=Value(True),
            key=Concat("timeline__key", Value("/"), "key", output_field=TextField()),
        )  # fmt: skip
        cards = _read(Card.objects.filter(chart__enquiry=reader.enquiry, chart__retired=False, retired=False))
        yield _leg(
            "card", cards.filter(in_people), label="chart__number", when="date_text", position="position",
            names=Value(True), key=Concat("chart__key", Value("/"), "key", output_field=TextField()),
        )  # fmt: skip


def _begun(reader: Reader, between: Years | None) -> Iterator[QuerySet[Any, Any]]:
    if between is None:
        return
    events = Event.objects.filter(
        timeline__enquiry=reader.enquiry, timeline__retired=False, retired=False, date_earliest__range=between
    ).exclude(timeline__layout=TimelineLayout.STRIP)
    yield _leg(
        "event", events, title="name", label="timeline__number", when="date_text", position="timeline__position",
        key=Concat("timeline__key", Value("/"), "key", output_field=TextField()),
        text=Cast("date_earliest", TextField()),
    )  # fmt: skip


def _leg(kind: str, rows: QuerySet[Model], *, title: Any = "title", key: Any = "key", **columns: Any) -> Any:
    """One kind of item as a part of the union: every column is there, under a name that no model has."""
    said = {**_NOTHING, "title": title, **columns}
    exact = {f"item_{name}": F(value) if isinstance(value, str) else value for name, value in said.items()}
    exact["item_kind"] = Value(kind, output_field=TextField())
    exact["item_key"] = F(key) if isinstance(key, str) else key
    return rows.order_by().annotate(**exact).values_list(
        "item_kind", "item_key", *(f"item_{name}" for name in _COLUMNS)
    )  # fmt: skip


def _read(rows: QuerySet[Any]) -> Any:
    """Rows with the keys of their people as they are stored, which both databases can look through."""
    return rows.annotate(people_text=Cast("people", TextField()))
