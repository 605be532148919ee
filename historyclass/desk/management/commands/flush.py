"""Django's flush, with the permit to empty append-only tables: the test runner empties them between tests."""

from typing import Any

from django.core.management.commands.flush import Command as Flush

from historyclass.desk.append_only import permit


class Command(Flush):
    def handle(self, **options: Any) -> None:
        with permit(using=options["database"]):
            super().handle(**options)
