"""A department takes an enquiry home, changes it, sees what that would do, and brings it in."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Assignment
from historyclass.people.models import Membership, Role, School
from historyclass.people.services import create_school
from sources.exchange import services
from sources.exchange.queries import look_into
from sources.models import Enquiry, Event, PackImport, Source
from sources.packs.archives import read_archive, write_archive
from sources.packs.files import files_in
from sources.packs.reader import FaultyPack
from sources.packs.services import load_files, shipped_packs
from sources.picture_sizes import sizes_of
from tests.cast import Cast
from tests.sources.archives import malformed, picture, zipped
from tests.sources.small_pack import small_pack

PACKS = "/packs/"


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture
def files() -> dict[str, bytes]:
    return small_pack()


def make_school(slug: str) -> School:
    return create_school(name=slug.title(), slug=slug, timezone_name="Europe/London")


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    text = files[path].decode()
    assert old in text
    return {**files, path: text.replace(old, new, 1).encode()}


def send(client, data: bytes, name: str = "our-enquiry.zip", **more):
    return client.post(PACKS, {"pack": SimpleUploadedFile(name, data, "application/zip"), **more}, follow=True)


def bring_in(client, data: bytes):
    """All the way: sent, looked at, brought in."""
    page = send(client, data)
    return client.post(page.request["PATH_INFO"], {"bring_in": "", "mark": page.context["found"].mark}, follow=True)


def rows() -> dict[str, int]:
    """How many rows there are of everything."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("sources", "activities", "marking")
    }


def text(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("files", [small_pack(), files_in(shipped_packs()[0])], ids=["with a picture", "that ships"])
def test_what_is_taken_home_and_brought_in_elsewhere_and_taken_home_again_is_the_same_bytes(files, db):
    first, second = make_school("first"), make_school("second")
    here = load_files(files=files, school=first)
    taken = services.export(here)
    there = load_files(files=read_archive(taken).files, school=second)
    assert services.export(there) == taken
    assert (there.slug, there.pack_slug) == ("soviet-foreign-policy--second", "soviet-foreign-policy")


def test_a_picture_is_kept_once_as_what_was_made_of_it(files, db):
    files["pictures/poster.png"] = picture(size=(1600, 900))
    for slug in ("first", "second"):
        load_files(files=files, school=make_school(slug))
    first, second = Source.objects.filter(name="Lenin", enquiry__school__isnull=False)
    assert first.picture.name == second.picture.name
    with first.picture.open() as kept:
        assert kept.read()[8:12] == b"WEBP"
    whole, small = sizes_of(first.picture.name)
    assert (whole.width, whole.height) == (1600, 900)
    assert small is not None
    assert default_storage.exists(small.path)


def test_what_ships_is_taken_home_as_it_lies_in_its_folder(cast, as_user):
    answer = as_user(cast.teacher).get("/packs/soviet-foreign-policy.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="soviet-foreign-policy.zip"'
    found = read_archive(answer.content)
    assert (found.files, found.others) == (files_in(shipped_packs()[0]), [])


def test_a_pack_becomes_the_schools_own_and_what_ships_stays(cast, files, as_user):
    before = services.export(Enquiry.objects.get(school=None))
    ours = edited(files, "pack.yaml", "title: Soviet", "title: Our Soviet")
    page = send(as_user(cast.teacher), zipped(ours))
    assert "for your school alone" in text(page)
    assert "comes with the library and stays as it is" in text(page)
    assert "2 sources" in text(page)
    page = bring_in(as_user(cast.teacher), zipped(ours))
    assert page.status_code == 200
    assert "Our Soviet security" in text(page)
    assert Enquiry.objects.get(school=cast.school).slug == f"soviet-foreign-policy--{cast.school.slug}"
    assert services.export(Enquiry.objects.get(school=None)) == before
    assert not PackImport.objects.exists()
    for stranger in (cast.student, cast.stranger_teacher):
        found = as_user(stranger).get(reverse("sources:library"))
        assert ("Our Soviet" in text(found)) is (stranger is cast.student)
    # Its activities are its own school's to set.
    own = Activity.objects.get(enquiry__school=cast.school, key="opener-aims")
    assert "Our Soviet" in text(as_user(cast.teacher).get("/activities/"))
    assert as_user(cast.teacher).get(f"/activities/{own.pk}/preview/").status_code == 200
    assert as_user(cast.stranger_teacher).get(f"/activities/{own.pk}/preview/").status_code == 404
    assert "Our Soviet" not in text(as_user(cast.stranger_teacher).get("/activities/"))


def test_the_picture_of_a_schools_enquiry_is_shown_to_its_people(cast, files, as_user):
    bring_in(as_user(cast.teacher), zipped(files))
    ours = Enquiry.objects.get(school=cast.school)
    page = as_user(cast.student).get(reverse("sources:source", args=[ours.slug, "1"]))
    whole, _ = sizes_of(ours.sources.get(key="1").picture.name)
    address = reverse("sources:picture", args=[ours.slug, "1", whole.name])
    assert address in text(page)
    assert as_user(cast.student).get(address)["Content-Type"] == "image/webp"
    assert as_user(cast.stranger_teacher).get(address).status_code == 404


def test_a_new_edition_tells_what_it_changes_and_never_touches_work_that_is_set(cast, files, as_user):
    client = as_user(cast.teacher)
    bring_in(client, zipped(files))
    ours = Enquiry.objects.get(school=cast.school)
    cast.assignment.activity = Activity.objects.get(enquiry=ours, key="opener-aims")
    cast.assignment.save()
    frozen = Assignment.objects.get(pk=cast.assignment.pk).parts

    new = edited(files, "sources.yaml", "name: Molotov", "name: Vyacheslav Molotov")
    new = edited(new, "timelines.yaml", "name: Rapallo", "name: Rapallo Treaty")
    new = edited(new, "activities.yaml", "minutes: 80", "minutes: 60")
    new = edited(new, "activities.yaml", "label: Spread", "label: Spreading revolution")
    new["activities.yaml"] += (
        b"  - {key: more, chapter: opener, title: One more, parts: [{key: p, title: P, kind: source_table, "
        b"definition: {sources: ['1'], aims: [{id: a, label: A}, {id: b, label: B}]}}]}\n"
    )
    page = send(client, zipped(new))
    told = text(page)
    for said in (
        "A new edition of your school’s own enquiry.",
        "<del>Molotov</del>",
        "<ins>Vyacheslav Molotov</ins>",
        "<del>80</del>",
        "<ins>60</ins>",
        "One more",
        f"set to {cast.classroom.name}: they will read the new Source",
    ):
        assert said in told, said
    assert Source.objects.filter(name="Vyacheslav Molotov").count() == 0
    page = client.post(page.request["PATH_INFO"], {"bring_in": "", "mark": page.context["found"].mark}, follow=True)
    assert Source.objects.get(name="Vyacheslav Molotov").enquiry == ours
    assert Event.objects.get(name="Rapallo Treaty").timeline.enquiry == ours
    assert Assignment.objects.get(pk=cast.assignment.pk).parts == frozen


def test_what_leaves_the_pack_is_told_and_stays_for_whoever_works_with_it(cast, files, as_user):
    client = as_user(cast.teacher)
    bring_in(client, zipped(files))
    page = send(client, zipped({path: data for path, data in files.items() if path != "activities.yaml"}))
    assert "Taken out" in text(page)
    assert "1 taken out" in text(page)
    client.post(page.request["PATH_INFO"], {"bring_in": "", "mark": page.context["found"].mark})
    assert Activity.objects.get(enquiry__school=cast.school).retired


def test_the_same_pack_again_and_one_that_differs_in_comments_are_told(cast, files, as_user):
    client = as_user(cast.teacher)
    bring_in(client, zipped(files))
    assert "This is the pack that is there already." in text(send(client, zipped(files)))
    files["sources.yaml"] += b"# Checked by the department.\n"
    assert "Only comments and layout differ." in text(send(client, zipped(files)))
    bring_in(client, zipped(files))
    taken = client.get(f"/packs/soviet-foreign-policy--{cast.school.slug}.zip")
    assert read_archive(taken.content).files["sources.yaml"].endswith(b"# Checked by the department.\n")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda files: edited(files, "sources.yaml", "kind: speech", "kind: film"), "cannot be “film”"),
        (lambda files: edited(files, "sources.yaml", 'key: "2"', 'key: "1"'), "1 is taken: keys are given once."),
        (lambda files: edited(files, "sources.yaml", "name: Molotov", "name: !!str M"), "a tag (!) cannot stand here"),
        (lambda files: edited(files, "activities.yaml", '"2"]', '"11"]'), "There is no source 11"),
        (lambda files: {**files, "pictures/head.png": picture()}, "No source shows it."),
        (lambda files: {**files, "source.yaml": b"sources: []"}, "No file of a pack is called this."),
        (lambda files: {"readings/aims.md": b"x"}, "The file is missing."),
    ],
    ids=range(7),
)
def test_faults_are_told_by_file_and_nothing_is_kept(spoil, told, cast, files, as_user):
    before = rows()
    page = send(as_user(cast.teacher), zipped(spoil(files)))
    assert told in text(page)
    assert "our-enquiry.zip was not brought in" in text(page)
    assert rows() == before


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (picture("JPEG"), "This is a JPEG by another name"),
        (picture(size=(400, 400))[:-200], "The picture is broken, or only a part of it is there."),
        (b"<svg/>", "This is not a picture that can be shown."),
        (picture(size=(7000, 6000)), "The picture has 7000 × 6000 pixels."),
    ],
    ids=range(4),
)
def test_a_picture_is_looked_at_before_the_pack_is_taken(sent, told, cast, files, as_user):
    page = send(as_user(cast.teacher), zipped({**files, "pictures/poster.png": sent}))
    assert "pictures/poster.png" in text(page)
    assert told in text(page)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose the zip file."),
        ({"pack": SimpleUploadedFile("a.zip", b"")}, "This file is empty."),
        ({"pack": SimpleUploadedFile("a.zip", b"0" * 20_000_001)}, "It has 21 MB, and 20 MB fit."),
    ],
    ids=range(3),
)
def test_a_form_without_a_pack_says_so_at_the_field(sent, told, cast, as_user):
    page = as_user(cast.teacher).post(PACKS, sent)
    assert page.status_code == 200
    assert told in text(page)


def test_only_its_sender_sees_what_waits_and_a_new_one_takes_its_place(cast, files, as_user):
    client = as_user(cast.teacher)
    page = send(client, zipped(files))
    address = page.request["PATH_INFO"]
    for other in (cast.other_teacher, cast.admin, cast.student, cast.stranger_teacher):
        assert as_user(other).get(address).status_code == 404
    assert "our-enquiry.zip waits for you." in text(client.get(PACKS))
    again = send(client, zipped(files), "another.zip").request["PATH_INFO"]
    assert PackImport.objects.count() == 1
    page = client.post(again, {"drop": ""}, follow=True)
    assert "another.zip is dropped. Nothing has changed." in text(page)
    assert not PackImport.objects.exists()


def test_what_waits_is_forgotten_after_a_day(cast, files):
    waiting = services.receive(school=cast.school, person=cast.teacher, name="a.zip", data=zipped(files))
    PackImport.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    services.drop_stale()
    assert not PackImport.objects.filter(pk=waiting.pk).exists()


def test_whoever_is_second_is_shown_what_is_left_to_do(cast, files, as_user):
    client, other = as_user(cast.teacher), as_user(cast.other_teacher)
    page = send(client, zipped(files))
    bring_in(other, zipped(edited(files, "pack.yaml", "title: Soviet", "title: Theirs, Soviet")))
    page = client.post(page.request["PATH_INFO"], {"bring_in": "", "mark": page.context["found"].mark})
    assert "Somebody has brought in another pack meanwhile." in text(page)
    assert Enquiry.objects.get(school=cast.school).title.startswith("Theirs")


def test_a_teacher_of_two_schools_says_for_which(cast: Cast, files, as_user):
    second = make_school("second")
    Membership.objects.create(user=cast.teacher, school=second, role=Role.TEACHER)
    client = as_user(cast.teacher)
    send(client, zipped(files), school=second.pk)
    assert PackImport.objects.get().school == second
    assert "Select a valid choice" in text(send(client, zipped(files), school=make_school("third").pk))
    assert PackImport.objects.count() == 1


def test_looking_into_a_pack_costs_the_same_however_much_there_is(cast, files, count_queries):
    load_files(files=files, school=cast.school)
    waiting = services.receive(school=cast.school, person=cast.teacher, name="a.zip", data=zipped(files))
    with count_queries() as count:
        look_into(waiting)
    assert count() == 2


def test_two_hundred_broken_archives_change_nothing(cast, files):
    """Every one is refused in words, or was whole enough to be looked at."""
    before, refused = rows(), 0
    for data in malformed(files, 200):
        try:
            services.receive(school=cast.school, person=cast.teacher, name="a.zip", data=data).delete()
        except FaultyPack:
            refused += 1
    assert refused > 100
    assert rows() == before


def test_a_load_that_fails_half_way_leaves_nothing(cast, files, monkeypatch):
    from sources.packs import services as packs

    def fail(*args):
        raise RuntimeError("half way")

    before = rows()
    monkeypatch.setattr(packs, "_keep", fail)
    waiting = services.receive(school=cast.school, person=cast.teacher, name="a.zip", data=write_archive(files))
    with pytest.raises(RuntimeError):
        services.bring_in(waiting=waiting, mark=look_into(waiting).mark)
    waiting.delete()
    assert rows() == before
