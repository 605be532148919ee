"""`backup FILE`: everything the site keeps in one new file; `backup --check FILE`: whether such a file is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from historyclass.backups import BackupFault, check_backup, make_backup, summary
from historyclass.management.stopping import tidied_when_stopped


class Command(BaseCommand):
    help = "Write every row of the database and every uploaded file into one new file, while the site runs."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the new copy; a file of that name is never overwritten")
        parser.add_argument("--check", action="store_true", help="read a copy to its end instead, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].absolute()
        work = check_backup if options["check"] else make_backup
        try:
            with tidied_when_stopped():
                manifest = work(path, warn=self.stderr.write)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"No copy was made. {error.filename or path}: {error.strerror or error}.") from error
        except DatabaseError as error:
            raise CommandError(f"No copy was made, since the database cannot be read: {error}") from error
        if options["verbosity"]:
            said = "is whole" if options["check"] else "is made"
            self.stdout.write(f"{path} {said}.\n{summary(manifest)}")
