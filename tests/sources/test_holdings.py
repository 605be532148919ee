"""Wordings and pictures that a school holds: kept together, never lost, and seen by nobody else."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from historyclass.people.models import Membership, Role
from sources import picture_files
from sources.models import Holding
from sources.picture_sizes import sizes_of
from tests import reading
from tests.cast import Cast, make_person
from tests.keeping import held, hold_picture, hold_wording, picture_bytes

URL = "/library/soviet-foreign-policy"
TEN = f"{URL}/wordings/?source=7&source=9"
PICTURE = f"{URL}/sources/7/hold-picture/"


@pytest.fixture
def teacher(cast, as_user):
    return as_user(cast.teacher)


def wording(cast: Cast, key: str) -> list[str]:
    return held(cast, key).words


def upload(data: bytes, name: str = "scan.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def files() -> set[str]:
    return set(default_storage.listdir("held")[1]) if default_storage.exists("held") else set()


def test_wordings_are_put_in_on_one_page_and_read_by_the_school_alone(cast, teacher, as_user):
    page = teacher.get(TEN)
    typed = {**reading.sent(page), "wording_of_7": "First.\r\n\r\nSecond.", "wording_of_9": "Chestnuts."}
    assert teacher.post(TEN, typed).status_code == 302
    assert (wording(cast, "7"), wording(cast, "9")) == (["First.", "Second."], ["Chestnuts."])
    assert "Chestnuts." in reading.words(as_user(cast.student).get(f"{URL}/sources/9/"))
    assert "Chestnuts." not in as_user(cast.stranger_teacher).get(f"{URL}/sources/9/").content.decode()
    assert "Chestnuts." not in as_user(cast.stranger_teacher).get(TEN).content.decode()


def test_a_page_sent_as_it_stands_changes_nothing(cast, teacher):
    hold_wording(cast, "7", "One.", "Two.")
    before = list(Holding.objects.values())
    assert teacher.post(TEN, reading.sent(teacher.get(TEN))).status_code == 302
    assert list(Holding.objects.values()) == before


def test_a_colleague_s_change_is_told_and_nothing_typed_is_lost(cast, teacher):
    page = teacher.get(TEN)
    hold_wording(cast, "7", "Theirs.", by=cast.other_teacher)
    typed = {**reading.sent(page), "wording_of_7": "Mine.", "wording_of_9": "Also mine."}
    told = teacher.post(TEN, typed)
    assert (wording(cast, "7"), wording(cast, "9")) == (["Theirs."], [])
    assert f"{cast.other_teacher.formal_name} changed Source 7" in reading.words(told)
    assert "Theirs." in reading.words(told)
    assert [reading.field(told, f"wording_of_{key}").value for key in "79"] == ["Mine.", "Also mine."]
    # Whoever presses again has seen it.
    assert teacher.post(TEN, reading.sent(told)).status_code == 302
    assert (wording(cast, "7"), wording(cast, "9")) == (["Mine."], ["Also mine."])


def test_what_a_colleague_changes_elsewhere_on_the_page_stays(cast, teacher):
    page = teacher.get(TEN)
    hold_wording(cast, "7", "Theirs.", by=cast.other_teacher)
    assert teacher.post(TEN, {**reading.sent(page), "wording_of_9": "Mine."}).status_code == 302
    assert (wording(cast, "7"), wording(cast, "9")) == (["Theirs."], ["Mine."])


def test_a_wording_too_long_is_told_beside_its_field_and_the_others_wait(cast, teacher):
    typed = {**reading.sent(teacher.get(TEN)), "wording_of_7": "x" * 30_001, "wording_of_9": "Mine."}
    told = teacher.post(TEN, typed)
    assert "30001 characters" in reading.field(told, "wording_of_7").fault
    assert reading.field(told, "wording_of_9").value == "Mine."
    assert not Holding.objects.exists()


def test_a_session_that_has_ended_shows_what_was_typed(cast, client):
    told = client.post(TEN, {"wording_of_7": "An hour’s work."})
    assert told.status_code == 401
    assert "An hour’s work." in told.content.decode()
    assert "Wording of 7" in told.content.decode()


def test_the_wording_stands_on_the_desk_and_on_the_marker_s_paper(cast, teacher, as_user):
    hold_wording(cast, "7", "The words themselves.")
    student = as_user(cast.student)
    assert "The words themselves." in student.get(f"/work/{cast.assignment.pk}/").content.decode()
    work = cast.handed_in().work
    assert "The words themselves." in teacher.get(f"/papers/{work.pk}/").content.decode()


def test_at_setting_the_teacher_is_told_which_sources_have_only_summaries(cast, teacher):
    url = f"/classes/{cast.classroom.pk}/set/?activity={cast.activity.pk}"
    assert "All 10 sources have only a summary here" in reading.words(teacher.get(url))
    for key in ["1", "2", "3", "4", "5", "6", "7", "8"]:
        hold_wording(cast, key, "Words.")
    assert "2 of 10 sources have only a summary here: 9, 10" in reading.words(teacher.get(url))
    hold_wording(cast, "9", "Words.")
    hold_wording(cast, "10", "Words.")
    assert "only a summary" not in reading.words(teacher.get(url))


def test_a_picture_is_made_anew_and_served_to_the_school_alone(cast, teacher, as_user):
    page = teacher.get(PICTURE)
    typed = {**reading.sent(page), "file": upload(picture_bytes(1600, 900)), "alt": "A broom.", "credit": "Archive"}
    assert teacher.post(PICTURE, typed).status_code == 302
    shown = held(cast, "7").shown_picture
    assert (shown.alt, shown.credit, shown.whole.width, shown.small.width) == ("A broom.", "Archive", 1600, 800)
    student = as_user(cast.student)
    assert f"picture/{shown.small.name}/" in student.get(f"{URL}/sources/7/").content.decode()
    for size in (shown.whole, shown.small):
        got = student.get(f"{URL}/sources/7/picture/{size.name}/")
        assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("image/webp", "nosniff")
        assert got["Cache-Control"] == "private, max-age=31536000, immutable"
        assert got["Content-Disposition"] == f'inline; filename="{size.name}.webp"'
        with Image.open(io.BytesIO(got.content)) as found:
            assert found.size == (size.width, size.height)
    assert as_user(cast.stranger_teacher).get(f"{URL}/sources/7/picture/{shown.whole.name}/").status_code == 404
    assert student.get(f"{URL}/sources/9/picture/{shown.whole.name}/").status_code == 404
    assert "source-picture" not in as_user(cast.stranger_teacher).get(f"{URL}/sources/7/").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"<svg onload=alert(1)>", "not a picture"),
        (b"", "empty"),
        (picture_bytes()[:400], "broken"),
        (b"\x89PNG" + b"x" * 8_000_001, "9 MB, and 8 MB fit"),
    ],
)
def test_what_is_no_picture_is_refused_in_words_and_the_rest_stays(cast, teacher, sent, words):
    page = teacher.get(PICTURE)
    told = teacher.post(PICTURE, {**reading.sent(page), "file": upload(sent), "alt": "A broom.", "credit": "Archive"})
    assert words in reading.field(told, "file").fault
    assert (reading.field(told, "alt").value, reading.field(told, "credit").value) == ("A broom.", "Archive")
    assert not Holding.objects.exists()


def test_a_picture_wants_words_for_who_does_not_see_it(cast, teacher):
    page = teacher.get(PICTURE)
    told = teacher.post(PICTURE, {**reading.sent(page), "file": upload(picture_bytes()), "alt": ""})
    assert reading.field(told, "alt").fault
    assert "Choose the picture again" in reading.field(told, "file").fault
    assert not Holding.objects.exists()


def test_a_picture_that_a_colleague_changed_before_a_mistake_was_put_right_is_told(cast, teacher):
    sent = reading.sent(teacher.get(PICTURE))
    hold_picture(cast, "7")
    told = teacher.post(PICTURE, {**sent, "file": upload(picture_bytes()), "alt": ""})
    told = teacher.post(PICTURE, {**reading.sent(told), "file": upload(picture_bytes()), "alt": "A broom."})
    assert "changed this picture while you had it open" in reading.words(told)


def test_a_picture_that_is_replaced_or_removed_leaves_no_file(cast, teacher, django_capture_on_commit_callbacks):
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        first = hold_picture(cast, "7")
        second = hold_picture(cast, "7", picture_bytes(300, 300))
    assert first.whole.name != second.whole.name
    assert files() - before == {second.whole.path.removeprefix("held/")}
    with django_capture_on_commit_callbacks(execute=True):
        teacher.post(f"{URL}/sources/7/remove-picture/")
    assert files() == before
    assert held(cast, "7").shown_picture is None


def test_a_picture_whose_save_failed_leaves_no_file(cast, monkeypatch, teacher):
    before = files()
    page = teacher.get(PICTURE)
    hold_picture(cast, "7", picture_bytes(300, 300))
    there = files()
    told = teacher.post(PICTURE, {**reading.sent(page), "file": upload(picture_bytes()), "alt": "A broom."})
    assert "changed this picture while you had it open" in reading.words(told)
    assert files() == there
    assert len(there - before) == 1


def test_files_that_no_row_names_are_swept_once_they_are_a_day_old(cast, monkeypatch):
    kept = hold_picture(cast, "7")
    with transaction.atomic():
        hold_picture(cast, "9")
        transaction.set_rollback(True)
    left = files() - {size.path.removeprefix("held/") for size in sizes_of(kept.whole.path) if size}
    picture_files.sweep()
    assert left <= files()
    picture_files.sweep(older_than=picture_files.timedelta(0))
    assert files() == {size.path.removeprefix("held/") for size in sizes_of(kept.whole.path) if size}


def test_who_teaches_at_two_schools_says_for_which(cast, as_user):
    both = make_person(cast.school, Role.TEACHER, "both", "Bo Th")
    far = cast.stranger_teacher.memberships.get().school
    Membership.objects.create(user=both, school=far, role=Role.TEACHER)
    url = f"{TEN}&school={far.slug}"
    browser = as_user(both)
    browser.post(url, {**reading.sent(browser.get(url)), "wording_of_7": "For them."})
    assert Holding.objects.get().school == far
