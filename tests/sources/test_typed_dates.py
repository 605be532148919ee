"""Dates as students type them. static/src/dates.test.mjs reads the same table."""

import json
import re
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from sources.dates import in_words
from sources.typed_dates import Typed, understand

CASES = json.loads((Path(__file__).parent / "typed_dates.json").read_text())
UNDERSTOOD = [case for case in CASES if case["edtf"]]
NOT_UNDERSTOOD = [case["text"] for case in CASES if not case["edtf"]]
# Of these, pages have had words before.
PLAIN = re.compile(r"[0-9-]+~?|[0-9-]+/[0-9-]+")


@pytest.mark.parametrize("case", UNDERSTOOD, ids=lambda case: case["text"])
def test_a_date_is_understood(case):
    assert understand(case["text"]) == Typed(case["edtf"], case["words"], case.get("tell", False))


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_no_date_is_not_understood(text):
    assert understand(text) is None


@pytest.mark.parametrize("edtf", sorted({case["edtf"] for case in UNDERSTOOD}))
def test_what_is_understood_is_edtf(edtf):
    assert parse_edtf(edtf)


def test_the_words_are_those_that_sources_have():
    plain = {case["edtf"]: case["words"] for case in UNDERSTOOD if PLAIN.fullmatch(case["edtf"])}
    plain = {
        edtf: words
        for edtf, words in plain.items()
        if not re.search("early|mid-|late|winter|spring|summer|autumn", words)
    }
    assert len(plain) > 20
    assert plain == {edtf: in_words(edtf) for edtf in plain}


@pytest.mark.parametrize("words", sorted({case["words"] for case in UNDERSTOOD}))
def test_the_words_mean_what_they_say(words):
    """Whoever types what the page shows them means the same, and is shown nothing new."""
    again = understand(words)
    assert again
    assert again.words == words
    assert not again.tell


def test_two_digits_are_a_year_of_the_enquirys_century():
    assert understand("'38", century=1700) == Typed("1738", "1738", tell=True)
    assert understand("the thirties", century=1800) == Typed("183X", "1830s", tell=True)
    assert understand("1/2/05", century=2000) == Typed("2005-02-01", "1 February 2005", tell=True)


TEXTS = st.sampled_from([case["text"] for case in CASES])
JOINERS = st.sampled_from([" to ", " or ", " and ", "-", "/", " ", "", " c. ", ", early "])


@given(st.tuples(TEXTS, JOINERS, TEXTS).map("".join) | st.text(max_size=30))
def test_any_text_is_understood_or_not(text):
    found = understand(text)
    assert found is None or (found.edtf and found.words)
