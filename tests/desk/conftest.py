"""Somebody whose words the desk keeps."""

import pytest

from historyclass.people.models import Role, User
from historyclass.people.services import create_school
from tests.cast import make_person


@pytest.fixture
def writer(db: None) -> User:
    """Somebody whose sheet it is."""
    school = create_school(name="Ashgrove", slug="ashgrove", timezone_name="Europe/London")
    return make_person(school, Role.STUDENT, "amira", "Amira Hussain")
