"""What a column holds comes back as exactly that."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import models

from historyclass.backups.tables import all_tables, as_json, from_json

SAMPLES: list[tuple[models.Field, list[Any]]] = [
    (models.AutoField(), [1]),
    (models.BigAutoField(), [1, 2**63 - 1]),
    (models.IntegerField(), [-1, 0]),
    (models.BigIntegerField(), [-(2**63)]),
    (models.PositiveSmallIntegerField(), [0]),
    (models.PositiveIntegerField(), [0, 2**31 - 1]),
    (models.BooleanField(), [True, False]),
    (models.CharField(), ["", "Zoë \U0001f426", "a\u2028b\x1f", '"\\']),
    (models.TextField(), ["One\r\ntwo\n"]),
    (models.SlugField(), ["ashgrove"]),
    (models.FileField(), ["pictures/1a/16.9.jpg"]),
    (models.FloatField(), [0.1, 1e300, -0.0]),
    (models.DecimalField(max_digits=8, decimal_places=3), [Decimal("0.100"), Decimal("-99999.999")]),
    (models.UUIDField(), [UUID(int=2**127)]),
    (models.BinaryField(), [b"", bytes(range(256)), memoryview(b"\0\xff")]),
    (models.DateField(), [datetime(1921, 3, 18).date()]),
    (models.TimeField(), [datetime(1921, 3, 18, 23, 59, 59, 999_999).time()]),
    (models.DurationField(), [timedelta(microseconds=1), timedelta(days=-3, seconds=7)]),
    (
        models.DateTimeField(),
        [
            datetime(2026, 11, 24, 9, 0, 0, 1, tzinfo=UTC),
            # The hour that comes twice.
            datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=0),
            datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1),
        ],
    ),
]


@pytest.mark.parametrize(("field", "values"), SAMPLES, ids=lambda given: type(given).__name__)
def test_a_value_comes_back_exactly(field: models.Field, values: list[Any]):
    for value in [None, *values]:
        back = from_json(field, json.loads(json.dumps(as_json(field, value))))
        if isinstance(value, datetime):
            assert back.astimezone(UTC) == value.astimezone(UTC)
        else:
            assert back == value


@pytest.mark.parametrize("text", ["null", '"null"', "[]", '{"b": [1, null], "a": "\\u2019\\ud83d"}', None])
def test_json_comes_back_exactly_and_null_is_not_nothing(text: str | None):
    field = models.JSONField(null=True)
    back = from_json(field, json.loads(json.dumps(as_json(field, text))))
    assert back == (None if text is None else [json.loads(text)])


def test_every_column_of_the_site_is_of_a_kind_that_is_tried_here():
    tried = {field.get_internal_type() for field, _ in SAMPLES} | {"JSONField", "ForeignKey", "OneToOneField"}
    found = {
        field.get_internal_type(): f"{table.label}.{field.name}"
        for table in all_tables().values()
        for field in table.fields
    }
    assert {kind: name for kind, name in found.items() if kind not in tried} == {}
