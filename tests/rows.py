"""Rows remembered as the database keeps them, and put back in milliseconds, without the code that wrote them."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, ForeignKey

AT_ONCE = 100


def newest() -> dict[str, int]:
    """table → the highest number of its rows, 0 where there are none. Tables that do not count theirs are left out."""
    with connection.cursor() as cursor:
        found = {}
        for table, pk in _tables().items():
            cursor.execute(f'SELECT max("{pk}") FROM "{table}"')
            found[table] = cursor.fetchone()[0] or 0
    return found


def _tables() -> dict[str, str]:
    """table → the column of its rows' numbers."""
    models = apps.get_models(include_auto_created=True)
    counted = [model for model in models if isinstance(model._meta.pk, AutoField | ForeignKey)]
    return {model._meta.db_table: model._meta.pk.column for model in counted}


@dataclass
class Rows:
    """What stood in some tables at a time."""

    tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
    """table → its columns, its rows."""

    @classmethod
    def since(cls, before: dict[str, int]) -> "Rows":
        """All rows that came after those that `newest()` told of."""
        found = {}
        with connection.cursor() as cursor:
            for table, pk in _tables().items():
                cursor.execute(f'SELECT * FROM "{table}" WHERE "{pk}" > %s ORDER BY "{pk}"', [before.get(table, 0)])
                rows = cursor.fetchall()
                if rows:
                    found[table] = ([column[0] for column in cursor.description], rows)
        return cls(found)

    def put_back(self, *, only: set[str] | None = None) -> None:
        """Into the tables of `only`, or into all. Keys between tables are checked at the end: any order will do."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.tables.items():
                if only is not None and table not in only:
                    continue
                names = ", ".join(f'"{name}"' for name in columns)
                row = f"({', '.join(['%s'] * len(columns))})"
                for first in range(0, len(rows), AT_ONCE):
                    some = rows[first : first + AT_ONCE]
                    values = ", ".join([row] * len(some))
                    cursor.execute(
                        f'INSERT INTO "{table}" ({names}) VALUES {values}', [value for each in some for value in each]
                    )
