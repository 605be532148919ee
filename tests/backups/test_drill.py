"""A school is copied while it works and made again elsewhere: nothing is lost, and it works on."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from activities.models import Activity
from historyclass.backups.snapshot import snapshot
from historyclass.backups.tables import Table
from historyclass.desk.append_only import guarded_models
from historyclass.desk.models import Conflict, DeviceKey
from historyclass.people.models import School, User
from historyclass.people.services import create_school
from tests.backups.conftest import PICTURE, MakePlace
from tests.backups.places import Place, contents
from tests.cast import PASSWORD
from tests.databases import connected

# Each has databases of its own; the tests' is copied for them.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def restored(make_place: MakePlace, copy: Path) -> Place:
    place = make_place()
    place.run("restore", copy)
    return place


def test_a_restored_school_makes_the_same_copy(restored: Place, school: Place, copy: Path, tmp_path: Path):
    again = tmp_path / "again.zip"
    restored.run("backup", again)
    assert contents(again) == contents(copy)
    assert restored.files() == school.files()
    assert restored.files()["pictures/1a/16.9.jpg"] == PICTURE


def test_what_is_hard_to_carry_over_is_as_it_was(restored: Place, school: Place):
    def found() -> list[object]:
        return [
            list(User.objects.order_by("pk").values_list("password", "created_at", "given_name")),
            list(DeviceKey.objects.values_list("user", "created_at")),
            [bytes(key) for key in DeviceKey.objects.values_list("key", flat=True)],
            list(User.history.order_by("pk").values_list("history_date", "history_type", "given_name")),
            list(Activity.objects.order_by("pk").values_list("pk", "based_on")),
            # JSON's null is a value, and no value at all is none.
            list(Conflict.objects.order_by("pk").values_list("mine", "theirs", "at")),
            list(Conflict.objects.filter(mine__isnull=False, theirs__isnull=True).values_list("path", flat=True)),
        ]

    with school.entered():
        before = found()
        assert before[-1] == ["table:s2/words"]
    with restored.entered():
        assert found() == before


def test_people_sign_in_with_their_passwords_and_find_their_work(restored: Place):
    browser = Client()
    with restored.entered():
        page = browser.post("/sign-in/", {"username": "amira@ashgrove", "password": PASSWORD})
        assert page.status_code == 302
        assert "The aims table" in browser.get("/due/").text


def test_what_never_changes_is_guarded_again(restored: Place):
    assert guarded_models()
    with restored.entered():
        for model in guarded_models():
            assert model._base_manager.exists()
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                model._base_manager.update(school=None)


def test_new_rows_come_after_the_restored_ones(restored: Place):
    with restored.entered(), transaction.atomic():
        last = School.objects.latest("pk").pk
        assert create_school(name="New", slug="new", timezone_name="Europe/London").pk > last
        transaction.set_rollback(True)


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """A migrated, empty site on SQLite, whatever the tests run on."""
    place = Place(f"sqlite:///{tmp_path / 'historyclass.sqlite3'}", tmp_path / "uploads")
    place.run("migrate", "-v0")
    return place


def test_a_school_moves_from_one_kind_of_database_to_the_other_and_back(
    make_place: MakePlace, file_place: Place, school: Place, copy: Path, tmp_path: Path
):
    """On SQLite there is only one kind, and this is the drill once more."""
    file_place.run("restore", copy)
    file_place.run("backup", on_sqlite := tmp_path / "on-sqlite.zip")
    back = make_place()
    back.run("restore", on_sqlite)
    back.run("backup", again := tmp_path / "again.zip")
    assert parsed(on_sqlite) == parsed(again) == parsed(copy)
    assert file_place.files() == school.files()
    with file_place.entered():
        assert Client().post("/sign-in/", {"username": "amira@ashgrove", "password": PASSWORD}).status_code == 302


def parsed(copy: Path) -> dict[str, object]:
    """PostgreSQL does not keep the order of an object's keys."""
    return {
        name: [json.loads(line) for line in content.splitlines()] if name.endswith(".jsonl") else content
        for name, content in contents(copy).items()
    }


# --- While the site runs ------------------------------------------------------------------------------------------


def test_a_copy_shows_one_moment_and_nobody_waits_for_it(make_place: MakePlace, tmp_path: Path):
    place = make_place()
    with place.entered(), snapshot(beside=tmp_path), connected(place.url) as another:
        assert School.objects.count() == 0
        with another.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_school")
            insert = "INSERT INTO people_school (name, slug, timezone, is_demo, created_at) VALUES (%s, %s, %s, %s, %s)"
            cursor.execute(insert, ["Ashgrove", "ashgrove", "Europe/London", False, "2026-01-01 00:00:00+00:00"])
        assert School.objects.count() == 0
    with place.entered():
        assert School.objects.count() == 1
    assert not list(tmp_path.iterdir())


def test_a_long_table_is_read_to_its_end(make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("historyclass.backups.tables.PAGE", 3)
    place = make_place()
    with place.entered():
        for number in range(7):
            create_school(name=f"School {number}", slug=f"school-{number}", timezone_name="Europe/London")
        School.objects.get(slug="school-2").delete()
    place.run("backup", path := tmp_path / "copy.zip")
    rows = [json.loads(row) for row in contents(path)["tables/people.school.jsonl"].splitlines()]
    assert [row["slug"] for row in rows] == [f"school-{number}" for number in (0, 1, 3, 4, 5, 6)]


# --- The file -----------------------------------------------------------------------------------------------------


def test_a_copy_is_for_its_owner_alone_and_says_what_is_in_it(school: Place, tmp_path: Path):
    said = school.run("backup", path := tmp_path / "copy.zip")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "2 files" in said
    assert "2 schools" in said
    assert list(tmp_path.iterdir()) == [path]


def test_a_copy_takes_no_other_files_place(school: Place, tmp_path: Path):
    path = tmp_path / "copy.zip"
    path.write_text("Something else.")
    with pytest.raises(CommandError, match="is there already"):
        school.run("backup", path)
    assert path.read_text() == "Something else."


def test_a_copy_that_fails_leaves_nothing_behind(make_place: MakePlace, tmp_path: Path):
    place = make_place()
    (place.uploads / "a:b").write_text("No other system can keep this name.")
    with pytest.raises(CommandError, match="Rename it first"):
        place.run("backup", tmp_path / "copy.zip")
    with pytest.raises(CommandError, match="There is no folder"):
        place.run("backup", tmp_path / "nowhere" / "copy.zip")
    with pytest.raises(CommandError, match="among the files that are copied"):
        place.run("backup", place.uploads / "copy.zip")
    assert not list(tmp_path.iterdir())
    assert list(place.files()) == ["a:b"]


def test_a_copy_that_is_told_to_stop_leaves_nothing_behind(
    make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def stopped_here(_self: Table) -> Iterator[bytes]:
        os.kill(os.getpid(), signal.SIGTERM)
        yield b""

    monkeypatch.setattr(Table, "lines", stopped_here)
    with pytest.raises(SystemExit):
        make_place().run("backup", tmp_path / "copy.zip")
    assert not list(tmp_path.iterdir())


def test_what_no_copy_can_hold_is_told_of(make_place: MakePlace, tmp_path: Path):
    place = make_place()
    with place.entered(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_elses (id integer)")
    (place.uploads / "gone.png").symlink_to(tmp_path / "nowhere.png")
    said = place.run("backup", tmp_path / "copy.zip")
    assert "Not in the copy: table somebody_elses" in said
    assert "Not in the copy: file gone.png" in said
    assert "0 files" in said


def test_a_database_that_cannot_be_reached_is_no_copy(tmp_path: Path):
    (tmp_path / "site.sqlite3").write_bytes(b"This is no database, however long one looks at it." * 40)
    place = Place(f"sqlite:///{tmp_path / 'site.sqlite3'}", tmp_path / "uploads")
    with pytest.raises(CommandError, match="the database cannot be read"):
        place.run("backup", tmp_path / "copy.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["site.sqlite3"]
