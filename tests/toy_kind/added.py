"""The site as it is with the toy kind's app among its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.test import override_settings

from activities.kinds import registry

# Collected files are those of the house; here each is taken from where it lies.
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


@contextmanager
def with_toy() -> Iterator[None]:
    """What HISTORYCLASS_APPS=tests.toy_kind does, for as long as it lasts."""
    changed = {
        "INSTALLED_APPS": [*settings.INSTALLED_APPS, "tests.toy_kind"],
        "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}},
    }
    with patch.dict(registry._kinds), override_settings(**changed):
        yield
