"""`checkpack FOLDER-OR-ZIP …`: tell what is wrong with a pack, by file and line, and change nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources.packs.archives import Unpacked, read_archive
from sources.packs.files import files_in, others_in
from sources.packs.reader import FaultyPack
from sources.packs.services import parse_pack, shipped_packs


class Command(BaseCommand):
    help = (
        "Check content packs, folders or zip files; every fault is told with its file and line. "
        "Without one: the packs that ship."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("packs", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = 0
        for pack in options["packs"] or shipped_packs():
            try:
                found = read(pack)
                for path in found.others:
                    self.stdout.write(f"{pack.name}/{path}: not of a pack, left out")
                parse_pack(found.files)
                self.stdout.write(f"{pack.name}: no fault")
            except FaultyPack as fault:
                faulty += len(fault.faults)
                for one in fault.faults:
                    self.stdout.write(f"{pack.name}/{one}")
        if faulty:
            raise CommandError(f"{faulty} faults" if faulty > 1 else "1 fault")


def read(pack: Path) -> Unpacked:
    """The pack in a folder or a zip file. Raises FaultyPack."""
    if pack.is_file():
        return read_archive(pack.read_bytes())
    return Unpacked(files_in(pack), others_in(pack))
