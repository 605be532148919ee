"""The section `activities` of a content pack: the activities that ship."""

import inspect
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from activities.kinds import registry
from activities.models import Activity, Part
from sources.models import Enquiry
from sources.packs.library import repeated
from sources.packs.plain_words import told
from sources.packs.reader import Document, Fault, Location
from sources.packs.rows import upsert
from sources.packs.schema import Key, Line, Strict, Text
from sources.packs.sections import Item, ParsedPack, ParsedSection, Section

PartKey = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")


class ShowsEntry(Strict):
    """Another part whose answer stands beside a part, in the same activity or the one with the key `activity`."""

    part: str = PartKey
    activity: str = ""


class PartEntry(Strict):
    key: str = PartKey
    title: str = Field(min_length=1, max_length=80)
    kind: str
    definition: dict[str, Any]
    shows: list[ShowsEntry] = []


class ActivityEntry(Strict):
    key: str = PartKey
    chapter: Key
    title: Line
    summary: str = Field("", max_length=300)
    minutes: int | None = Field(None, ge=1, le=600)
    instructions: list[Text] = []
    teacher_notes: list[Text] = []
    parts: list[PartEntry] = Field(min_length=1)


class ActivitiesFile(Strict):
    """`activities.yaml`."""

    activities: list[ActivityEntry] = []


def _check(pack: ParsedPack) -> list[Fault]:
    document, content = pack["activities"].document, pack["activities"].content
    chapters = {chapter.key for chapter in pack["pack"].content.chapters}
    known = {
        "source": {source.key for source in pack["sources"].content.sources},
        "timeline": {timeline.key for timeline in pack["timelines"].content.timelines},
    }
    parts_of = {entry.key: {part.key for part in entry.parts} for entry in content.activities}
    faults = repeated(document, ("activities",), [entry.key for entry in content.activities])
    for at, entry in enumerate(content.activities):
        if entry.chapter not in chapters:
            faults.append(document.fault(("activities", at, "chapter"), f"There is no chapter {entry.chapter}."))
        for number, part in enumerate(entry.parts):
            place = ("activities", at, "parts", number)
            if part.key in {other.key for other in entry.parts[:number]}:
                faults.append(document.fault((*place, "key"), f"{part.key} is taken: keys are given once."))
            faults += _check_part(document, place, part, known)
            faults += _check_shows(document, place, part, entry.key, parts_of)
        quotable = {name for part in entry.parts for name in _quotable(part)}
        for number, part in enumerate(entry.parts):
            faults += _check_quoted(document, ("activities", at, "parts", number), part, quotable)
    return faults


def _check_shows(
    document: Document, place: Location, part: PartEntry, activity: str, parts_of: dict[str, set[str]]
) -> list[Fault]:
    return [
        document.fault((*place, "shows", number), f"There is no part {shows.part} in {shows.activity or activity}.")
        for number, shows in enumerate(part.shows)
        if shows.part not in parts_of.get(shows.activity or activity, set())
        or (shows.part == part.key and shows.activity in ("", activity))
    ]


def _definition(part: PartEntry) -> tuple[registry.Kind, registry.Definition] | None:
    """None where it is at fault, which _check_part tells."""
    try:
        kind = registry.get(part.kind)
        return kind, kind.definition.model_validate(part.definition)
    except (KeyError, ValidationError):
        return None


def _quotable(part: PartEntry) -> set[str]:
    found = _definition(part)
    return {f"{part.key}/{key}" for key in found[0].quotes(found[1], {})} if found else set()


def _check_quoted(document: Document, place: Location, part: PartEntry, quotable: set[str]) -> list[Fault]:
    found = _definition(part)
    return [
        document.fault((*place, "definition"), f"There is no answer {name} in this activity.")
        for name in (found[0].quoted(found[1]) if found else [])
        if name not in quotable
    ]


def _check_part(document: Document, place: Location, part: PartEntry, known: dict[str, set[str]]) -> list[Fault]:
    try:
        kind = registry.get(part.kind)
    except KeyError:
        return [document.fault((*place, "kind"), f"There is no kind {part.kind}.")]
    try:
        definition = kind.definition.model_validate(part.definition)
    except ValidationError as fault:
        return [
            document.fault((*place, "definition", *error["loc"]), told(error, kind.definition))
            for error in fault.errors(include_url=False)
        ]
    named = {"source": kind.source_keys(definition), "timeline": kind.timeline_keys(definition)}
    return [
        document.fault((*place, "definition"), f"There is no {sort} {key} in {sort}s.yaml.")
        for sort, keys in named.items()
        for key in keys
        if key not in known[sort]
    ]


def _fields(entry: PartEntry) -> dict[str, Any]:
    kind = registry.get(entry.kind)
    definition = kind.definition.model_validate(entry.definition)
    return {
        "key": entry.key,
        "title": entry.title,
        "kind": entry.kind,
        "version": kind.version,
        "definition": definition.model_dump(mode="json"),
        "shows": [shows.model_dump() for shows in entry.shows],
    }


def _items(pack: ParsedPack) -> list[Item]:
    return [
        Item(f"activity/{entry.key}", "activity", "activities", entry.title, entry.model_dump(mode="json"))
        for entry in pack["activities"].content.activities
    ]


def _load(enquiry: Enquiry, parsed: ParsedSection) -> None:
    content: ActivitiesFile = parsed.content
    chapters = {chapter.key: chapter for chapter in enquiry.chapters.all()}
    for position, entry in enumerate(content.activities):
        activity, _ = Activity.objects.update_or_create(
            enquiry=enquiry,
            key=entry.key,
            school=None,
            defaults={
                **entry.model_dump(exclude={"key", "chapter", "parts"}),
                "chapter": chapters[entry.chapter],
                "position": position,
                "retired": False,
            },
        )
        _load_parts(activity, entry.parts)
    shipped = Activity.objects.filter(enquiry=enquiry, school=None)
    shipped.exclude(key__in=[entry.key for entry in content.activities]).update(retired=True)


def _load_parts(activity: Activity, entries: list[PartEntry]) -> None:
    rows = [Part(activity=activity, position=position, **_fields(entry)) for position, entry in enumerate(entries)]
    upsert(rows, unique=["activity", "key"])
    # Assignments hold their own frozen copy, so a part that left the pack can go.
    activity.parts.exclude(key__in=[entry.key for entry in entries]).delete()


def _editor_schema() -> dict[str, Any]:
    """With what each kind's definition may hold."""
    schema = ActivitiesFile.model_json_schema()
    part = schema["$defs"]["PartEntry"]
    part["properties"]["kind"] = {"enum": sorted(kind.slug for kind in registry.all_kinds())}
    part["allOf"] = []
    for kind in registry.all_kinds():
        within = kind.definition.model_json_schema(ref_template=f"#/$defs/{kind.slug}/$defs/{{model}}")
        schema["$defs"][kind.slug] = within
        part["allOf"].append(
            {
                "if": {"properties": {"kind": {"const": kind.slug}}},
                "then": {"properties": {"definition": {"$ref": f"#/$defs/{kind.slug}"}}},
            }
        )
    return schema


def _readers() -> list[Path]:
    modules = {module for kind in registry.all_kinds() for module in _modules_of(kind)}
    return [Path(str(sys.modules[module].__file__)) for module in modules]


def _modules_of(kind: registry.Kind) -> set[str]:
    """Where everything that a kind names is written, and the `kind` beside it, where there is one."""
    named = (getattr(kind, field.name) for field in fields(kind))
    modules = {each.__module__ for each in named if inspect.isfunction(each) or inspect.isclass(each)}
    beside = {f"{module.rpartition('.')[0]}.kind" for module in modules}
    return (modules | beside) & sys.modules.keys()


SECTION = Section(
    name="activities",
    file="activities.yaml",
    model=ActivitiesFile,
    check=_check,
    load=_load,
    order=20,
    items=_items,
    editor_schema=_editor_schema,
    readers=_readers,
)
