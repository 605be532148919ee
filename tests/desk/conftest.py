"""How long Hypothesis searches. HYPOTHESIS_PROFILE=long looks ten times as far."""

import os
import sys

import pytest
from hypothesis import HealthCheck, Phase, settings

from historyclass.people.models import Role, User
from historyclass.people.services import create_school
from tests.cast import make_person

# It watches how SQLite syncs its files, by ptrace: PostgreSQL does that in processes of its own, and macOS has no such
# ptrace. On Linux a machine that forbids ptrace fails the test.
collect_ignore = [] if sys.platform == "linux" and not os.environ.get("DATABASE_URL") else ["test_synced.py"]

settings.register_profile(
    "house",
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    # All but `explain`, which takes minutes here.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    # A step of the model is several queries; the database fixture lasts for the whole search on purpose.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", settings.get_profile("house"), max_examples=2000, stateful_step_count=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture
def writer(db: None) -> User:
    """Somebody whose sheet it is."""
    school = create_school(name="Ashgrove", slug="ashgrove", timezone_name="Europe/London")
    return make_person(school, Role.STUDENT, "amira", "Amira Hussain")
