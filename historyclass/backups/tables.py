"""Rows as lines of JSON, and back: the same on every database, and exact.

A row is an object of columns. Moments are ISO 8601 in UTC with all their microseconds, bytes are base64, and a JSON
column is a list of its one value, since its null is another thing than no value at all.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils.duration import duration_iso_string

from historyclass.backups.faults import BackupFault

LEFT_OUT = {"sessions.session", "desk.permit"}
"""Who is signed in where is nothing to keep, and the permit to delete is only ever open inside a transaction."""
MADE_BY_MIGRATE = ["auth.permission", "contenttypes.contenttype"]
"""Django fills these in an empty database. In the order in which they can be emptied."""
PAGE = 200
"""Rows that are read at a time."""

Row = list[Any]


@dataclass(frozen=True)
class Table:
    model: type[models.Model]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """Those with a column that a row brings with it."""
        return [field for field in self.model._meta.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.fields]

    def count(self) -> int:
        return self.model._base_manager.count()

    def name(self, number: int) -> str:
        """What so many of its rows are called: school, classrooms."""
        meta = self.model._meta
        return str(meta.verbose_name if number == 1 else meta.verbose_name_plural)

    def lines(self) -> Iterator[bytes]:
        """Every row in the order of their keys, a page at a time: the whole table would not fit in memory."""
        rows = self.model._base_manager.order_by("pk").values_list(*map(_selected, self.fields))
        key = self.fields.index(self.model._meta.pk)
        page = list(rows[:PAGE])
        while page:
            for row in page:
                values = dict(zip(self.columns, map(as_json, self.fields, row), strict=True))
                yield json.dumps(values, separators=(",", ":")).encode() + b"\n"
            page = list(rows.filter(pk__gt=page[-1][key])[:PAGE])

    def read(self, line: bytes) -> Row:
        """The row of a line, in the order of `fields`. Raises ValueError where there is none in it."""
        values = json.loads(line)
        if not isinstance(values, dict) or list(values) != self.columns:
            raise ValueError("its columns are not those of the table")
        return [from_json(field, values[field.attname]) for field in self.fields]

    def prepared(self, row: Row) -> Row:
        """As the database's driver takes it."""
        return [_prepared(field, value) for field, value in zip(self.fields, row, strict=True)]


def _selected(field: "models.Field[Any, Any]") -> Any:
    # A JSON column is read as text: loaded, its null could not be told from no value at all.
    return Cast(field.attname, models.TextField()) if isinstance(field, models.JSONField) else field.attname


def as_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value of a column, as the database gave it; of a JSON column, its text."""
    match value:
        case None:
            return None
        case _ if isinstance(field, models.JSONField):
            return [json.loads(value)]
        case bool() | int() | float() | str():
            return value
        case datetime() if value.tzinfo:
            return value.astimezone(UTC).isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
        case Decimal() | UUID():
            return str(value)
    raise BackupFault(f"No copy can be made: nobody has said how to write the column {field}.")


def from_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    """As Python has it; of a JSON column, the list of its one value. Raises ValueError where it cannot be that."""
    if value is None:
        # Whether the column may hold nothing, the database says.
        return None
    if isinstance(field, models.JSONField):
        if not isinstance(value, list) or len(value) != 1:
            raise ValueError(f"{field.attname} is no list of one value")
        return value
    try:
        return field.to_python(value)
    except (ValidationError, TypeError, ValueError) as error:
        raise ValueError(f"{field.attname} cannot be {value!r}") from error


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is not None and isinstance(field, models.JSONField):
        return connection.ops.adapt_json_value(value[0], field.encoder)
    return field.get_db_prep_save(value, connection)


def all_tables() -> dict[str, Table]:
    """What a copy holds, by label and in that order."""
    found = [Table(model) for model in apps.get_models(include_auto_created=True) if _is_kept(model)]
    return {table.label: table for table in sorted(found, key=lambda table: table.label)}


def _is_kept(model: type[models.Model]) -> bool:
    meta = model._meta
    return bool(meta.managed) and not meta.proxy and meta.label_lower not in LEFT_OUT


def tables_of_nobody() -> list[str]:
    """Tables of the database that belong to no app that is installed, so that no copy holds them."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(set(connection.introspection.table_names()) - ours - {"django_migrations"})
