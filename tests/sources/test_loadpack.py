"""Loading a pack: whole or not at all, in place, and never taking away what somebody may be working on."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, Part
from sources.models import Chapter, Enquiry, Event, Phase, Source, Timeline
from sources.packs import sections
from sources.packs.reader import FaultyPack
from sources.packs.services import load_files, load_pack
from sources.shelf import shelf_of
from tests.reading import words
from tests.sources.library_pack import library_files

MODELS = [Enquiry, Chapter, Source, Timeline, Phase, Event, Activity, Part]
WRITES = ("INSERT", "UPDATE", "DELETE")


def contents() -> dict[str, list[dict[str, object]]]:
    """Everything that packs have brought, as it stands."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def ids() -> dict[str, list[object]]:
    return {
        model.__name__: [row["id"] for row in rows] for model, rows in zip(MODELS, contents().values(), strict=True)
    }


def test_loading_the_same_pack_again_writes_nothing(enquiry, pack):
    before = contents()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        again = load_pack(folder=pack)
    assert again == enquiry
    assert contents() == before
    assert [query["sql"] for query in captured if query["sql"].startswith(WRITES)] == []


def test_the_command_loads_what_ships_and_says_what_it_is(enquiry, capsys):
    call_command("loadpack")
    assert capsys.readouterr().out == f"Soviet security or spreading revolution?: {Source.objects.count()} sources\n"


def test_an_edit_changes_what_is_there_and_keeps_its_place(enquiry, pack, edit):
    before = ids()
    edit("pack.yaml", "title: Soviet security", "title: Russian security")
    edit("pack.yaml", "Opening: ten sources", "Beginning: ten sources")
    edit("sources.yaml", "title: Count on ourselves", "title: Count on us")
    edit("sources.yaml", 'date: "1936-01"', 'date: "1936-02"')
    edit("timelines.yaml", "title: Civil War", "title: The Civil War")
    edit("timelines.yaml", 'date: "1926-04-24"', 'date: "1926-04"')
    edit("activities.yaml", "minutes: 80", "minutes: 40")
    edit("activities.yaml", "label: Work with others", "label: Work with other states")
    load_pack(folder=pack)
    assert ids() == before
    enquiry.refresh_from_db()
    source, activity = Source.objects.get(key="7"), Activity.objects.get()
    assert enquiry.title == "Russian security or spreading revolution?"
    assert enquiry.chapters.get(key="opener").title.startswith("Beginning")
    assert (source.title, source.date_text, source.date_latest.month) == ("Count on us", "February 1936", 2)
    event = Event.objects.get(key="berlin")
    assert (event.date_text, event.date_earliest.day, event.date_latest.day) == ("April 1926", 1, 30)
    assert Phase.objects.get(key="civil-war").title == "The Civil War"
    assert activity.minutes == 40
    assert activity.parts.get(key="table").definition["aims"][1]["label"] == "Work with other states"


def test_a_correction_that_is_withdrawn_is_gone(enquiry, pack, edit):
    text = (pack / "sources.yaml").read_text(encoding="utf-8")
    start = text.index("    correction:\n      book: The book calls Molotov")
    edit("sources.yaml", text[start : text.index('  - key: "8"')], "")
    load_pack(folder=pack)
    source = Source.objects.get(key="7")
    assert (source.correction_book, source.correction_ours) == ("", "")


@pytest.fixture
def without_source_10(bare_pack, edit):
    """The pack with its last source taken out."""
    text = (bare_pack / "sources.yaml").read_text(encoding="utf-8")
    edit("sources.yaml", text[text.index('  - key: "10"') :], "")
    for _part in ("table", "change"):
        edit("activities.yaml", ', "10"]', "]")
    return bare_pack


def test_a_source_that_leaves_the_pack_is_retired_and_can_still_be_read(cast, without_source_10, as_user):
    before = Source.objects.get(key="10").pk
    load_pack(folder=without_source_10)
    source = Source.objects.get(key="10")
    assert (source.pk, source.retired) == (before, True)
    student = as_user(cast.student)
    assert "The handshake" not in words(student.get("/library/soviet-foreign-policy/"))
    assert "9 sources" in words(student.get("/library/"))
    assert "The handshake" in words(student.get("/library/soviet-foreign-policy/sources/10/"))
    # Work set before the source left still holds it.
    assert "The handshake" not in words(student.get("/library/soviet-foreign-policy/sources/9/"))
    assert "Source 10" in student.get(f"/work/{cast.assignment.pk}/").text


def test_a_source_that_returns_is_the_same_one(enquiry, without_source_10):
    before = Source.objects.get(key="10").pk
    load_pack(folder=without_source_10)
    call_command("loadpack", verbosity=0)
    source = Source.objects.get(key="10")
    assert (source.pk, source.retired) == (before, False)


@pytest.fixture
def without_the_pact(bare_pack, edit):
    """The pack with the last phase of its chart taken out, and all that stood in it but the military talks."""
    text = (bare_pack / "timelines.yaml").read_text(encoding="utf-8")
    edit("timelines.yaml", text[text.index("      - key: pact\n        title") : text.index("    events:\n")], "")
    edit("timelines.yaml", text[text.index("      - key: pact\n        phase") :], "")
    edit("timelines.yaml", "phase: pact", "phase: collective")
    return bare_pack


def test_an_event_that_leaves_the_pack_is_retired_and_its_phase_stays_for_it(cast, without_the_pact, as_user):
    before = set(Event.objects.filter(key__in=["pact", "protocol", "moscow-talks"]).values_list("pk", flat=True))
    load_pack(folder=without_the_pact)
    kept = {event.key: event for event in Event.objects.filter(pk__in=before)}
    assert {key: (event.retired, event.phase.key) for key, event in kept.items()} == {
        "moscow-talks": (False, "collective"),
        "pact": (True, "pact"),
        "protocol": (True, "pact"),
    }
    page = as_user(cast.student).get("/library/soviet-foreign-policy/timelines/chart-a/")
    # Whoever cited it still finds it, on the page and not in the picture.
    assert "No longer on this chart" in words(page)
    assert 'id="e-pact"' in page.text
    assert 'data-event="pact"' not in page.text
    assert "?phase=pact" not in page.text


def test_an_event_that_returns_is_the_same_one(enquiry, without_the_pact):
    before = contents()
    load_pack(folder=without_the_pact)
    call_command("loadpack", verbosity=0)
    again = contents()
    assert again["Event"] == before["Event"]
    assert again["Phase"] == before["Phase"]


def test_a_phase_that_nothing_stood_in_goes_and_a_timeline_that_leaves_is_retired(enquiry, bare_pack, edit):
    text = (bare_pack / "timelines.yaml").read_text(encoding="utf-8")
    thaw = '      - {key: thaw, title: Thaw, span: "1940"}\n    events:\n'
    edit("timelines.yaml", "    events:\n", thaw)
    load_pack(folder=bare_pack)
    assert Phase.objects.filter(key="thaw").exists()
    (bare_pack / "timelines.yaml").write_text(text, encoding="utf-8")
    load_pack(folder=bare_pack)
    assert not Phase.objects.filter(key="thaw").exists()
    assert not Timeline.objects.get(key="chart-a").retired
    (bare_pack / "timelines.yaml").write_text("timelines: []\n")
    (bare_pack / "activities.yaml").write_text("activities: []\n")
    load_pack(folder=bare_pack)
    assert Timeline.objects.get(key="chart-a").retired
    assert not Event.objects.filter(retired=True).exists()


def test_an_activity_that_leaves_the_pack_is_not_offered_any_more_and_stays_for_who_has_it(cast, pack, as_user):
    (pack / "activities.yaml").write_text("activities: []\n")
    load_pack(folder=pack)
    assert Activity.objects.get().retired
    teacher = as_user(cast.teacher)
    assert "There is no activity to set" in words(teacher.get(f"/classes/{cast.classroom.pk}/set/"))
    refused = teacher.post(
        f"/classes/{cast.classroom.pk}/set/",
        {"activity": cast.activity.pk, "title": "Again", "due_at": "2099-01-01T09:00", "points": "20"},
    )
    assert refused.status_code == 200
    assert as_user(cast.student).get(f"/work/{cast.assignment.pk}/").status_code == 200


def test_another_pack_stands_beside_the_first(enquiry, pack, edit):
    edit("pack.yaml", "slug: soviet-foreign-policy", "slug: weimar")
    edit("pack.yaml", "title: Soviet security", "title: Weimar security")
    load_pack(folder=pack)
    assert Enquiry.objects.count() == 2
    assert Source.objects.filter(key="7").count() == 2
    assert not Source.objects.filter(retired=True).exists()


def test_a_faulty_pack_changes_nothing_at_all(enquiry, pack, edit):
    before = contents()
    edit("pack.yaml", "title: Soviet security", "title: Russian security")
    edit("activities.yaml", "kind: source_table", "kind: oracle")
    with pytest.raises(FaultyPack):
        load_pack(folder=pack)
    with pytest.raises(CommandError, match=r"activities\.yaml:\d+: There is no kind oracle"):
        call_command("loadpack", pack)
    assert contents() == before


def test_a_pack_that_fails_while_it_is_written_leaves_nothing_half_done(enquiry, pack, edit, monkeypatch):
    def fail(*args):
        raise RuntimeError("the disk is full")

    before = contents()
    edit("pack.yaml", "title: Soviet security", "title: Russian security")
    edit("sources.yaml", "title: Count on ourselves", "title: Count on us")
    broken = sections.Section(**{**sections.all_sections()[-1].__dict__, "load": fail})
    monkeypatch.setitem(sections._sections, broken.name, broken)
    with pytest.raises(RuntimeError):
        load_pack(folder=pack)
    assert contents() == before


@pytest.fixture
def without_the_civil_war(bare_pack, edit):
    """The pack with a phase out of the middle of its chart taken out, with all that stood in it."""
    text = (bare_pack / "timelines.yaml").read_text(encoding="utf-8")
    phases, events = text.split("    events:\n")
    left = [_without(phases, "- key: civil-war"), _without(events, "phase: civil-war")]
    edit("timelines.yaml", text, "    events:\n".join(left))
    return bare_pack


def _without(listed: str, mark: str) -> str:
    """A list without the entries in which a text stands."""
    head, *entries = re.split(r"(?m)^(?=      - key: )", listed)
    return head + "".join(entry for entry in entries if mark not in entry)


def test_a_phase_out_of_the_middle_leaves_the_others_whole_and_stands_behind_them(enquiry, without_the_civil_war):
    before = {event.ref for event in shelf_of(enquiry, school=None).citables.values()}
    load_pack(folder=without_the_civil_war)
    read = shelf_of(enquiry, school=None).timelines["chart-a"]
    left = ["war", "recovery", "left-turn", "collective", "pact"]
    assert [part.phase.key for part in read.phases] == [*left, "civil-war"]
    assert [part.phase.key for part in read.standing] == left
    assert all(event.phase_id == part.phase.pk for part in read.phases for event in part.events)
    assert {event.ref for event in shelf_of(enquiry, school=None).citables.values()} == before
    call_command("loadpack", verbosity=0)
    assert [part.phase.key for part in shelf_of(enquiry, school=None).timelines["chart-a"].phases][:2] == [
        "war",
        "civil-war",
    ]


def test_a_chapter_whose_contents_have_moved_to_another_is_gone(db):
    def moved(content) -> None:
        content["pack.yaml"]["chapters"].pop(0)
        for file, name in (("sources", "sources"), ("timelines", "timelines"), ("readings", "readings")):
            for entry in content[f"{file}.yaml"][name]:
                entry["chapter"] = "second"

    enquiry = load_files(files=library_files(1), school=None)
    load_files(files=library_files(1, change=moved), school=None)
    assert [chapter.key for chapter in enquiry.chapters.all()] == ["second"]
