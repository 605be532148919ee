"""What a class sees of an enquiry is its teachers' to say."""

import json
import re

import pytest

from historyclass.people.models import Classroom, EnrolmentRole
from historyclass.people.services import enrol
from sources.arrangements import arranged_for, put_away_from
from sources.keeping import arranging
from sources.models import Arrangement, Reading
from sources.packs.services import load_files
from tests import reading
from tests.cast import Cast, make_cast
from tests.sources.library_pack import SLUG, library_files

URL = "/library/soviet-foreign-policy"


@pytest.fixture
def pages(enquiry) -> list[Reading]:
    """Three pages of the opener's chapter, at its end."""
    chapter = enquiry.chapters.get(key="opener")
    return [
        Reading.objects.create(
            enquiry=enquiry,
            chapter=chapter,
            key=f"page-{name}",
            position=900 + at,
            kind="section",
            title=f"Page {name}",
        )
        for at, name in enumerate("abc")
    ]


@pytest.fixture
def cast(cast, pages) -> Cast:
    return cast


@pytest.fixture
def teacher(cast, as_user):
    return as_user(cast.teacher)


def address(cast: Cast) -> str:
    return f"{URL}/classes/{cast.classroom.pk}/"


def arrangement(cast: Cast, classroom: Classroom | None = None, **values) -> Arrangement:
    return Arrangement.objects.create(
        classroom=classroom or cast.classroom, enquiry=cast.activity.enquiry, changed_by=cast.teacher, **values
    )


def order(page) -> list[str]:
    return [key for key in reading.hidden(page)["order"] if key.startswith("page-")]


def without(sent: dict, *refs: str) -> dict:
    return {**sent, "shown": [ref for ref in sent["shown"] if ref not in refs]}


def test_what_is_unticked_is_put_away_from_the_class(cast, teacher):
    page = teacher.get(address(cast))
    assert teacher.post(address(cast), without(reading.sent(page), "source/7", "reading/page-b")).status_code == 302
    assert arranged_for(cast.student, cast.activity.enquiry).hidden == {"source/7", "reading/page-b"}
    assert arranged_for(cast.other_student, cast.activity.enquiry).hidden == frozenset()
    assert arranged_for(cast.teacher, cast.activity.enquiry).hidden == frozenset()
    assert put_away_from(cast.teacher, cast.activity.enquiry)["source/7"] == [cast.classroom.name]


def test_a_press_moves_a_page_and_keeps_nothing(cast, teacher):
    sent = without(reading.sent(teacher.get(address(cast))), "source/7")
    pressed = teacher.post(address(cast), {**sent, "press": "up-page-b"})
    assert order(pressed) == ["page-b", "page-a", "page-c"]
    assert "source/7" not in reading.sent(pressed)["shown"]
    assert not Arrangement.objects.exists()
    assert teacher.post(address(cast), reading.sent(pressed)).status_code == 302
    found = arranged_for(cast.student, cast.activity.enquiry)
    assert [key for key in found.order if key.startswith("page-")] == ["page-b", "page-a", "page-c"]


def test_no_page_leaves_its_chapter_or_the_list(cast, teacher):
    sent = reading.sent(teacher.get(address(cast)))
    for press in ("up-page-a", "down-page-c", "up-nothing", "sideways-page-b", "up-"):
        assert sorted(order(teacher.post(address(cast), {**sent, "press": press}))) == ["page-a", "page-b", "page-c"]
    assert order(teacher.post(address(cast), {**sent, "press": "down-page-c"})) == ["page-a", "page-b", "page-c"]


def test_all_of_a_chapter_is_ticked_and_unticked_at_once(cast, teacher):
    sent = reading.sent(teacher.get(address(cast)))
    away = reading.sent(teacher.post(address(cast), {**sent, "press": "away-opener"}))
    assert not {"source/7", "reading/page-a", "chapter/opener"} & set(away.get("shown", []))
    back = reading.sent(teacher.post(address(cast), {**away, "press": "show-opener"}))
    assert back["shown"] == sent["shown"]


def test_a_student_of_several_classes_sees_what_any_of_them_sees(cast, enquiry):
    enrol(classroom=cast.other_classroom, user=cast.student, role=EnrolmentRole.STUDENT)
    arrangement(cast, hidden=["source/7", "source/9"], order=["page-b", "page-a"])
    assert arranged_for(cast.student, enquiry).hidden == frozenset()
    arrangement(cast, cast.other_classroom, hidden=["source/9"])
    found = arranged_for(cast.student, enquiry)
    assert (found.hidden, found.order) == ({"source/9"}, ("page-b", "page-a"))


def test_a_colleague_s_change_is_told(cast, teacher, as_user):
    arrangement(cast, hidden=[])
    sent = reading.sent(teacher.get(address(cast)))
    Arrangement.objects.update(hidden=["source/9"], changed_by=cast.other_teacher)
    told = teacher.post(address(cast), without(sent, "source/7"))
    assert f"{cast.other_teacher.formal_name} changed this" in reading.words(told)
    assert "source/7" not in reading.sent(told)["shown"]
    assert Arrangement.objects.get().hidden == ["source/9"]
    teacher.post(address(cast), reading.sent(told))
    assert Arrangement.objects.get().hidden == ["source/7"]


def test_the_page_says_what_set_work_of_the_class_uses(cast, teacher):
    page = teacher.get(address(cast)).content.decode()
    assert page.count(f'href="/assignments/{cast.assignment.pk}/"') == 10
    assert f'href="/assignments/{cast.assignment.pk}/"' in teacher.get(f"{URL}/sources/7/").content.decode()
    assert cast.assignment.title in reading.words(teacher.get(f"{URL}/teaching/"))


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ([], "abc"),
        (["page-c", "page-a", "page-b"], "cab"),
        (["page-c", "gone", "page-a"], "cab"),
        (["page-b", "page-a"], "bca"),
    ],
)
def test_pages_that_an_order_does_not_name_stand_behind_those_before_them(pages, stored, found):
    assert arranging.in_order(stored, pages) == tuple(f"page-{name}" for name in found)


def test_what_is_put_away_is_neither_listed_nor_opened_and_its_address_says_so(cast, as_user):
    arrangement(cast, hidden=["source/7", "timeline/chart-a", "reading/page-b", "chapter/chapter-15"])
    student, teacher = as_user(cast.student), as_user(cast.teacher)
    listed = student.get(f"{URL}/").content.decode()
    paths = ("sources/7/", "timelines/chart-a/", "pages/page-b/", "chapters/chapter-15/")
    for path in paths:
        assert f"{URL}/{path}" not in listed, path
        told = student.get(f"{URL}/{path}")
        assert told.status_code == 404, path
        assert "Your teacher has put this page away for now" in told.content.decode(), path
        assert teacher.get(f"{URL}/{path}").status_code == 200, path
    assert student.get(f"{URL}/sources/9/").status_code == 200
    assert "sources/7/" in teacher.get(f"{URL}/search/?q=Molotov").content.decode()
    assert "sources/7/" not in student.get(f"{URL}/search/?q=Molotov").content.decode()
    assert "timelines/chart-a/" not in student.get(f"{URL}/search/?q=Rapallo").content.decode()
    assert f"Put away from {cast.classroom.name}" in reading.words(teacher.get(f"{URL}/"))
    # What set work uses stays beside the work.
    assert 'id="s7"' in student.get(f"/work/{cast.assignment.pk}/").content.decode()


def test_the_class_s_order_is_the_order_of_its_pages(cast, as_user):
    arrangement(cast, order=["page-c", "page-b", "page-a"])
    listed = as_user(cast.student).get(f"{URL}/chapters/opener/").content.decode()
    assert listed.index("page-c") < listed.index("page-b") < listed.index("page-a")


def test_what_is_put_away_is_not_offered_to_cite_unless_the_piece_is_about_it(opener, as_user, pages):
    cast = make_cast(opener)
    arrangement(cast, hidden=["source/7", "person/litvinov", "timeline/chart-a"])
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/").content.decode()
    offered = {
        item["ref"]: not item["retired"]
        for item in json.loads(re.search(r'id="citables" type="application/json">(.*?)</script>', page, re.S)[1])
    }
    assert offered["source/7"]
    assert not offered["event/chart-a/rapallo"]


def test_what_comes_into_a_chapter_that_is_put_away_is_put_away_with_it(cast, teacher, as_user):
    enquiry = load_files(files=library_files(2), school=None)
    url = f"/library/{SLUG}"
    sent = reading.sent(teacher.get(f"{url}/classes/{cast.classroom.pk}/"))
    teacher.post(f"{url}/classes/{cast.classroom.pk}/", without(sent, "chapter/first"))

    load_files(files=library_files(3), school=None)
    form = reading.sent(teacher.get(f"{url}/own-sources/new/?chapter=first"))
    own = {"number": "Ours", "name": "A mayor", "title": "A letter", "attribution": "A mayor", "date": "1921"}
    own |= {"kind": "letter"}
    teacher.post(f"{url}/own-sources/new/", {**form, **own, "provenance": "An attic.", "summary": "He writes."})

    assert enquiry.sources.filter(key__in=["3", "own-1"]).count() == 2
    student = as_user(cast.student)
    for page in ("sources/3/", "sources/own-1/", "pages/first-3/"):
        assert student.get(f"{url}/{page}").status_code == 404
    assert student.get(f"{url}/pages/second-3/").status_code == 200
    assert student.get(f"{url}/search/?q=attic").context["finds"] == []
