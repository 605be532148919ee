"""Somebody's own notes: in the margin of a page, all of an enquiry, and as they are cited."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from historyclass.desk.models import Conflict
from historyclass.desk.queries import page_state
from historyclass.people.models import User
from sources.models import Chapter, Enquiry, Note, Reading
from sources.notes import PURPOSE, NoteEntry, entries_of, shortened
from sources.permissions import note_owner
from sources.queries.contents import Contents, Item, contents_of
from sources.readers import Reader
from sources.refs import note_ref, url_of
from sources.search.words import fold
from sources.shelf import Citable, Shelf

LONGEST_LABEL = 60


@dataclass(frozen=True)
class Margin:
    """A page's margin: the notes in it, and what its script needs to go on; `state` is None before the first."""

    about: str
    entries: list[NoteEntry]
    state: dict[str, Any] | None


def margin_of(person: User, enquiry: Enquiry, about: str) -> Margin:
    """What somebody has noted on the page `about`, a reference: one query, and one more while versions wait for a
    choice."""
    waiting = Conflict.objects.filter(sheet=OuterRef("sheet"), settled_by__isnull=True)
    rows = _mine(person, enquiry).filter(about=about).annotate(is_contested=Exists(waiting))
    note = rows.first()
    if note is None:
        return Margin(about, [], None)
    state = page_state(note.sheet, purpose=PURPOSE, may_wait=note.is_contested)
    return Margin(about, entries_of(note.sheet.values), state)


def _mine(person: User, enquiry: Enquiry) -> QuerySet[Note]:
    return note_owner.rows(person).filter(enquiry=enquiry).select_related("sheet").order_by("pk")


@dataclass(frozen=True)
class PageNotes:
    """The notes on one page. `item` is None where the library has it no more, or the person does not see it."""

    about: str
    item: Item | None
    entries: list[NoteEntry]

    @property
    def title(self) -> str:
        if self.item is None:
            kind, _, key = self.about.partition("/")
            return f"{kind.capitalize()} {key}"
        return f"{self.item.label}: {self.item.title}" if self.item.label else self.item.title


@dataclass(frozen=True)
class NotesGroup:
    """The pages of a chapter that have notes; `chapter` is None for what belongs to none."""

    chapter: Item | None
    pages: list[PageNotes]


@dataclass(frozen=True)
class AllNotes:
    """Somebody's notes on an enquiry. `count` is of those that are shown, `of` of all."""

    groups: list[NotesGroup]
    count: int
    of: int


def all_notes(reader: Reader, query: str) -> AllNotes:
    """Every note of the reader that has all words of `query` in it, by chapter: two queries."""
    contents = contents_of(reader)
    rows = _mine(reader.user, reader.enquiry)
    noted = [PageNotes(row.about, contents.get(row.about), entries_of(row.sheet.values)) for row in rows]
    found = [PageNotes(page.about, page.item, _with(query, page)) for page in noted]
    return AllNotes(_grouped(contents, [page for page in found if page.entries]), _count(found), _count(noted))


def _count(pages: Iterable[PageNotes]) -> int:
    return sum(len(page.entries) for page in pages)


def _with(query: str, page: PageNotes) -> list[NoteEntry]:
    wanted = fold(query).split()
    title = fold(page.title)
    texts = [(entry, f"{title} {fold(entry.quote)} {fold(entry.text)}") for entry in page.entries]
    return [entry for entry, text in texts if all(word in text for word in wanted)]


def _grouped(contents: Contents, pages: list[PageNotes]) -> list[NotesGroup]:
    order = {ref: at for at, ref in enumerate(contents.items)}
    pages = sorted(pages, key=lambda page: order.get(page.about, len(order)))
    chapters = {chapter.chapter.chapter: chapter.chapter for chapter in contents.chapters}
    of = {id(page): chapters.get(page.item.chapter) if page.item else None for page in pages}
    groups = [NotesGroup(chapter, [page for page in pages if of[id(page)] is chapter]) for chapter in chapters.values()]
    rest = [page for page in pages if of[id(page)] is None]
    return [group for group in [*groups, NotesGroup(None, rest)] if group.pages]


def citable_notes(person: User, enquiry: Enquiry, shelf: Shelf) -> list[Citable]:
    """The person's own notes on an enquiry as they can be cited: one query. The shelf has the sources' names."""
    named = Coalesce(_title_in(Reading, "reading"), _title_in(Chapter, "chapter"))
    rows = _mine(person, enquiry).filter(sheet__revision__gt=0).annotate(page_title=named)
    return [_citable(row, entry, shelf) for row in rows for entry in entries_of(row.sheet.values)]


def _title_in(model: type[Model], kind: str) -> Subquery:
    """The title of the page that a note is on, where it is of this kind."""
    rows = model._default_manager.filter(enquiry=OuterRef("enquiry"))
    rows = rows.annotate(ref=Concat(Value(f"{kind}/"), "key", output_field=TextField())).filter(ref=OuterRef("about"))
    return Subquery(rows.values("title")[:1])


def _citable(note: Any, entry: NoteEntry, shelf: Shelf) -> Citable:
    item = shelf.get(note.about)
    name = item.label if item else note.page_title or note.about.partition("/")[2]
    return Citable(
        ref=note_ref(note.pk, entry.id),
        kind="note",
        label=shortened(f"Note on {name}", LONGEST_LABEL),
        detail="",
        about=entry.first_words,
        group="My notes",
        url=f"{url_of(shelf.slug, note.about)}#note-{entry.id}",
        is_retired=False,
        words=entry.words,
    )
