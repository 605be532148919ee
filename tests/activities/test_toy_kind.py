"""A kind from outside goes all the way: checked in a pack, set, filled in, handed in, marked, returned and read. No
file of the house names it; it is an app that was added (tests/toy_kind, docs/adding-a-kind.md)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from activities.authoring.services import copy_activity
from activities.marking.services import mark_submission, return_to_class, set_work
from activities.models import Activity, Part, Submission
from sources.packs.services import shipped_packs
from tests import reading
from tests.cast import Cast, make_cast, terms
from tests.toy_kind.added import with_toy

ROOT = Path(__file__).resolve().parents[2]
IN_A_PACK = """
      - key: toy
        title: Toy
        kind: toy
        definition: {ask: Say it in a line}
"""


@pytest.fixture(scope="module", autouse=True)
def _toy() -> Iterator[None]:
    with with_toy():
        yield


@pytest.fixture
def cast(db) -> Cast:
    # Not out of the pack: with one kind more it would be loaded anew.
    return make_cast(Activity.objects.get(school=None, key="opener-aims"))


@pytest.fixture
def toy(cast) -> Activity:
    """The school's own activity, of a source table and a toy."""
    own = copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)
    own.parts.exclude(key="table").delete()
    Part.objects.create(
        activity=own, key="toy", position=9, title="Toy", kind="toy", version=1, definition={"ask": "Say it in a line"}
    )
    return own


def check_pack(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HISTORYCLASS_")}
    environment = {**kept, "HISTORYCLASS_SECRET_KEY": "k" * 50, "HISTORYCLASS_DATA": str(folder.parent), **more}
    command = [sys.executable, "manage.py", "checkpack", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_a_pack_may_name_it_once_its_app_is_added(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(shipped_packs()[0], pack)
    file = pack / "activities.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}{IN_A_PACK}", encoding="utf-8")
    without = check_pack(pack)
    assert (without.returncode, "There is no kind toy." in without.stdout) == (1, True)
    added = check_pack(pack, HISTORYCLASS_APPS="tests.toy_kind")
    assert (added.returncode, added.stdout) == (0, "pack: no fault\n"), added.stdout + added.stderr


def test_it_is_set_filled_in_handed_in_commented_on_marked_returned_and_read(toy, cast, as_user):
    due = timezone.now() + timedelta(days=7)
    assignment = set_work(
        activity=toy, classroom=cast.classroom, terms=terms("Toy", due_at=due), points=20, set_by=cast.teacher
    )
    student, teacher = as_user(cast.student), as_user(cast.teacher)
    desk = student.get(f"/work/{assignment.pk}/")
    html = desk.content.decode()
    assert "toy_kind/toy.js" in html
    assert finders.find("toy_kind/toy.js")
    assert reading.cells(html)["toy:line"] == ""
    work = assignment.works.get()
    message = {
        "sheet": work.sheet_id,
        "person": cast.student.pk,
        "client": "tab-0001",
        "seq": 1,
        "known": 0,
        "schema": assignment.schema,
        "set": [{"path": "toy:line", "seen": 0, "value": "Peace, and time"}],
    }
    answer = student.post(f"/desk/work/{work.sheet_id}/", json.dumps(message), "application/json")
    assert answer.status_code == 200, answer.content
    assert reading.cells(student.get(f"/work/{assignment.pk}/").content.decode())["toy:line"] == "Peace, and time"
    student.post(f"/work/{assignment.pk}/hand-in/")
    submission = Submission.objects.get(work=work)
    paper = reading.words(teacher.get(f"/papers/{work.pk}/"))
    assert "Say it in a line" in paper
    assert "Peace, and time" in paper
    mark_submission(
        submission=submission,
        marker=cast.teacher,
        total=9,
        comment="Well seen.",
        after=None,
        annotations={"toy:line": "Whose peace?"},
    )
    return_to_class(assignment=assignment, by=cast.teacher)
    back = reading.words(student.get(f"/work/{assignment.pk}/returned/"))
    assert "Peace, and time" in back
    assert "Whose peace?" in back


def test_a_kind_without_a_form_is_named_and_put_in_order_and_its_page_says_so(toy, cast, as_user):
    teacher, part = as_user(cast.teacher), toy.parts.get(key="toy")
    url = f"/activities/{toy.pk}/parts/{part.pk}/"
    page = teacher.get(url)
    assert "A toy has no form of its own here." in reading.words(page)
    assert teacher.post(url, {**reading.sent(page), "title": "Line"}).status_code == 302
    page = teacher.get(f"/activities/{toy.pk}/")
    moved = teacher.post(page.request["PATH_INFO"], {**reading.sent(page, without=["kind"]), "press": "parts-up-1"})
    assert teacher.post(page.request["PATH_INFO"], reading.sent(moved, without=["kind"])).status_code == 302
    assert [(each.key, each.title) for each in toy.parts.all()] == [("toy", "Line"), ("table", "Table")]
    part.refresh_from_db()
    assert part.definition == {"ask": "Say it in a line"}
    assert "Say it in a line" in teacher.get(f"/activities/{toy.pk}/preview/").content.decode()


def test_an_activity_whose_kind_is_not_here_is_told_and_nothing_breaks(toy, cast, as_user):
    Part.objects.filter(activity=toy, key="toy").update(kind="gone")
    teacher = as_user(cast.teacher)
    assert "Toy cannot be read on this site." in reading.words(teacher.get(f"/activities/{toy.pk}/"))
    assert "This cannot be shown." in reading.words(teacher.get(f"/activities/{toy.pk}/preview/"))
    part = toy.parts.get(key="toy")
    url = f"/activities/{toy.pk}/parts/{part.pk}/"
    assert "cannot be read on this site" in reading.words(teacher.get(url))
    assert teacher.post(f"{url}remove/").status_code == 302
    assert not toy.parts.filter(key="toy").exists()
