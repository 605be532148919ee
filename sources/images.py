"""Pictures that people send or packs bring: looked at before they are unpacked, and made anew.

What is served is a picture and nothing else: no place and camera (EXIF), nothing hidden behind it, no more pixels than
a page shows.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2400
"""Pixels of what is served: enough to read a poster's small print on."""

_SORTS = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WebP"}
"""What Pillow calls a format → what people do. A JPEG is MPO as some phones write it."""


class NotAPicture(Exception):
    """Not a picture that can be shown. Its text is for whoever sent it."""


@dataclass(frozen=True)
class Sent:
    """A picture as it was sent, by its head alone: PNG, JPEG or WebP, and its pixels across and down."""

    sort: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A picture made anew: its bytes, its pixels across and down, and how the name of its file ends (.webp)."""

    data: bytes
    width: int
    height: int
    suffix: str


def look_at(data: bytes) -> Sent:
    """What a file's head says it is, with nothing unpacked. Raises NotAPicture for what is too large, of another type,
    or moves."""
    with _opened(data) as found:
        return Sent(_SORTS[str(found.format)], found.width, found.height)


def read_picture(data: bytes) -> Picture:
    """The picture in a file's bytes, upright, at most LONGEST_SIDE pixels long, without anything that was beside the
    pixels. Raises NotAPicture as `look_at` does, and for one that is broken or not all there."""
    with _opened(data) as found:
        picture = _upright(found)
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=82)
        return Picture(out.getvalue(), picture.width, picture.height, ".webp")


def _upright(found: Image.Image) -> Image.Image:
    # Made small first: a turned copy of all pixels would be as large again.
    see_through = "A" in found.getbands() or "transparency" in found.info
    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    found.load()
    turned = found.getexif().get(0x0112)
    mode = "RGBA" if see_through else "RGB"
    # A picture converted to what it is would be copied all the same.
    picture = found if found.mode == mode else found.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Only the pixels go over, and which way up they are.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    if turned:
        clean.getexif()[0x0112] = turned
        ImageOps.exif_transpose(clean, in_place=True)
    return clean


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    if len(data) > MOST_BYTES:
        raise NotAPicture(f"The picture has {-(-len(data) // 1_000_000)} MB, and {MOST_BYTES // 1_000_000} MB fit.")
    try:
        with warnings.catch_warnings():
            # Pillow's own warnings are about sizes, which are judged here, and about EXIF, which is left behind.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as found:
                _judge(found)
                yield found
    except NotAPicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise NotAPicture("This is not a picture that can be shown. PNG, JPEG and WebP can.") from None
    except Exception as fault:
        # Decoders raise nearly anything for broken bytes: OSError, ValueError, SyntaxError, struct.error, EOFError.
        raise NotAPicture("The picture is broken, or only a part of it is there.") from fault


def _judge(found: Image.Image) -> None:
    """Raises NotAPicture by what stands in the head of the file: nothing is unpacked yet."""
    if found.width * found.height > MOST_PIXELS:
        raise NotAPicture(
            f"The picture has {found.width} × {found.height} pixels. Make it smaller: {MOST_PIXELS // 1_000_000} "
            "million fit, and a page shows fewer."
        )
    if getattr(found, "is_animated", False) and found.format != "MPO":
        raise NotAPicture("The picture moves. Send one that stands still.")
