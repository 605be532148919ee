"""The database as it is at one moment, however long reading it takes, while people go on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

SNAPSHOT = "snapshot"


@contextmanager
def snapshot(*, beside: Path) -> Iterator[str]:
    """The alias of a connection that shows one moment. `beside`: a folder with room for a SQLite database."""
    if connection.vendor == "sqlite":
        with _copied(beside) as alias:
            yield alias
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield DEFAULT_DB_ALIAS


@contextmanager
def _copied(beside: Path) -> Iterator[str]:
    """A copy of the file, which takes a moment: as long as somebody reads SQLite, every save waits."""
    with TemporaryDirectory(dir=beside, prefix=".snapshot-") as folder:
        copy = str(Path(folder) / "copy.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        connections.databases[SNAPSHOT] = {**connection.settings_dict, "NAME": copy}
        try:
            yield SNAPSHOT
        finally:
            connections[SNAPSHOT].close()
            del connections[SNAPSHOT], connections.databases[SNAPSHOT]
