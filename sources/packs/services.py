"""Checking a pack, and loading it: whole or not at all."""

import hashlib
import inspect
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from pydantic import BaseModel

from historyclass.people.models import School
from sources import dates, prose, search
from sources.keeping.arranging import follow_chapters
from sources.models import Enquiry, PackFile
from sources.packs import library, sections
from sources.packs.files import PackFiles, files_in, fingerprint
from sources.packs.reader import Document, Fault, FaultyPack, parse, read
from sources.packs.schema import PackHead
from sources.packs.sections import ParsedPack, ParsedSection, Section
from sources.search import index_enquiry

SHIPPED = Path(__file__).resolve().parent.parent / "content"


def shipped_packs() -> list[Path]:
    """The folders of the packs that come with the product."""
    return sorted(folder for folder in SHIPPED.iterdir() if (folder / "pack.yaml").is_file())


def parse_pack(files: PackFiles) -> ParsedPack:
    """A pack from its files, checked whole. Raises FaultyPack with every fault that could be found."""
    pack = ParsedPack()
    faults: list[Fault] = []
    known = sections.all_sections()
    files_of: list[tuple[str, str, type[BaseModel], bool]] = [
        ("pack", "pack.yaml", PackHead, True),
        *((section.name, section.file, section.model, section.needed) for section in known),
    ]
    for name, file, model, needed in files_of:
        try:
            pack[name] = _parsed(files, file, model, needed)
        except FaultyPack as fault:
            faults += fault.faults
    faults += _strangers(files, [file for _, file, _, _ in files_of])
    if not faults:
        for section in known:
            faults += section.check(pack)
        faults += _dangling(pack, known)
    if faults:
        raise FaultyPack(faults)
    return pack


def _strangers(files: PackFiles, known: list[str]) -> list[Fault]:
    """A misspelt name would be lost in silence."""
    return [
        Fault(path, 0, f"No file of a pack is called this. There can be {', '.join(known)}.")
        for path in files
        if path.endswith(".yaml") and path not in known
    ]


def _parsed(files: PackFiles, file: str, model: type[BaseModel], needed: bool) -> ParsedSection:
    if not needed and file not in files:
        return ParsedSection(Document.empty(file), model.model_validate({}), files)
    document = read(files, file)
    return ParsedSection(document, parse(document, model), files)


def _dangling(pack: ParsedPack, known: Iterable[Section]) -> list[Fault]:
    there = {ref for section in known for ref in section.refs(pack)}
    there |= {f"chapter/{chapter.key}" for chapter in pack["pack"].content.chapters}
    return [
        Fault(use.file, use.line, f"{use.ref} leads nowhere: nothing in the pack has this reference.")
        for section in known
        for use in section.uses(pack)
        if use.ref not in there
    ]


def digest(files: PackFiles) -> str:
    """A fingerprint of the pack's files and of the code that reads them, so that a change of either loads it anew."""
    total = hashlib.sha256(fingerprint(files).encode())
    folders = [Path(__file__).parent, Path(search.__file__).parent]
    readers = [
        *(path for folder in folders for path in folder.glob("*.py")),
        Path(dates.__file__),
        Path(prose.__file__),
    ]
    for section in sections.all_sections():
        readers += [Path(inspect.getfile(section.load)), *section.readers()]
    for path in sorted(set(readers)):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def load_pack(*, folder: Path) -> Enquiry:
    """Write a pack that ships, updating in place. The same pack again changes nothing. Raises FaultyPack."""
    return load_files(files=files_in(folder), school=None)


@transaction.atomic
def load_files(*, files: PackFiles, school: School | None) -> Enquiry:
    """Write a pack from its files, as a school's own or, without one, as what ships. Work that is set is not touched.
    Raises FaultyPack, and then nothing was changed."""
    of_all = digest(files)
    present = Enquiry.objects.filter(pack_digest=of_all, school=school).first()
    if present is not None:
        return present
    pack = parse_pack(files)
    enquiry = library.load_enquiry(pack["pack"].content, school)
    for section in sections.all_sections():
        section.load(enquiry, pack[section.name])
    library.drop_chapters(enquiry, pack["pack"].content)
    follow_chapters(enquiry)
    index_enquiry(enquiry)
    _keep(enquiry, files)
    enquiry.pack_digest = of_all
    enquiry.save()
    return enquiry


def _keep(enquiry: Enquiry, files: PackFiles) -> None:
    enquiry.files.all().delete()
    PackFile.objects.bulk_create(PackFile(enquiry=enquiry, path=path, data=data) for path, data in files.items())
