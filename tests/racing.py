"""Things done at one moment, each on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*things: Callable[[], object], faults: tuple[type[Exception], ...]) -> list[str]:
    """Do them in threads of their own that set out together. What became of each: `done`, or the name of one of
    `faults`."""
    ready, outcome = threading.Barrier(len(things)), []

    def run(thing: Callable[[], object]) -> None:
        try:
            ready.wait()
            thing()
            outcome.append("done")
        except faults as fault:
            outcome.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome
