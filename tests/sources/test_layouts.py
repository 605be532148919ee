"""Timelines as tracks, strips and maps: all of each is drawn, and nothing lies over anything else."""

import itertools
import re

import pytest
from django.template.loader import render_to_string

from sources.models import Event, Timeline
from sources.pictures import across as wide
from sources.pictures.across import across
from sources.pictures.down import down
from sources.pictures.layouts import layout_of
from sources.pictures.lettering import width_of
from sources.pictures.maps import NARROW, REACH, WIDE, Map, map_of
from sources.pictures.moments import view_of
from sources.pictures.months import tracks_view
from sources.pictures.spans import Row, spans_of
from sources.pictures.tracks import SCALE, tracks_across
from sources.pictures.tracks_down import WIDTH, tracks_down
from sources.shelf import TimelineRead, shelf_of
from tests.reading import words

LIBRARY = "/library/soviet-foreign-policy/timelines/"
MAPS = ["chart-15a", "chart-16c"]
MONTHS = ["", "1939-03", "1939-04", "1939-05", "1939-06", "1939-07", "1939-08", "1939-09"]


@pytest.fixture
def timelines(enquiry) -> dict[str, TimelineRead]:
    return shelf_of(enquiry, school=None, sources=[], charts=[], figures=[]).timelines


@pytest.fixture
def reader(cast, as_user):
    """The browser of a student."""
    return as_user(cast.student)


def keys(read: TimelineRead) -> list[str]:
    return sorted(event.key for part in read.standing for event in part.standing)


# --- Tracks ---------------------------------------------------------------------------------------------------------


def expect_row_right(row: Row, width: float) -> None:
    """Labels of a strip are inside, and clear of one another."""
    labels = [
        (bar.label_x, bar.label_x + max(width_of(text) for _, _, text in bar.lines), [y for y, _, _ in bar.lines])
        for bar in row.bars
    ]
    for start, end, heights in labels:
        assert 0 <= start < end <= width + 0.1
        assert row.bar_end < heights[0] - 10
        assert heights[-1] <= row.y + row.height
    for one, other in itertools.combinations(labels, 2):
        level = one[2][0] < other[2][-1] + 14 and other[2][0] < one[2][-1] + 14
        assert not level or one[1] < other[0] or other[1] < one[0]
    for left, right in itertools.pairwise(row.bars):
        assert left.x + left.width <= right.x + 2


@pytest.mark.parametrize("month", MONTHS)
def test_tracks_are_drawn_right_whole_and_month_by_month(month, timelines):
    read = timelines["chart-16e"]
    view = tracks_view(read, month)
    assert view is not None
    picture = tracks_across(view, timelines["governments"])
    expected = sorted(moment.key for moment in view.moments)
    assert sorted(box.moment.key for box in picture.boxes) == expected
    assert month or expected == keys(read)
    for box in picture.boxes:
        assert 0 <= box.start <= box.end <= wide.WIDTH
        assert 20 <= box.y <= picture.height - SCALE
        assert not picture.band_y - 8 < box.y < picture.band_y + picture.band + 8
    for one, other in itertools.combinations(picture.boxes, 2):
        level = one.y < other.y + other.height and other.y < one.y + one.height
        assert not level or one.end < other.start or other.end < one.start
    labelled = [line for line in picture.scale if line.label]
    for left, right in itertools.pairwise(labelled):
        assert left.x + width_of(left.label) / 2 < right.x - width_of(right.label) / 2
    assert picture.under is not None
    expect_row_right(picture.under, wide.WIDTH)
    assert [bar.span.said for bar in picture.under.bars] == ["Chamberlain, National"]


@pytest.mark.parametrize("month", MONTHS)
def test_tracks_on_a_phone_stand_on_their_sides_of_the_line_in_the_order_of_time(month, timelines):
    view = tracks_view(timelines["chart-16e"], month)
    assert view is not None
    picture = tracks_down(view, timelines["governments"])
    assert sorted(entry.moment.key for entry in picture.entries) == sorted(moment.key for moment in view.moments)
    assert [heading.span.name for heading in picture.spans if heading.span] == ["Chamberlain"]
    starts = [entry.moment.start for entry in picture.entries]
    assert starts == sorted(starts)
    assert [entry.y for entry in picture.entries] == sorted(entry.y for entry in picture.entries)
    for entry in picture.entries:
        reach = max(width_of(text) for _, _, text in entry.lines)
        start = entry.text_x - reach if entry.anchor == "end" else entry.text_x
        assert 0 <= start <= start + reach <= WIDTH
        assert entry.end <= picture.height
    for side in ("start", "end"):
        column = [entry for entry in picture.entries if entry.anchor == side]
        for upper, lower in itertools.pairwise(column):
            assert upper.lines[-1][0] <= lower.lines[0][0] - 14
    stripes = [*picture.months, *picture.spans]
    for stripe, entry in itertools.product(stripes, picture.entries):
        assert entry.end <= stripe.y - 13 or stripe.y + 13 <= entry.lines[0][0]


def test_a_busy_month_has_more_room_than_a_quiet_one_and_days_keep_their_order(timelines):
    view = tracks_view(timelines["chart-16e"])
    assert view is not None
    share = {month.title: view.window.share(month.end) - view.window.share(month.start) for month in view.stretches}
    assert share["August"] > 2 * share["May"] > 2 * share["June"]
    days = [view.window.share(day) for day in range(view.window.start, view.window.end + 1)]
    assert (days[0], days[-1]) == (0, 1)
    assert all(before < after for before, after in itertools.pairwise(days))


@pytest.mark.parametrize("phase", ["war", "recovery", "collective", "pact"])
def test_what_is_one_day_has_no_bar(phase, timelines):
    view = view_of(timelines["chart-a"].phases, phase)
    assert view is not None
    days = {moment.key for moment in view.moments if moment.end - moment.start == 1}
    assert days
    assert not days & {box.moment.key for box in across(view).boxes if box.has_bar}
    spans = [moment for moment in view.moments if moment.key not in days]
    assert len(down(view).bars) <= len(spans)


# --- Strips ---------------------------------------------------------------------------------------------------------


def test_a_strip_says_in_words_and_in_pattern_whose_time_it_was(timelines):
    spans = spans_of(timelines["governments"])
    assert len(spans) == 9
    patterns = {span.party: {other.pattern for other in spans if other.party == span.party} for span in spans}
    assert list(patterns) == ["Coalition", "Conservative", "Labour", "National"]
    assert all(len(found) == 1 for found in patterns.values())
    assert len(set.union(*patterns.values())) == 4
    drawn = layout_of(timelines["governments"]).draw(timelines["governments"], "", None)
    assert drawn is not None
    assert [bar.span for bar in drawn["row"].bars] == spans == [entry.span for entry in drawn["down"].entries]
    expect_row_right(drawn["row"], wide.WIDTH)
    for upper, lower in itertools.pairwise(drawn["down"].entries):
        assert upper.lines[-1][0] <= lower.lines[0][0] - 14
        assert upper.y + upper.height <= lower.y + 2
    assert drawn["down"].entries[-1].lines[-1][0] <= drawn["down"].height


@pytest.mark.parametrize("phase", ["", "war", "civil-war", "recovery", "left-turn", "collective", "pact"])
def test_governments_lie_under_chart_a_and_its_own_events_stay_where_they_were(phase, timelines):
    view = view_of(timelines["chart-a"].phases, phase)
    assert view is not None
    plain, laid = across(view), across(view, timelines["governments"])
    assert laid.boxes == plain.boxes
    assert plain.under is None
    assert laid.under is not None
    assert laid.under.y >= max(box.y + box.height - wide.LINE / 2 for box in laid.boxes)
    assert laid.under.y + laid.under.height < laid.scale_y
    expect_row_right(laid.under, wide.WIDTH)
    tall = down(view, timelines["governments"])
    inside = [bar.span for bar in laid.under.bars]
    assert [row.span for row in tall.rows if row.span] == inside == [under.span for under in tall.under]
    assert [row.moment for row in tall.rows if row.moment] == [row.moment for row in down(view).rows if row.moment]
    for upper, lower in itertools.pairwise(tall.rows):
        assert upper.words[-1][0] < lower.words[0][0] - 14


# --- Maps -----------------------------------------------------------------------------------------------------------


def drawn_map(read: TimelineRead, phase: str, width: float) -> Map:
    found = map_of(read, phase, width=width)
    assert found is not None
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("key", MAPS)
def test_a_map_has_every_place_once_and_nothing_lies_on_anything(key, width, timelines):
    read = timelines[key]
    for phase in ["", *(part.phase.key for part in read.standing)]:
        picture = drawn_map(read, phase, width)
        assert picture.width <= width
        grounds = [(dot.x, dot.y, dot.half, REACH) for dot in picture.dots]
        written = [*picture.names, *picture.dates, *picture.spots]
        grounds += [(said.x, said.y - 5, width_of(said.text) / 2, 8) for said in written]
        for x, y, half, reach in grounds:
            assert half - 1 <= x <= picture.width - half + 1
            assert reach - 1 <= y <= picture.height - reach + 1
        for one, other in itertools.combinations(grounds, 2):
            assert abs(one[0] - other[0]) >= one[2] + other[2] - 1 or abs(one[1] - other[1]) >= one[3] + other[3] - 1
        drawn = [event for dot in picture.dots for event in dot.keys]
        drawn += [event.key for step in picture.steps for _, event in step.unplaced]
        assert sorted(drawn) == sorted(event.key for step in picture.steps for _, event in step.events)
    assert sorted(event.key for step in drawn_map(read, "", width).steps for _, event in step.events) == keys(read)


def test_a_step_of_a_map_shows_what_was_held_by_then(timelines):
    read = timelines["chart-16c"]
    counts = [len(drawn_map(read, part.phase.key, WIDE).areas) for part in read.standing]
    assert counts == sorted(counts)
    assert counts[-1] == len(drawn_map(read, "", WIDE).areas)
    north = drawn_map(read, "to-october-1937", WIDE)
    assert [step.phase.key for step in north.steps] == ["rising", "to-march-1937", "to-october-1937"]
    assert [area.is_new for area in north.areas].count(True) == 1
    assert {dot.name for dot in north.dots if dot.is_near} == {"Guernica", "Bilbao", "Santander", "Gijón"}
    assert len({step.pattern for step in drawn_map(read, "", WIDE).steps}) == 6


def test_china_stands_beside_the_map_of_europe(reader):
    page = reader.get(f"{LIBRARY}chart-15a/", {"phase": "china"})
    beside = words(page).split("When and where")[0].split("4 Beyond Europe: China")[-1]
    assert beside.startswith(" 1927. Not on this map. 10Shanghai 12 April 1927 11Canton")


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["chart-a", "chart-15a", "governments", "chart-16c", "chart-16e"])
def test_every_timeline_has_a_picture_and_then_a_list_of_all_of_it(key, reader):
    page = reader.get(f"{LIBRARY}{key}/").text
    events = [event.key for event in Event.objects.filter(timeline__key=key)]
    picture, listed = page.split('id="picture"')[1].split('id="events"')
    assert sorted(re.findall(r'<li id="e-([^"]*)"', listed)) == sorted(events)
    for drawing in ("across", "down"):
        svg = re.search(rf'<svg class="chart (?:map )?{drawing}".*?</svg>', picture, re.DOTALL)
        assert svg
        assert "<title" in svg[0]
        assert "<a" not in svg[0]
        assert "tabindex" not in svg[0]
        drawn = " ".join(re.findall(r'data-(?:event|span)="([^"]*)"', svg[0])).split()
        beside = re.findall(r'<li data-event="([^"]*)"', picture)
        assert sorted(drawn + beside) == sorted(events)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "takes_away"),
    [
        ("chart-a/?under=governments", "chart-a/#picture"),
        ("chart-a/?phase=recovery&under=governments", "chart-a/?phase=recovery#picture"),
        ("chart-16e/?month=1939-08&under=governments", "chart-16e/?month=1939-08#picture"),
    ],
)
def test_what_is_laid_under_stays_in_the_address_and_can_be_taken_away(path, takes_away, reader):
    page = reader.get(LIBRARY + path).text
    assert f'href="{LIBRARY}{takes_away}">Take British governments away' in page
    zooms = re.findall(r'href="(\?(?:phase|month)=[^"]*)"', page.split('class="zooms"')[1].split("</nav>")[0])
    assert zooms
    assert all("&amp;under=governments#picture" in query for query in zooms)
    assert 'data-span="chamberlain-1937"' in page or "recovery" in path
    plain = path.replace("&under=governments", "").replace("?under=governments", "")
    assert "Lay British governments under it" in reader.get(LIBRARY + plain).text


@pytest.mark.parametrize(
    "path",
    [
        "chart-a/?under=chart-16e",
        "chart-a/?under=weimar",
        "chart-a/?under=%00",
        "chart-a/?month=1939-08",
        "chart-16e/?month=1939-10",
        "chart-16e/?month=august",
        "chart-16e/?phase=west",
        "governments/?under=governments",
        "governments/?phase=all",
        "chart-15a/?under=governments",
        "chart-16c/?phase=thaw",
    ],
)
def test_what_there_is_not_is_not_found(path, reader):
    assert reader.get(LIBRARY + path).status_code == 404


def test_people_of_an_event_lead_to_their_pages(reader):
    page = reader.get(f"{LIBRARY}chart-16e/").text
    listed = page.split('id="e-signed"')[1].split("</li>")[0]
    assert re.findall(r'href="[^"]*/people/([^/"]*)/"', listed) == ["ribbentrop", "molotov", "stalin"]


def test_the_list_has_the_numbers_of_the_map_and_says_where_the_book_s_own_is(reader):
    page = reader.get(f"{LIBRARY}chart-16c/")
    assert "Number 14 28 March 1939" in words(page)
    assert "The book has its own on page 258. This one is ours." in words(page)


@pytest.mark.parametrize("key", ["chart-a", "chart-15a", "governments", "chart-16c", "chart-16e"])
def test_every_timeline_has_a_small_picture_beside_a_piece_of_work(key, timelines, enquiry):
    shown = render_to_string("sources/timeline_pane.html", {"read": timelines[key], "slug": enquiry.slug})
    assert "<svg" in shown
    assert f'href="{LIBRARY}{key}/"' in shown
    assert len(shown.encode()) < 60_000
    # Only what occurs on it is explained.
    legend = re.search(r'class="legend.*?</div>', shown, re.DOTALL)
    assert legend
    assert legend[0].count("<span>") == len({event.mark for event in timelines[key].events})
    numbers = [int(number) for number in re.findall(r"Number </span>([0-9]+)", shown)]
    assert numbers == (list(range(1, len(keys(timelines[key])) + 1)) if key in MAPS else [])
    zooms = layout_of(timelines[key]).zooms(timelines[key])
    assert len(re.findall(r'href="[^"]*\?(?:phase|month)=', shown)) == len(zooms)


def test_a_timeline_of_which_nothing_stands_has_no_picture(reader, enquiry):
    Event.objects.update(retired=True)
    for timeline in Timeline.objects.filter(enquiry=enquiry):
        page = reader.get(f"{LIBRARY}{timeline.key}/")
        assert page.status_code == 200
        assert 'id="picture"' not in page.text
