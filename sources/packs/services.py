"""Checking a pack, and loading it: whole or not at all."""

import hashlib
import inspect
from pathlib import Path

from django.db import transaction
from pydantic import BaseModel

from sources import dates
from sources.models import Enquiry
from sources.packs import library, sections
from sources.packs.reader import Fault, FaultyPack, parse, read
from sources.packs.schema import PackFile
from sources.packs.sections import ParsedPack, ParsedSection

SHIPPED = Path(__file__).resolve().parent.parent / "content"


def shipped_packs() -> list[Path]:
    """The folders of the packs that come with the product."""
    return sorted(folder for folder in SHIPPED.iterdir() if (folder / "pack.yaml").is_file())


def parse_pack(folder: Path) -> ParsedPack:
    """The pack in a folder, checked whole. Raises FaultyPack with every fault that could be found."""
    pack = ParsedPack()
    faults: list[Fault] = []
    files: list[tuple[str, str, type[BaseModel]]] = [
        ("pack", "pack.yaml", PackFile),
        *((section.name, section.file, section.model) for section in sections.all_sections()),
    ]
    for name, file, model in files:
        try:
            document = read(folder / file)
            pack[name] = ParsedSection(document, parse(document, model))
        except FaultyPack as fault:
            faults += fault.faults
    if not faults:
        for section in sections.all_sections():
            faults += section.check(pack)
    if faults:
        raise FaultyPack(faults)
    return pack


def digest(folder: Path) -> str:
    """A fingerprint of the pack's files and of the code that reads them, so that a change of either loads it anew."""
    total = hashlib.sha256()
    readers = [*Path(__file__).parent.glob("*.py"), Path(dates.__file__)]
    for section in sections.all_sections():
        readers += [Path(inspect.getfile(section.load)), *section.readers()]
    for path in [*sorted(folder.glob("*.yaml")), *sorted(set(readers))]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


@transaction.atomic
def load_pack(*, folder: Path) -> Enquiry:
    """Write a pack to the database, updating in place. The same pack again changes nothing. Raises FaultyPack."""
    fingerprint = digest(folder)
    present = Enquiry.objects.filter(pack_digest=fingerprint).first()
    if present is not None:
        return present
    pack = parse_pack(folder)
    enquiry = library.load_enquiry(pack["pack"].content)
    for section in sections.all_sections():
        section.load(enquiry, pack[section.name].content)
    enquiry.pack_digest = fingerprint
    enquiry.save()
    return enquiry
