"""The pictures of a timeline: every event once, nothing over anything else, all inside; whole, and at every zoom."""

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.models import Event, EventMark, Phase
from sources.pictures import across as wide
from sources.pictures import down as long
from sources.pictures import strip as small
from sources.pictures.across import across
from sources.pictures.down import down
from sources.pictures.lettering import width_of, wrapped
from sources.pictures.moments import REACH, SHAPES, View, Window, outline, view_of
from sources.pictures.strip import strip
from sources.pictures.ticks import ticks
from sources.shelf import PhaseRead, shelf_of

# --- Timelines ------------------------------------------------------------------------------------------------------


def event(key: str, first: date, last: date, *, edtf: str = "", name: str = "", mark: str = "threat") -> Event:
    return Event(
        key=key,
        name=name or key,
        mark=mark,
        date=edtf or f"{first}/{last}",
        date_text="about then",
        date_earliest=first,
        date_latest=last,
    )


def phase(key: str, first: date, last: date, *events: Event) -> PhaseRead:
    return PhaseRead(Phase(key=key, title=f"The time of {key}", earliest=first, latest=last), list(events))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    """Days near one another more often than not, so that things crowd."""
    base = draw(st.sampled_from([date(1917, 10, 1), date(1939, 8, 1), date(1, 1, 1), date(9999, 1, 1)]))
    first = date.fromordinal(base.toordinal() + draw(st.integers(0, 300)))
    last = date.fromordinal(min(first.toordinal() + draw(st.integers(0, 9000)), date.max.toordinal()))
    return first, draw(st.sampled_from([first, last]))


@st.composite
def timelines(draw: st.DrawFn) -> list[PhaseRead]:
    names = st.one_of(st.text(st.sampled_from("Wil “”—ж"), min_size=1, max_size=120), st.just("Rapallo"))
    kinds = st.tuples(spans(), names, st.sampled_from(list(EventMark.values)), st.sampled_from(["", "1917"]))
    events = [
        event(f"e{number}", *span, name=name, mark=mark, edtf=edtf)
        for number, (span, name, mark, edtf) in enumerate(draw(st.lists(kinds, min_size=1, max_size=16)))
    ]
    size = draw(st.integers(1, 6))
    return [phase(f"p{start}", *draw(spans()), *events[start : start + size]) for start in range(0, len(events), size)]


@pytest.fixture
def chart_a(enquiry) -> list[PhaseRead]:
    return shelf_of(enquiry, school=None, sources=[]).timelines["chart-a"].phases


def views(phases: list[PhaseRead]) -> list[View]:
    """The whole, and each phase by itself."""
    found = [view_of(phases), *(view_of(phases, part.phase.key) for part in phases)]
    return [view for view in found if view is not None]


# --- What holds for every picture -----------------------------------------------------------------------------------


def keys(phases: list[PhaseRead]) -> list[str]:
    return sorted(event.key for part in phases for event in part.standing)


def expect_right_across(view: View, expected: list[str]) -> None:
    picture = across(view)
    assert sorted(box.moment.key for box in picture.boxes) == expected
    for box in picture.boxes:
        # Mark, label and bar.
        assert 0 <= box.start <= box.end <= wide.WIDTH
        assert box.y - wide.LINE / 2 >= 0
        assert box.y - wide.LINE / 2 + box.height <= picture.scale_y - wide.LINE / 2
        assert box.bar_end >= box.x
        is_above = box.y + box.height <= picture.band_y + wide.LINE / 2
        assert is_above is (box.moment.mark != EventMark.THREAT)
        assert is_above or box.y - wide.LINE / 2 >= picture.band_end
    for one, other in itertools.combinations(picture.boxes, 2):
        tops = [box.y - wide.LINE / 2 for box in (one, other)]
        apart_down = tops[0] + one.height <= tops[1] or tops[1] + other.height <= tops[0]
        assert apart_down or one.end < other.start or other.end < one.start
    for part in picture.strips:
        assert 0 <= part.x <= part.x + part.width <= wide.WIDTH
        assert part.label_x + width_of(part.label, wide.TITLE) <= wide.WIDTH
    labelled = [line for line in picture.scale if line.label]
    for left, right in itertools.pairwise(labelled):
        assert left.x + width_of(left.label) / 2 < right.x - width_of(right.label) / 2
    assert all(0 <= line.x <= wide.WIDTH for line in picture.scale)


def expect_right_down(view: View, expected: list[str]) -> None:
    picture = down(view)
    assert sorted(row.moment.key for row in picture.rows if row.moment) == expected
    assert [row.number for row in picture.rows] == sorted(row.number for row in picture.rows)
    for row in picture.rows:
        assert row.text_x + max(width_of(words, 16 if style == "ser" else 14) for _, style, words in row.words) <= 344
        assert 0 <= row.time_y <= picture.height
        assert row.y - REACH >= 0
        assert row.y + row.height - long.LINE / 2 - long.GAP <= picture.height
    for upper, lower in itertools.pairwise(picture.rows):
        assert upper.words[-1][0] < lower.words[0][0] - 14
    for bar in picture.bars:
        assert 0 <= bar.start < bar.end <= picture.height
        assert picture.band_end < bar.x < min(row.x for row in picture.rows) - REACH
    for one, other in itertools.combinations(picture.bars, 2):
        assert one.x != other.x or one.end <= other.start or other.end <= one.start
    for part in picture.strips:
        assert 0 <= part.y <= part.y + part.height <= picture.height


def expect_right_strip(view: View, expected: list[str]) -> None:
    picture = strip(view)
    assert len(picture.marks) == len(expected)
    places = [tuple(float(number) for number in mark[1:].split("m")[0].split()) for mark in picture.marks]
    for x, y in places:
        assert REACH <= x <= small.WIDTH - REACH
        assert REACH <= y <= picture.height - REACH
    for one, other in itertools.combinations(places, 2):
        assert abs(one[0] - other[0]) >= 2 * REACH or abs(one[1] - other[1]) >= 2 * REACH


EXPECT = [expect_right_across, expect_right_down, expect_right_strip]


@pytest.mark.parametrize("expect_right", EXPECT)
def test_chart_a_is_drawn_right_whole_and_at_every_zoom(expect_right, chart_a):
    found = views(chart_a)
    assert [view.near for view in found] == ["", "war", "civil-war", "recovery", "left-turn", "collective", "pact"]
    expect_right(found[0], keys(chart_a))
    for view, part in zip(found[1:], chart_a, strict=True):
        expect_right(view, keys([part]))


# Each example is drawn up to 25 times.
@settings(max_examples=40)
@given(timelines())
def test_any_timeline_is_drawn_right_whole_and_at_every_zoom(phases):
    whole, *zooms = views(phases)
    for expect_right in EXPECT:
        expect_right(whole, keys(phases))
        for view, part in zip(zooms, phases, strict=True):
            expect_right(view, keys([part]))


# --- What a picture says --------------------------------------------------------------------------------------------


def test_each_kind_of_event_has_a_shape_of_its_own():
    assert sorted(SHAPES) == sorted(EventMark.values)
    assert len(set(SHAPES.values())) == len(EventMark)
    assert "a5.5" in outline("agreement", 8, 8)
    assert outline("comintern", 8, 8) == "M8 8m0-7l7 7-7 7-7-7z"
    assert outline("threat", 8, 8) == "M8 8m0-7l7 12.5h-14z"


def test_what_lasts_and_what_is_one_day_of_many_are_bars_of_their_own_sort():
    found = view_of(
        [
            phase(
                "p",
                date(1921, 1, 1),
                date(1924, 12, 31),
                event("lasts", date(1921, 1, 1), date(1922, 12, 31)),
                event("some-day", date(1923, 1, 1), date(1923, 12, 31), edtf="1923"),
                event("day", date(1924, 5, 1), date(1924, 5, 1), edtf="1924-05-01"),
            )
        ]
    )
    assert found is not None
    boxes = {box.moment.key: box for box in across(found).boxes}
    assert {key: (box.has_bar, box.moment.lasts) for key, box in boxes.items()} == {
        "lasts": (True, True),
        "some-day": (True, False),
        "day": (False, False),
    }
    year = (wide.WIDTH - wide.LEFT - wide.RIGHT) / 4
    assert boxes["lasts"].bar_end - boxes["lasts"].x == pytest.approx(2 * year, abs=1)
    assert boxes["some-day"].bar_end - boxes["some-day"].x == pytest.approx(year, abs=1)
    assert [bar.lasts for bar in down(found).bars] == [True, False]


def test_a_zoom_shows_the_years_of_its_phase_and_of_what_began_before_it(chart_a):
    view = view_of(chart_a, "left-turn")
    assert view is not None
    # The war scares begin in 1927.
    assert (date.fromordinal(view.window.start), date.fromordinal(view.window.end)) == (
        date(1927, 1, 1),
        date(1934, 1, 1),
    )
    assert [stretch.key for stretch in view.stretches] == ["recovery", "left-turn"]
    assert [strip.is_near for strip in across(view).strips] == [False, True]


def test_seen_near_each_label_says_when(chart_a):
    view = view_of(chart_a, "recovery")
    assert view is not None
    rapallo = next(box for box in across(view).boxes if box.moment.key == "rapallo")
    assert [words for _, _, words in rapallo.lines] == ["Rapallo", "16 April 1922"]


def test_there_is_no_picture_of_an_unknown_phase_or_of_nothing(chart_a):
    assert view_of(chart_a, "thaw") is None
    gone = [PhaseRead(part.phase, []) for part in chart_a]
    assert view_of(gone) is None
    assert view_of(gone, "war") is None


def test_a_retired_event_is_not_drawn(chart_a):
    chart_a[0].events[0].retired = True
    view = view_of(chart_a)
    assert view is not None
    assert chart_a[0].events[0].key not in {moment.key for moment in view.moments}


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(1939, 8, 12), date(1939, 8, 15), ["12 August", "13 August", "14 August", "15 August"]),
        (date(1939, 8, 1), date(1939, 8, 31), ["1 August", "8 August", "15 August", "22 August"]),
        (date(1917, 10, 1), date(1918, 1, 31), ["October 1917", "November 1917", "December 1917", "January 1918"]),
        (date(1917, 10, 1), date(1922, 1, 31), ["1918", "1919", "1920", "1921", "1922"]),
        (date(1800, 1, 1), date(1999, 12, 31), ["1800", "1810", "1820", "1830", "1840"]),
    ],
)
def test_the_scale_is_in_days_weeks_months_or_years(first, last, labels):
    found = ticks(Window(first.toordinal(), last.toordinal() + 1), most=13)
    assert [tick.label for tick in found][:5] == labels


@given(spans())
def test_a_scale_is_never_crowded_and_never_empty(span):
    window = Window(span[0].toordinal(), span[1].toordinal() + 1)
    found = ticks(window, most=13)
    assert len(found) <= 27
    assert all(window.start <= tick.day < window.end for tick in found)
    assert found == sorted(found, key=lambda tick: tick.day)


@given(st.text(max_size=120), st.integers(20, 300))
def test_wrapping_keeps_every_letter_and_the_width(text, most):
    lines = wrapped(text, most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line) <= most for line in lines if len(line) > 1)


def test_a_label_that_is_too_long_for_one_line_takes_several():
    view = view_of([phase("p", date(1921, 1, 1), date(1921, 1, 1), event("e", date.min, date.max, name="word " * 24))])
    assert view is not None
    assert len(across(view).boxes[0].names) > 2
