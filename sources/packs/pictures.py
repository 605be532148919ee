"""The pictures of a pack: whether they can be shown, and where what is made of them is kept."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from sources.images import NotAPicture, look_at, read_picture
from sources.picture_files import store_as

FOLDER = "pictures/"
MOST_PIXELS = 400_000_000
"""Of all pictures of a pack together: each is unpacked once to see whether it is whole."""

_SORTS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WebP"}


class Judge:
    """Looks at the pictures of one pack, one after another."""

    def __init__(self) -> None:
        self.pixels = 0

    def fault_of(self, path: str, data: bytes) -> str:
        """Why a picture cannot be shown; "" where it can."""
        try:
            sent = look_at(data)
            if sent.sort != _SORTS[PurePosixPath(path).suffix]:
                return f"This is a {sent.sort} by another name: let its name end so."
            self.pixels += sent.width * sent.height
            if self.pixels > MOST_PIXELS:
                return "All pictures together are too large: make them smaller."
            read_picture(data)
        except NotAPicture as fault:
            return str(fault)
        return ""


def keep(data: bytes) -> str:
    """Where what is made of a picture lies in storage. The same picture lies there once, whoever brings it."""
    return store_as(f"packs/{hashlib.sha256(data).hexdigest()[:40]}", read_picture(data))


def unused(paths: Iterable[str], used: set[str]) -> list[str]:
    """Pictures of a pack that nothing in it shows."""
    return [path for path in paths if path.startswith(FOLDER) and path not in used]
