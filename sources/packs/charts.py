"""The section `charts`: charts of the book, as cards."""

from typing import Any

from sources.dates import bounds, in_words
from sources.models import Card, Chart, Enquiry
from sources.packs.library import chapters_of, correction_fields, links_used, no_chapter, people_used, repeated
from sources.packs.reader import Fault
from sources.packs.rows import upsert
from sources.packs.schema import CardEntry, ChartEntry, ChartsFile
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section, Use
from sources.refs import card_ref


def _check(pack: ParsedPack) -> list[Fault]:
    document, entries = pack["charts"].document, pack["charts"].content.charts
    faults = repeated(document, ("charts",), [entry.key for entry in entries])
    faults += no_chapter(document, ("charts",), entries, pack)
    for at, entry in enumerate(entries):
        faults += repeated(document, ("charts", at, "groups"), [group.key for group in entry.groups])
        faults += repeated(document, ("charts", at, "cards"), [card.key for card in entry.cards])
        groups = {group.key for group in entry.groups}
        faults += [
            document.fault(("charts", at, "cards", number, "group"), f"There is no group {card.group} in this chart.")
            for number, card in enumerate(entry.cards)
            if (card.group or None) not in (groups or {None})
        ]
    return faults


def _refs(pack: ParsedPack) -> list[str]:
    found = []
    for entry in pack["charts"].content.charts:
        found += [f"chart/{entry.key}", *(card_ref(entry.key, card.key) for card in entry.cards)]
    return found


def _uses(pack: ParsedPack) -> list[Use]:
    document, found = pack["charts"].document, []
    for at, entry in enumerate(pack["charts"].content.charts):
        for number, card in enumerate(entry.cards):
            place = ("charts", at, "cards", number)
            found += people_used(document, (*place, "people"), card.people)
            for text in [card.text, *card.points]:
                found += links_used(document, place, text)
    return found


def _items(pack: ParsedPack) -> list[Item]:
    found = []
    for entry in pack["charts"].content.charts:
        name = f"{entry.number}: {entry.title}"
        content = entry.model_dump(mode="json", exclude={"cards"})
        found.append(Item(f"chart/{entry.key}", "chart", "charts", name, content))
        for card in entry.cards:
            content = card.model_dump(mode="json")
            found.append(Item(card_ref(entry.key, card.key), "card", "cards", f"{entry.number}: {card.title}", content))
    return found


def _load(enquiry: Enquiry, parsed: ParsedSection) -> None:
    chapters, entries = chapters_of(enquiry), parsed.content.charts
    rows = [
        Chart(
            enquiry=enquiry,
            chapter=chapters[entry.chapter],
            position=position,
            retired=False,
            **entry.model_dump(exclude={"chapter", "cards"}),
        )
        for position, entry in enumerate(entries)
    ]
    for chart, entry in zip(upsert(rows, unique=["enquiry", "key"]), entries, strict=True):
        _load_cards(chart, entry)
    # Never deleted: work that was done with it must still be able to show it.
    enquiry.charts.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


def _load_cards(chart: Chart, entry: ChartEntry) -> None:
    rows = [Card(chart=chart, position=at, retired=False, **_card_fields(card)) for at, card in enumerate(entry.cards)]
    upsert(rows, unique=["chart", "key"])
    chart.cards.exclude(key__in=[card.key for card in entry.cards]).update(retired=True)


def _card_fields(entry: CardEntry) -> dict[str, Any]:
    span = bounds(entry.date) if entry.date else None
    known = bounds(entry.known_from) if entry.known_from else span
    return {
        **entry.model_dump(include={"key", "title", "text", "points", "known_note", "people"}),
        **correction_fields(entry),
        "group": entry.group or "",
        "date": entry.date or "",
        "date_text": entry.date_text or (in_words(entry.date) if entry.date else ""),
        "date_earliest": span.earliest if span else None,
        "date_latest": span.latest if span else None,
        "known_from": entry.known_from or "",
        "known_earliest": known.earliest if known else None,
        "known_latest": known.latest if known else None,
    }


SECTION = Section(
    name="charts",
    file="charts.yaml",
    model=ChartsFile,
    check=_check,
    load=_load,
    order=17,
    refs=_refs,
    uses=_uses,
    items=_items,
)
