"""Making a copy while the site runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from historyclass.backups.archive import CHUNK, FORMAT, Manifest, Writer
from historyclass.backups.faults import BackupFault, Warn
from historyclass.backups.files import lies_among_them, stored_names
from historyclass.backups.snapshot import snapshot
from historyclass.backups.tables import all_tables, tables_of_nobody
from historyclass.backups.versions import migrations_here


def make_backup(path: Path, *, warn: Warn) -> Manifest:
    """Write every row and every stored file into one new file; `warn` is told what is not in it.

    The file gets its name when it is whole and on the disk. Raises BackupFault, and OSError where it cannot be
    written; either way nothing is left behind.
    """
    path = path.resolve()
    if lies_among_them(path):
        raise BackupFault(f"{path} is among the files that are copied. Put the copy somewhere else.")
    with _new_file(path) as stream, snapshot(beside=path.parent), ZipFile(stream, "w") as zipped:
        return _fill(Writer(zipped), warn)


def _fill(writer: Writer, warn: Warn) -> Manifest:
    made_at, migrations = timezone.now(), migrations_here()
    for name in tables_of_nobody():
        warn(f"Not in the copy: table {name}, which belongs to no app that is installed.")
    for label, table in all_tables().items():
        writer.add_table(label, table.columns, table.lines())
    _add_files(writer, warn)
    manifest = Manifest(
        format=FORMAT,
        made_at=made_at,
        engine=connection.vendor,
        migrations=migrations,
        tables=writer.tables,
        files=writer.files,
    )
    writer.add_manifest(manifest)
    return manifest


def _add_files(writer: Writer, warn: Warn) -> None:
    for name in stored_names():
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            warn(f"Not in the copy: file {name}, which was deleted meanwhile.")
            continue
        with file:
            writer.add_file(name, file.chunks(CHUNK))


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone, which gets its name at the end and never takes another's place."""
    if not path.parent.is_dir():
        raise BackupFault(f"There is no folder {path.parent} to put the copy into.")
    if path.exists():
        raise BackupFault(f"{path} is there already, and is left as it is. Choose another name.")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _give_name(part, path)
        finally:
            part.unlink(missing_ok=True)


def _give_name(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise BackupFault(f"{path} has come to be there meanwhile, and is left as it is.") from None
    except OSError:
        # Memory sticks have no hard links.
        part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
