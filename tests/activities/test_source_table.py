"""The source table: what may be asked in it, and when a row of it is done."""

import pytest
from pydantic import ValidationError

from activities.kinds.registry import Beside
from activities.kinds.source_table.answer import answer
from activities.kinds.source_table.definition import Aim, SourceTable
from activities.kinds.source_table.page import page

AIMS = [Aim(id="spread", label="Spread revolution"), Aim(id="defence", label="Defend the USSR")]
TABLE = SourceTable(sources=["1"], aims=AIMS)
DONE = {"s1/date": "1920", "s1/aim-spread": True, "s1/words": "the broom"}


def missing(values: dict[str, object], **asked: object) -> list[str]:
    (step,) = answer(TABLE.model_copy(update=asked), values).steps
    assert step.done == (not step.missing)
    return list(step.missing)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"aims": [{"id": "spread", "label": "Spread", "colour": "red"}]},
        {"aims": [{"id": "spread", "label": "Spread"}, {"id": "spread", "label": "Again"}]},
        {"aims": [{"id": "none", "label": "None"}]},
        {"aims": [{"id": "Spread!", "label": "Spread"}]},
        {"aims": [{"id": "spread", "label": ""}]},
        {"aims": []},
        {"aims": [{"id": f"a{n}", "label": "Aim"} for n in range(7)]},
        {"sources": []},
        {"sources": ["1", "1"]},
        {"sources": ["1/2"]},
        {"sources": ["*"]},
        {"ask_date": "perhaps"},
        {"words_label": ""},
    ],
)
def test_a_table_that_makes_no_sense_is_refused(change):
    with pytest.raises(ValidationError):
        SourceTable.model_validate({**TABLE.model_dump(), **change})


@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({}, ["no date", "nothing ticked", "no words or detail"]),
        (DONE, []),
        ({**DONE, "s1/date": ""}, ["no date"]),
        ({**DONE, "s1/date": "  "}, ["no date"]),
        ({**DONE, "s1/date": None}, ["no date"]),
        # One that cannot be read is a date all the same.
        ({**DONE, "s1/date": "when they signed"}, []),
        ({**DONE, "s1/date": "31 June 1934"}, []),
        ({**DONE, "s1/words": "\n"}, ["no words or detail"]),
        # A box that was ticked and cleared again is not an answer, nor is one never touched.
        ({**DONE, "s1/aim-spread": False}, ["nothing ticked"]),
        ({**DONE, "s1/aim-spread": None}, ["nothing ticked"]),
        # "None of these" is an answer, and then there are no words that show one.
        ({"s1/date": "1920", "s1/none": True}, []),
        ({"s1/none": True}, ["no date"]),
        ({"s1/date": "1920", "s1/none": False}, ["nothing ticked", "no words or detail"]),
        # Two tabs may have ticked both.
        (
            {"s1/date": "1920", "s1/none": True, "s1/aim-spread": True},
            ["an aim and “None of these” are both ticked", "no words or detail"],
        ),
        ({**DONE, "s1/aim-defence": True}, []),
        # An aim that the table no longer has does not count.
        ({"s1/date": "1920", "s1/aim-gone": True, "s1/words": "the broom"}, ["nothing ticked"]),
    ],
)
def test_a_row_says_what_it_still_lacks(values, lacks):
    assert missing(values) == lacks


def test_what_is_not_asked_is_not_missing():
    assert missing({"s1/aim-spread": True}, ask_date=False, ask_words=False) == []
    assert missing({"s1/aim-spread": True}, ask_date=False) == ["no words or detail"]


def test_the_answer_reads_each_source_in_the_order_of_the_table():
    table = TABLE.model_copy(update={"sources": ["2", "1"]})
    rows = answer(table, {**DONE, "s2/none": True}).rows
    assert [(row.source, row.aims, row.none, row.date, row.words) for row in rows] == [
        ("2", frozenset(), True, "", ""),
        ("1", frozenset({"spread"}), False, "1920", "the broom"),
    ]


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ("23/8/39", "23 August 1939"),
        ("'38", "1938"),
        ("23 Aug 1939", ""),
        ("c. 1920", ""),
        ("when they signed", ""),
        ("31/6/1934", ""),
        ("", ""),
    ],
)
def test_a_date_is_shown_as_typed_and_as_read_where_that_says_more(typed, beside):
    (row,) = page(TABLE, {"s1/date": typed}, Beside()).rows
    assert (row.date, row.date_words) == (typed, beside)
