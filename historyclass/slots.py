"""Named places in a lower app's pages that a higher app fills.

Imports and links run one way through the house (docs/structure.md). Where a page of a lower app should show what
only a higher app knows, its template holds `{% slot "work.returned" work=work %}`, and the higher app registers, in
`AppConfig.ready`, a function that turns the same values into HTML.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Filler = Callable[..., str]

_fillers: dict[str, list[Filler]] = defaultdict(list)


def fill(name: str, filler: Filler) -> None:
    """Add a filler to the slot `name`. It is called as `filler(request, **values)` and returns safe HTML, or ""."""
    if filler not in _fillers[name]:
        _fillers[name].append(filler)


def render(name: str, request: HttpRequest, **values: Any) -> SafeString:
    """The HTML of every filler of the slot `name`, in order of registration."""
    return mark_safe("".join(filler(request, **values) for filler in _fillers[name]))  # noqa: S308 - fillers render templates
