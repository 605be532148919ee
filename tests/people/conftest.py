"""A school of its own, for tests that need nobody else."""

import pytest

from historyclass.people.models import Role, School, User
from historyclass.people.services import create_school
from tests.cast import make_person


@pytest.fixture
def school(db) -> School:
    """The only school of the site."""
    return create_school(name="Ashgrove", slug="ashgrove", timezone_name="Europe/London")


@pytest.fixture
def amira(school: School) -> User:
    """Its only student."""
    return make_person(school, Role.STUDENT, "amira", "Amira Hussain")
