"""The pictures themselves, to whoever may see them."""

from typing import cast

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from historyclass.people.models import User
from historyclass.people.permissions import fetch, school_member
from sources.models import Holding
from sources.permissions import source_reader
from sources.picture_sizes import sizes_of

TYPES = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg"}
"""How a file's name ends → what it is served as. Nothing else is served."""
A_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, slug: str, key: str, name: str) -> HttpResponse:
    """A picture of a source, the pack's or one that the reader's school holds, in the size that `name` says."""
    user = cast(User, request.user)
    source = fetch(source_reader, user, enquiry__slug=slug, key=key)
    held = Holding.objects.filter(source=source, school__in=school_member.rows(user).values("pk")).exclude(picture="")
    paths = [str(source.picture)] if source.picture else []
    paths += held.values_list("picture", flat=True)
    size = next((size for path in paths for size in sizes_of(path) if size and size.name == name), None)
    ending = f".{size.path.rpartition('.')[2]}" if size else ""
    if size is None or ending not in TYPES or not default_storage.exists(size.path):
        raise Http404
    with default_storage.open(size.path) as file:
        data = file.read()
    # Its name is never given again, so a browser keeps it without asking; nobody between keeps it.
    headers = {
        "Cache-Control": f"private, max-age={A_YEAR}, immutable",
        "Content-Disposition": f'inline; filename="{name}{ending}"',
    }
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)
