"""`loadpack [FOLDER …]`: load content packs, by default those that ship."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources.packs.reader import FaultyPack
from sources.packs.services import load_pack, shipped_packs


class Command(BaseCommand):
    help = "Load content packs, updating in place. Without a folder: the packs that ship."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in options["folders"] or shipped_packs():
            try:
                enquiry = load_pack(folder=folder)
            except FaultyPack as fault:
                raise CommandError(f"{folder} was not loaded:\n{fault}") from fault
            if options["verbosity"]:
                self.stdout.write(f"{enquiry.title}: {enquiry.sources.filter(retired=False).count()} sources")
