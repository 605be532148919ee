"""The page of a timeline: the picture, and then every event by phase."""

import re

import pytest
from django.template.loader import render_to_string

from sources.models import Card, Chapter, Event, Figure, Reading, Source, Timeline
from sources.packs.services import shipped_packs
from sources.shelf import shelf_of
from tests.reading import words

PAGE = "/library/soviet-foreign-policy/timelines/chart-a/"
PHASES = ["war", "civil-war", "recovery", "left-turn", "collective", "pact"]


def events():
    """What stands on Chart A."""
    return Event.objects.filter(timeline__key="chart-a")


@pytest.fixture
def reader(cast, as_user):
    """The browser of a student."""
    return as_user(cast.student)


def test_every_event_is_told_with_its_date_its_kind_and_its_text(reader):
    page = words(reader.get(PAGE))
    assert events().count() == 32
    for event in events():
        told = f"{event.date_text}. {event.get_mark_display()}. {event.name} {event.text}"
        assert " ".join(told.split()) in page, event


def test_the_picture_comes_first_then_the_list(reader):
    page = reader.get(PAGE).text
    listed = [page.index(f'id="e-{event.key}"') for event in events().order_by("phase__position", "position")]
    assert listed == sorted(listed)
    assert page.index('href="#events"') < page.index('<svg class="chart across"') < listed[0]
    assert "The list above" not in page
    assert [page.index(f'id="p-{key}"') for key in PHASES] == sorted(page.index(f'id="p-{key}"') for key in PHASES)


def test_the_chart_is_in_the_order_of_time_within_each_phase(enquiry):
    for key in PHASES:
        years = [event.date_earliest.year for event in events().filter(phase__key=key).order_by("position")]
        assert years == sorted(years), key


def test_the_book_s_page_is_given_and_whose_words_these_are(reader):
    assert "Chart A stands in your book on page 241. The words here are ours." in words(reader.get(PAGE))


def test_where_the_book_is_wrong_and_what_was_secret_the_page_says_so(reader):
    page = words(reader.get(PAGE))
    corrected = events().exclude(correction_ours="")
    assert page.count("Here the book and we differ.") == corrected.count() == 4
    for event in corrected:
        assert f"Here the book and we differ. {event.correction_book} {event.correction_ours}" in page
    assert re.findall(r"Not public until ([^.]*)\.", page) == ["December 1926", "1946"]


@pytest.mark.parametrize("key", PHASES)
def test_a_zoom_draws_the_events_of_its_phase_and_marks_it_in_the_list(key, reader):
    page = reader.get(PAGE, {"phase": key})
    drawn = re.findall(r'data-event="([^"]*)"', page.text)
    expected = list(events().filter(phase__key=key).values_list("key", flat=True))
    # In the picture that runs across and in the one that runs down.
    assert sorted(drawn) == sorted(expected * 2)
    assert re.findall(r'<section class="phase now" id="p-([^"]*)"', page.text) == [key]
    assert re.findall(r'href="\?phase=([^#"]*)#picture" aria-current="true"', page.text) == [key]
    assert f'href="{PAGE}#picture"' in page.text
    assert "Whole chart" in words(page)
    # The list is whole.
    assert page.text.count('id="e-') == events().count()


def test_the_whole_picture_leads_to_each_phase_and_has_no_other_stop(reader):
    page = reader.get(PAGE).text
    assert sorted(set(re.findall(r'data-event="([^"]*)"', page))) == sorted(events().values_list("key", flat=True))
    picture = page[page.index('id="picture"') :]
    picture = picture[: picture.index("</section>")]
    zooms = [f"?phase={key}#picture" for key in PHASES]
    assert re.findall(r'href="([^"]*)"', picture) == [*zooms, f"{PAGE}?under=governments#picture"]
    assert "tabindex" not in picture
    for svg in re.findall(r'<svg class="chart (?:across|down)".*?</svg>', picture, re.DOTALL):
        assert "<title" in svg
        assert "32 events" in svg
        assert "<a" not in svg
        assert "style=" not in svg


@pytest.mark.parametrize("query", ["?phase=thaw", "?phase=%00", "?phase=war&phase=thaw"])
def test_a_phase_that_there_is_not_is_not_found(query, reader):
    assert reader.get(f"{PAGE}{query}").status_code == 404


@pytest.mark.parametrize("path", [PAGE.replace("chart-a", "chart-z"), PAGE.replace("soviet-foreign-policy", "weimar")])
def test_a_timeline_that_there_is_not_is_not_found(path, reader):
    assert reader.get(path).status_code == 404


def test_a_retired_timeline_is_not_offered_and_can_still_be_read(reader):
    Timeline.objects.update(retired=True)
    assert "Chart A" not in words(reader.get("/library/soviet-foreign-policy/"))
    assert "1 timeline" not in words(reader.get("/library/"))
    assert reader.get(PAGE).status_code == 200


def test_beside_a_piece_of_work_events_stand_by_their_references_and_lead_to_the_large_picture(enquiry):
    read = shelf_of(enquiry, school=None, sources=[]).timelines["chart-a"]
    pane = render_to_string("sources/timeline_pane.html", {"read": read, "slug": enquiry.slug})
    assert re.findall(r'id="(ev-[^"]*)" data-event="([^"]*)"', pane) == [
        (f"ev-chart-a-{event.key}", f"event/chart-a/{event.key}") for event in read.events
    ]
    assert pane.count("<details") == 6
    assert [link for link in re.findall(r'href="([^"]*)"', pane) if "phase" in link] == [
        f"{PAGE}?phase={key}#picture" for key in PHASES
    ]
    assert 'id="e-' not in pane
    # Beside the work it must be light.
    assert len(pane.encode()) < 40_000


def _first_cells(text, heading):
    """The first column of the table under a heading of CORRECTIONS.md."""
    section = text.split(f"## {heading}")[1].split("\n## ")[0]
    return [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")][2:]


def test_the_list_of_corrections_names_every_one_that_is_shown_and_no_other(enquiry):
    """Held to the pack in the file's three tables."""
    text = (shipped_packs()[0] / "CORRECTIONS.md").read_text(encoding="utf-8")
    named = [(source.number, source) for source in Source.objects.all()]
    named += [(f"{event.timeline.number}, {event.name}", event) for event in Event.objects.select_related("timeline")]
    named += [(f"{card.chart.number}, {card.title}", card) for card in Card.objects.select_related("chart")]
    named += [(figure.name, figure) for figure in Figure.objects.all()]
    listed = _first_cells(text, "Corrections shown to readers")
    assert sorted(listed) == sorted(name for name, item in named if item.correction_ours)
    # What is said to be more exact is in the pack too, and is not shown as a correction of the same thing.
    exact = set(_first_cells(text, "Made more exact"))
    assert exact <= {name for name, _ in named}
    assert not exact & (set(listed) - {"Source 7", "Source 15.5"})
    pages = set(Reading.objects.values_list("title", flat=True)) | set(Chapter.objects.values_list("title", flat=True))
    assert set(_first_cells(text, "Said in the pages’ own text")) <= pages
