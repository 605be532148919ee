"""The sections a pack is made of. Each app registers its own in `AppConfig.ready`: the format grows with the house."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sources.models import Enquiry
from sources.packs.reader import Document, Fault


@dataclass(frozen=True)
class ParsedSection:
    """A section's file, as typed data and with its lines."""

    document: Document
    content: Any


@dataclass(frozen=True)
class Section:
    """One file of a pack.

    `check(pack)` tells what is wrong beyond the file's own shape, such as a reference to nothing. `load(enquiry,
    content)` writes the content, updating in place what is there. Sections load in the order of `order`.
    """

    name: str
    file: str
    model: type[BaseModel]
    check: Callable[["ParsedPack"], list[Fault]]
    load: Callable[[Enquiry, Any], None]
    order: int
    readers: Callable[[], list[Path]] = list
    """Further files of code that decide what is written: when one changes, packs are loaded anew."""


class ParsedPack(dict[str, ParsedSection]):
    """A pack's sections by name; `pack` is the one every pack begins with."""


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Make a section known."""
    _sections[section.name] = section


def all_sections() -> list[Section]:
    """Every registered section, in the order of loading."""
    return sorted(_sections.values(), key=lambda section: section.order)
