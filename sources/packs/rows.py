"""Writing many rows of a pack at once, updating those that are there."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def upsert(rows: Iterable[M], *, unique: list[str]) -> list[M]:
    """Write rows of one model in one query each few hundred: those that agree in the fields `unique` with a row that is
    there take its place, and keep its id. The rows, with their ids."""
    found = list(rows)
    if not found:
        return []
    kind: Any = type(found[0])
    changing = [
        field.name for field in kind._meta.concrete_fields if not field.primary_key and field.name not in unique
    ]
    written: list[M] = kind.objects.bulk_create(
        found, batch_size=200, update_conflicts=True, unique_fields=unique, update_fields=changing
    )
    return written
