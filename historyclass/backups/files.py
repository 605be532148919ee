"""What people have uploaded, by way of Django's storage: it may be a folder or somebody's cloud."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage


def stored_names(folder: str = "") -> Iterator[str]:
    """Every file, a folder's own before those of the folders in it, each in the order of their names."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        # Nothing was ever stored.
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from stored_names(f"{folder}{name}/")


def lies_among_them(path: Path) -> bool:
    """Whether a file there would be one of the stored ones."""
    try:
        return path.is_relative_to(Path(default_storage.path("")).resolve())
    except NotImplementedError:
        # Not a storage of this machine's files.
        return False
