"""The sections `pack` and `sources`: checking and writing what students read."""

import contextlib
from collections.abc import Sequence
from typing import Any

from django.db.models import ProtectedError

from historyclass.people.models import School
from sources import prose
from sources.dates import bounds, in_words
from sources.models import Chapter, Enquiry, Source
from sources.packs import pictures
from sources.packs.reader import Document, Fault, Location
from sources.packs.rows import upsert
from sources.packs.schema import Dated, PackHead, SourceEntry, SourcesFile
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section, Use
from sources.refs import source_ref


def repeated(document: Document, place: Location, keys: list[str]) -> list[Fault]:
    """A fault for every key of the list at `place` that stood before."""
    return [
        document.fault((*place, at, "key"), f"{key} is taken: keys are given once.")
        for at, key in enumerate(keys)
        if key in keys[:at]
    ]


def no_chapter(document: Document, place: Location, entries: Sequence[Any], pack: ParsedPack) -> list[Fault]:
    """A fault for every entry of the list at `place` whose chapter is not in the pack."""
    chapters = {chapter.key for chapter in pack["pack"].content.chapters}
    return [
        document.fault((*place, at, "chapter"), f"There is no chapter {entry.chapter} in pack.yaml.")
        for at, entry in enumerate(entries)
        if entry.chapter is not None and entry.chapter not in chapters
    ]


def people_used(document: Document, place: Location, keys: Sequence[str]) -> list[Use]:
    """The references that a list of people at `place` makes."""
    return [Use(document.file, document.line((*place, at)), f"person/{key}") for at, key in enumerate(keys)]


def links_used(document: Document, place: Location, text: str) -> list[Use]:
    """The references that the Markdown at `place` makes. In a folded text lines cannot be told apart."""
    return [Use(document.file, document.line(place), use.ref) for use in prose.uses(text)]


EMBEDDED = ("source", "chart", "timeline", "reading")
"""What can be put into a text."""


def embeds_refused(text: str) -> list[tuple[prose.Use, str]]:
    """What a text would put on its page and cannot, each with what is wrong."""
    return [
        (use, f"{use.ref} cannot be put into a text: {', '.join(EMBEDDED)} can.")
        for use in prose.uses(text)
        if use.is_embed and use.ref.partition("/")[0] not in EMBEDDED
    ]


FRONT_PAGE = "front page"
"""What an enquiry itself is called among its items."""
OWN = "own-"
"""What the keys of sources begin with that teachers write for their school."""


def _check(pack: ParsedPack) -> list[Fault]:
    document, content = pack["sources"].document, pack["sources"].content
    faults = repeated(pack["pack"].document, ("chapters",), [chapter.key for chapter in pack["pack"].content.chapters])
    for at, chapter in enumerate(pack["pack"].content.chapters):
        place = ("chapters", at, "overview")
        faults += [pack["pack"].document.fault(place, said) for _, said in embeds_refused(chapter.overview)]
    faults += repeated(document, ("sources",), [entry.key for entry in content.sources])
    faults += no_chapter(document, ("sources",), content.sources, pack)
    for at, entry in enumerate(content.sources):
        if entry.key.startswith(OWN):
            faults.append(document.fault(("sources", at, "key"), f"Keys that begin with {OWN} are kept for schools."))
    return faults + _check_pictures(pack["sources"])


def _check_pictures(parsed: ParsedSection) -> list[Fault]:
    faults, judge = [], pictures.Judge()
    for at, entry in enumerate(parsed.content.sources):
        if entry.picture is None:
            continue
        if entry.picture not in parsed.files:
            faults.append(parsed.document.fault(("sources", at, "picture"), f"{entry.picture} is not in the pack."))
        elif said := judge.fault_of(entry.picture, parsed.files[entry.picture]):
            faults.append(Fault(entry.picture, 0, said))
    used = {entry.picture for entry in parsed.content.sources if entry.picture}
    return faults + [Fault(path, 0, "No source shows it.") for path in pictures.unused(parsed.files, used)]


def _refs(pack: ParsedPack) -> list[str]:
    return [source_ref(entry.key) for entry in pack["sources"].content.sources]


def _uses(pack: ParsedPack) -> list[Use]:
    head, document = pack["pack"], pack["sources"].document
    found = []
    for at, chapter in enumerate(head.content.chapters):
        found += links_used(head.document, ("chapters", at, "overview"), chapter.overview)
    for at, entry in enumerate(pack["sources"].content.sources):
        found += people_used(document, ("sources", at, "people"), entry.people)
    return found


def _items(pack: ParsedPack) -> list[Item]:
    parsed = pack["sources"]
    return [
        Item(source_ref(entry.key), "source", "sources", f"{entry.number}: {entry.name}", _compared(parsed, entry))
        for entry in parsed.content.sources
    ]


def _compared(parsed: ParsedSection, entry: SourceEntry) -> dict[str, Any]:
    # A picture may change and keep its name.
    return {**entry.model_dump(mode="json"), "picture": parsed.files.get(entry.picture or "")}


def head_items(pack: ParsedPack) -> list[Item]:
    """What `pack.yaml` holds, to compare: the enquiry and its chapters."""
    content: PackHead = pack["pack"].content
    head = content.model_dump(mode="json", exclude={"format", "slug", "chapters"})
    return [
        Item("enquiry", FRONT_PAGE, "front pages", content.title, head),
        *(
            Item(f"chapter/{entry.key}", "chapter", "chapters", entry.title, entry.model_dump(mode="json"))
            for entry in content.chapters
        ),
    ]


def load_enquiry(content: PackHead, school: School | None) -> Enquiry:
    """Write `pack.yaml`: the enquiry and its chapters."""
    enquiry, _ = Enquiry.objects.update_or_create(
        school=school,
        pack_slug=content.slug,
        defaults={
            "slug": f"{content.slug}--{school.slug}" if school else content.slug,
            "title": content.title,
            "subtitle": content.subtitle,
            "summary": content.summary,
            "book_title": content.book.title if content.book else "",
            "book_pages": content.book.pages if content.book else "",
        },
    )
    rows = [
        Chapter(enquiry=enquiry, position=position, **entry.model_dump())
        for position, entry in enumerate(content.chapters)
    ]
    upsert(rows, unique=["enquiry", "key"])
    return enquiry


def drop_chapters(enquiry: Enquiry, content: PackHead) -> None:
    """Delete the chapters that have left the pack, once what was in them stands where it does now."""
    for chapter in enquiry.chapters.exclude(key__in=[entry.key for entry in content.chapters]):
        # One that still holds a retired source or activity stays, for whoever works with it.
        with contextlib.suppress(ProtectedError):
            chapter.delete()


def chapters_of(enquiry: Enquiry) -> dict[str | None, Chapter]:
    """The chapters by key."""
    return {chapter.key: chapter for chapter in enquiry.chapters.all()}


def _load_sources(enquiry: Enquiry, parsed: ParsedSection) -> None:
    chapters, entries = chapters_of(enquiry), parsed.content.sources
    rows = [
        Source(
            enquiry=enquiry,
            position=position,
            chapter=chapters[entry.chapter],
            picture=pictures.keep(parsed.files[entry.picture]) if entry.picture else "",
            **_fields(entry),
        )
        for position, entry in enumerate(entries)
    ]
    upsert(rows, unique=["enquiry", "key"])
    # Never deleted: work that was done on a source must still be able to show it.
    shipped = enquiry.sources.filter(school=None)
    shipped.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


def _fields(entry: SourceEntry) -> dict[str, Any]:
    return {**entry.model_dump(exclude={"chapter", "correction", "picture"}), **dated_fields(entry), "retired": False}


def dated_fields(entry: Dated) -> dict[str, Any]:
    """What a row holds of an entry's date, of when it was known and of where the book differs."""
    span = bounds(entry.date)
    known = bounds(entry.known_from) if entry.known_from else span
    return {
        "date": entry.date,
        "date_text": entry.date_text or in_words(entry.date),
        "date_earliest": span.earliest,
        "date_latest": span.latest,
        "known_from": entry.known_from or "",
        "known_earliest": known.earliest,
        "known_latest": known.latest,
        **correction_fields(entry),
    }


def correction_fields(entry: Any) -> dict[str, str]:
    """What the book says and what we hold; "" and "" where they agree."""
    said = entry.correction
    return {"correction_book": said.book if said else "", "correction_ours": said.ours if said else ""}


SECTION = Section(
    name="sources",
    file="sources.yaml",
    model=SourcesFile,
    check=_check,
    load=_load_sources,
    order=10,
    needed=True,
    refs=_refs,
    uses=_uses,
    items=_items,
)
