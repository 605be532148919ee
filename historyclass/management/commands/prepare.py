"""`prepare`: everything a start needs, in one go: migrations, content packs, and the demo school where it is wanted."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from historyclass import demo
from historyclass.desk.append_only import install_guards
from historyclass.people.models import School
from sources import picture_files


class Command(BaseCommand):
    help = "Migrate, load the content packs that ship, and make the demo school where HISTORYCLASS_DEMO is set."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        # A start that was stopped half-way may have migrated and not guarded.
        for app in apps.get_app_configs():
            install_guards(app_config=app, using=DEFAULT_DB_ALIAS)
        call_command("loadpack", verbosity=0)
        # Sessions that have run out would pile up; a start is a good moment to sweep.
        call_command("clearsessions", verbosity=0)
        # So would pictures of saves that were stopped half-way.
        picture_files.sweep()
        # A site that holds another school is somebody's own: the demo never joins it.
        if demo.is_made() and not settings.DEMO:
            self.stderr.write(
                "The demo school is in this database. Nobody can sign in to it: HISTORYCLASS_DEMO is off."
            )
        if settings.DEMO and not School.objects.exists():
            self.stdout.write("Making the demo school …")
            demo.make()
