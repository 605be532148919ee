"""The library: what anybody who belongs to a school can read."""

import re

import pytest

from sources.models import Source, Timeline
from tests.reading import words

HOME = "/library/soviet-foreign-policy/"
KEYS = [str(number) for number in range(1, 11)]


@pytest.fixture
def reader(cast, as_user):
    """The browser of a student."""
    return as_user(cast.student)


def test_the_library_shows_the_enquiry_and_how_much_is_in_it(reader):
    page = words(reader.get("/library/"))
    assert "Soviet security or spreading revolution?" in page
    assert "Soviet foreign policy 1921–39" in page
    assert f"{Source.objects.count()} sources, {Timeline.objects.count()} timelines" in page


def test_the_enquiry_lists_its_sources_in_order_with_their_dates(reader):
    page = words(reader.get(HOME))
    numbers = list(Source.objects.order_by("position").values_list("number", flat=True))
    assert numbers[:10] == [f"Source {key}" for key in KEYS]
    places = [page.index(f"{number} ") for number in numbers]
    assert places == sorted(places)
    assert "Chart A Soviet foreign policy, 1917–39" in page
    for name, when in [("Molotov", "January 1936"), ("Trotsky", "1930"), ("Stalin", "10 March 1939")]:
        assert f"{name}, {when}" in page
    assert "Cover of a German weekly magazine, after 23 August 1939" in page


@pytest.mark.parametrize("key", KEYS)
def test_a_source_shows_who_when_what_and_where_it_comes_from(key, reader):
    source = Source.objects.get(key=key)
    page = words(reader.get(f"{HOME}sources/{key}/"))
    expected = [source.number, source.title, source.attribution, source.date_text, source.provenance]
    expected += [*source.summary, source.get_kind_display(), source.speaker, source.audience, source.looks_like]
    for text in expected:
        assert " ".join(text.split()) in page
    assert f"in your book on page {source.page}." in page


def test_a_source_leads_to_the_one_before_and_the_one_after(reader):
    first, middle, last = (reader.get(f"{HOME}sources/{key}/") for key in ["1", "5", "10"])
    links = [
        re.findall(r'href="/library/soviet-foreign-policy/sources/(\d+)/"', page.text) for page in [first, middle, last]
    ]
    assert links == [["2"], ["4", "6"], ["9"]]


def test_where_the_book_is_wrong_the_page_says_so(reader):
    page = words(reader.get(f"{HOME}sources/7/"))
    assert "Here the book and we differ." in page
    assert "The book calls Molotov Commissar for Foreign Affairs in January 1936." in page
    assert "He was head of the government then." in page
    assert "Here the book and we differ." not in words(reader.get(f"{HOME}sources/6/"))


@pytest.mark.parametrize(
    "path", ["/library/weimar/", f"{HOME}sources/11/", "/library/weimar/sources/7/", f"{HOME}sources/x y/"]
)
def test_what_is_not_in_the_library_is_not_found(path, reader):
    assert reader.get(path).status_code == 404


def test_no_summary_gives_the_columns_of_the_table_away(enquiry):
    given_away = re.compile(
        r"\b(spread\w*|defen[cds]\w*|relationship\w*|interests?\b|work(s|ed|ing)? with)", re.IGNORECASE
    )
    for source in Source.objects.filter(enquiry=enquiry, chapter__key="opener"):
        found = given_away.findall(" ".join([*source.summary, source.looks_like]))
        assert found == [], source


def test_no_page_speaks_the_language_of_the_machinery(reader):
    for path in ["/library/", HOME, *(f"{HOME}sources/{key}/" for key in KEYS)]:
        page = words(reader.get(path))
        assert "EDTF" not in page
        assert "None" not in page
        assert not re.search(r"\d{4}-\d{2}", page)
