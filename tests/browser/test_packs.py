"""A teacher sends a pack, mends it, sees what it would bring, and brings it in."""

import re

import pytest
from playwright.sync_api import Page, expect

from sources.packs.archives import write_archive
from tests.browser.conftest import AsPerson
from tests.browser.test_axe import look_at
from tests.sources.small_pack import small_pack

pytestmark = pytest.mark.browser

# Last in the library by its title: other tests take the first enquiry there.
TITLE = b"What the docks tell, in short"


def send(page: Page, files: dict[str, bytes]) -> None:
    archive = {"name": "docks.zip", "mimeType": "application/zip", "buffer": write_archive(files)}
    page.get_by_label("Zip file").set_input_files(archive)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check the pack").click()


def test_a_pack_is_sent_and_mended_and_brought_in_from_the_library(as_person: AsPerson):
    files = small_pack()
    files["pack.yaml"] = re.sub(rb"slug: \S+", b"slug: docks", files["pack.yaml"]).replace(
        b"Soviet security, in short", TITLE
    )
    # Its activity would be one more to choose wherever other tests set work.
    del files["activities.yaml"]
    teacher = as_person("teacher")
    teacher.goto("/library/")
    teacher.get_by_role("link", name="Enquiries as packs").click()
    send(teacher, {**files, "sources.yaml": files["sources.yaml"].replace(b"kind: speech", b"kind: film", 1)})
    expect(teacher.get_by_role("row").filter(has_text="sources.yaml")).to_contain_text("“kind” cannot be “film”")
    assert look_at(teacher) == {}

    send(teacher, files)
    expect(teacher.get_by_role("heading", level=1)).to_have_text("What would come in")
    teacher.get_by_text("2 sources").click()
    expect(teacher.get_by_text("Source 2: Molotov")).to_be_visible()
    assert look_at(teacher) == {}
    teacher.get_by_role("button", name="Bring it in").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text(TITLE.decode())

    teacher.goto("/packs/")
    send(teacher, {**files, "sources.yaml": files["sources.yaml"].replace(b"name: Molotov", b"name: V. Molotov")})
    expect(teacher.get_by_role("row", name=re.compile("Source 2"))).to_contain_text("V. Molotov")
    assert look_at(teacher) == {}
    teacher.get_by_role("button", name="Drop it").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Enquiries as packs")
