"""What is set out of an enquiry, which only higher apps know. They register a provider in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from historyclass.people.models import User
from sources.models import Enquiry


@dataclass(frozen=True)
class SetWork:
    """A piece set to a class of the reader's or of their school. `refs` are what it works on; `url` is its page, ""
    where it is not theirs to open."""

    title: str
    class_id: int
    class_name: str
    due_at: datetime
    url: str
    refs: frozenset[str]


Provider = Callable[[User, Enquiry], list[SetWork]]

_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Make a provider known."""
    if provider not in _providers:
        _providers.append(provider)


def set_from(user: User, enquiry: Enquiry) -> list[SetWork]:
    """What is set out of the enquiry to the classes that the person teaches, or looks after as an admin."""
    return [work for provider in _providers for work in provider(user, enquiry)]
