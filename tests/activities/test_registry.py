"""The register of kinds."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from activities import packs
from activities.kinds import registry
from tests.toy_kind.kind import KIND


@pytest.fixture(autouse=True)
def _restored(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))


def test_a_slug_is_given_once():
    registry.register(KIND)
    registry.register(KIND)
    with pytest.raises(ImproperlyConfigured, match="There are two kinds of part named “toy”"):
        registry.register(replace(KIND, label="Another toy"))
    assert registry.get("toy") is KIND


def test_a_house_kind_is_not_replaced():
    house = registry.get("questions")
    with pytest.raises(ImproperlyConfigured):
        registry.register(replace(KIND, slug="questions"))
    assert registry.get("questions") is house


def test_a_kind_may_lie_in_any_module():
    """An app with all of its kind in `vocab.py`, say, and no `kind.py` beside it."""

    def cells(definition):
        return []

    cells.__module__ = "tests.reading"
    registry.register(replace(KIND, cells=cells))
    assert {path.name for path in packs._readers()} >= {"reading.py", "kind.py", "registry.py"}
