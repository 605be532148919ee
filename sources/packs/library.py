"""The sections `pack` and `sources`: checking and writing what students read."""

import contextlib

from django.db.models import ProtectedError

from sources.dates import bounds, in_words
from sources.models import Chapter, Enquiry, Source
from sources.packs.reader import Document, Fault, Location
from sources.packs.schema import Dated, PackFile, SourceEntry, SourcesFile
from sources.packs.sections import ParsedPack, Section


def repeated(document: Document, place: Location, keys: list[str]) -> list[Fault]:
    """A fault for every key of the list at `place` that stood before."""
    return [
        document.fault((*place, at, "key"), f"{key} is taken: keys are given once.")
        for at, key in enumerate(keys)
        if key in keys[:at]
    ]


def _check(pack: ParsedPack) -> list[Fault]:
    chapters = [chapter.key for chapter in pack["pack"].content.chapters]
    document, content = pack["sources"].document, pack["sources"].content
    faults = repeated(pack["pack"].document, ("chapters",), chapters)
    faults += repeated(document, ("sources",), [entry.key for entry in content.sources])
    return faults + [
        document.fault(("sources", at, "chapter"), f"There is no chapter {entry.chapter} in pack.yaml.")
        for at, entry in enumerate(content.sources)
        if entry.chapter not in chapters
    ]


def load_enquiry(content: PackFile) -> Enquiry:
    """Write `pack.yaml`: the enquiry and its chapters."""
    enquiry, _ = Enquiry.objects.update_or_create(
        slug=content.slug,
        defaults={
            "title": content.title,
            "subtitle": content.subtitle,
            "summary": content.summary,
            "book_title": content.book.title if content.book else "",
            "book_pages": content.book.pages if content.book else "",
        },
    )
    for position, entry in enumerate(content.chapters):
        Chapter.objects.update_or_create(
            enquiry=enquiry,
            key=entry.key,
            defaults={
                "position": position,
                "title": entry.title,
                "question": entry.question,
                "pages": entry.pages,
            },
        )
    _drop_chapters(enquiry, [entry.key for entry in content.chapters])
    return enquiry


def _drop_chapters(enquiry: Enquiry, keys: list[str]) -> None:
    for chapter in enquiry.chapters.exclude(key__in=keys):
        # One that still holds a retired source or activity stays, for whoever works with it.
        with contextlib.suppress(ProtectedError):
            chapter.delete()


def _load_sources(enquiry: Enquiry, content: SourcesFile) -> None:
    chapters = {chapter.key: chapter for chapter in enquiry.chapters.all()}
    for position, entry in enumerate(content.sources):
        Source.objects.update_or_create(
            enquiry=enquiry, key=entry.key, defaults=_fields(entry, chapters[entry.chapter], position)
        )
    # Never deleted: work that was done on a source must still be able to show it.
    enquiry.sources.exclude(key__in=[entry.key for entry in content.sources]).update(retired=True)


def _fields(entry: SourceEntry, chapter: Chapter, position: int) -> dict[str, object]:
    return {
        **entry.model_dump(exclude={"key", "chapter", "correction"}),
        **dated_fields(entry),
        "chapter": chapter,
        "position": position,
        "retired": False,
    }


def dated_fields(entry: Dated) -> dict[str, object]:
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
        "correction_book": entry.correction.book if entry.correction else "",
        "correction_ours": entry.correction.ours if entry.correction else "",
    }


SECTION = Section(name="sources", file="sources.yaml", model=SourcesFile, check=_check, load=_load_sources, order=10)
