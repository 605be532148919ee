"""Which version of the site a database, the code and a copy are of, told by the last migration of each app."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from historyclass.backups.faults import BackupFault

Migrations = dict[str, str]
"""App → name of its last migration."""


def migrations_of_code() -> Migrations:
    return dict(MigrationLoader(None).graph.leaf_nodes())


def migrations_here() -> Migrations:
    """Those of the code. Raises BackupFault unless the database has had all of them and no others."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    leaves = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(leaves):
        raise BackupFault("The database is not ready for this version. Run `python3 dev.py manage migrate` first.")
    known = executor.loader.disk_migrations
    installed = executor.loader.migrated_apps
    strange = [key for key in executor.loader.applied_migrations if key[0] in installed and key not in known]
    if strange:
        app, name = sorted(strange)[-1]
        raise BackupFault(
            f"The database is of a newer version of Historyclass ({app} {name} is not known here). Install that one."
        )
    return dict(leaves)


def refuse_other_version(copy: Migrations, here: Migrations) -> None:
    """Raise BackupFault unless a copy was made by a version whose tables are those of this one."""
    differing = sorted(app for app in {*copy, *here} if copy.get(app) != here.get(app))
    if not differing:
        return
    listed = "; ".join(f"{app}: {copy.get(app, 'not there')}, here {here.get(app, 'not there')}" for app in differing)
    if any(app not in copy or app not in here for app in differing):
        advice = "Install the same apps (HISTORYCLASS_APPS) and the version that made the copy, restore, then update."
    else:
        advice = (
            "Install the version that made it and restore there; then update as always (docs/running-it.md), which "
            "brings what was restored to the new version."
        )
    raise BackupFault(f"The copy was made by another version of Historyclass ({listed}). {advice}")
