"""Sources that a school writes itself: they work like a pack's, and no other school ever meets them."""

import pytest

from activities.authoring.parts import draft_of
from activities.authoring.services import copy_activity
from historyclass.people.models import School
from historyclass.people.services import create_school
from sources.keeping import own
from sources.models import Source
from sources.packs.services import load_pack, shipped_packs
from sources.shelf import shelf_of
from tests import reading
from tests.keeping import hold_picture, own_source_values, write_own_source

URL = "/library/soviet-foreign-policy"
NEW = f"{URL}/own-sources/new/"
TYPED = {
    "number": "Our source 1",
    "name": "Curzon",
    "title": "An ultimatum from London",
    "kind": "letter",
    "attribution": "Lord Curzon to the Soviet government",
    "date": "8/5/1923",
    "provenance": "Printed at the time.",
    "summary": "He complains.\r\n\r\nHe gives ten days.",
    "wording": "Ten days are given.",
    "page": "240",
}


@pytest.fixture
def teacher(cast, as_user):
    return as_user(cast.teacher)


def form(enquiry, **more: str) -> dict[str, str]:
    return {**TYPED, "chapter": str(enquiry.chapters.get(key="opener").pk), **more}


def test_a_source_is_written_with_what_a_pack_s_has(cast, enquiry, teacher):
    assert teacher.post(NEW, form(enquiry)).status_code == 302
    source = Source.objects.get(school=cast.school)
    assert (source.key, source.number, source.kind, source.page) == ("own-1", "Our source 1", "letter", 240)
    assert (source.date, source.date_text) == ("1923-05-08", "8 May 1923")
    assert (str(source.date_earliest), str(source.known_latest)) == ("1923-05-08", "1923-05-08")
    assert source.summary == ["He complains.", "He gives ten days."]
    assert shelf_of(enquiry, school=cast.school.pk).sources["own-1"].words == ["Ten days are given."]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date", "the other day", "Write a date as people do"),
        ("date", "undated", "Write a date as people do"),
        ("title", "", "Fill this in"),
        ("summary", " ", "Fill this in"),
        ("page", "nine", "whole number"),
        ("known_from", "1920", "cannot have been known before"),
        ("name", "x" * 121, "121 characters, and 120 fit"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_the_rest_stays(enquiry, teacher, field, value, words, cast):
    told = teacher.post(NEW, form(enquiry, **{field: value}))
    assert words in reading.field(told, field).fault
    kept = {**form(enquiry), field: value}
    assert {name: reading.field(told, name).value for name in ("number", "attribution", "provenance")} == {
        name: kept[name] for name in ("number", "attribution", "provenance")
    }
    assert not Source.objects.filter(school=cast.school).exists()


def test_a_form_sent_as_it_stands_changes_nothing(cast, teacher):
    write_own_source(cast)
    url = f"{URL}/sources/own-1/edit/"
    before = Source.objects.filter(key="own-1").values().get()
    assert teacher.post(url, reading.sent(teacher.get(url))).status_code == 302
    assert Source.objects.filter(key="own-1").values().get() == before


def test_a_colleague_s_change_is_told_and_what_was_typed_stays(cast, teacher, as_user):
    write_own_source(cast)
    url = f"{URL}/sources/own-1/edit/"
    page = teacher.get(url)
    colleague = as_user(cast.other_teacher)
    colleague.post(url, {**reading.sent(colleague.get(url)), "title": "Theirs"})
    told = teacher.post(url, {**reading.sent(page), "title": "Mine"})
    assert f"{cast.other_teacher.formal_name} changed this source" in reading.words(told)
    assert reading.field(told, "title").value == "Mine"
    assert Source.objects.get(key="own-1").title == "Theirs"
    teacher.post(url, reading.sent(told))
    assert Source.objects.get(key="own-1").title == "Mine"


def test_a_source_put_away_comes_back_and_no_key_is_given_twice(cast, enquiry, teacher):
    first = write_own_source(cast)
    teacher.post(f"{URL}/sources/{first.key}/retire/")
    assert Source.objects.get(pk=first.pk).retired
    assert write_own_source(cast).key == "own-2"
    teacher.post(f"{URL}/sources/{first.key}/restore/")
    assert not Source.objects.get(pk=first.pk).retired
    other = create_school(name="Elsewhere", slug="elsewhere", timezone_name="Europe/London")
    elsewhere = own.write_source(
        enquiry=enquiry, school=other, values=own_source_values(enquiry), wording=[], by=cast.stranger_teacher
    )
    assert elsewhere.key == "own-3"


def test_it_can_be_chosen_for_an_activity_set_and_worked_on(cast, enquiry, as_user):
    source = write_own_source(cast)
    activity = copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)
    assert source.key in draft_of(activity).around("table").shelf.sources
    part = activity.parts.get(key="table")
    part.definition = {**part.definition, "sources": [*part.definition["sources"], source.key]}
    part.save()
    teacher = as_user(cast.teacher)
    page = teacher.get(f"/activities/{activity.pk}/preview/").content.decode()
    assert "An ultimatum from London" not in page  # the card has the short name
    assert 'id="sown-1"' in page


def test_another_school_never_meets_it(cast, enquiry, as_user):
    source = write_own_source(cast)
    picture = hold_picture(cast, source.key)
    stranger = as_user(cast.stranger_teacher)
    for path in ("", f"sources/{source.key}/", f"sources/{source.key}/edit/", "teaching/", "wordings/", "sources/10/"):
        page = stranger.get(f"{URL}/{path}")
        assert "own-1" not in page.content.decode().replace(f"{URL}/sources/own-1/", ""), path
        assert "ultimatum" not in page.content.decode(), path
    for path in ("", "edit/", "hold-picture/", f"picture/{picture.whole.name}/"):
        assert stranger.get(f"{URL}/sources/{source.key}/{path}").status_code == 404, path
    far = School.objects.exclude(pk=cast.school.pk).get()
    for school in (far.pk, None):
        shelf = shelf_of(enquiry, school=school)
        assert source.key not in shelf.sources
        assert f"source/{source.key}" not in shelf.citables
    copied = copy_activity(activity=cast.activity, school=far, by=cast.stranger_teacher)
    assert source.key not in draft_of(copied).around("table").shelf.sources


def test_its_own_school_finds_it_in_its_chapter(cast, as_user):
    source = write_own_source(cast)
    for person in (cast.student, cast.other_student, cast.teacher):
        assert "An ultimatum from London" in as_user(person).get(f"{URL}/").content.decode()
        assert as_user(person).get(f"{URL}/sources/{source.key}/").status_code == 200
        assert "An ultimatum" in as_user(person).get(f"{URL}/search/?q=ultimatum").content.decode()
    assert "An ultimatum" not in as_user(cast.stranger_teacher).get(f"{URL}/search/?q=ultimatum").content.decode()


def test_a_pack_loaded_again_leaves_it_as_it_is(cast, enquiry, pack, edit):
    source = write_own_source(cast)
    before = Source.objects.filter(pk=source.pk).values().get()
    edit("sources.yaml", "Lenin with a broom", "Lenin, with a broom")
    load_pack(folder=pack)
    assert Source.objects.filter(pk=source.pk).values().get() == before
    assert shipped_packs()
