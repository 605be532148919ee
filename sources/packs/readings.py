"""The section `readings`: the pages of chapters, with their texts in Markdown."""

from sources import prose
from sources.models import Enquiry, Reading, ReadingKind
from sources.packs.library import chapters_of, embeds_refused, links_used, no_chapter, repeated
from sources.packs.reader import Fault, FaultyPack, text_of, unreadable
from sources.packs.rows import upsert
from sources.packs.schema import ReadingEntry, ReadingsFile
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section, Use

FOLDER = "readings/"
LONGEST = 100_000
"""Characters of one page: more than a whole section of a book."""


def path_of(key: str) -> str:
    return f"{FOLDER}{key}.md"


def _text(parsed: ParsedSection, entry: ReadingEntry) -> str:
    path = path_of(entry.key)
    return text_of(path, parsed.files.get(path, b"")).replace("\r\n", "\n").strip()


def _check(pack: ParsedPack) -> list[Fault]:
    parsed = pack["readings"]
    document, entries = parsed.document, parsed.content.readings
    faults = repeated(document, ("readings",), [entry.key for entry in entries])
    faults += no_chapter(document, ("readings",), entries, pack)
    for at, entry in enumerate(entries):
        faults += repeated(document, ("readings", at, "points"), [point.key for point in entry.points])
        faults += _check_text(parsed, at, entry)
    named = {path_of(entry.key) for entry in entries}
    texts = [path for path in parsed.files if path.startswith(FOLDER) and path not in named]
    return faults + [Fault(path, 0, "No entry of readings.yaml has this key.") for path in texts]


def _check_text(parsed: ParsedSection, at: int, entry: ReadingEntry) -> list[Fault]:
    path = path_of(entry.key)
    data = parsed.files.get(path)
    if data is None:
        # Key points alone say enough.
        if entry.kind is ReadingKind.KEY_POINTS and entry.points:
            return []
        return [parsed.document.fault(("readings", at, "key"), f"Its text, {path}, is missing.")]
    try:
        text_of(path, data)
    except FaultyPack as fault:
        return fault.faults
    text = _text(parsed, entry)
    if len(text) > LONGEST:
        return [Fault(path, 0, f"The text has {len(text)} characters, and {LONGEST} fit on a page.")]
    return [
        Fault(path, number, "There is a sign here that no page can show.")
        for number, line in enumerate(text.split("\n"), start=1)
        if unreadable(line)
    ] + [Fault(path, use.line, said) for use, said in embeds_refused(text)]


def _refs(pack: ParsedPack) -> list[str]:
    return [f"reading/{entry.key}" for entry in pack["readings"].content.readings]


def _uses(pack: ParsedPack) -> list[Use]:
    parsed, found = pack["readings"], []
    for at, entry in enumerate(parsed.content.readings):
        found += [Use(path_of(entry.key), use.line, use.ref) for use in prose.uses(_text(parsed, entry))]
        for number, point in enumerate(entry.points):
            found += links_used(parsed.document, ("readings", at, "points", number, "say"), point.say)
    return found


def _items(pack: ParsedPack) -> list[Item]:
    parsed = pack["readings"]
    return [
        Item(
            f"reading/{entry.key}",
            "page",
            "pages",
            entry.title,
            {**entry.model_dump(mode="json"), "text": _text(parsed, entry)},
        )
        for entry in parsed.content.readings
    ]


def _load(enquiry: Enquiry, parsed: ParsedSection) -> None:
    chapters, entries = chapters_of(enquiry), parsed.content.readings
    rows = [
        Reading(
            enquiry=enquiry,
            chapter=chapters[entry.chapter],
            position=position,
            retired=False,
            text=_text(parsed, entry),
            **entry.model_dump(exclude={"chapter"}),
        )
        for position, entry in enumerate(entries)
    ]
    upsert(rows, unique=["enquiry", "key"])
    # Never deleted: somebody may have notes on it.
    enquiry.readings.exclude(key__in=[entry.key for entry in entries]).update(retired=True)


SECTION = Section(
    name="readings",
    file="readings.yaml",
    model=ReadingsFile,
    check=_check,
    load=_load,
    order=16,
    refs=_refs,
    uses=_uses,
    items=_items,
)
