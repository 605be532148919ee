"""Sites of a test's own: a database and a folder of uploads each, which the code can be made to run on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from tests.databases import connected


@dataclass
class Place:
    url: str
    uploads: Path

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Until the end, everything reads and writes here."""
        usual = connections["default"]
        storage = {**settings.STORAGES["default"], "OPTIONS": {"location": self.uploads}}
        with connected(self.url) as here, override_settings(STORAGES={**settings.STORAGES, "default": storage}):
            connections["default"] = here
            ContentType.objects.clear_cache()
            try:
                yield
            finally:
                connections["default"] = usual
                ContentType.objects.clear_cache()

    def run(self, *words: Any) -> str:
        """A command, as somebody would run it here; what it says."""
        with self.entered():
            call_command(*words, stdout=(said := StringIO()), stderr=said, no_color=True)
        return said.getvalue()

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.uploads)): path.read_bytes()
            for path in sorted(self.uploads.rglob("*"))
            if path.is_file()
        }


def contents(copy: Path) -> dict[str, bytes]:
    """All that a copy holds but its manifest, which says when it was made."""
    with ZipFile(copy) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if name != "manifest.json"}
