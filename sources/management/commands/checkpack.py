"""`checkpack FOLDER …`: tell what is wrong with a pack, by file and line, and change nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources.packs.files import files_in
from sources.packs.reader import FaultyPack
from sources.packs.services import parse_pack, shipped_packs


class Command(BaseCommand):
    help = "Check content packs; every fault is told with its file and line. Without a folder: the packs that ship."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = 0
        for folder in options["folders"] or shipped_packs():
            try:
                parse_pack(files_in(folder))
                self.stdout.write(f"{folder.name}: no fault")
            except FaultyPack as fault:
                faulty += len(fault.faults)
                for one in fault.faults:
                    self.stdout.write(f"{folder.name}/{one}")
        if faulty:
            raise CommandError(f"{faulty} faults" if faulty > 1 else "1 fault")
