"""The files of a pack, from wherever it lies: path within the pack → bytes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

PackFiles = Mapping[str, bytes]
"""`sources.yaml`, `readings/lenins-aims.md`, `pictures/poster.png` → what is in them."""

SUFFIXES = {".yaml", ".md", ".png", ".jpg", ".jpeg", ".webp"}
"""Of the files that belong to a pack; others in its folder are passed over."""
FOLDERS = ("", "readings/", "pictures/")
FOR_EDITORS = ("schema/", ".vscode/")
"""Folders that lie beside an exported pack for those who edit it: made anew at every export, never brought in."""


def belongs(path: str) -> bool:
    """Whether a file of this path is one of a pack's."""
    folder, _, name = path.rpartition("/")
    return (f"{folder}/" if folder else "") in FOLDERS and Path(name).suffix in SUFFIXES and not name.startswith(".")


def is_for_editors(path: str) -> bool:
    """Whether a file lies beside a pack for those who edit it."""
    return path.startswith(FOR_EDITORS)


def files_in(folder: Path) -> PackFiles:
    """The pack in a folder."""
    return {name: path.read_bytes() for name, path in _paths(folder).items() if belongs(name)}


def others_in(folder: Path) -> list[str]:
    """What lies in a pack's folder and is passed over."""
    return [path for path in _paths(folder) if not belongs(path) and not is_for_editors(path)]


def _paths(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def fingerprint(files: PackFiles) -> str:
    """The same for the same files, and for no others."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path}\0{len(files[path])}\0".encode() + files[path])
    return total.hexdigest()
