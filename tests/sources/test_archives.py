"""A pack goes out as a zip file and comes in as one, whatever people send."""

import os
import zipfile

import pytest

from sources.packs import archives
from sources.packs.archives import read_archive, write_archive
from sources.packs.editors import files_for_editors
from sources.packs.files import files_in
from sources.packs.reader import FaultyPack
from sources.packs.services import shipped_packs
from tests.sources.archives import as_link, locked, overlapping, zipped

PACK = {"pack.yaml": b"format: 1\n", "sources.yaml": b"sources: []\n", "readings/aims.md": "Zürich".encode()}


def refused(data: bytes) -> str:
    with pytest.raises(FaultyPack) as caught:
        read_archive(data)
    return str(caught.value)


def test_what_is_written_is_read_again_and_makes_the_same_bytes():
    for files in (PACK, files_in(shipped_packs()[0])):
        written = write_archive(files)
        assert read_archive(written).files == files
        assert write_archive(dict(reversed(files.items()))) == written


@pytest.mark.parametrize(
    "entries",
    [
        PACK,
        {f"enquiry/{path}": data for path, data in PACK.items()},
        {"enquiry/": b"", **{f"enquiry/{path}": data for path, data in PACK.items()}},
        {**PACK, "__MACOSX/._pack.yaml": b"x", ".DS_Store": b"x", "readings/Thumbs.db": b"x", "._pack.yaml": b"x"},
        {**PACK, **files_for_editors()},
    ],
    ids=["the files", "the folder", "the folder by itself too", "what computers add", "what editors need"],
)
def test_people_zip_in_their_own_ways(entries):
    found = read_archive(zipped(entries))
    assert found.files == PACK
    assert found.others == []


def test_files_that_are_not_of_a_pack_are_told():
    found = read_archive(zipped({**PACK, "notes.docx": b"x", "pictures/old/a.png": b"x", "Notes.YAML": b"x"}))
    assert found.files == PACK
    assert found.others == ["Notes.YAML", "notes.docx", "pictures/old/a.png"]


@pytest.mark.parametrize(
    "name",
    [
        "../pack.yaml",
        "/etc/passwd",
        "readings/../../pack.yaml",
        "readings\\aims.md",
        "C:pack.yaml",
        "readings//aims.md",
        "./pack.yaml",
        "pack\n.yaml",
        "p" * 201,
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "The name" in refused(zipped({**PACK, name: b"x"}))


def test_a_name_that_ends_early_is_refused():
    data = zipped({**PACK, "pack.yamlX": b"x"}).replace(b"pack.yamlX", b"pack.yaml\0")
    assert "The name" in refused(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "zip: It cannot be read as a zip file"),
        (b"not a zip file", "zip: It cannot be read as a zip file"),
        (write_archive(PACK)[:-30], "zip: It cannot be read as a zip file"),
        (b"0" * (archives.MOST_BYTES + 1), "zip: It has 21 MB, and 20 MB fit."),
        (zipped({**PACK, "Pack.yaml": b"x"}), "Pack.yaml: This name stands twice"),
        (zipped({f"readings/{n}.md": b"" for n in range(501)}), "zip: There are 501 files in it, and 500 fit."),
        (zipped({f"{n}.md": b"" for n in range(2001)}), "zip: There are more than 500 files in it."),
        (zipped(PACK, packed=zipfile.ZIP_LZMA), "It is packed in a way that cannot be read here."),
        (as_link("pack.yaml", "/etc/passwd"), "pack.yaml: It is a link to another place"),
        (locked(), "pack.yaml: It is locked with a password."),
        (overlapping(), "zip: Files in it lie over one another."),
        (zipped({"pack.yaml": b"\0" * 8_000_001}), "pack.yaml: The file is larger than 8 MB."),
        (zipped({f"pictures/{n}.png": b"\0" * 7_900_000 for n in range(8)}), "zip: Unpacked it has more than 60 MB."),
    ],
    ids=range(13),
)
def test_an_archive_that_would_do_harm_is_refused_in_words(data, told):
    assert told in refused(data)


def test_what_a_header_says_of_a_size_is_not_believed():
    # 8 MB that claim to be ten bytes.
    data = bytearray(zipped({"pack.yaml": b"\0" * 8_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert "zip: It cannot be read as a zip file" in refused(bytes(data))


def test_a_broken_byte_is_noticed():
    data = bytearray(write_archive({"pack.yaml": os.urandom(100)}))
    data[60] ^= 1
    assert "zip: It cannot be read as a zip file" in refused(bytes(data))
