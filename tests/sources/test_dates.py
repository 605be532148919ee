"""Dates: what days they span, and how people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.dates import NotADate, bounds, in_words


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "in_plain_words"),
    [
        ("1921", date(1921, 1, 1), date(1921, 12, 31), "1921"),
        ("1921-02", date(1921, 2, 1), date(1921, 2, 28), "February 1921"),
        ("1924-02", date(1924, 2, 1), date(1924, 2, 29), "February 1924"),
        ("1939-08-23", date(1939, 8, 23), date(1939, 8, 23), "23 August 1939"),
        ("1939-05-03", date(1939, 5, 3), date(1939, 5, 3), "3 May 1939"),
        ("1922-04/1922-05", date(1922, 4, 1), date(1922, 5, 31), "April to May 1922"),
        ("1934-01-26/1934-02-10", date(1934, 1, 26), date(1934, 2, 10), "26 January to 10 February 1934"),
        ("1917/1921", date(1917, 1, 1), date(1921, 12, 31), "1917 to 1921"),
        ("1938-12/1939-01", date(1938, 12, 1), date(1939, 1, 31), "December 1938 to January 1939"),
        ("1920~", date(1920, 1, 1), date(1920, 12, 31), "about 1920"),
        ("1921-02?", date(1921, 2, 1), date(1921, 2, 28), "about February 1921"),
    ],
)
def test_a_date_spans_its_days_and_reads_as_people_write_it(text, earliest, latest, in_plain_words):
    assert (bounds(text).earliest, bounds(text).latest) == (earliest, latest)
    assert in_words(text) == in_plain_words


@pytest.mark.parametrize("text", ["", "spring", "February 1921", "23.8.1939", "1921-13", "1921-02-30", "1939/1938"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADate, match=r"not a date|before it begins"):
        bounds(text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1921-21", date(1921, 3, 1), date(1921, 5, 31)),
        ("192X", date(1920, 1, 1), date(1929, 12, 31)),
        ("1921-XX", date(1921, 1, 1), date(1921, 12, 31)),
    ],
)
def test_the_rarer_forms_have_days_and_ask_for_words_of_their_own(text, earliest, latest):
    assert (bounds(text).earliest, bounds(text).latest) == (earliest, latest)
    with pytest.raises(NotADate, match="say in date_text"):
        in_words(text)


@settings(deadline=None, max_examples=40)  # reading a date takes its time
@given(st.text(alphabet="0123456789-/XT~?%. ", max_size=12))
def test_any_text_gives_days_and_words_or_is_refused(text):
    try:
        found = bounds(text)
        shown = in_words(text)
    except NotADate:
        return
    assert found.earliest <= found.latest
    assert str(found.latest.year) in shown


@settings(deadline=None, max_examples=40)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_its_own_first_and_last(day):
    assert bounds(day.isoformat()).earliest == bounds(day.isoformat()).latest == day
    assert in_words(day.isoformat()) == f"{day.day} {day:%B} {day.year}"
