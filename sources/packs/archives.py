"""Packs as zip archives: reading what people send, whatever it is, and writing the same bytes every time."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from sources.packs.files import PackFiles, belongs, is_for_editors
from sources.packs.reader import Fault, FaultyPack

MOST_BYTES = 20_000_000
"""Of an archive as it is sent."""
MOST_FILES = 500
MOST_UNPACKED = 60_000_000
LARGEST_FILE = 8_000_000

ARCHIVE = "zip"
"""What a fault of the archive itself is told of."""

_CHUNK = 65_536
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<26xHH")
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"^[A-Za-z]:")
_JUNK = {".ds_store", "thumbs.db", "desktop.ini"}
"""What computers leave in folders without being asked."""


@dataclass(frozen=True)
class Unpacked:
    """The pack in an archive, and what else lies in it and is not of a pack."""

    files: PackFiles
    others: list[str]


def write_archive(files: PackFiles) -> bytes:
    """The same files make the same bytes anywhere. They are stored as they are: no two machines pack alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path])
    return out.getvalue()


def read_archive(data: bytes) -> Unpacked:
    """What lies in an archive. Raises FaultyPack for one that is too large, broken, or made to do harm: what a header
    says of sizes is not believed."""
    if len(data) > MOST_BYTES:
        raise _refused(f"It has {-(-len(data) // 1_000_000)} MB, and {MOST_BYTES // 1_000_000} MB fit.")
    # Before the list of them is read: one of a million would take a minute. Twice what fits, for what Macs add.
    if data.count(_ENTRY) > 4 * MOST_FILES:
        raise _refused(f"There are more than {MOST_FILES} files in it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, data)
    except FaultyPack:
        raise
    except Exception as fault:
        # zipfile raises nearly anything for broken bytes: BadZipFile, struct.error, zlib.error, ValueError, EOFError …
        raise _refused(
            "It cannot be read as a zip file: it is broken, only a part of it is there, or it is something else."
        ) from fault


def _refused(message: str, path: str = ARCHIVE) -> FaultyPack:
    return FaultyPack([Fault(path, 0, message)])


def _unpacked(archive: zipfile.ZipFile, data: bytes) -> Unpacked:
    entries = [entry for entry in archive.infolist() if not _is_junk(entry.orig_filename)]
    faults = [Fault(_shown(entry.orig_filename), 0, said) for entry in entries if (said := _wrong(entry))]
    if faults:
        raise FaultyPack(faults)
    if _overlap(archive, data):
        raise _refused("Files in it lie over one another. Make the zip file anew.")
    entries = [entry for entry in entries if not entry.orig_filename.endswith("/")]
    if len(entries) > MOST_FILES:
        raise _refused(f"There are {len(entries)} files in it, and {MOST_FILES} fit.")
    twice = _twice([entry.orig_filename for entry in entries])
    if twice:
        raise FaultyPack(
            [Fault(_shown(path), 0, "This name stands twice, or differs in capitals only.") for path in twice]
        )
    folder = _folder([entry.orig_filename for entry in entries])
    paths = {entry.orig_filename.removeprefix(folder): entry for entry in entries}
    others = [path for path in paths if not belongs(path) and not is_for_editors(path)]
    return Unpacked(_contents(archive, {path: paths[path] for path in sorted(paths) if belongs(path)}), sorted(others))


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in _JUNK or parts[-1].startswith("._")


def _shown(name: str) -> str:
    """A name as a message can hold it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:200] or "?"


def _wrong(entry: zipfile.ZipInfo) -> str:
    """What keeps an entry from being read; "" where nothing does."""
    name = entry.orig_filename
    if "\\" in name or name.startswith("/") or _DRIVE.match(name):
        return "The name leads out of the pack, or is written with backslashes. Make the zip file anew."
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")):
        return "The name leads out of the pack."
    if len(name) > 200 or not name.isprintable():
        return "The name is too long, or holds signs that cannot be shown."
    if entry.flag_bits & 1:
        return "It is locked with a password. Make the zip file anew, without one."
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It is a link to another place, not a file."
    if entry.compress_type not in _READABLE:
        return "It is packed in a way that cannot be read here. Make the zip file anew, in the usual way."
    return ""


def _overlap(archive: zipfile.ZipFile, data: bytes) -> bool:
    """Whether two entries share bytes: that is how a small archive unpacks to a huge one."""
    end = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        start = entry.header_offset
        if start < end:
            return True
        name, extra = _LOCAL.unpack_from(data, start)
        end = start + _LOCAL.size + name + extra + entry.compress_size
    return end > archive.start_dir


def _twice(names: list[str]) -> list[str]:
    """Names that some computer would take for another of them."""
    seen: set[str] = set()
    found = []
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            found.append(name)
        seen.add(folded)
    return found


def _folder(names: list[str]) -> str:
    """People zip the folder rather than what is in it: then all lies in one, which is passed over."""
    tops = {PurePosixPath(name).parts[0] for name in names}
    nested = len(tops) == 1 and all("/" in name for name in names)
    return f"{tops.pop()}/" if nested else ""


def _contents(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> PackFiles:
    files, total = {}, 0
    for path, entry in entries.items():
        files[path] = _read(archive, entry, path, MOST_UNPACKED - total)
        total += len(files[path])
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, room: int) -> bytes:
    """By what comes out, not by what the header says."""
    found = bytearray()
    with archive.open(entry) as packed:
        while chunk := packed.read(_CHUNK):
            found += chunk
            if len(found) > LARGEST_FILE:
                raise _refused(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.", path)
            if len(found) > room:
                raise _refused(f"Unpacked it has more than {MOST_UNPACKED // 1_000_000} MB.")
    return bytes(found)
