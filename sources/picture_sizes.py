"""The sizes that a picture is there in, told from the name of its file."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

SMALL = 800
"""The longest side, in pixels, of what a phone fetches."""
_NAME = re.compile(r"(.+)-(\d{1,5})x(\d{1,5})")


@dataclass(frozen=True)
class Size:
    """One size of a picture: `name` as in its address, `path` in storage. Without pixels, `width` and `height` are
    0."""

    name: str
    path: str
    width: int = 0
    height: int = 0


def sizes_of(path: str) -> tuple[Size, Size | None]:
    """The picture that a row names, and the smaller one beside it, where there is one."""
    file = PurePosixPath(path)
    found = _NAME.fullmatch(file.stem)
    if not found:
        return Size(file.stem, path), None
    width, height = int(found[2]), int(found[3])
    whole = Size(file.stem, path, width, height)
    if max(width, height) <= SMALL:
        return whole, None
    scale = SMALL / max(width, height)
    less_wide, less_high = max(1, round(width * scale)), max(1, round(height * scale))
    name = f"{found[1]}-{less_wide}x{less_high}"
    return whole, Size(name, str(file.with_name(name + file.suffix)), less_wide, less_high)


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it: in its sizes, with what is to be seen in words, and whose it is."""

    whole: Size
    small: Size
    alt: str
    credit: str

    @property
    def has_two(self) -> bool:
        return self.whole != self.small


def shown(path: str, alt: str, credit: str) -> ShownPicture:
    """The picture that a row names."""
    whole, small = sizes_of(path)
    return ShownPicture(whole, small or whole, alt, credit)
