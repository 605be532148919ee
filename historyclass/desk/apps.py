"""Desk: keeps what people type, so that nothing typed is ever lost (docs/save-protocol.md)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "historyclass.desk"
    label = "desk"

    def ready(self) -> None:
        from historyclass.desk import append_only

        # After every migration, because SQLite drops a table's triggers when a migration rebuilds the table.
        post_migrate.connect(append_only.install_guards, dispatch_uid="desk.append_only")
