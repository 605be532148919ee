"""The file of a copy: a zip of tables and files, and a manifest with the SHA-256 of each.

    manifest.json            Manifest
    tables/<label>.jsonl     one row a line (tables.py)
    files/<name>             as the storage names it

The manifest is written last, so a copy that was cut short has none.
"""

import hashlib
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from historyclass.backups.faults import BackupFault

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
LARGEST_MANIFEST = 1 << 27
"""Bytes: some hundred for each stored file."""
DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError)
"""What reading a zip raises when it is not whole."""


class Member(BaseModel):
    """A member of the zip. `size` is in bytes, unpacked."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    size: NonNegativeInt
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TableMember(Member):
    rows: NonNegativeInt
    columns: list[str]


class Manifest(BaseModel):
    """What is in a copy. `migrations` is the last one of each app; `tables` goes by Django's labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: AwareDatetime
    engine: str
    migrations: dict[str, str]
    tables: dict[str, TableMember]
    files: dict[str, Member]

    @property
    def members(self) -> dict[str, Member]:
        """Everything but the manifest, by its name in the zip."""
        tables = {table_name(label): member for label, member in self.tables.items()}
        return {**tables, **{file_name(name): member for name, member in self.files.items()}}


def table_name(label: str) -> str:
    return f"tables/{label}.jsonl"


def file_name(name: str) -> str:
    return f"files/{name}"


def stays_inside(name: str) -> bool:
    """Whether a file of this name lies in the folder it is put into, whatever the system."""
    is_plain = name.isprintable() and not set(name) & {"\\", ":"}
    return is_plain and not {"", ".", ".."} & set(name.split("/"))


class Writer:
    """Writes members as they come and remembers what the manifest says of them."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        self.tables: dict[str, TableMember] = {}
        self.files: dict[str, Member] = {}

    def add_table(self, label: str, columns: list[str], lines: Iterable[bytes]) -> None:
        rows = Counter[str]()
        member = self._add(table_name(label), _counted(lines, rows), ZIP_DEFLATED)
        self.tables[label] = TableMember(rows=rows.total(), columns=columns, **member.model_dump())

    def add_file(self, name: str, chunks: Iterable[bytes]) -> None:
        if not stays_inside(name):
            raise BackupFault(f"The stored file {name!r} has a name that no other system can keep. Rename it first.")
        # Pictures and packs are compressed already.
        self.files[name] = self._add(file_name(name), chunks, ZIP_STORED)

    def add_manifest(self, manifest: Manifest) -> None:
        self._add(MANIFEST, [manifest.model_dump_json(indent=1).encode()], ZIP_DEFLATED)

    def _add(self, name: str, chunks: Iterable[bytes], compression: int) -> Member:
        # No time of its own, so that the same content makes the same bytes.
        info = ZipInfo(name)
        info.compress_type = compression
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        return Member(size=size, sha256=digest.hexdigest())


def _counted(lines: Iterable[bytes], rows: Counter[str]) -> Iterator[bytes]:
    for line in lines:
        rows["all"] += 1
        yield line


class Archive:
    """A copy that is open for reading. Making one checks its manifest and which members it has."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        self.manifest = self._read_manifest()
        self._refuse_strange_members()

    def verify(self) -> None:
        """Read all of it; raise BackupFault at the first byte that is not as it was written."""
        for name, member in self.manifest.members.items():
            digest, size = hashlib.sha256(), 0
            for chunk in self._chunks(name):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise BackupFault(f"The copy is damaged: {name} is not as it was when the copy was made.")

    def lines(self, label: str) -> Iterator[bytes]:
        with self.open(table_name(label)) as stream:
            yield from stream

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member, to be read once it has been verified."""
        with self._zip.open(name) as stream:
            yield stream

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except DAMAGE as error:
            raise BackupFault(f"The copy is damaged: {name} cannot be read ({error}).") from error

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._zip.namelist():
            raise BackupFault("This is not a copy made by `backup`: it has no manifest.")
        if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise BackupFault("The copy is damaged: its manifest is too large.")
        text = b"".join(self._chunks(MANIFEST))
        _refuse_other_formats(text)
        try:
            return Manifest.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BackupFault(f"The copy is damaged: its manifest cannot be read ({where}: {first['msg']}).") from error

    def _refuse_strange_members(self) -> None:
        for name in self.manifest.files:
            if not stays_inside(name):
                raise BackupFault(f"This is no copy of ours: a file in it would be put outside its folder ({name!r}).")
        there = Counter(self._zip.namelist())
        listed = Counter([MANIFEST, *self.manifest.members])
        if there != listed:
            strange = next(iter((there - listed) or (listed - there)))
            raise BackupFault(f"The copy is damaged: what it holds is not what its manifest lists ({strange!r}).")


def _refuse_other_formats(text: bytes) -> None:
    """Before all else, since whatever else a newer manifest says may be news to us."""

    class AnyManifest(BaseModel):
        format: int

    try:
        found = AnyManifest.model_validate_json(text).format
    except ValidationError as error:
        raise BackupFault("The copy is damaged: its manifest names no format.") from error
    if found != FORMAT:
        raise BackupFault(
            f"The copy is of format {found}, and this version of Historyclass reads format {FORMAT}. Install the "
            "version that made the copy, or a newer one, and restore with that."
        )


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open a copy. Raises BackupFault where the file is none, is not whole, or holds what it should not."""
    try:
        file: IO[bytes] = path.open("rb")
    except OSError as error:
        raise BackupFault(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        try:
            zipped = ZipFile(file)
        except DAMAGE as error:
            raise BackupFault(f"{path} is not a copy made by `backup`, or was cut short.") from error
        with zipped:
            yield Archive(zipped)
