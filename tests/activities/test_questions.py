"""Questions: what may be asked, when one is answered, how long an answer is; nothing sent to a desk breaks it."""

import json

import pytest
from django.test import Client
from pydantic import ValidationError

from activities.kinds.questions.answer import answer, places, quotes
from activities.kinds.questions.definition import Question, Questions, Words
from activities.kinds.questions.page import page
from activities.kinds.registry import Beside
from tests.cast import Cast, make_cast, type_into
from tests.desk.test_cells import NO_WRITINGS, cited, doc, text
from tests.reading import words

EARLY = Question(id="early", short="1920–22", prompt="What did the new state want?", words=Words(least=30, most=80))
SURE = Question(id="sure", prompt="How sure are you?")
ASKED = Questions(questions=[EARLY, SURE])
CELL = "change:early/text"


def prose(count: int) -> dict[str, object]:
    return doc(text("word " * count))


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"questions": []},
        {"questions": [{"id": "a", "prompt": "A?"}, {"id": "a", "prompt": "Again?"}]},
        {"questions": [{"id": "A b", "prompt": "A?"}]},
        {"questions": [{"id": "a", "prompt": ""}]},
        {"questions": [{"id": "a", "prompt": "A?", "words": {"least": 9, "most": 3}}]},
        {"questions": [{"id": "a", "prompt": "A?", "words": {"most": 0}}]},
    ],
)
def test_questions_that_make_no_sense_are_refused(change):
    with pytest.raises(ValidationError):
        Questions.model_validate({**ASKED.model_dump(mode="json"), **change})


def test_a_question_is_answered_once_something_is_written_however_long():
    def lacking(value):
        return answer(ASKED, {"early/text": value}).steps[0].missing

    assert lacking(None) == lacking("") == lacking(doc()) == lacking(doc(text("  "))) == ("no answer",)
    assert lacking(prose(1)) == lacking(prose(200)) == ()
    assert lacking(doc(cited())) == ("no words yet",)


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (0, "0 words"),
        (1, "1 word, 29 under"),
        (29, "29 words, 1 under"),
        (30, "30 words"),
        (80, "80 words"),
        (85, "85 words, 5 over"),
    ],
)
def test_its_length_is_said_beside_what_is_wanted(count, says):
    value = prose(count) if count else None
    assert answer(ASKED, {"early/text": value}).replies[0].length_words == says
    assert answer(ASKED, {"sure/text": value}).replies[1].length_words == says.split(",")[0]


def test_what_is_commented_on_and_taken_up_is_the_answer_under_its_name():
    value = doc(text("Peace "), cited(), text("."))
    values = {"early/text": value}
    assert [(place.path, place.label, place.text) for place in places(ASKED, values)] == [
        ("early/text", "1920–22", "Peace [Source 5]."),
        ("sure/text", "Question 2", ""),
    ]
    assert quotes(ASKED, values)["early"].value == value
    assert [row.words_wanted for row in page(ASKED, values, Beside()).rows] == ["30 to 80 words", ""]


# --- On the desk --------------------------------------------------------------------------------------------------


@pytest.fixture
def opener_cast(opener) -> Cast:
    return make_cast(opener)


def send(client: Client, cast: Cast, value: object, *, body: str | None = None):
    work = cast.work()
    message = {
        "sheet": work.sheet_id,
        "person": cast.student.pk,
        "client": "tab-0001",
        "seq": 1,
        "known": 0,
        "schema": work.sheet.schema,
        "set": [{"path": CELL, "seen": work.sheet.cells.get(CELL, [None, 0])[1], "value": value}],
    }
    return client.post(f"/desk/work/{work.sheet_id}/", body or json.dumps(message), content_type="application/json")


@pytest.mark.parametrize("value", NO_WRITINGS.values(), ids=NO_WRITINGS)
def test_what_is_no_writing_is_refused_at_the_door_and_what_stands_stays(opener_cast, as_user, value):
    before = doc(text("What stands."))
    type_into(opener_cast.work().sheet, opener_cast.student, {CELL: before}, client="tab-0000")
    answered = send(as_user(opener_cast.student), opener_cast, value)
    assert answered.status_code == 422
    assert list(answered.json()["faults"]) == [CELL]
    assert opener_cast.work().sheet.values[CELL] == before


@pytest.mark.parametrize("depth", [3_000, 200_000])
def test_nesting_without_end_is_unreadable(opener_cast, as_user, depth):
    body = '{"set": ' + '{"content": [' * depth + "]}" * depth + "}"
    assert send(as_user(opener_cast.student), opener_cast, None, body=body).status_code in (413, 422)


def test_an_equal_writing_is_no_change_and_another_one_is_a_conflict(opener_cast, as_user):
    client = as_user(opener_cast.student)
    sheet = opener_cast.work().sheet
    type_into(sheet, opener_cast.student, {CELL: doc(text("one"), cited())}, client="tab-0000")
    same = {"content": [{"content": [{"text": "one", "type": "text"}, cited()], "type": "paragraph"}], "type": "doc"}
    assert send(client, opener_cast, same).json()["ok"] == {CELL: 1}


def test_a_page_shows_what_is_written_and_runs_none_of_it(opener_cast, as_user):
    hostile = '</textarea></script><img src=x onerror="alert(1)">\'"&'
    value = doc(text(hostile), cited("source/5", hostile[:100]), cited("source/999", "<b>Gone</b>"), text(". On."))
    work = opener_cast.work()
    type_into(work.sheet, opener_cast.student, {CELL: value})
    shown = as_user(opener_cast.student).get(f"/work/{opener_cast.assignment.pk}/")
    assert "<img src=x" not in shown.text
    assert "<b>Gone" not in shown.text
    read = words(shown)
    # The library's present name wins; what it has no more is called as it was, and said so.
    assert "Source 5" in read
    assert "<b>Gone</b> no longer in the library" in read
    assert hostile in read


def test_what_an_older_edition_left_is_shown_and_read(opener_cast, as_user):
    work = opener_cast.work()
    work.sheet.cells[CELL] = ["Words of an older edition.\nMore of them.", 1]
    work.sheet.save()
    read = words(as_user(opener_cast.student).get(f"/work/{opener_cast.assignment.pk}/"))
    assert "Words of an older edition." in read
    assert "More of them." in read


def test_what_can_be_cited_stands_on_the_page_once_the_sources_of_the_piece_first(opener_cast, as_user):
    shown = as_user(opener_cast.student).get(f"/work/{opener_cast.assignment.pk}/").text
    assert shown.count('id="citables"') == 1
    offered = json.loads(shown.split('id="citables" type="application/json">')[1].split("</script>")[0])
    assert [item["ref"] for item in offered[:10]] == [f"source/{number}" for number in range(1, 11)]
    assert {item["kind"] for item in offered} == {"source", "event", "card", "person"}
    assert offered[-1]["kind"] == "person"
    groups = {item["group"].partition(":")[0] for item in offered if item["kind"] == "event"}
    assert groups == {"Chart A", "Chart 15A", "British governments", "Chart 16C", "Chart 16E"}


def test_a_piece_in_which_nobody_cites_has_no_list(cast, as_user):
    shown = as_user(cast.student).get(f"/work/{cast.assignment.pk}/").text
    assert "citables" not in shown
    assert "writing." not in shown
