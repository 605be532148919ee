"""The database as it is at one moment, however long reading it takes, while people go on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import ConnectionHandler


@contextmanager
def snapshot(*, beside: Path) -> Iterator[None]:
    """Until the end this thread reads the database as it was at the beginning, and cannot write to it.

    `beside`: a folder with room for a SQLite database.
    """
    if connection.vendor == "sqlite":
        with _copied(beside):
            yield
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _copied(beside: Path) -> Iterator[None]:
    """Reads a copy of the file, made in a moment: for as long as somebody reads SQLite, every save waits."""
    site = connections[DEFAULT_DB_ALIAS]
    with TemporaryDirectory(dir=beside, prefix=".snapshot-") as folder:
        path = str(Path(folder) / "copy.sqlite3")
        site.ensure_connection()
        with site.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
            site.connection.backup(copy)
        databases = {DEFAULT_DB_ALIAS: {**site.settings_dict, "NAME": path}}
        connections[DEFAULT_DB_ALIAS] = ConnectionHandler(databases)[DEFAULT_DB_ALIAS]
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS].close()
            connections[DEFAULT_DB_ALIAS] = site
