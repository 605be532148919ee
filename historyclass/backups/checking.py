"""Reading a copy through to its end, and changing nothing."""

from collections.abc import Iterator
from pathlib import Path

from historyclass.backups.archive import Archive, Manifest, reading
from historyclass.backups.faults import BackupFault, Warn
from historyclass.backups.tables import Row, Table, all_tables
from historyclass.backups.versions import migrations_of_code, refuse_other_version


def check_backup(path: Path, *, warn: Warn) -> Manifest:
    """Raise BackupFault unless the copy is whole; `warn` is told where another version has to restore it."""
    with reading(path) as archive:
        archive.verify()
        try:
            refuse_other_version(archive.manifest.migrations, migrations_of_code())
        except BackupFault as fault:
            warn(str(fault))
        else:
            check_rows(archive)
        return archive.manifest


def check_rows(archive: Archive) -> None:
    """Read every row of a copy that is of this version. Raises BackupFault at the first that cannot be read."""
    tables = all_tables()
    expected = {label: table.columns for label, table in tables.items()}
    if {label: member.columns for label, member in archive.manifest.tables.items()} != expected:
        raise BackupFault("The tables of the copy are not those of this version of Historyclass.")
    for label, table in tables.items():
        found = sum(1 for _ in read_rows(archive, table))
        if found != (told := archive.manifest.tables[label].rows):
            raise BackupFault(f"The copy is damaged: {label} has {found} rows, and its manifest says {told}.")


def read_rows(archive: Archive, table: Table) -> Iterator[Row]:
    """A table's rows. Raises BackupFault at the first that cannot be read."""
    for number, line in enumerate(archive.lines(table.label), start=1):
        try:
            yield table.read(line)
        except ValueError as error:
            raise BackupFault(f"Row {number} of {table.label} cannot be read: {error}.") from error
