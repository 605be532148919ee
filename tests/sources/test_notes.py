"""Margin notes: whose they are, how they are kept, all of them on one page, and how they are cited."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from activities.services import hand_in
from historyclass.people.services import end_membership
from sources.models import Note
from sources.notes import NoteEntry, entries_of
from sources.services import begin_note
from sources.sheets import NOTE_SHEETS
from tests.cast import type_into
from tests.reading import words

SLUG = "soviet-foreign-policy"
ALL = f"/library/{SLUG}/notes/"
SOURCE = f"/library/{SLUG}/sources/5/"
READING = f"/library/{SLUG}/pages/lenins-aims/"


def note_of(person, cast, about: str = "source/5") -> Note:
    return begin_note(person=person, school=cast.school, enquiry=cast.activity.enquiry, about=about)


def write(note: Note, entry: str, *, text: str = "", quote: str = "", anchor: str = "") -> None:
    fields = {"text": text, "quote": quote, "anchor": anchor}
    values = {f"entries/{entry}/{name}": value for name, value in fields.items() if value}
    type_into(note.sheet, note.person, values, owner=NOTE_SHEETS)


def save(client, note: Note, values: dict[str, object], *, seq: int = 1, seen: int = 0):
    message = {
        "sheet": note.sheet_id,
        "person": note.person_id,
        "client": "tab-0009",
        "seq": seq,
        "known": 0,
        "schema": note.sheet.schema,
        "set": [{"path": path, "seen": seen, "value": value} for path, value in values.items()],
    }
    return client.post(
        f"/desk/note/{note.sheet_id}/", json.dumps(message), "application/json", headers={"Accept": "application/json"}
    )


# --- Whose they are -----------------------------------------------------------------------------------------------


def test_nothing_is_made_before_somebody_wants_to_note_something(cast, as_user):
    browser = as_user(cast.student)
    assert "My notes" in words(browser.get(SOURCE))
    browser.get(ALL)
    assert not Note.objects.exists()
    page = browser.post(ALL, {"about": "source/5"})
    assert page["Location"] == f"{SOURCE}#new-note"
    browser.post(ALL, {"about": "source/5"})
    assert Note.objects.get().person == cast.student


@pytest.mark.parametrize("who", ["student", "teacher", "admin"])
def test_whoever_reads_the_library_may_keep_notes(cast, as_user, who):
    person = getattr(cast, who)
    page = as_user(person).post(ALL, {"about": "reading/lenins-aims"}, headers={"Accept": "application/json"})
    note = Note.objects.get(person=person)
    assert f'data-save-url="/desk/note/{note.sheet_id}/"' in page.text
    assert save(as_user(person), note, {"entries/a1/text": "Mine."}).status_code == 200


@pytest.mark.parametrize("about", ["", "source", "source/none", "event/chart-a/rapallo", "note/1/a", "source/5/x"])
def test_what_has_no_margin_gets_no_notes(cast, as_user, about):
    assert as_user(cast.student).post(ALL, {"about": about}).status_code == 404
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "who", ["classmate", "teacher", "other_teacher", "admin", "stranger_teacher", "stranger_admin"]
)
def test_nobody_else_gets_at_somebodys_notes(cast, as_user, who):
    note = note_of(cast.student, cast)
    write(note, "a1", text="A thought of my own.")
    other = getattr(cast, who)
    browser = as_user(other)
    assert browser.get(f"/desk/note/{note.sheet_id}/state/").status_code == 404
    note.person_id = other.pk
    answer = save(browser, note, {"entries/a1/text": "Not mine."})
    assert (answer.status_code, answer.json()) == (404, {"why": "unknown"})
    for url in (SOURCE, ALL):
        assert "A thought of my own." not in browser.get(url).text
    with pytest.raises(Http404):
        NOTE_SHEETS.find(person=other, sheet_id=note.sheet_id)


def test_whoever_has_left_the_school_writes_no_more(cast):
    note = note_of(cast.student, cast)
    end_membership(membership=cast.student.memberships.get())
    assert NOTE_SHEETS.find(person=cast.student, sheet_id=note.sheet_id).sheet == note.sheet
    with pytest.raises(PermissionDenied):
        NOTE_SHEETS.lock(person=cast.student, sheet_id=note.sheet_id)


# --- How they are kept --------------------------------------------------------------------------------------------


def test_notes_are_saved_and_stand_in_the_margin_again(cast, as_user):
    browser = as_user(cast.student)
    note = note_of(cast.student, cast)
    fields = {"quote": "a treaty", "anchor": "1:4:1:12\nso\nand", "text": "Why <then>?"}
    answer = save(browser, note, {f"entries/a1/{name}": value for name, value in fields.items()})
    assert answer.json()["ok"] == {f"entries/a1/{name}": 1 for name in fields}
    page = browser.get(SOURCE)
    assert 'data-cell="entries/a1/text"' in page.text
    assert "Why &lt;then&gt;?" in page.text
    assert "a treaty" in words(page)
    assert browser.get(READING).text.count("a treaty") == 0


def test_two_devices_that_write_into_one_note_are_kept_apart(cast, as_user):
    browser = as_user(cast.student)
    note = note_of(cast.student, cast)
    write(note, "a1", text="On the phone.")
    answer = save(browser, note, {"entries/a1/text": "At the desk."})
    assert [each["theirs"] for each in answer.json()["conflicts"]] == ["On the phone."]
    state = browser.get(f"/desk/note/{note.sheet_id}/state/").json()
    assert [each["mine"] for each in state["conflicts"]] == ["At the desk."]
    page = browser.get(SOURCE)
    assert '"mine": "At the desk."' in page.text


def test_a_deleted_note_is_gone_and_comes_back_when_it_is_wanted_again(cast, as_user):
    browser = as_user(cast.student)
    note = note_of(cast.student, cast)
    write(note, "a1", text="A thought.")
    save(browser, note, {"entries/a1": False}, seen=1)
    assert "A thought." not in words(browser.get(ALL))
    save(browser, note, {"entries/a1": True}, seq=2, seen=2)
    assert "A thought." in words(browser.get(ALL))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("entries/a1/text", "x" * 4001),
        ("entries/a1/quote", "x" * 601),
        ("entries/a1/text", {}),
        ("entries/a1/colour", "red"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_message(cast, as_user, path, value):
    answer = save(as_user(cast.student), note_of(cast.student, cast), {path: value})
    assert answer.status_code == 422
    assert list(answer.json()["faults"]) == [path]


def test_notes_stand_in_the_order_of_the_page_whole_page_last():
    anchors = {
        "a": "",
        "b": "10:2:10:4\n\n",
        "c": "2:30:2:40\n\n",
        "d": "2:4:3:2\n\n",
        "e": "w1:0:w1:3\n\n",
        "f": "nonsense",
    }
    values = {f"entries/{key}/anchor": anchor for key, anchor in anchors.items()}
    values |= {f"entries/{key}/quote": "words" for key in "bcdef"} | {"entries/a/text": "On all of it."}
    values |= {"entries/g/text": "  ", "entries/h/text": "gone", "entries/h": False}
    assert [entry.id for entry in entries_of(values)] == ["d", "c", "b", "f", "e", "a"]


# --- All of them --------------------------------------------------------------------------------------------------


def test_all_notes_stand_on_one_page_by_chapter_with_the_way_back(cast, as_user):
    write(note_of(cast.student, cast), "a1", text="On the source.")
    write(note_of(cast.student, cast, "reading/lenins-aims"), "b1", quote="marked only", anchor="2:0:2:11\n\n")
    write(note_of(cast.classmate, cast), "c1", text="A classmate's.")
    page = as_user(cast.student).get(ALL)
    text = words(page)
    assert "2 notes and marked passages" in text
    assert "On the source." in text
    assert "marked only" in text
    assert "classmate" not in text
    assert f'href="{SOURCE}#note-a1"' in page.text
    assert f'href="{READING}#note-b1"' in page.text
    assert len(page.context["notes"].groups) == len(
        {page.item.chapter for group in page.context["notes"].groups for page in group.pages}
    )


@pytest.mark.parametrize(("query", "found"), [("thaelmann", 1), ("THÄLMANN speaks", 1), ("source", 2), ("rhubarb", 0)])
def test_notes_are_found_by_their_words_and_by_what_they_are_on(cast, as_user, query, found):
    note = note_of(cast.student, cast)
    write(note, "a1", text="Thälmann speaks.")
    write(note, "a2", text="Another.")
    page = as_user(cast.student).get(ALL, {"q": query})
    assert page.context["notes"].count == found
    assert f"{found} of 2" in words(page)


def test_notes_on_what_the_library_has_no_more_are_still_there(cast, as_user):
    note = note_of(cast.student, cast)
    write(note, "a1", text="Kept.")
    cast.activity.enquiry.sources.filter(key="5").update(retired=True)
    text = words(as_user(cast.student).get(ALL))
    assert "Kept." in text
    assert "not in the library now" in text


def test_pages_cost_the_same_however_many_notes_there_are(cast, as_user, count_queries):
    browser = as_user(cast.student)
    note = note_of(cast.student, cast)

    def costs() -> list[int]:
        found = []
        for url in (SOURCE, ALL):
            browser.get(url)
            with count_queries() as count:
                browser.get(url)
            found.append(count())
        return found

    write(note, "a0", text="One.")
    few = costs()
    for number in range(1, 20):
        write(note, f"a{number}", text="More.")
    write(note_of(cast.student, cast, "source/6"), "b1", text="There, too.")
    assert costs() == few
    assert max(few) <= 8


# --- Citing them --------------------------------------------------------------------------------------------------


def offered(page) -> dict[str, dict]:
    shelf = page.context["view"].shelf
    return {item["ref"]: item for item in shelf.offered() if item["kind"] == "note"}


@pytest.fixture
def writing_cast(opener):
    from tests.cast import make_cast

    return make_cast(opener)


def test_own_notes_can_be_cited_at_the_desk_and_nobody_elses(writing_cast, as_user):
    cast = writing_cast
    note = note_of(cast.student, cast)
    write(note, "a1", quote="a treaty", anchor="1:0:1:8\n\n", text="Not for ever.")
    write(note_of(cast.student, cast, "reading/lenins-aims"), "b1", text="Two aims.")
    write(note_of(cast.student, cast, "chapter/chapter-15"), "d1", text="What it asks.")
    write(note_of(cast.classmate, cast), "c1", text="A classmate's.")
    desk = reverse("activities:work", args=[cast.assignment.pk])
    found = offered(as_user(cast.student).get(desk))
    assert set(found) == {f"note/{note.pk}/a1", f"note/{note.pk + 1}/b1", f"note/{note.pk + 2}/d1"}
    labels = [item["label"] for item in found.values()]
    assert labels == ["Note on Source 5", "Note on Lenin’s aims", "Note on Alone among enemies"]
    cited = found[f"note/{note.pk}/a1"]
    assert (cited["label"], cited["group"], cited["about"]) == ("Note on Source 5", "My notes", "Not for ever.")
    assert cited["words"] == "“a treaty” Not for ever."
    assert cited["url"] == f"{SOURCE}#note-a1"


def test_a_marker_reads_a_cited_note_where_it_is_cited_and_no_other(writing_cast, as_user):
    cast = writing_cast
    note = note_of(cast.student, cast)
    write(note, "a1", text="Not for ever.")
    write(note, "a2", text="A private thought.")
    attributes = {"ref": f"note/{note.pk}/a1", "label": "Note on Source 5", "words": "Not for ever."}
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "citation", "attrs": attributes}]}]}
    work = cast.work()
    type_into(work.sheet, cast.student, {"change:early/text": text})
    submission = hand_in(work=work)
    paper = as_user(cast.teacher).get(reverse("marking:paper", args=[submission.work_id]))
    assert "Note on Source 5" in words(paper)
    assert "Not for ever." in words(paper)
    assert "A private thought." not in paper.text
    assert "no longer in the library" not in words(paper)


def test_what_a_note_says_is_cut_to_what_a_citation_carries():
    entry = NoteEntry("a1", text="word " * 300, quote="quoted")
    assert 590 < len(entry.words) <= 600
    assert entry.words.startswith("“quoted” word")
