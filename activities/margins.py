"""What stands in the margin of a piece of work: comments, which only a higher app knows.

A kind's templates leave room at each place that can be commented on (`activities/templatetags/margins.py`). What goes
there is given by a provider that a higher app registers in `AppConfig.ready`; a page of a higher app gives its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from activities.models import Work


@dataclass(frozen=True)
class Margin:
    """At one place: `mark` is shown inside it, a ringed number say; `note` under its row. Both are safe HTML, or ""."""

    mark: SafeString | str
    note: SafeString | str


Margins = Mapping[str, Margin]
"""Path of a place → its margin."""
Provider = Callable[[HttpRequest, Work], Margins]

_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Make a provider known."""
    if provider not in _providers:
        _providers.append(provider)


def margins_of(request: HttpRequest, work: Work | None) -> Margins:
    """What the student may see at the places of their own piece."""
    if work is None:
        return {}
    return {path: margin for provider in _providers for path, margin in provider(request, work).items()}
