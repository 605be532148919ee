"""Packs that nobody wrote: they load whole or are refused in words, on both databases."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings

from historyclass.people.services import create_school
from sources.models import Enquiry, PackFile
from sources.packs.files import PackFiles
from sources.packs.reader import FaultyPack
from sources.packs.services import load_files
from tests.sources.made_packs import packs

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return create_school(name="Ashgrove", slug="ashgrove", timezone_name="Europe/London")


def loaded(files: PackFiles, school) -> bool:
    """Whether a pack was loaded, whole; where it was not, nothing of it is there."""
    faults = []
    with transaction.atomic():
        try:
            enquiry = load_files(files=files, school=school)
        except FaultyPack as fault:
            faults = fault.faults
        else:
            assert {file.path: bytes(file.data) for file in enquiry.files.all()} == files
            transaction.set_rollback(True)
            return True
    assert faults
    assert all(one.file and one.message for one in faults)
    assert not Enquiry.objects.filter(school=school).exists()
    assert not PackFile.objects.filter(enquiry__school=school).exists()
    return False


def test_packs_as_odd_as_can_be_load_or_are_refused(school):
    found = []

    @settings(max_examples=60)
    @given(packs(wild=False))
    def look(files: PackFiles) -> None:
        found.append(loaded(files, school))

    look()
    # They are to be worth loading: a search that only finds refusals proves little.
    assert sum(found) > 10


def test_packs_of_anything_load_or_are_refused(school):
    @settings(max_examples=80)
    @given(packs(wild=True))
    def look(files: PackFiles) -> None:
        loaded(files, school)

    look()


def test_what_was_loaded_can_be_read(cast, as_user):
    """Whatever dates, signs and lengths a pack holds, its pages open."""
    student, opened = as_user(cast.student), set()

    @settings(max_examples=10)
    @given(packs(wild=False))
    def look(files: PackFiles) -> None:
        with transaction.atomic():
            try:
                enquiry = load_files(files=files, school=cast.school)
            except FaultyPack:
                return
            for kind, rows in {
                "chapter": enquiry.chapters,
                "source": enquiry.sources,
                "timeline": enquiry.timelines,
                "chart": enquiry.charts,
                "person": enquiry.figures,
                "reading": enquiry.readings,
            }.items():
                for row in rows.all():
                    page = student.get(reverse(f"sources:{kind}", args=[enquiry.slug, row.key]))
                    assert page.status_code == 200
                    opened.add(kind)
            transaction.set_rollback(True)

    look()
    assert opened >= {"chapter", "source", "timeline", "chart", "person"}
