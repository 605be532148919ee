"""Browsers of those who set, mark and read."""

import pytest
from django.test import Client


@pytest.fixture
def teacher(cast, as_user) -> Client:
    """The browser of the teacher of the class."""
    return as_user(cast.teacher)


@pytest.fixture
def student(cast, as_user) -> Client:
    """The browser of the student."""
    return as_user(cast.student)
