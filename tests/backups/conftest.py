"""A school at work, a copy of it, and empty places to restore it into. Made once: what is tried with them is undone or
leaves them as they are."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Value
from django.test import override_settings

from activities.authoring.services import copy_activity
from activities.models import Activity
from historyclass.desk.models import Conflict, Sheet
from historyclass.desk.services import device_key
from historyclass.people.looks import Theme
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.services import enrol
from sources.packs.services import load_pack, shipped_packs
from tests.backups.places import Place
from tests.cast import Cast, make_cast_anew, type_from, type_into
from tests.databases import new_database, tests_database

PICTURE = bytes(range(256)) * 9000
MakePlace = Callable[[], Place]


@pytest.fixture(scope="module")
def make_place(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[MakePlace]:
    """`make_place()` is a site of its own: migrated, and empty."""
    folder = tmp_path_factory.mktemp("places")
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        empty = stack.enter_context(new_database(folder, like=tests_database(folder)))
        Place(empty, folder).run("flush", "--no-input")

        def make() -> Place:
            url = stack.enter_context(new_database(folder, like=empty))
            return Place(url, tmp_path_factory.mktemp("uploads"))

        yield make


@pytest.fixture(scope="module")
def school(make_place: MakePlace) -> Place:
    return at_work(make_place())


@pytest.fixture(scope="module")
def copy(school: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copies") / "school.zip"
    school.run("backup", path)
    return path


def at_work(place: Place) -> Place:
    """Fill a site with everything that a school leaves behind, and with what is hard to carry over."""
    with place.entered(), override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        load_pack(folder=shipped_packs()[0])
        activity = Activity.objects.get(key="opener-aims")
        activity.parts.exclude(key="table").delete()
        cast = make_cast_anew(activity, points=20)
        cast.recalled()
        cast.returned(cast.classmate)
        device_key(person=cast.student)
        cast.student.theme = Theme.DARK
        cast.student.given_name = "Zoë \U0001f426"
        cast.student.save()
        enrol(classroom=cast.classroom, user=cast.other_student, role=EnrolmentRole.STUDENT)
        _conflicts(cast.work(cast.other_student).sheet, cast.other_student)
        _names_a_later_row(cast)
        default_storage.save("pictures/1a/16.9.jpg", ContentFile(PICTURE))
        default_storage.save("empty.txt", ContentFile(b""))
    return place


def _conflicts(sheet: Sheet, person: User) -> None:
    """Two versions of a place, one of them cleared; and JSON's null beside no value at all."""
    type_into(sheet, person, {"table:s1/words": "the broom"})
    sheet.revision, sheet.cells = 0, {}
    type_from(sheet, person, {"table:s1/words": None}, client="tab-0002")
    Conflict.objects.create(
        school=person.memberships.get().school,
        sheet=sheet,
        path="table:s2/words",
        mine=Value(None, models.JSONField()),
        theirs=None,
        v=1,
        client="tab-0003",
    )


def _names_a_later_row(cast: Cast) -> None:
    """An activity made from one whose row comes after its own."""
    earlier = copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)
    later = copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)
    Activity.objects.filter(pk=earlier.pk).update(based_on=later)
