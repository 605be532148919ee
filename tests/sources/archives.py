"""Archives as people send them, and as nobody should."""

import io
import random
import stat
import zipfile
from collections.abc import Iterator, Mapping

from PIL import Image

from sources.packs.archives import write_archive


def picture(sort: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, sort)
    return out.getvalue()


def zipped(entries: Mapping[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED, mode: int = 0o644) -> bytes:
    """As another program would zip it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.compress_type = (stat.S_IFREG | mode) << 16, packed
            archive.writestr(entry, data)
    return out.getvalue()


def as_link(name: str, to: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, to)
    return out.getvalue()


def overlapping() -> bytes:
    """Two entries of the list that point at the same bytes."""
    data = bytearray(zipped({"pack.yaml": b"a" * 1000, "sources.yaml": b"b" * 1000}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    return bytes(data)


def locked() -> bytes:
    """With the mark of a password on it."""
    data = bytearray(zipped({"pack.yaml": b"format: 1"}))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 8] |= 1
    return bytes(data)


def malformed(files: Mapping[str, bytes], count: int) -> Iterator[bytes]:
    """The same broken archives every time: cut off, bytes turned over, headers that lie, parts put twice or away."""
    chance = random.Random(1917)
    whole = [write_archive(files), zipped(files)]
    for number in range(count):
        data = bytearray(whole[number % 2])
        match number % 5:
            case 0:
                del data[chance.randrange(len(data)) :]
            case 1:
                for _ in range(chance.choice([1, 4, 40])):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 2:
                # The list at the end says how large, how packed, and where.
                at = data.rindex(b"PK\x01\x02")
                data[at + chance.randrange(4, 46)] = chance.randrange(256)
            case 3:
                at = data.rindex(b"PK\x05\x06")
                data[at + chance.randrange(4, 22)] = chance.randrange(256)
            case 4:
                start = chance.randrange(len(data))
                piece = data[start : start + chance.randrange(1, 3000)]
                at = chance.randrange(len(data))
                data[at : at + chance.choice([0, len(piece)])] = piece
        yield bytes(data)
