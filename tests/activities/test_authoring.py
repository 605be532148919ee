"""A school's own version of an activity is made and changed; nothing that is set moves, and nothing typed goes."""

import json

import pytest

from activities.authoring import services
from activities.authoring.parts import draft_of
from activities.freezing import frozen_parts
from activities.models import Activity, Work
from historyclass.desk.models import Revision, Sheet
from historyclass.people.models import Classroom, EnrolmentRole, Membership, Role, User
from historyclass.people.services import enrol
from sources.models import Source
from tests import reading
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(opener) -> Cast:
    """Everybody, with the whole opener set."""
    return make_cast(opener)


@pytest.fixture
def own(cast) -> Activity:
    """The school's own version of the opener."""
    return services.copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)


@pytest.fixture
def teacher(cast, as_user):
    return as_user(cast.teacher)


def address(activity: Activity, key: str = "") -> str:
    part = f"parts/{activity.parts.get(key=key).pk}/" if key else ""
    return f"/activities/{activity.pk}/{part}"


def sent(page) -> dict:
    """What the page's form sends as it stands, without the kind of part to add."""
    return reading.sent(page, without=["kind"])


def stored(activity: Activity, key: str) -> dict:
    return activity.parts.get(key=key).definition


PARTS = ("table", "change", "events")


def test_a_version_of_ones_own_asks_the_same_and_is_its_school_s(own, cast):
    shipped = cast.activity
    assert frozen_parts(own, None) == frozen_parts(shipped, None)
    assert (own.school, own.made_by, own.based_on) == (cast.school, cast.teacher, shipped)
    again = services.copy_activity(activity=shipped, school=cast.school, by=cast.teacher)
    assert again.title != own.title


@pytest.mark.parametrize("key", PARTS)
def test_a_form_sent_as_it_stands_changes_nothing(own, teacher, key):
    before = stored(own, key), own.parts.get(key=key).shows
    page = teacher.get(address(own, key))
    assert teacher.post(address(own, key), sent(page)).status_code == 302
    assert (stored(own, key), own.parts.get(key=key).shows) == before


def test_the_activity_s_form_sent_as_it_stands_changes_nothing(own, teacher):
    before = Activity.objects.values().get(pk=own.pk), list(own.parts.values())
    assert teacher.post(address(own), sent(teacher.get(address(own)))).status_code == 302
    after = Activity.objects.values().get(pk=own.pk), list(own.parts.values())
    assert {**after[0], "changed_at": None} == {**before[0], "changed_at": None}
    assert after[1] == before[1]


def test_a_press_keeps_nothing_and_shows_everything_that_was_typed(own, teacher):
    url, before = address(own, "table"), stored(own, "table")
    typed = {
        **sent(teacher.get(url)),
        "title": "My table",
        "aims-0-label": "Half ty",
        "d-words_label": "",
        "press": "aims-down-0",
    }
    page = teacher.post(url, typed)
    assert reading.field(page, "title").value == "My table"
    assert reading.field(page, "aims-1-label").value == "Half ty"
    assert reading.field(page, "aims-0-id").value == before["aims"][1]["id"]
    assert reading.field(page, "d-words_label") == reading.Field("d-words_label", "")
    page = teacher.post(url, {**sent(page), "press": "aims-add"})
    added = len(before["aims"])
    assert reading.field(page, f"aims-{added}-label").value == ""
    page = teacher.post(url, {**sent(page), "press": "aims-remove-0"})
    assert reading.field(page, "aims-0-label").value == "Half ty"
    assert stored(own, "table") == before


def test_columns_keep_their_ids_and_new_ones_get_their_own(own, teacher):
    url, before = address(own, "table"), stored(own, "table")
    page = teacher.post(url, {**sent(teacher.get(url)), "press": "aims-add"})
    added = len(before["aims"])
    new = {f"aims-{added}-label": "Something else", "aims-0-label": "Renamed"}
    assert teacher.post(url, {**sent(page), **new}).status_code == 302
    after = stored(own, "table")["aims"]
    assert [aim["id"] for aim in after] == [*(aim["id"] for aim in before["aims"]), "something-else"]
    assert (after[0]["label"], after[-1]["label"]) == ("Renamed", "Something else")


def test_the_sources_are_those_that_are_ticked_in_the_order_of_the_library(own, teacher):
    url = address(own, "table")
    typed = {**sent(teacher.get(url)), "d-sources": ["7", "3"]}
    assert teacher.post(url, typed).status_code == 302
    assert stored(own, "table")["sources"] == ["3", "7"]


FAULTS = {
    "a column without a name": ("table", {"aims-1-label": " "}, "aims-1-label", "Fill this in."),
    "two columns of the same name": ("table", {"aims-0-label": "A", "aims-1-label": "a"}, "aims-1-label", "the same"),
    "no source": ("table", {"d-sources": []}, "d-sources", "Tick at least one source"),
    "a question without words": ("change", {"questions-0-prompt": ""}, "questions-0-prompt", "Fill this in."),
    "more than the most": (
        "change",
        {"questions-0-least": "90", "questions-0-most": "50"},
        "questions-0-least",
        "More than the 50",
    ),
    "no number": ("change", {"questions-0-most": "many"}, "questions-0-most", "Write a number."),
    "a claim that nobody says": ("events", {"claims-0-taken": ""}, "claims-0-text", "Write the claim"),
    "a claim that is said twice": ("events", {"claims-0-text": "Mine"}, "claims-0-text", "taken from an answer"),
    "an answer that is no more": ("events", {"claims-0-taken": "change/gone"}, "claims-0-taken", "no more"),
    "nothing to choose from": ("events", {"d-timeline": ""}, "d-timeline", "Choose a timeline"),
    "a part without a title": ("events", {"title": ""}, "title", "Fill this in."),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_told_beside_its_field_and_nothing_is_kept(own, teacher, fault):
    key, change, field, words = FAULTS[fault]
    url, before = address(own, key), stored(own, key)
    page = teacher.post(url, {**sent(teacher.get(url)), "title": "Typed", **change})
    assert page.status_code == 200
    assert words in page.content.decode() if field == "d-sources" else words in reading.field(page, field).fault
    assert stored(own, key) == before


def test_what_only_the_definition_knows_is_told_beside_its_row(own, teacher):
    url = address(own, "table")
    page = teacher.post(url, {**sent(teacher.get(url)), "aims-0-id": "Not an id!"})
    assert page.status_code == 200
    assert "cannot be kept as it is" in reading.words(page)
    typed = sent(teacher.get(url))
    for number in range(3, 9):
        typed |= {f"aims-{number}-label": f"Column {number}", "aims-count": str(number + 1)}
    page = teacher.post(url, typed)
    assert "At most 6 fit here." in reading.words(page)


def test_no_question_goes_that_another_part_takes_a_claim_from(own, teacher):
    url, before = address(own, "change"), stored(own, "change")
    page = teacher.post(url, {**sent(teacher.get(url)), "press": "questions-remove-0"})
    typed = {**sent(page), "questions-0-guidance": "Typed since"}
    page = teacher.post(url, typed)
    assert "Events takes up the answer to “1920–22”" in reading.words(page)
    assert reading.field(page, "questions-0-guidance").value == "Typed since"
    assert stored(own, "change") == before


def test_a_part_that_another_takes_claims_from_stays_until_that_is_changed(own, teacher):
    url = f"{address(own, 'change')}remove/"
    assert "Events takes up answers in it" in reading.words(teacher.get(url))
    teacher.post(url)
    assert own.parts.filter(key="change").exists()
    assert teacher.post(f"{address(own, 'events')}remove/").status_code == 302
    assert teacher.post(url).status_code == 302
    url = f"{address(own, 'table')}remove/"
    teacher.post(url)
    assert [part.key for part in own.parts.all()] == ["table"]


def test_a_part_that_goes_is_shown_beside_no_other(own, teacher):
    page = teacher.get(f"{address(own, 'table')}remove/")
    assert "Change shows its answer" in reading.words(page)
    teacher.post(f"{address(own, 'table')}remove/")
    assert own.parts.get(key="change").shows == []
    assert draft_of(own).faults == []


def test_parts_are_put_in_order_and_renamed_and_added(own, teacher):
    page = teacher.post(address(own), {**sent(teacher.get(address(own))), "title": "Ours", "press": "parts-up-2"})
    assert [part.key for part in own.parts.all()] == list(PARTS)
    typed = {**sent(page), "parts-0-title": "Table first"}
    assert teacher.post(address(own), typed).status_code == 302
    own.refresh_from_db()
    assert own.title == "Ours"
    assert [part.key for part in own.parts.all()] == ["table", "events", "change"]
    for kind in ("source_table", "questions", "evidence"):
        typed = {**sent(teacher.get(address(own))), "add-part": "yes", "kind": kind}
        added = teacher.post(address(own), typed)["Location"]
        assert teacher.post(added, sent(teacher.get(added))).status_code == 302
    assert own.parts.count() == 6
    assert draft_of(own).faults == []


def test_a_source_that_is_retired_is_told_before_anybody_sets_it(own, teacher):
    Source.objects.filter(enquiry=own.enquiry, key="3").update(retired=True)
    assert "Table: Source 3 is no longer in the library." in reading.words(teacher.get(address(own)))
    url = address(own, "table")
    page = teacher.post(url, sent(teacher.get(url)))
    assert "Untick what is no longer in the library." in reading.words(page)
    kept = {**sent(page), "d-sources": ["1", "2"]}
    assert teacher.post(url, kept).status_code == 302
    assert stored(own, "table")["sources"] == ["1", "2"]


def test_who_changes_what_a_colleague_has_changed_is_told_and_loses_nothing(own, teacher, cast, as_user):
    url, colleague = address(own, "table"), as_user(cast.other_teacher)
    mine, theirs = sent(teacher.get(url)), sent(colleague.get(url))
    assert colleague.post(url, {**theirs, "aims-0-label": "Theirs"}).status_code == 302
    page = teacher.post(url, {**mine, "d-words_label": "Mine"})
    assert "Mr Price changed this while you had it open" in reading.words(page)
    assert "columns" in reading.words(page)
    assert reading.field(page, "d-words_label").value == "Mine"
    assert stored(own, "table")["aims"][0]["label"] == "Theirs"
    assert teacher.post(url, sent(page)).status_code == 302
    assert stored(own, "table")["words_label"] == "Mine"
    # What they changed elsewhere is no concern of this page.
    mine = sent(teacher.get(address(own)))
    colleague.post(url, sent(colleague.get(url)) | {"d-words_label": "Theirs again"})
    assert teacher.post(address(own), {**mine, "title": "Ours"}).status_code == 302
    page = colleague.post(address(own), {**mine, "summary": "Other"})
    assert "Ms Okafor changed this while you had it open" in reading.words(page)
    assert reading.field(page, "summary").value == "Other"


def test_set_work_stays_as_it_was_when_its_activity_changes(own, teacher, cast):
    url = f"/classes/{cast.classroom.pk}/set/?activity={own.pk}"
    set_to = teacher.post(url, {**sent(teacher.get(url))})["Location"]
    assignment = cast.classroom.assignments.get(pk=int(set_to.strip("/").split("/")[-1]))
    before = assignment.parts
    assert (assignment.activity, len(before)) == (own, 3)
    page = teacher.get(address(own, "table"))
    teacher.post(address(own, "table"), {**sent(page), "aims-0-label": "Changed since"})
    teacher.post(f"{address(own, 'events')}remove/")
    assignment.refresh_from_db()
    assert assignment.parts == before


def test_a_version_that_is_no_longer_offered_can_be_offered_again(own, teacher, cast):
    offered = f"/classes/{cast.classroom.pk}/set/"
    assert own.title in reading.words(teacher.get(offered))
    teacher.post(f"{address(own)}retire/")
    assert own.title not in reading.words(teacher.get(offered))
    assert "No longer offered" in reading.words(teacher.get("/activities/"))
    teacher.post(f"{address(own)}restore/")
    assert own.title in reading.words(teacher.get(offered))


def test_a_preview_is_the_desk_and_leaves_nothing(own, teacher, student_desk_parts):
    kept = [model.objects.count() for model in (Work, Sheet, Revision)]
    page = teacher.get(f"{address(own)}preview/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "data-desk" not in html.replace("data-desk-says", "")
    assert set(reading.cells(html)) == student_desk_parts(own)
    assert "nothing is kept" in reading.words(page) or "nothing is kept" in html
    assert [model.objects.count() for model in (Work, Sheet, Revision)] == kept


@pytest.fixture
def student_desk_parts():
    """The paths of everything a student would fill in."""
    from activities.parts import Parts

    def paths(activity: Activity) -> set[str]:
        frozen = [part.model_dump() for part in frozen_parts(activity, None)]
        return {cell.path for cell in Parts.thaw(frozen).cells}

    return paths


def test_rubbish_in_a_form_is_no_server_error(own, teacher):
    for key in PARTS:
        url = address(own, key)
        for rubbish in (
            {},
            {"seen": "[1]", "press": "aims-up-99", "aims-count": "99999"},
            {"seen": "{", "aims-count": "-1", "questions-count": "²", "press": "claims-remove-7"},
            {**sent(teacher.get(url)), "aims-0-id": "x" * 99, "questions-0-id": "\x00", "claims-0-id": "É"},
            {**sent(teacher.get(url)), "title": "a\x00b"},
        ):
            assert teacher.post(url, rubbish).status_code == 200
    assert (
        teacher.post(
            address(own), {"parts-count": "3", "parts-0-id": "x", "seen": json.dumps({"title": "?"})}
        ).status_code
        == 200
    )
    assert frozen_parts(own, None)


def test_a_new_colleague_can_change_it_too(own, cast, as_user):
    enrol(classroom=cast.other_classroom, user=cast.teacher, role=EnrolmentRole.TEACHER)
    colleague = as_user(cast.other_teacher)
    assert colleague.post(address(own), {**sent(colleague.get(address(own))), "title": "Ours"}).status_code == 302
    assert "Changed by Mr Price" in reading.words(as_user(cast.teacher).get(address(own)))


def test_no_more_evidence_is_asked_for_than_there_is(own, teacher):
    url = address(own, "events")
    form = {**sent(teacher.get(url)), "d-timeline": "", "d-sources": ["1", "2"], "d-least": "3"}
    page = teacher.post(url, form)
    assert page.status_code == 200
    assert "There are 2 to choose from." in reading.words(page)


@pytest.fixture
def unread(own) -> Activity:
    """The same with a part whose kind is not installed, which shows what was written in the table."""
    own.parts.filter(key="change").update(kind="from-elsewhere")
    return own


def test_a_new_title_leaves_everything_else_of_a_part_that_cannot_be_read(unread, teacher):
    before = unread.parts.get(key="change").shows
    assert before
    url = address(unread, "change")
    assert teacher.post(url, {**sent(teacher.get(url)), "title": "Renamed"}).status_code == 302
    part = unread.parts.get(key="change")
    assert (part.title, part.shows) == ("Renamed", before)


def test_a_part_that_goes_is_shown_beside_none_that_cannot_be_read(unread, teacher):
    url = f"{address(unread, 'table')}remove/"
    assert "Change shows its answer" in reading.words(teacher.get(url))
    teacher.post(url)
    assert unread.parts.get(key="change").shows == []


@pytest.mark.parametrize("why", ["nothing", "full"])
def test_a_part_that_cannot_be_added_keeps_nothing_and_says_so_beside_its_choice(own, teacher, why):
    kind = "" if why == "nothing" else "questions"
    if why == "full":
        for number in range(own.parts.count(), services.MOST_PARTS):
            own.parts.create(
                key=f"p{number}", position=number, title="More", kind="toy", version=1, definition={"ask": "?"}
            )
    typed = {**sent(teacher.get(address(own))), "title": "Ours", "add-part": "yes", "kind": kind}
    page = teacher.post(address(own), typed)
    assert reading.field(page, "title").value == "Ours"
    assert reading.field(page, "kind").fault
    own.refresh_from_db()
    assert own.title != "Ours"
    again = teacher.post(address(own), sent(page))
    assert again.status_code == 302
    own.refresh_from_db()
    assert own.title == "Ours"


def test_what_a_part_takes_up_is_still_there_when_it_is_kept(own, teacher, monkeypatch):
    """A colleague takes the question away after the page has been checked."""
    url = address(own, "events")
    change = services.change_part

    def too_late(**given):
        part = own.parts.get(key="change")
        part.definition = {**part.definition, "questions": part.definition["questions"][1:]}
        part.save()
        change(**given)

    typed = {**sent(teacher.get(url)), "title": "Mine"}
    monkeypatch.setattr(services, "change_part", too_late)
    page = teacher.post(url, typed)
    assert "takes up an answer that is no more" in reading.words(page)
    assert reading.field(page, "title").value == "Mine"
    assert own.parts.get(key="events").title != "Mine"


def test_an_id_that_stood_in_a_part_is_given_to_nothing_else(own, teacher):
    own.parts.get(key="events").delete()
    url, before = address(own, "change"), stored(own, "change")["questions"]
    gone = before[0]
    page = teacher.post(url, {**sent(teacher.get(url)), "press": "questions-remove-0"})
    page = teacher.post(url, {**sent(page), "press": "questions-add"})
    new = {f"questions-{len(before) - 1}-short": gone["id"], f"questions-{len(before) - 1}-prompt": "Another"}
    assert teacher.post(url, {**sent(page), **new}).status_code == 302
    after = [each["id"] for each in stored(own, "change")["questions"]]
    assert after == [*(each["id"] for each in before[1:]), f"{gone['id']}-2"]


@pytest.fixture
def of_both(cast) -> User:
    """Somebody who teaches at two schools."""
    both = cast.stranger_teacher
    Membership.objects.create(user=both, school=cast.school, role=Role.TEACHER)
    enrol(classroom=cast.classroom, user=both, role=EnrolmentRole.TEACHER)
    return both


def test_what_one_school_made_is_not_set_to_a_class_of_another(own, cast, as_user, of_both):
    browser = as_user(of_both)
    far = Classroom.objects.get(
        enrolments__user=of_both, school=of_both.memberships.exclude(school=cast.school).get().school
    )
    here, there = f"/classes/{cast.classroom.pk}/set/", f"/classes/{far.pk}/set/"
    form = sent(browser.get(f"{here}?activity={own.pk}"))
    assert form["activity"] == [str(own.pk)]
    assert own.title not in browser.get(there).text
    assert own.title not in reading.words(browser.get(f"{there}?activity={own.pk}"))
    page = browser.post(there, form)
    assert "cannot be set any more" in page.text
    assert not far.assignments.exists()


def test_a_school_s_own_is_nobody_else_s_to_see(own, cast, as_user):
    stranger = as_user(cast.stranger_teacher)
    assert stranger.get(address(own)).status_code == 404
    assert own.title not in stranger.get("/activities/").text


def test_text_of_several_lines_is_kept_as_it_stands(own, teacher):
    part = own.parts.get(key="change")
    part.definition["questions"][0]["prompt"] = "One\nTwo"
    part.definition["questions"][0]["guidance"] = "Three\nFour"
    part.save()
    Activity.objects.filter(pk=own.pk).update(summary="One\nTwo")
    for url in (address(own, "change"), address(own)):
        typed = {
            name: [value.replace("\n", "\r\n") for value in values] for name, values in sent(teacher.get(url)).items()
        }
        assert teacher.post(url, typed).status_code == 302
    assert stored(own, "change") == part.definition
    own.refresh_from_db()
    assert own.summary == "One\nTwo"


def test_what_cannot_be_read_on_this_site_is_not_set_and_the_page_says_why(unread, cast, teacher):
    url = f"/classes/{cast.classroom.pk}/set/"
    before = cast.classroom.assignments.count()
    page = teacher.post(url, sent(teacher.get(f"{url}?activity={unread.pk}")))
    assert "its part “Change” cannot be read on this site" in reading.words(page)
    assert cast.classroom.assignments.count() == before


def test_the_teacher_s_notes_are_for_teachers(own, cast, teacher, as_user):
    page = reading.words(teacher.get(f"/activities/{cast.activity.pk}/notes/"))
    assert "80 minutes" in page
    assert "Likely: Spread revolution" in page
    own.teacher_notes = ["Dates: any year will do.", "Talk about it first."]
    own.save()
    found = teacher.get(f"/activities/{own.pk}/notes/").content.decode()
    assert "<b>Dates:</b> any year will do." in found
    assert "<p>Talk about it first.</p>" in found
    assert as_user(cast.student).get(f"/activities/{cast.activity.pk}/notes/").status_code == 403
    work = cast.handed_in().work
    for url in (f"/assignments/{cast.assignment.pk}/", f"/papers/{work.pk}/", "/activities/"):
        assert f"/activities/{cast.activity.pk}/notes/" in teacher.get(url).content.decode(), url
