"""The library's pages: an enquiry, its chapters and their pages, charts, people, words."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from historyclass.people.models import Membership, Role
from sources import queries
from sources.models import Card, Enquiry, Event, Holding, Reading, Source, Visit
from sources.packs.services import load_files
from sources.readers import Reader, open_enquiry
from tests.cast import make_person
from tests.reading import words
from tests.sources.library_pack import SLUG, library_files

HOME = f"/library/{SLUG}/"
PAGES = [
    "",
    "chapters/first/",
    "pages/first-1/",
    "pages/first-points/",
    "sources/1/",
    "timelines/wars/",
    "charts/sides/",
    "people/",
    "people/p1/",
    "glossary/",
]
MOST_QUERIES = 8


@pytest.fixture
def small(db) -> Enquiry:
    """A small enquiry with one of everything."""
    return load_files(files=library_files(), school=None)


@pytest.fixture
def reader(cast, small, as_user):
    """The browser of a student."""
    return as_user(cast.student)


def links(page) -> set[str]:
    """Where a page leads within the site."""
    return {link.partition("#")[0].partition("?")[0] for link in re.findall(r'href="(/[^"]*)"', page.text)}


def test_the_library_costs_the_same_however_large_the_enquiry_is(cast, small, as_user, count_queries):
    def measured(browser) -> dict[str, int]:
        costs = {}
        for path in PAGES:
            browser.get(f"{HOME}{path}")
            with count_queries() as count:
                assert browser.get(f"{HOME}{path}").status_code == 200
            costs[path] = count()
        return costs

    browsers = {name: as_user(getattr(cast, name)) for name in ("student", "teacher")}
    few = {name: measured(browser) for name, browser in browsers.items()}
    load_files(files=library_files(pages=40), school=None)
    many = {name: measured(browser) for name, browser in browsers.items()}
    assert few == many
    dear = {(name, path): cost for name, costs in many.items() for path, cost in costs.items() if cost > MOST_QUERIES}
    assert dear == {}


def test_every_item_opens_in_at_most_three_clicks_from_the_enquiry(cast, enquiry, as_user):
    """Folds are open to whoever looks through the markup: opening one is a click, so two links are left."""
    browser = as_user(cast.student)
    home = reverse("sources:enquiry", args=[enquiry.slug])
    near = links(browser.get(home))
    wanted = {
        reverse(f"sources:{kind}", args=[enquiry.slug, item.key])
        for kind, items in [
            ("chapter", enquiry.chapters.all()),
            ("reading", enquiry.readings.all()),
            ("source", enquiry.sources.all()),
            ("timeline", enquiry.timelines.all()),
            ("chart", enquiry.charts.all()),
        ]
        for item in items
    }
    assert wanted <= near
    people = links(browser.get(reverse("sources:people", args=[enquiry.slug])))
    assert {reverse("sources:person", args=[enquiry.slug, one.key]) for one in enquiry.figures.all()} <= people


def test_an_enquiry_says_where_its_reader_is(reader, cast):
    page = words(reader.get(HOME))
    assert "Begin reading A: Page first-1" in page
    assert "0 of 10 pages read" in page
    for key in ("first-1", "first-2"):
        assert reader.post(f"{HOME}pages/{key}/read/", headers={"Accept": "application/json"}).status_code == 204
    page = words(reader.get(HOME))
    assert "Go on reading C: Page first-3 What does page first-3 ask?" in page
    assert "2 of 10 pages read" in page
    assert page.count(" read p") == 2
    for reading in Reading.objects.filter(enquiry__slug=SLUG):
        Visit.objects.update_or_create(person=cast.student, reading=reading, defaults={"at": timezone.now()})
    assert "All 10 pages read" in words(reader.get(HOME))


def test_going_on_is_after_what_was_read_last_and_then_what_was_left_out(reader):
    reader.post(f"{HOME}pages/second-points/read/")
    assert "Go on reading A: Page first-1" in words(reader.get(HOME))
    reader.post(f"{HOME}pages/second-1/read/")
    assert "Go on reading B: Page second-2" in words(reader.get(HOME))


def test_whoever_says_that_they_have_read_a_page_goes_on_to_the_next(reader, cast):
    answer = reader.post(f"{HOME}pages/first-1/read/")
    assert answer.url == f"{HOME}pages/first-2/"
    assert reader.post(f"{HOME}pages/second-points/read/").url == HOME
    first = Visit.objects.get(person=cast.student, reading__key="first-1").at
    reader.post(f"{HOME}pages/first-1/read/")
    assert Visit.objects.get(person=cast.student, reading__key="first-1").at > first
    assert "You have read this page" in words(reader.get(f"{HOME}pages/first-1/"))
    assert reader.get(f"{HOME}pages/first-1/read/").status_code == 405


def test_a_page_shows_where_it_stands_in_the_book_and_the_chapter(reader):
    page = reader.get(f"{HOME}pages/first-2/")
    text = words(page)
    assert "B, book: pp. 2–3 Page first-2 What does page first-2 ask?" in text
    assert re.findall(r'href="([^"]*)" rel="(prev|next)"', page.text) == [
        (f"{HOME}pages/first-1/", "prev"),
        (f"{HOME}pages/first-3/", "next"),
    ]
    last = reader.get(f"{HOME}pages/first-points/")
    assert f'href="{HOME}pages/second-1/" rel="next"' in last.text


def test_what_stands_in_a_text_is_shown_there(reader):
    page = reader.get(f"{HOME}pages/first-2/")
    text = words(page)
    for said in [
        "Title 2 Source 2 Speaker 2 in a town hall The mayor wants peace.",
        "Chart 2 Two sides",
        "Reason 1",
        "Open the timeline",
        "Trouble spot, book: p. 9 What first means A box says that the truce held.",
    ]:
        assert said in text
    assert "Named on this page People Person Number 1" in text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert "b-1" in ids


def test_a_word_is_explained_on_the_page_and_leads_to_the_glossary(reader):
    page = reader.get(f"{HOME}pages/first-2/")
    assert f'<a href="{HOME}glossary/#t-truce" data-ref="term/truce" class="term">the truce</a>' in page.text
    assert page.text.count('data-explains="term/truce"') == 1
    assert 'data-explains="term/word-2"' in page.text
    assert 'data-explains="term/word-1"' not in page.text
    assert 'id="t-truce"' in reader.get(f"{HOME}glossary/").text


def test_key_points_are_folded_one_by_one(reader):
    page = reader.get(f"{HOME}pages/first-points/")
    assert len(re.findall(r'<details class="fold" id="k-p\d"><summary>Why point \d\?</summary>', page.text)) == 3


def test_a_source_tells_whom_it_concerns_and_what_happened_then(reader):
    text = words(reader.get(f"{HOME}sources/2/"))
    assert "People Person Number 1" in text
    assert "Near in time Fight 2, 3 March 1922" in text
    assert "Fight 1" not in text
    assert "Where it comes in Page first-2 What does page first-2 ask? Page second-2" in text


def test_a_source_of_a_loose_date_stands_beside_its_years(small, reader):
    Source.objects.filter(enquiry=small, key="2").update(date_earliest="1920-01-01", date_latest="1922-12-31")
    text = words(reader.get(f"{HOME}sources/2/"))
    assert "Near in time Fight 1, 2 March 1921 Fight 2, 3 March 1922" in text


def test_a_chart_says_what_is_ours_what_was_secret_and_where_the_book_differs(reader):
    page = reader.get(f"{HOME}charts/sides/")
    text = words(page)
    assert "The book has its own on page 7. This one is ours." in text
    assert "Not public until 1948. It was in no newspaper." in text
    assert "The book says June. It was May." in text
    assert 'id="c-secret"' in page.text


def test_a_card_that_is_retired_can_still_be_found_where_it_was_cited(small, reader):
    Card.objects.filter(chart__enquiry=small, key="for-1").update(retired=True)
    page = reader.get(f"{HOME}charts/sides/")
    assert "No longer on this chart" in words(page)
    assert 'id="c-for-1"' in page.text


def test_a_person_tells_where_they_appear(reader):
    text = words(reader.get(f"{HOME}people/p1/"))
    assert "1870–1950 Person Number 1 Mayor of town 1" in text
    assert "What Person 1 stands for Peace at home" in text
    for said in ["Pages Page first-1", "Sources Source 1", "Events Fight 1", "Cards of charts A secret"]:
        assert said in text
    assert "Where Person 2 appears" not in words(reader.get(f"{HOME}people/p2/"))


def test_those_of_whom_the_same_is_told_stand_side_by_side(reader):
    text = words(reader.get(f"{HOME}people/"))
    assert "Side by side Person 1 Mayor of town 1 Person 2 Mayor of town 2" in text
    assert "Attitude to war Against it, 1. Against it, 2. Against it, 3." in text


def test_nobody_stands_side_by_side_where_nothing_is_told_of_several(cast, enquiry, as_user):
    """The enquiry that ships leaves the comparison to the students, who fill it in."""
    page = words(as_user(cast.student).get(reverse("sources:people", args=[enquiry.slug])))
    assert "Side by side" not in page


def test_the_glossary_is_in_order_and_tells_where_a_word_is_used(reader):
    page = reader.get(f"{HOME}glossary/")
    assert re.findall(r'id="t-([^"]+)"', page.text) == ["truce", "word-1", "word-2", "word-3"]
    assert re.findall(r'href="#letter-(\w)"', page.text) == ["T", "W"]
    assert "truce also armistice A pause in the fighting that both sides agree to. Used in Page first-1" in words(page)


def test_a_schools_enquiry_is_nobody_elses(cast, as_user):
    load_files(files=library_files(slug="ours"), school=cast.school)
    home = f"/library/ours--{cast.school.slug}/"
    for path in PAGES:
        assert as_user(cast.student).get(f"{home}{path}").status_code == 200, path
        assert as_user(cast.stranger_teacher).get(f"{home}{path}").status_code == 404, path
    assert as_user(cast.stranger_teacher).post(f"{home}pages/first-1/read/").status_code == 404


def test_what_a_school_holds_is_shown_to_its_own(cast, small, as_user):
    source = Source.objects.get(enquiry=small, key="2")
    Holding.objects.create(school=cast.school, source=source, wording=["Lay down your arms."], changed_by=cast.teacher)
    for path in ("sources/2/", "pages/first-2/"):
        assert "Lay down your arms." in words(as_user(cast.student).get(f"{HOME}{path}")), path
        assert "Lay down your arms." not in words(as_user(cast.stranger_teacher).get(f"{HOME}{path}")), path


def test_of_several_schools_the_first_that_has_something_is_shown(cast, small):
    far = Membership.objects.get(user=cast.stranger_teacher).school
    person = make_person(cast.school, Role.TEACHER, "both", "Both Schools")
    Membership.objects.create(user=person, school=far, role=Role.TEACHER)
    assert open_enquiry(person, SLUG).school == min(cast.school.pk, far.pk)
    source = Source.objects.get(enquiry=small, key="2")
    later = max(cast.school, far, key=lambda school: school.pk)
    Holding.objects.create(school=later, source=source, wording=["Words"], changed_by=person)
    assert open_enquiry(person, SLUG).school == later.pk


def test_what_is_hidden_is_on_no_page(cast, small):
    reader = Reader(cast.student, small, cast.school.pk, hidden=frozenset({"source/2", "timeline/wars", "person/p1"}))
    contents = queries.contents_of(reader, naming="person/p1")
    assert not {"source/2", "timeline/wars", "person/p1"} & set(contents.items)
    assert [item for item in contents.items.values() if item.kind == "event"] == []
    text = queries.text_of(Reading.objects.get(enquiry=small, key="first-2").text, reader)
    assert [piece.source for piece in text.pieces if piece.source] == []
    source = Source.objects.get(enquiry=small, key="1")
    assert queries.contents_of(reader, begun=queries.years_about(source)).of("event") == []
    assert Event.objects.filter(timeline__enquiry=small).exists()
