"""The sections `people` and `glossary`: who the enquiry turns on, and words that want explaining."""

from typing import Any

from sources.dates import bounds, in_words
from sources.models import Enquiry, Figure, Term
from sources.packs.library import chapters_of, correction_fields, links_used, no_chapter, repeated
from sources.packs.reader import Fault
from sources.packs.rows import upsert
from sources.packs.schema import FigureEntry, GlossaryFile, PeopleFile
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section, Use


def _check_people(pack: ParsedPack) -> list[Fault]:
    document, entries = pack["people"].document, pack["people"].content.people
    faults = repeated(document, ("people",), [entry.key for entry in entries])
    return faults + no_chapter(document, ("people",), entries, pack)


def _people_refs(pack: ParsedPack) -> list[str]:
    return [f"person/{entry.key}" for entry in pack["people"].content.people]


def _people_uses(pack: ParsedPack) -> list[Use]:
    document = pack["people"].document
    return [
        use
        for at, entry in enumerate(pack["people"].content.people)
        for text in [*entry.text, *entry.stands_for, *(remark.text for remark in entry.remarks)]
        for use in links_used(document, ("people", at), text)
    ]


def _people_items(pack: ParsedPack) -> list[Item]:
    return [
        Item(f"person/{entry.key}", "person", "people", entry.name, entry.model_dump(mode="json"))
        for entry in pack["people"].content.people
    ]


def _load_people(enquiry: Enquiry, parsed: ParsedSection) -> None:
    chapters, entries = chapters_of(enquiry), parsed.content.people
    rows = [
        Figure(enquiry=enquiry, chapter=chapters.get(entry.chapter), position=position, retired=False, **_fields(entry))
        for position, entry in enumerate(entries)
    ]
    upsert(rows, unique=["enquiry", "key"])
    enquiry.figures.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


def _fields(entry: FigureEntry) -> dict[str, Any]:
    return {
        **entry.model_dump(include={"key", "name", "short", "also", "role", "text", "stands_for", "remarks", "page"}),
        **correction_fields(entry),
        "life": life_of(entry),
        "offices": [
            {"title": office.title, "span_text": office.span_text or in_words(office.span)} for office in entry.offices
        ],
    }


def life_of(entry: FigureEntry) -> str:
    """The years somebody lived: 1876–1951, born 1890, died 1937; "" where neither is known."""
    born, died = (str(bounds(day).earliest.year) if day else "" for day in (entry.born, entry.died))
    if born and died:
        return f"{born}–{died}"
    return f"born {born}" if born else f"died {died}" if died else ""


def _check_terms(pack: ParsedPack) -> list[Fault]:
    return repeated(pack["glossary"].document, ("terms",), [entry.key for entry in pack["glossary"].content.terms])


def _term_refs(pack: ParsedPack) -> list[str]:
    return [f"term/{entry.key}" for entry in pack["glossary"].content.terms]


def _term_items(pack: ParsedPack) -> list[Item]:
    return [
        Item(f"term/{entry.key}", "word", "words", entry.name, entry.model_dump(mode="json"))
        for entry in pack["glossary"].content.terms
    ]


def _term_uses(pack: ParsedPack) -> list[Use]:
    document = pack["glossary"].document
    return [
        use
        for at, entry in enumerate(pack["glossary"].content.terms)
        for text in entry.text
        for use in links_used(document, ("terms", at), text)
    ]


def _load_terms(enquiry: Enquiry, parsed: ParsedSection) -> None:
    entries = parsed.content.terms
    upsert([Term(enquiry=enquiry, retired=False, **entry.model_dump()) for entry in entries], unique=["enquiry", "key"])
    enquiry.terms.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


PEOPLE = Section(
    name="people",
    file="people.yaml",
    model=PeopleFile,
    check=_check_people,
    load=_load_people,
    order=11,
    refs=_people_refs,
    uses=_people_uses,
    items=_people_items,
)
GLOSSARY = Section(
    name="glossary",
    file="glossary.yaml",
    model=GlossaryFile,
    check=_check_terms,
    load=_load_terms,
    order=12,
    refs=_term_refs,
    uses=_term_uses,
    items=_term_items,
)
