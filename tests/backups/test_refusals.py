"""What is not whole, not ours or not for here is not restored, with the reason said; and nothing has changed then."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from historyclass.backups import BackupFault, check_backup
from historyclass.people.models import School
from historyclass.people.services import create_school
from tests.backups.conftest import MakePlace
from tests.backups.places import Place, contents

pytestmark = pytest.mark.django_db

Manifest = dict[str, Any]
Edit = Callable[[dict[str, bytes], Manifest], None]


@pytest.fixture(scope="module")
def place(make_place: MakePlace) -> Place:
    """Empty, and empty again after every test."""
    return make_place()


@pytest.fixture
def refused(place: Place) -> Callable[[Path, str], None]:
    """`refused(copy, why)`: restoring it says why, and the site is as empty as it was."""

    def expect(copy: Path, why: str) -> None:
        with pytest.raises(CommandError, match=why):
            place.run("restore", copy)
        assert place.files() == {}
        with place.entered():
            assert not School.objects.exists()

    return expect


def edited(copy: Path, to: Path, edit: Edit) -> Path:
    """A copy in which `edit` has changed members and manifest, and whose sums are right all the same."""
    members = contents(copy)
    with ZipFile(copy) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
    edit(members, manifest)
    listed = {f"tables/{label}.jsonl": entry for label, entry in manifest["tables"].items()}
    listed |= {f"files/{name}": entry for name, entry in manifest["files"].items()}
    with ZipFile(to, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
            if name in listed:
                listed[name] |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        zipped.writestr("manifest.json", json.dumps(manifest))
    return to


def change_row(label: str, number: int, change: Callable[[dict[str, Any]], object]) -> Edit:
    def edit(members: dict[str, bytes], _manifest: Manifest) -> None:
        lines = members[f"tables/{label}.jsonl"].splitlines()
        row = json.loads(lines[number])
        change(row)
        lines[number] = json.dumps(row).encode()
        members[f"tables/{label}.jsonl"] = b"\n".join(lines) + b"\n"

    return edit


# --- Not whole ----------------------------------------------------------------------------------------------------


def test_what_is_no_copy_is_not_restored(refused: Callable[[Path, str], None], tmp_path: Path):
    refused(tmp_path / "nowhere.zip", "No such file")
    refused(tmp_path, "Is a directory")
    (tmp_path / "letter.txt").write_text("Dear Ms Okafor")
    refused(tmp_path / "letter.txt", "is not a copy made by `backup`, or was cut short")
    with ZipFile(tmp_path / "other.zip", "w") as zipped:
        zipped.writestr("letter.txt", "Dear Ms Okafor")
    refused(tmp_path / "other.zip", "it has no manifest")


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_a_copy_that_was_cut_short_is_not_restored(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path, part: float
):
    whole = copy.read_bytes()
    (tmp_path / "short.zip").write_bytes(whole[: int(len(whole) * part)])
    refused(tmp_path / "short.zip", "was cut short")


def test_a_copy_with_other_content_than_was_written_is_not_restored(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path
):
    with ZipFile(copy) as zipped, ZipFile(tmp_path / "forged.zip", "w") as forged:
        for name in zipped.namelist():
            content = zipped.read(name)
            forged.writestr(name, content.replace(b"Hussain", b"Hassani"))
    refused(tmp_path / "forged.zip", r"damaged: tables/people.*jsonl is not as it was")


def test_a_copy_holds_what_its_manifest_lists_and_nothing_else(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path
):
    def add(members: dict[str, bytes], _manifest: Manifest) -> None:
        members["files/extra.png"] = b"?"

    def take(members: dict[str, bytes], _manifest: Manifest) -> None:
        del members["files/pictures/1a/16.9.jpg"]

    refused(edited(copy, tmp_path / "more.zip", add), "what it holds is not what its manifest lists .*extra.png")
    refused(edited(copy, tmp_path / "less.zip", take), "what it holds is not what its manifest lists .*16.9.jpg")
    twice = shutil.copy(copy, tmp_path / "twice.zip")
    with ZipFile(twice, "a") as zipped, pytest.warns(UserWarning, match="Duplicate name"):
        zipped.writestr("files/empty.txt", "Not empty")
    refused(twice, "what it holds is not what its manifest lists .*empty.txt")


@settings(max_examples=60)
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255), from_end=st.booleans())
def test_wherever_a_copy_is_damaged_it_is_found_out_or_does_not_matter(
    copy: Path, tmp_path_factory: pytest.TempPathFactory, at: float, flip: int, from_end: bool
):
    spoilt = bytearray(copy.read_bytes())
    # Half of them in what the zip and the manifest say of the rest.
    span = 20_000 if from_end else len(spoilt)
    spoilt[len(spoilt) - span + int(at * span)] ^= flip
    path = tmp_path_factory.getbasetemp() / "spoilt.zip"
    path.write_bytes(spoilt)
    try:
        check_backup(path, warn=str)
    except BackupFault:
        return
    assert contents(path) == contents(copy)


# --- Not ours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../secret-key", "/etc/passwd", "a/../../b", "a\\..\\..\\b", "C:/b", "a//b", "a\nb", "."]
)
def test_no_file_is_put_outside_the_uploads(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path, name: str
):
    def edit(members: dict[str, bytes], manifest: Manifest) -> None:
        members[f"files/{name}"] = b"?"
        manifest["files"][name] = {}

    refused(edited(copy, tmp_path / "tricky.zip", edit), "would be put outside its folder")


def test_a_copy_of_a_newer_format_is_not_guessed_at(refused: Callable[[Path, str], None], copy: Path, tmp_path: Path):
    def edit(_members: dict[str, bytes], manifest: Manifest) -> None:
        manifest["format"] = 2
        manifest["news"] = "What we cannot know"

    refused(edited(copy, tmp_path / "newer.zip", edit), "format 2, .* Install the version that made the copy")


def test_a_copy_of_another_version_says_which_and_what_to_do(
    refused: Callable[[Path, str], None], place: Place, copy: Path, tmp_path: Path
):
    def older(_members: dict[str, bytes], manifest: Manifest) -> None:
        manifest["migrations"]["people"] = "0001_initial"

    def with_an_app(_members: dict[str, bytes], manifest: Manifest) -> None:
        manifest["migrations"]["debating"] = "0001_initial"

    old = edited(copy, tmp_path / "old.zip", older)
    refused(old, "people: 0001_initial, here 0.* Install the version that made it and restore there; then update")
    refused(edited(copy, tmp_path / "app.zip", with_an_app), r"debating: 0001_initial.*HISTORYCLASS_APPS")
    said = place.run("backup", "--check", old)
    assert "is whole" in said
    assert "was made by another version" in said


# --- Rows that cannot be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "change", "why"),
    [
        ("people.user", {"created_at": "yesterday"}, r"Row 3 of people.user .* created_at cannot be 'yesterday'"),
        ("people.user", {"shoe_size": 41}, r"Row 3 of people.user .* columns"),
        ("desk.sheet", {"cells": {}}, r"Row 3 of desk.sheet .* cells is no list"),
    ],
)
def test_a_row_that_cannot_be_read_is_found_before_anything_is_written(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path, label: str, change: dict[str, Any], why: str
):
    spoilt = edited(copy, tmp_path / "spoilt.zip", change_row(label, 2, lambda row: row.update(change)))
    refused(spoilt, why)
    with pytest.raises(BackupFault, match=why):
        check_backup(spoilt, warn=str)


def test_rows_that_the_database_does_not_take_leave_nothing_half(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path
):
    twin = edited(copy, tmp_path / "twin.zip", change_row("people.user", 2, lambda row: row.update(id=1)))
    nobody = edited(copy, tmp_path / "nobody.zip", change_row("people.user", 2, lambda row: row.update(username=None)))
    lost = edited(copy, tmp_path / "lost.zip", change_row("people.enrolment", 2, lambda row: row.update(user_id=999)))
    refused(twin, r"The database does not take row 3 of people.user: ")
    refused(nobody, r"The database does not take row 3 of people.user: (?i:.*null.*)")
    refused(lost, "The rows of the copy do not belong together: .*")


def test_files_that_cannot_be_stored_leave_nothing_half(
    refused: Callable[[Path, str], None], copy: Path, tmp_path: Path
):
    def edit(members: dict[str, bytes], manifest: Manifest) -> None:
        members["files/empty.txt/inside"] = b"?"
        manifest["files"]["empty.txt/inside"] = {}

    refused(edited(copy, tmp_path / "clash.zip", edit), "empty.txt/inside cannot be stored")


# --- Not for here -------------------------------------------------------------------------------------------------


def test_nothing_that_is_there_is_written_over(make_place: MakePlace, copy: Path):
    place = make_place()
    (place.uploads / "mine.png").write_bytes(b"?")
    with pytest.raises(CommandError, match=r"uploaded files here already, like mine.png"):
        place.run("restore", copy)
    with place.entered():
        create_school(name="Birchwood", slug="birchwood", timezone_name="Europe/London")
    with pytest.raises(CommandError, match=r"not empty: it holds .*1 school\. .*`python3 dev.py manage migrate`"):
        place.run("restore", copy)
    with place.entered():
        assert School.objects.get().slug == "birchwood"
    assert place.files() == {"mine.png": b"?"}


def test_a_database_that_is_not_migrated_is_told_to_be(copy: Path, tmp_path: Path):
    place = Place(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path / "uploads")
    for words in (["restore", copy], ["backup", tmp_path / "copy.zip"]):
        with pytest.raises(CommandError, match=r"Run `python3 dev.py manage migrate` first"):
            place.run(*words)


def test_a_whole_copy_is_said_to_be_and_nothing_is_written(place: Place, copy: Path):
    before = copy.read_bytes()
    said = place.run("backup", "--check", copy)
    assert "is whole" in said
    assert "2 schools" in said
    assert copy.read_bytes() == before
