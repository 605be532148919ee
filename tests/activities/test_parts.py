"""A piece of several parts: one page, one progress, one hand-in."""

import pytest

from activities.models import Submission
from activities.services import hand_in
from tests.cast import Cast, make_cast, table_row, type_into
from tests.reading import element, words

SHORT = ("early", "turn", "late", "sure")


@pytest.fixture
def whole(opener) -> Cast:
    """The cast with the whole opener set: table, change, events."""
    return make_cast(opener)


def writing(text: str) -> dict[str, object]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}


def evidence(claim: str, *events: str) -> dict[str, object]:
    stances: dict[str, object] = {f"events:{claim}.e.{event}/stance": "supports" for event in events}
    return stances | {f"events:{claim}.e.{event}/reason": f"{event} fits" for event in events}


def begun(whole: Cast) -> dict[str, object]:
    return table_row("1") | table_row("2") | {"change:turn/text": writing("Peace, they say.")}


def desk(whole: Cast) -> str:
    return f"/work/{whole.assignment.pk}/"


def test_a_desk_of_several_parts_says_how_far_each_is(whole, as_user):
    type_into(whole.work().sheet, whole.student, begun(whole))
    page = as_user(whole.student).get(desk(whole))
    text = words(page)
    for said in ("1 Table 2 of 10", "2 Change 1 of 4", "3 Events 0 of 3", "3 of 17 things"):
        assert said in text
    assert "Next: Change" in text
    assert "Next: Events" in text


def test_a_desk_of_one_part_has_no_switch(cast, as_user):
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert "Parts of this piece" not in page.text
    assert "Next:" not in words(page)


def test_beside_each_part_lies_what_it_is_about(whole, as_user):
    view = as_user(whole.student).get(desk(whole)).context["view"]
    assert [(page.part.key, page.left) for page in view.parts] == [
        ("table", "Sources"),
        ("change", "Your table, sources"),
        ("events", "Chart A"),
    ]
    assert [laid.parts for laid in view.laid_answers] == ["change"]
    assert [(laid.item.key, laid.parts) for laid in view.laid_timelines] == [("chart-a", "events")]
    assert [(laid.item.key, laid.parts) for laid in view.laid_sources] == [
        (str(number), "table change") for number in range(1, 11)
    ]


def test_the_students_own_table_stands_beside_the_questions(whole, as_user):
    type_into(whole.work().sheet, whole.student, table_row("1", date="1920", words="the broom sweeps"))
    page = as_user(whole.student).get(desk(whole))
    shown = element(page, "shown-1")
    assert "Your table From this piece, as it stands now." in shown
    assert "1 1920 Spread revolution" in shown
    assert "the broom sweeps" in shown
    assert 'data-mirror="table:s1/words"' in page.text


def test_the_due_list_says_the_part_of_what_comes_next(whole, as_user):
    type_into(whole.work().sheet, whole.student, begun(whole))
    text = words(as_user(whole.student).get("/due/"))
    assert "Next is Table: Source 3. 14 of 17 things are still to do." in text


def test_two_steps_of_one_name_are_told_apart(whole):
    progress = whole.assignment.live_parts.progress({})
    assert len({step.label for step in progress.steps}) == len({step.key for step in progress.steps}) == 17
    assert "Change: 1920–22" in [step.label for step in progress.steps]
    assert "Events: 1920–22" in [step.label for step in progress.steps]


def test_two_places_of_one_name_are_told_apart_and_so_are_their_cells(whole):
    live = whole.assignment.live_parts
    for labels in ([place.label for place in live.places({}).values()], [cell.label for cell in live.cells]):
        assert len(labels) == len(set(labels))
        assert not [label for label in labels if not label.startswith(("Table: ", "Change: ", "Events: "))]


def test_a_desk_of_several_parts_tells_its_script_what_each_is_called(whole, as_user):
    assert 'data-part-title="Change"' in as_user(whole.student).get(desk(whole)).text


def test_what_is_missing_stands_under_its_part(whole, as_user):
    filled = {}
    for number in range(1, 11):
        filled |= table_row(str(number))
    filled |= {f"change:{key}/text": writing("So.") for key in SHORT[1:]}
    type_into(whole.work().sheet, whole.student, filled)
    text = words(as_user(whole.student).get(f"{desk(whole)}hand-in/"))
    assert "13 of 17 things done." in text
    assert "Table," not in text
    assert "Change, 3 of 4 questions done 1920–22: no answer" in text
    assert "Events, 0 of 3 claims done 1920–22: nothing chosen" in text


def test_all_parts_are_handed_in_as_one_and_read_back(whole, as_user):
    work = whole.work()
    type_into(work.sheet, whole.student, begun(whole) | evidence("early", "comintern", "rapallo"))
    hand_in(work=work)
    assert Submission.objects.get().snapshot == work.sheet.values
    text = words(as_user(whole.student).get(desk(whole)))
    assert "What you handed in: table, 2 of 10 sources" in text
    assert "What you handed in: change, 1 of 4 questions" in text
    assert "Peace, they say." in text
    assert "What you handed in: events, 1 of 3 claims" in text
    assert "rapallo fits" in text


def test_only_the_parts_written_in_since_are_shown_once_more(whole, as_user):
    work = whole.work()
    type_into(work.sheet, whole.student, begun(whole))
    hand_in(work=work)
    type_into(work.sheet, whole.student, {"change:late/text": writing("An old aim.")})
    page = as_user(whole.student).get(desk(whole))
    assert [part.part.key for part in page.context["read"].later.parts] == ["change"]
    assert "Written after you handed in" in words(page)
    assert "Change, 2 of 4 questions" in words(page)


def test_a_teacher_reads_all_parts_of_a_paper_and_counts_them_in_the_class(whole, as_user):
    work = whole.work()
    type_into(work.sheet, whole.student, begun(whole) | evidence("early", "comintern", "rapallo"))
    hand_in(work=work)
    teacher = as_user(whole.teacher)
    assert "4 of 17" in words(teacher.get(f"/assignments/{whole.assignment.pk}/"))
    paper = words(teacher.get(f"/papers/{work.pk}/"))
    assert "Peace, they say." in paper
    assert "rapallo fits" in paper
    # What stands beside a part belongs to the desk.
    assert "as it stands now" not in paper
