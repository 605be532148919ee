"""What is set from an enquiry, on its page: to students their pieces, to teachers what their classes have."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.reading import words

HOME = "/library/soviet-foreign-policy/"


@pytest.fixture
def set_work_of(cast, as_user):
    """The page of the enquiry, for somebody of the cast."""
    return lambda name: as_user(getattr(cast, name)).get(HOME)


def test_a_student_finds_their_pieces_and_where_each_stands(cast, set_work_of):
    page = set_work_of("student")
    assert f'href="{reverse("activities:work", args=[cast.assignment.pk])}"' in page.text
    assert re.search(rf"Set from this enquiry {cast.assignment.title} Due .* Not started", words(page))
    cast.handed_in(cast.student)
    assert re.search(rf"{cast.assignment.title} Handed in", words(set_work_of("student")))
    cast.returned(cast.classmate)
    assert re.search(rf"{cast.assignment.title} Returned", words(set_work_of("classmate")))


def test_a_teacher_finds_what_their_classes_have(cast, set_work_of):
    page = set_work_of("teacher")
    assert f'href="{reverse("marking:assignment", args=[cast.assignment.pk])}"' in page.text
    assert f"Set from this enquiry {cast.classroom.name} {cast.assignment.title}" in words(page)


def test_others_do_not_find_it(cast, set_work_of):
    for name in ("other_student", "left_class", "other_teacher", "stranger_teacher", "admin"):
        assert cast.assignment.title not in words(set_work_of(name)), name


def test_what_is_withdrawn_is_not_there(cast, set_work_of):
    cast.assignment.withdrawn_at = timezone.now()
    cast.assignment.save()
    for name in ("student", "teacher"):
        assert cast.assignment.title not in words(set_work_of(name)), name
