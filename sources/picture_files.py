"""Pictures in storage. Each is there in two sizes, under names that tell their pixels and are never given again, so
that a browser may keep what it has fetched."""

import io
import secrets
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from sources.images import Picture
from sources.models import Holding
from sources.picture_sizes import Size, sizes_of

HELD = "held"
"""The folder of what schools hold."""


def store(picture: Picture) -> str:
    """Put a picture that a school holds into storage, in its sizes. Gives the path for the row to name."""
    return store_as(f"{HELD}/{secrets.token_hex(12)}", picture)


def store_as(stem: str, picture: Picture) -> str:
    """The same under a name of one's own, which is never given to another picture: what is there already stays."""
    path = f"{stem}-{picture.width}x{picture.height}{picture.suffix}"
    _, small = sizes_of(path)
    if default_storage.exists(path):
        return path
    default_storage.save(path, ContentFile(picture.data))
    if small:
        default_storage.save(small.path, ContentFile(_smaller(picture, small)))
    return path


def remove(path: str) -> None:
    """Take a picture out of storage, in all its sizes."""
    for size in sizes_of(path):
        if size:
            default_storage.delete(size.path)


def sweep(older_than: timedelta = timedelta(days=1)) -> None:
    """Remove what no row names: of a save that was stopped half-way. What is younger may still be under way."""
    named = {
        size.path
        for path in Holding.objects.exclude(picture="").values_list("picture", flat=True)
        for size in sizes_of(path)
        if size
    }
    if not default_storage.exists(HELD):
        return
    for name in default_storage.listdir(HELD)[1]:
        path = f"{HELD}/{name}"
        is_old = timezone.now() - default_storage.get_modified_time(path) >= older_than
        if path not in named and is_old:
            default_storage.delete(path)


def _smaller(picture: Picture, size: Size) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as found:
        found.resize((size.width, size.height), Image.Resampling.LANCZOS).save(out, found.format, quality=80)
    return out.getvalue()
