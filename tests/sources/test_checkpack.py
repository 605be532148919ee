"""Whoever writes a pack is told what is wrong with it, in which file and line."""

import json
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from sources.packs.files import files_in
from sources.packs.reader import FILE_LIMIT, FaultyPack
from sources.packs.services import parse_pack, shipped_packs
from tests.sources.archives import zipped
from tests.sources.library_pack import library_files


def check(*folders) -> str:
    """What `checkpack` writes."""
    out = StringIO()
    try:
        call_command("checkpack", *folders, stdout=out)
    except CommandError as fault:
        out.write(str(fault))
    return out.getvalue()


def line_of(path, text: str) -> int:
    """The line where a text stands first, counted from 1."""
    return path.read_text(encoding="utf-8").split(text, 1)[0].count("\n") + 1


def test_the_pack_that_ships_has_no_fault():
    assert check() == "soviet-foreign-policy: no fault\n"
    for folder in shipped_packs():
        assert parse_pack(files_in(folder))


# What is put for what, and what is told at the line where it stands.
SPOILT = {
    "an unknown key": (
        "pack.yaml",
        "subtitle:",
        "subtitel:",
        "“subtitel” is not a word that can stand here. Is “subtitle” meant?",
    ),
    "a missing key": ("pack.yaml", "slug: soviet-foreign-policy\n", "", "“slug” is missing here."),
    "another format": ("pack.yaml", "format: 1", "format: 2", "“format” is “2”: it is to be 1 or less."),
    "a wrong type": ("sources.yaml", "page: 240", "page: many", "“page” is to be a whole number, and “many” is none."),
    "a text that is a number": (
        "sources.yaml",
        'key: "1"',
        "key: 1",
        "“key” is to be a text, and 1 is read as something else: put it in quotation marks.",
    ),
    "a text that is a list": ("sources.yaml", "name: Molotov", "name: [Molotov]", "“name” is to be one text."),
    "a text that is not there": ("sources.yaml", "name: Molotov", "name: ~  # none", "“name” has nothing after it."),
    "a text that is too long": (
        "sources.yaml",
        "name: Molotov",
        f"name: {'M' * 121}",
        "“name” has 121 characters, and 120 fit.",
    ),
    "a key with a space": (
        "sources.yaml",
        'key: "10"',
        'key: "no 10"',
        "“key” cannot be “no 10”. It is made of letters",
    ),
    "a key that is kept for schools": (
        "sources.yaml",
        'key: "10"',
        'key: "own-10"',
        "Keys that begin with own- are kept for schools.",
    ),
    "a picture that is not there": (
        "sources.yaml",
        "name: Molotov",
        "picture: pictures/head.png\n    name: Molotov",
        "pictures/head.png is not in the pack.",
    ),
    "a picture by another name": (
        "sources.yaml",
        "name: Molotov",
        "picture: head.gif\n    name: Molotov",
        "“picture” cannot be “head.gif”. It is made of a file in pictures/",
    ),
    "a sign that cannot be shown": (
        "sources.yaml",
        "name: Molotov",
        'name: "Molo\\0tov"',
        "there is a sign here that no page can show",
    ),
    "a kind of source there is not": (
        "sources.yaml",
        "kind: cartoon",
        "kind: film",
        "“kind” cannot be “film”: it is speech, letter, cartoon",
    ),
    "a key that is taken": ("sources.yaml", 'key: "10"', 'key: "9"  # again', "9 is taken: keys are given once."),
    "a key that stands twice": ("sources.yaml", "name: Molotov", "name: Molotov\n    name: M.", "name stands twice."),
    "a chapter there is not": (
        "sources.yaml",
        "chapter: opener\n    number: Source 7",
        "chapter: closing\n    number: Source 7",
        "There is no chapter closing in pack.yaml.",
    ),
    "a chapter there is not, of an activity": (
        "activities.yaml",
        "chapter: opener",
        "chapter: closing",
        "There is no chapter closing.",
    ),
    "a source there is not": (
        "activities.yaml",
        'sources: ["1",',
        'sources: ["1a",',
        "There is no source 1a in sources.yaml.",
    ),
    "a kind of part there is not": (
        "activities.yaml",
        "kind: source_table",
        "kind: oracle",
        "There is no kind oracle.",
    ),
    "an unknown key of a part": (
        "activities.yaml",
        "ask_date: true",
        "ask_time: true",
        "“ask_time” is not a word that can stand here. Is “ask_date” meant?",
    ),
    "an aim that stands twice": (
        "activities.yaml",
        "id: defence",
        "id: spread  # again",
        "Each aim needs an id of its own, and none is taken.",
    ),
    "an activity that is taken": (
        "activities.yaml",
        "activities:\n",
        "activities:\n  - {key: opener-aims, chapter: opener, title: T, "
        "parts: [{key: p, title: P, kind: source_table, definition: {sources: ['1'], aims: [{id: a, label: A}]}}]}\n",
        "opener-aims is taken: keys are given once.",
    ),
    "a date that is none": (
        "sources.yaml",
        'date: "1921-02"',
        'date: "February 1921"',
        "'February 1921' is not a date in EDTF",
    ),
    "a day that is none": ("sources.yaml", '"1939-03-10"', '"1939-02-30"', "'1939-02-30' is not a date in EDTF"),
    "a span that ends before it begins": (
        "sources.yaml",
        "1939-08-24/1939-09",
        "1939-09/1939-08-24",
        "ends before it begins",
    ),
    "a phase there is not": (
        "timelines.yaml",
        "phase: left-turn",
        "phase: thaw",
        "There is no phase thaw on this timeline.",
    ),
    "a chapter there is not, of a timeline": (
        "timelines.yaml",
        "chapter: opener",
        "chapter: closing",
        "There is no chapter closing in pack.yaml.",
    ),
    "a phase that is taken": (
        "timelines.yaml",
        "key: recovery",
        "key: civil-war  # again",
        "civil-war is taken: keys are given once.",
    ),
    "an event that is taken": (
        "timelines.yaml",
        "key: rapallo",
        "key: curzon  # again",
        "curzon is taken: keys are given once.",
    ),
    "a timeline that is taken": (
        "timelines.yaml",
        "timelines:\n",
        "timelines:\n  - {key: chart-a, chapter: opener, number: A, title: T, "
        "phases: [{key: p, title: P, span: '1921'}], "
        "events: [{key: e, phase: p, date: '1921', mark: threat, name: N, text: T}]}\n",
        "chart-a is taken: keys are given once.",
    ),
    "a day of an event that is none": (
        "timelines.yaml",
        '"1939-08-23"',
        '"1939-08-32"',
        "'1939-08-32' is not a date in EDTF",
    ),
    "a mark there is not": (
        "timelines.yaml",
        "mark: comintern",
        "mark: cloud",
        "“mark” cannot be “cloud”: it is agreement",
    ),
    "a day of becoming public that is none": (
        "timelines.yaml",
        'known_from: "1926-12"',
        'known_from: "later"',
        "'later' is not a date in EDTF",
    ),
    "a code to run": (
        "sources.yaml",
        "name: Molotov",
        "name: !!python/object/apply:os.system ['true']",
        "a tag (!) cannot stand here",
    ),
    "broken YAML": (
        "sources.yaml",
        "name: Molotov",
        "name: Molotov: head",
        "there is a colon within a text; put the text in quotation marks",
    ),
    "an alias": ("sources.yaml", "name: Molotov", "name: *molotov", "an alias (*) must be written out"),
}


@pytest.mark.parametrize(("file", "old", "new", "told"), SPOILT.values(), ids=SPOILT)
def test_a_fault_is_told_with_its_file_and_line(file, old, new, told, pack, edit):
    edit(file, old, new)
    # What is missing, or stands twice, is told at the place around it or at the second one.
    line = {
        "“slug” is missing here.": 1,
        "name stands twice.": line_of(pack / file, "name: M."),
        "opener-aims is taken: keys are given once.": line_of(pack / file, "- key: opener-aims"),
        "curzon is taken: keys are given once.": line_of(pack / file, "- key: curzon\n"),
        "chart-a is taken: keys are given once.": line_of(pack / file, "- key: chart-a"),
        "Each aim needs an id of its own, and none is taken.": line_of(pack / file, "- id: spread"),
    }.get(told) or line_of(pack / file, new)
    found = [fault for fault in check(pack).splitlines() if fault.startswith(f"pack/{file}:{line}: ")]
    assert len(found) == 1
    assert told in found[0]


def test_a_date_without_plain_words_asks_for_some(pack, edit):
    edit("sources.yaml", 'date: "1921-02"', 'date: "1921-21"')
    assert "say in date_text how people write it" in check(pack)
    edit("sources.yaml", 'date: "1921-21"', 'date: "1921-21"\n    date_text: spring 1921')
    assert check(pack) == "pack: no fault\n"


def test_when_something_became_public_must_be_sayable_in_plain_words(pack, edit):
    edit("timelines.yaml", 'known_from: "1926-12"', 'known_from: "1926-24"')
    assert "cannot be put in plain words" in check(pack)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a" * (FILE_LIMIT + 1), "sources.yaml: The file is larger than 2 MB."),
        (
            "sources: [café]".encode("latin-1"),
            "sources.yaml:1: The file is not in UTF-8: save it as UTF-8 and try again.",
        ),
        (b"", "sources.yaml:1: The file is empty."),
        (
            b"- one\n- two\n",
            "sources.yaml:1: The file is to hold words with a colon after each, and here is something else.",
        ),
        (b"sources: []\n---\nsources: []\n", "sources.yaml:2: This is not the YAML of a pack"),
        (b"sources:\n  - ? [a, b]\n    : c\n", "sources.yaml:2: A key must be one word."),
        (b"[" * 20_000, "sources.yaml:1: This is not the YAML of a pack: lists stand within lists without end."),
        (b"sources: &a\n  - *a\n", "sources.yaml:2: This is not the YAML of a pack: an alias"),
        (b"sources: \x00\n", "sources.yaml: The file cannot be read as YAML in UTF-8."),
        (b"sources:\n  - date: 2023-99-99\n", "sources.yaml:2: '2023-99-99' is not a date in EDTF"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_and_no_crash(content, told, pack):
    (pack / "sources.yaml").write_bytes(content)
    assert check(pack).startswith(f"pack/{told}")


def test_lines_that_would_unfold_without_end_are_refused_at_once(pack):
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (pack / "sources.yaml").write_text("\n".join(lines))
    assert check(pack).startswith("pack/sources.yaml:2: ")


@pytest.mark.parametrize("file", ["pack.yaml", "sources.yaml"])
def test_a_missing_file_is_named(file, pack):
    (pack / file).unlink()
    assert check(pack) == f"pack/{file}: The file is missing.\n1 fault"


def test_a_pack_need_hold_no_more_than_sources(pack):
    for path in pack.rglob("*"):
        if path.is_file():
            path.unlink()
    (pack / "pack.yaml").write_text("format: 1\nslug: docks\ntitle: Docks\nchapters: [{key: a, title: A}]\n")
    (pack / "sources.yaml").write_text("sources: []\n")
    assert check(pack) == "pack: no fault\n"


def test_a_day_need_not_stand_in_quotation_marks(pack, edit):
    edit("sources.yaml", 'date: "1939-03-10"', "date: 1939-03-10")
    assert check(pack) == "pack: no fault\n"


def test_a_missing_folder_is_a_pack_without_files(tmp_path):
    assert "pack.yaml: The file is missing." in check(tmp_path / "nowhere")


def test_all_faults_of_all_files_are_told_at_once(pack, edit):
    edit("pack.yaml", "subtitle:", "subtitel:")
    edit("sources.yaml", "kind: cartoon", "kind: film")
    edit("sources.yaml", "page: 240", "page: none")
    edit("activities.yaml", "ask_date: true", "ask_time: true")
    edit("activities.yaml", "minutes:", "minuets:")
    told = check(pack)
    assert told.endswith("4 faults")
    assert [told.count(f"pack/{file}") for file in ["pack.yaml", "sources.yaml", "activities.yaml"]] == [1, 2, 1]


def test_checking_changes_nothing(pack, edit, db, count_queries):
    edit("pack.yaml", "title: Soviet", "title: Another")
    with count_queries() as count:
        check(pack)
    assert count() == 0


def test_faults_are_sorted_as_they_stand(pack, edit):
    edit("sources.yaml", "kind: cartoon", "kind: film")
    edit("sources.yaml", 'date: "1920"', 'date: "then"')
    with pytest.raises(FaultyPack) as caught:
        parse_pack(files_in(pack))
    lines = [fault.line for fault in caught.value.faults]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_a_zip_file_is_checked_like_a_folder(pack, tmp_path):
    archive = tmp_path / "ours.zip"
    archive.write_bytes(zipped({**files_in(pack), "notes.docx": b"x"}))
    assert check(archive) == "ours.zip/notes.docx: not of a pack, left out\nours.zip: no fault\n"
    (pack / "notes.docx").write_bytes(b"x")
    assert check(pack) == "pack/notes.docx: not of a pack, left out\npack: no fault\n"
    archive.write_bytes(archive.read_bytes()[:-50])
    assert "ours.zip/zip: It cannot be read as a zip file" in check(archive)


def test_a_name_that_no_file_of_a_pack_has_is_told(pack):
    (pack / "source.yaml").write_text("sources: []\n")
    assert "pack/source.yaml: No file of a pack is called this. There can be pack.yaml, sources.yaml" in check(pack)


def test_editors_are_told_what_every_file_may_hold(pack):
    """The schemas say of the pack that ships what it is: their words are the files' words."""
    call_command("packschema", pack, stdout=StringIO())
    settings = json.loads((pack / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    assert "sources.yaml" in settings.values()
    for path, file in settings.items():
        schema = json.loads((pack / path).read_text())
        words = yaml.safe_load((pack / file).read_text()) if (pack / file).exists() else {}
        assert set(words) <= set(schema["properties"]), file
    activities = json.loads((pack / "schema" / "activities.json").read_text())
    assert "aims" in activities["$defs"]["source_table"]["properties"]
    assert "how-to-write" in " ".join(path.name for path in (pack / "schema").iterdir())
    # What lies there for editors is not taken for the pack's own.
    assert check(pack) == "pack: no fault\n"


def test_links_of_key_points_lead_somewhere():
    def change(content) -> None:
        content["readings.yaml"]["readings"][-1]["points"][0]["say"] = "As [nobody](person/nobody) said."

    with pytest.raises(FaultyPack, match=r"readings.yaml:\d+: person/nobody leads nowhere"):
        parse_pack(library_files(change=change))


def test_a_chapter_shows_only_what_can_stand_in_a_text():
    def change(content) -> None:
        content["pack.yaml"]["chapters"][0]["overview"] = "Of him:\n\n![](person/p1)"

    with pytest.raises(FaultyPack, match=r"pack.yaml:\d+: person/p1 cannot be put into a text"):
        parse_pack(library_files(change=change))
