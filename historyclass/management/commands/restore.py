"""`restore FILE`: makes a site of what `backup` wrote, in an empty database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from historyclass.backups import BackupFault, restore_backup, summary
from historyclass.management.stopping import tidied_when_stopped


class Command(BaseCommand):
    help = "Fill an empty, migrated database and the folder of uploads from a copy that `backup` made: all or nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a copy made by `backup`")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].absolute()
        try:
            with tidied_when_stopped():
                manifest = restore_backup(path)
        except BackupFault as fault:
            raise CommandError(f"{fault} Nothing was changed.") from fault
        except DatabaseError as error:
            raise CommandError(f"The database cannot be written: {error} Nothing was changed.") from error
        if options["verbosity"]:
            self.stdout.write(f"{path} is restored. Everybody signs in again.\n{summary(manifest)}")
