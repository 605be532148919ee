"""The section `activities` of a content pack: the activities that ship."""

import sys
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from activities.kinds import registry
from activities.models import Activity, Part
from sources.models import Enquiry
from sources.packs.library import repeated
from sources.packs.reader import Document, Fault
from sources.packs.schema import Key, Line, Strict, Text
from sources.packs.sections import ParsedPack, Section

PartKey = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")


class PartEntry(Strict):
    key: str = PartKey
    title: str = Field(min_length=1, max_length=80)
    kind: str
    definition: dict[str, Any]


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

    activities: list[ActivityEntry]


def _check(pack: ParsedPack) -> list[Fault]:
    document, content = pack["activities"].document, pack["activities"].content
    chapters = {chapter.key for chapter in pack["pack"].content.chapters}
    known_sources = {source.key for source in pack["sources"].content.sources}
    faults = repeated(document, "activities", [entry.key for entry in content.activities])
    for at, entry in enumerate(content.activities):
        if entry.chapter not in chapters:
            faults.append(document.fault(("activities", at, "chapter"), f"There is no chapter {entry.chapter}."))
        for number, part in enumerate(entry.parts):
            faults += _check_part(document, ("activities", at, "parts", number), part, known_sources)
    return faults


def _check_part(
    document: Document, place: tuple[str | int, ...], part: PartEntry, known_sources: set[str]
) -> list[Fault]:
    try:
        kind = registry.get(part.kind)
    except KeyError:
        return [document.fault((*place, "kind"), f"There is no kind {part.kind}.")]
    try:
        definition = kind.definition.model_validate(part.definition)
    except ValidationError as fault:
        return [
            document.fault(
                (*place, "definition", *error["loc"]), f"{'.'.join(str(step) for step in error['loc'])}: {error['msg']}"
            )
            for error in fault.errors()
        ]
    return [
        document.fault((*place, "definition"), f"There is no source {key} in sources.yaml.")
        for key in kind.source_keys(definition)
        if key not in known_sources
    ]


def _load(enquiry: Enquiry, content: ActivitiesFile) -> None:
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
    for position, entry in enumerate(entries):
        kind = registry.get(entry.kind)
        definition = kind.definition.model_validate(entry.definition)
        Part.objects.update_or_create(
            activity=activity,
            key=entry.key,
            defaults={
                "position": position,
                "title": entry.title,
                "kind": entry.kind,
                "version": kind.version,
                "definition": definition.model_dump(mode="json"),
            },
        )
    # Assignments hold their own frozen copy, so a part that left the pack can go.
    activity.parts.exclude(key__in=[entry.key for entry in entries]).delete()


def _readers() -> list[Path]:
    modules = {kind.definition.__module__ for kind in registry.all_kinds()}
    modules |= {kind.cells.__module__.rpartition(".")[0] + ".kind" for kind in registry.all_kinds()}
    return [Path(str(sys.modules[module].__file__)) for module in modules]


SECTION = Section(
    name="activities",
    file="activities.yaml",
    model=ActivitiesFile,
    check=_check,
    load=_load,
    order=20,
    readers=_readers,
)
