"""The files of a pack, from wherever it lies: path within the pack → bytes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

PackFiles = Mapping[str, bytes]
"""`sources.yaml`, `readings/lenins-aims.md`, `pictures/poster.png` → what is in them."""

SUFFIXES = {".yaml", ".md", ".png", ".jpg", ".jpeg", ".webp"}
"""Of the files that belong to a pack; others in its folder are passed over."""
FOLDERS = ("", "readings/", "pictures/")


def belongs(path: str) -> bool:
    """Whether a file of this path is one of a pack's."""
    folder, _, name = path.rpartition("/")
    return (f"{folder}/" if folder else "") in FOLDERS and Path(name).suffix in SUFFIXES and not name.startswith(".")


def files_in(folder: Path) -> PackFiles:
    """The pack in a folder."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if belongs(name)}


def fingerprint(files: PackFiles) -> str:
    """The same for the same files, and for no others."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path}\0{len(files[path])}\0".encode() + files[path])
    return total.hexdigest()
