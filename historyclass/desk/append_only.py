"""Tables whose rows are written once: the database itself refuses to change them, or to delete them without the permit.

The permit is a table of one row. `with permit():` opens it inside a transaction; triggers on every guarded table
look at it. The same on SQLite and PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PERMIT_TABLE = "desk_permit"


class WrittenOnce(Exception):
    """Code tried to change or delete a row that stands for ever."""


class AppendOnly(models.Model):
    """Base of models whose rows are never updated, and deleted only by `thin` and `erase`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(f"{self._meta.verbose_name} rows are written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{self._meta.verbose_name} rows are deleted by thin and erase alone.")


@contextmanager
def permit(using: str = "default") -> Iterator[None]:
    """Let this transaction delete from guarded tables. Other connections never see the permit open."""
    from historyclass.desk.models import Permit

    with transaction.atomic(using=using):
        Permit.objects.using(using).update_or_create(pk=1, defaults={"is_open": True})
        yield
        # After a fault the rollback closes it.
        Permit.objects.using(using).update_or_create(pk=1, defaults={"is_open": False})


def guarded_models() -> list[type[AppendOnly]]:
    """Every concrete append-only model of the site."""
    return [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def install_guards(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """(Re)create the triggers of an app's append-only tables. Connected to post_migrate; harmless to repeat."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if PERMIT_TABLE not in existing:
        return
    for model in app_config.get_models():
        if issubclass(model, AppendOnly) and model._meta.db_table in existing:
            _install(connection, model._meta.db_table)


def _install(connection: BaseDatabaseWrapper, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in _postgresql(table):
                cursor.execute(statement)
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = dict(cursor.fetchall())
        for name, statement in {**_sqlite(table), **_sqlite_permit()}.items():
            # Dropped only where it differs: every change of the schema makes all connections read it anew.
            if standing.get(name) != statement:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
                cursor.execute(statement)


def _sqlite_permit() -> dict[str, str]:
    """Emptying all tables on SQLite goes table by table: the open permit must outlast the guarded ones."""
    name = f"{PERMIT_TABLE}_stays"
    return {name: f'CREATE TRIGGER "{name}" BEFORE DELETE ON "{PERMIT_TABLE}" BEGIN SELECT RAISE(IGNORE); END'}


def _sqlite(table: str) -> dict[str, str]:
    return {
        f"{table}_no_update": f"""CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}"
            BEGIN SELECT RAISE(ABORT, 'append-only: {table} rows are never changed'); END""",
        f"{table}_no_delete": f"""CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}"
            WHEN NOT EXISTS (SELECT 1 FROM {PERMIT_TABLE} WHERE is_open)
            BEGIN SELECT RAISE(ABORT, 'append-only: {table} rows are deleted by thin and erase alone'); END""",
    }


def _postgresql(table: str) -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION desk_append_only() RETURNS trigger LANGUAGE plpgsql AS $guard$
            BEGIN
                IF TG_OP <> 'UPDATE' AND EXISTS (SELECT 1 FROM {PERMIT_TABLE} WHERE is_open) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'append-only: % refused on %', TG_OP, TG_TABLE_NAME
                    USING ERRCODE = 'integrity_constraint_violation';
            END $guard$""",
        f"""CREATE OR REPLACE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION desk_append_only()""",
        f"""CREATE OR REPLACE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION desk_append_only()""",
    ]
