"""What a command does when it is told to stop half-way."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def tidied_when_stopped() -> Iterator[None]:
    """A polite kill (SIGTERM) unwinds like Ctrl-C does, so that nothing half-made is left lying about."""

    def leave(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
