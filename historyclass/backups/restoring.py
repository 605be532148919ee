"""Making a site of a copy: into an empty database, all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction

from historyclass.backups.archive import Archive, Manifest, file_name, reading
from historyclass.backups.checking import check_rows, read_rows
from historyclass.backups.faults import BackupFault
from historyclass.backups.files import stored_names
from historyclass.backups.tables import MADE_BY_MIGRATE, Row, Table, all_tables
from historyclass.backups.versions import migrations_here, refuse_other_version

BATCH = 200
"""Rows that are sent to the database at a time."""
NAMED = 5
"""Tables that are named of those that are in the way."""


def restore_backup(path: Path) -> Manifest:
    """Fill the empty, migrated database and the empty storage from a copy that has been checked whole first.

    Raises BackupFault; then nothing has changed.
    """
    here = migrations_here()
    _refuse_unless_empty()
    with reading(path) as archive:
        archive.verify()
        refuse_other_version(archive.manifest.migrations, here)
        check_rows(archive)
        with _files_undone() as written, transaction.atomic():
            _refuse_unless_empty()
            _fill_tables(archive)
            _fill_storage(archive, written)
        ContentType.objects.clear_cache()
        return archive.manifest


def _refuse_unless_empty() -> None:
    """Nothing is ever mixed with what is there, nor put in its place."""
    counts = {table: table.count() for table in _tables_of_the_school()}
    there = [f"{number} {table.name(number)}" for table, number in counts.items() if number]
    if there:
        there[NAMED:] = ["and more"] if there[NAMED:] else []
        raise BackupFault(
            f"The database is not empty: it holds {', '.join(there)}. A copy is restored into an empty database only. "
            "Make a new one (another DATABASE_URL, or --data with a new folder), run `python3 dev.py manage migrate` "
            "on it, not `prepare`, and restore there."
        )
    stored = next(stored_names(), None)
    if stored is not None:
        raise BackupFault(
            f"There are uploaded files here already, like {stored}. A copy is restored beside no others: name a new "
            "folder (--data), or move them away."
        )


def _tables_of_the_school() -> list[Table]:
    return [table for label, table in all_tables().items() if label not in MADE_BY_MIGRATE]


def _fill_tables(archive: Archive) -> None:
    tables = all_tables()
    for label in MADE_BY_MIGRATE:
        tables[label].model._base_manager.all().delete()
    for table in tables.values():
        _insert(table, read_rows(archive, table))
    try:
        # Rows name rows of tables that come later; by now all are there.
        connection.check_constraints()
    except IntegrityError as error:
        raise BackupFault(f"The rows of the copy do not belong together: {error}") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables.values()]):
            cursor.execute(statement)


def _insert(table: Table, rows: Iterator[Row]) -> None:
    """Past Django's models, which would put today's date where a row has its own."""
    quoted = [connection.ops.quote_name(str(field.column)) for field in table.fields]
    name, places = connection.ops.quote_name(table.model._meta.db_table), ", ".join(["%s"] * len(quoted))
    sql = f"INSERT INTO {name} ({', '.join(quoted)}) VALUES ({places})"  # noqa: S608 - names out of our own models
    done = 0
    while batch := list(islice(rows, BATCH)):
        try:
            _send(table, sql, batch)
        except (DatabaseError, ValueError) as error:
            raise BackupFault(_refusal(table, sql, batch, done)) from error
        done += len(batch)


def _send(table: Table, sql: str, batch: list[Row]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, [table.prepared(row) for row in batch])


def _refusal(table: Table, sql: str, batch: list[Row], done: int) -> str:
    """Which row of a batch it was that the database did not take, and why."""
    for number, row in enumerate(batch, start=done + 1):
        try:
            _send(table, sql, [row])
        except (DatabaseError, ValueError) as error:
            # PostgreSQL goes on to show the row, and with it what is nobody's business.
            why, _, _ = str(error).partition("\n")
            return f"The database does not take row {number} of {table.label}: {why}"
    return f"The database does not take rows {done + 1} to {done + len(batch)} of {table.label} together."


def _fill_storage(archive: Archive, written: list[str]) -> None:
    for name in archive.manifest.files:
        # Before it is there: a disk that is full leaves half of it.
        written.append(name)
        try:
            with archive.open(file_name(name)) as stream:
                kept_as = default_storage.save(name, File(stream, name))
        except (OSError, SuspiciousFileOperation) as error:
            raise BackupFault(f"The file {name} cannot be stored: {error}") from error
        if kept_as != name:
            written.append(kept_as)
            raise BackupFault(f"The file {name} cannot be stored under its own name.")


@contextmanager
def _files_undone() -> Iterator[list[str]]:
    """A database undoes what was begun in it; this does it for files whose names are in the list."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        for name in written:
            # One that was never made, or cannot be deleted, hides neither the others nor what went wrong.
            with suppress(OSError):
                default_storage.delete(name)
        raise
