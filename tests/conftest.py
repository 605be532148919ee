"""What every test can ask for. The database is real: SQLite or PostgreSQL, by DATABASE_URL.

The same search every time, so that a red run is about the change; HYPOTHESIS_PROFILE=long searches ten times as far,
and elsewhere each time.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import HealthCheck, Phase, settings

from activities.models import Activity
from historyclass.people.models import User
from sources.models import Enquiry
from sources.packs.services import load_pack, shipped_packs
from tests.cast import Cast, make_cast
from tests.rows import Rows, newest


@pytest.fixture(autouse=True, scope="session")
def storage_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests that run side by side must not sweep away one another's files."""
    place = {**django_settings.STORAGES["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES={**django_settings.STORAGES, "default": place}):
        yield


settings.register_profile(
    "house",
    # What people and networks do is searched at length on one database; the other answers to a shorter search.
    max_examples=40 if connection.vendor == "postgresql" else 200,
    derandomize=True,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    # All but `explain`, which takes minutes here.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    # A step of the model is several queries; the database fixture lasts for the whole search on purpose.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "long", settings.get_profile("house"), max_examples=2000, stateful_step_count=50, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


DATABASE_FIXTURES = {"db", "transactional_db", "database_url"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What comes out the same whatever the database is proved on SQLite; PostgreSQL has nothing to add."""
    if connection.vendor == "sqlite":
        return

    def depends_on_it(item: pytest.Item) -> bool:
        if item.get_closest_marker("any_database"):
            return False
        asks = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        return bool(asks) or item.get_closest_marker("django_db") is not None

    config.hook.pytest_deselected(items=[item for item in items if not depends_on_it(item)])
    items[:] = [item for item in items if depends_on_it(item)]


PACKS = pytest.StashKey[tuple[Rows, Any]]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, pytestconfig):
    """The shipped packs are loaded once."""
    with django_db_blocker.unblock():
        call_command("loadpack", verbosity=0)
        pytestconfig.stash[PACKS] = Rows.since({}), django_db_blocker


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that commits leaves every table empty: the packs are put back for those who come after it."""
    try:
        yield
    finally:
        marker = item.get_closest_marker("django_db")
        commits = "transactional_db" in getattr(item, "fixturenames", ()) or (
            marker and marker.kwargs.get("transaction")
        )
        if commits and PACKS in item.config.stash:
            packs, blocker = item.config.stash[PACKS]
            with blocker.unblock():
                # Emptying the tables fills some of them again: types of content, permissions.
                packs.put_back(only={table for table, count in newest().items() if count == 0})


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Argon2 is slow on purpose; here it would only make tests slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def enquiry(db) -> Enquiry:
    """The first enquiry, from the pack that ships."""
    return load_pack(folder=shipped_packs()[0])


@pytest.fixture
def activity(enquiry: Enquiry) -> Activity:
    """The opener's source table, by itself."""
    found = Activity.objects.get(enquiry=enquiry, key="opener-aims")
    found.parts.exclude(key="table").delete()
    return found


@pytest.fixture
def opener(enquiry: Enquiry) -> Activity:
    """The whole opener: table, change, events."""
    return Activity.objects.get(enquiry=enquiry, key="opener-aims")


@pytest.fixture
def cast(activity: Activity) -> Cast:
    return make_cast(activity)


@pytest.fixture
def as_user() -> Callable[[User | None], Client]:
    """`as_user(person)` is a browser in which that person is signed in; `as_user(None)` one in which nobody is."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def count_queries() -> Callable[[], "_Counter"]:
    """`with count_queries() as count: …` then `count()`: queries made, transaction control left out."""
    return _counting  # type: ignore[return-value]


_Counter = Callable[[], int]
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def _counting() -> Iterator[_Counter]:
    with CaptureQueriesContext(connection) as captured:
        yield lambda: sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)
