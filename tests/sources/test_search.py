"""Search finds the same things on every database, under every spelling, and nothing of another school's."""

import pytest

from sources.models import Enquiry, Figure, SearchEntry, Term
from sources.readers import Reader
from sources.search import find, index_enquiry, index_school, nearest
from sources.search.words import fold, stem, tokens


def refs(enquiry: Enquiry, query: str) -> list[str]:
    rows = SearchEntry.objects.filter(enquiry=enquiry, school=None)
    return [found.ref for found in find(rows, query, enquiry.slug)]


def add_names(enquiry):
    Figure.objects.create(
        enquiry=enquiry,
        key="teddy",
        position=900,
        name="Ernst Thälmann",
        short="Thälmann",
        role="Led the KPD",
        text=["A docker from Hamburg."],
    )
    Term.objects.create(enquiry=enquiry, key="gmd", name="Guomindang", also=["Kuomintang", "GMD"], short="A party.")
    Term.objects.create(enquiry=enquiry, key="front", name="united front", short="With the Guomindang, for a time.")
    index_enquiry(enquiry)


@pytest.mark.parametrize("spelling", ["Thälmann", "thaelmann", "THALMANN", "ernst thael", "Thälmann’s"])
def test_a_name_is_found_in_every_spelling(enquiry, spelling):
    add_names(enquiry)
    found = refs(enquiry, spelling.removesuffix("’s"))
    assert found[0] in ("person/teddy", "person/thaelmann")
    assert "person/teddy" in found


@pytest.mark.parametrize("spelling", ["Kuomintang", "Guomindang", "gmd", "kuomin"])
def test_what_has_two_names_is_found_by_both(enquiry, spelling):
    add_names(enquiry)
    assert {"term/gmd", "term/front"} <= set(refs(enquiry, spelling))


def test_a_word_is_found_by_its_beginning_and_in_its_other_forms(enquiry):
    assert "event/chart-a/rapallo" in refs(enquiry, "rapal")
    assert "event/chart-a/rapallo" in refs(enquiry, "recognised")  # they recognise one another
    assert refs(enquiry, "Rapallo")[0] == "event/chart-a/rapallo"


def test_all_words_must_be_there_and_numbers_are_words(enquiry):
    assert refs(enquiry, "source 9")[0] == "source/9"
    assert refs(enquiry, "rapallo zeppelin") == []
    assert refs(enquiry, "' | ! & :* () \\ %_") == []
    assert refs(enquiry, "") == []


def test_what_is_put_away_or_retired_is_not_found(cast, enquiry):
    reader = Reader(cast.student, enquiry, cast.school.pk, hidden=frozenset({"source/9"}))
    rows = reader.found(SearchEntry.objects.filter(enquiry=enquiry, school=None))
    assert "source/9" not in [found.ref for found in find(rows, "source 9", enquiry.slug)]
    enquiry.sources.filter(key="9").update(retired=True)
    index_enquiry(enquiry)
    assert "source/9" not in refs(enquiry, "source 9")


def test_the_words_are_marked_where_they_stand(enquiry):
    rows = SearchEntry.objects.filter(enquiry=enquiry)
    line = find(rows, "genoa", enquiry.slug)[0].line
    assert "<mark>Genoa</mark>" in line
    enquiry.sources.filter(key="9").update(summary=["<b>bold</b> claims"])
    index_enquiry(enquiry)
    line = next(found.line for found in find(rows, "bold claims", enquiry.slug) if found.ref == "source/9")
    assert "&lt;b&gt;<mark>bold</mark>" in line


def test_whoever_misspells_a_name_is_told_the_nearest(enquiry):
    rows = SearchEntry.objects.filter(enquiry=enquiry)
    assert nearest(rows, "Rapalo") == "Rapallo"
    assert nearest(rows, "xyzzy") == ""


def test_a_schools_own_source_is_found_by_its_people_alone(cast, client):
    enquiry = cast.activity.enquiry
    own = enquiry.sources.get(key="9")
    own.pk, own.key, own.school, own.title = None, "own-1", cast.school, "A zeppelin over Riga"
    own.save()
    index_school(enquiry, cast.school)
    page = f"/library/{enquiry.slug}/search/?q=zeppelin"
    client.force_login(cast.student)
    assert "own-1" in client.get(page).content.decode()
    client.force_login(cast.stranger_teacher)
    assert "own-1" not in client.get(page).content.decode()


def test_the_page_says_when_nothing_is_found(cast, client):
    client.force_login(cast.student)
    page = client.get("/library/soviet-foreign-policy/search/?q=Rapalo").content.decode()
    assert "Nothing found" in page
    assert "?q=Rapallo" in page
    part = client.get("/library/soviet-foreign-policy/search/?q=rapallo&part=1").content.decode()
    assert "<html" not in part
    assert "Rapallo" in part


def test_words_are_compared_without_case_accents_and_endings():
    assert fold("Müller Mueller ŁÓDŹ Straße") == "muller muller łodz strasse"
    assert tokens("Source 16.9, on Chart 15B") == ["source", "16.9", "on", "chart", "15b"]
    assert stem("agreements") == stem("agreement")


@pytest.mark.any_database
@pytest.mark.parametrize("query", ["㍿" * 200, "x" * 200], ids=["letters that unfold", "one long word"])
def test_words_without_end_are_looked_for_in_vain(enquiry, query):
    assert refs(enquiry, query) == []
