"""`packschema FOLDER`: write beside a pack what editors need to help with it: JSON Schema for every file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from sources.packs.editors import files_for_editors


class Command(BaseCommand):
    help = "Write the JSON Schema of a pack's files, and VS Code's settings for them, into the pack's folder."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for path, data in files_for_editors().items():
            file = options["folder"] / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            self.stdout.write(path)
