"""The sections a pack is made of. Each app registers its own in `AppConfig.ready`: the format grows with the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sources.models import Enquiry
from sources.packs.files import PackFiles
from sources.packs.reader import Document, Fault


@dataclass(frozen=True)
class ParsedSection:
    """A section's file, as typed data and with its lines, and the pack's files, where it has texts or pictures."""

    document: Document
    content: Any
    files: PackFiles = field(default_factory=dict)


@dataclass(frozen=True)
class Use:
    """A reference that a pack makes, and where it stands."""

    file: str
    line: int
    ref: str


@dataclass(frozen=True)
class Item:
    """Something in a pack that people know by a name: `sort` and `sorts`, one and many (source, sources)."""

    ref: str
    sort: str
    sorts: str
    name: str
    content: Mapping[str, Any]


def _none(pack: "ParsedPack") -> list[Any]:
    return []


@dataclass(frozen=True)
class Section:
    """One file of a pack, with the texts and pictures that it names.

    `check(pack)` tells what is wrong beyond the file's own shape. `load(enquiry, parsed)` writes the content, updating
    in place what is there. `refs(pack)` are the references of what it holds, `uses(pack)` those that it makes: that
    each of these leads somewhere is checked for all sections at once. `items(pack)` are what a preview compares with
    the same of an earlier edition. Sections load in the order of `order`. A pack may leave the file away unless it is
    `needed`: then it holds nothing.
    """

    name: str
    file: str
    model: type[BaseModel]
    check: Callable[["ParsedPack"], list[Fault]]
    load: Callable[[Enquiry, ParsedSection], None]
    order: int
    refs: Callable[["ParsedPack"], list[str]] = _none
    uses: Callable[["ParsedPack"], list[Use]] = _none
    items: Callable[["ParsedPack"], list[Item]] = _none
    needed: bool = False
    editor_schema: Callable[[], dict[str, Any]] | None = None
    """The file's JSON Schema, where the model alone does not say all of it."""
    readers: Callable[[], list[Path]] = list
    """Further files of code that decide what is written: when one changes, packs are loaded anew."""

    def schema(self) -> dict[str, Any]:
        """What the file may hold, as JSON Schema."""
        return self.editor_schema() if self.editor_schema else self.model.model_json_schema()


class ParsedPack(dict[str, ParsedSection]):
    """A pack's sections by name; `pack` is the one every pack begins with."""


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Make a section known."""
    _sections[section.name] = section


def all_sections() -> list[Section]:
    """Every registered section, in the order of loading."""
    return sorted(_sections.values(), key=lambda section: section.order)
