"""Every table that grows carries its school, and a row's school is that of whatever the row hangs on."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from activities.authoring.services import copy_activity
from historyclass.desk.models import Conflict, Sheet
from historyclass.people.models import School
from sources.models import Holding, Note, PackImport, SearchEntry
from tests.cast import table_row, type_from, type_into

# Rows of the whole site, and what only ever hangs on one row of a school.
WITHOUT_A_SCHOOL = {
    "User",
    "HistoricalUser",
    "School",
    "HistoricalSchool",
    "Session",
    "ContentType",
    "Permission",
    "Group",
    "Permit",
    "DeviceKey",
    "Chapter",
    "Reading",
    "Figure",
    "Term",
    "Chart",
    "Card",
    "Arrangement",
    "Visit",
    "PackFile",
    "Timeline",
    "Phase",
    "Event",
    "Part",
    "SchemeVersion",
    "AssignmentScheme",
}

# What ships has no school.
OF_EVERY_SCHOOL = {"Enquiry", "Source", "Activity", "SearchEntry"}


def parents(model: type[Model]) -> Iterator[ForeignKey]:
    """The links of a model to something that has, or hangs on something that has, a school."""
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.name not in ("school", "history_user"):
            yield field


def schools_of(row: Model, *, own: bool = True) -> set[int]:
    """The schools that a row names: its own, else those of what it hangs on."""
    if isinstance(row, School):
        return {row.pk}
    if own and "school" in {field.name for field in row._meta.get_fields()}:
        return {row.school_id} - {None}  # type: ignore[attr-defined]
    return {
        school
        for field in parents(type(row))
        if getattr(row, field.attname) is not None
        for school in schools_of(getattr(row, field.name))
    }


def with_school() -> list[type[Model]]:
    return [model for model in apps.get_models() if "school" in {field.name for field in model._meta.get_fields()}]


@pytest.fixture
def full(cast):
    """A row in every table: work returned, recalled and under way, with two devices at odds."""
    cast.recalled(cast.student)
    work = cast.work(cast.classmate)
    before = Sheet.objects.get(pk=work.sheet_id)
    type_into(work.sheet, cast.classmate, table_row("1"))
    type_from(before, cast.classmate, {"table:s1/words": "the crown"}, client="tab-0002")
    assert Conflict.objects.count() == 1
    copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)
    _keep_something(cast)
    return cast


def _keep_something(cast):
    """What the school and its student keep beside the library."""
    enquiry = cast.activity.enquiry
    Holding.objects.create(school=cast.school, source=enquiry.sources.get(key="1"), wording=["As it stands."])
    PackImport.objects.create(school=cast.school, person=cast.teacher, name="pack.zip", data=b"")
    sheet = Sheet.objects.create(school=cast.school, person=cast.student, schema="notes")
    Note.objects.create(school=cast.school, person=cast.student, enquiry=enquiry, about="source/1", sheet=sheet)
    entry = {"enquiry": enquiry, "ref": "source/1", "kind": "source", "position": 0, "title": "Source 1"}
    SearchEntry.objects.create(school=cast.school, **entry)


def test_every_table_says_its_school_or_why_it_has_none():
    without = {model.__name__ for model in apps.get_models()} - {model.__name__ for model in with_school()}
    assert without == WITHOUT_A_SCHOOL


def test_every_row_is_of_the_school_of_what_it_hangs_on(full):
    empty = [model.__name__ for model in with_school() if not model._default_manager.exists()]
    assert empty == []
    for model in apps.get_models():
        for row in model._default_manager.all():
            above, own = schools_of(row, own=False), schools_of(row)
            assert len(above | own) <= 1, f"{model.__name__} {row.pk}: {own}, under {above}"


def test_nothing_that_hangs_on_a_class_is_without_a_school(full):
    for model in with_school():
        if model.__name__ not in OF_EVERY_SCHOOL:
            assert not model._default_manager.filter(school__isnull=True).exists(), model.__name__
