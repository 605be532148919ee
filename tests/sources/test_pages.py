"""The library's pages: an enquiry, its chapters and their pages, charts, people, words."""

import pytest

from sources.packs.services import load_files
from tests.sources.library_pack import SLUG, library_files

HOME = f"/library/{SLUG}/"


@pytest.fixture
def small(db):
    """A small enquiry with one of everything."""
    return load_files(files=library_files(), school=None)


@pytest.fixture
def reader(cast, small, as_user):
    """The browser of a student."""
    return as_user(cast.student)


def test_all_pages_open(reader):
    for path in ["", "chapters/first/", "pages/first-1/", "pages/first-points/", "sources/1/", "timelines/wars/",
                 "charts/sides/", "people/", "people/p1/", "glossary/"]:  # fmt: skip
        assert reader.get(f"{HOME}{path}").status_code == 200, path
