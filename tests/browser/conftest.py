"""A real Chromium and a real server. These tests never touch the database: they see what a person at a screen sees."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.more_students import MORE
from tests.browser.pages import sign_in_at_once
from tests.server import serving

# A busy machine is slow; a test that passes does not wait for these.
LONGEST_WAIT_MS = 15_000
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # One process for all tabs of the site: starting one for each takes longer than most tests.
    "--process-per-site",
)
MORE_STUDENTS = (
    "from tests.browser import more_students, parted_pieces, returned_pieces; "
    "more_students.make(); returned_pieces.make(); parted_pieces.make()"
)

NewContext = Callable[..., BrowserContext]
AsPerson = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with the demo school, and more students than it has."""
    with serving(tmp_path_factory.mktemp("site"), demo=True, first=MORE_STUDENTS) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that has no school yet."""
    with serving(tmp_path_factory.mktemp("empty-site"), demo=False) as address:
        yield address


def launch_options() -> dict[str, Any]:
    """How a Chromium is started here."""
    environment: dict[str, str | float | bool] = dict(os.environ)
    libraries = os.environ.get("HISTORYCLASS_CHROMIUM_LIBS")
    if libraries:
        environment["LD_LIBRARY_PATH"] = libraries
    return {
        "executable_path": os.environ.get("HISTORYCLASS_CHROMIUM", "/usr/bin/chromium"),
        # Chromium refuses to shut root into its sandbox.
        "args": [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        "env": environment,
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=LONGEST_WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


def _watch(context: BrowserContext) -> list[str]:
    """What no page may ever do: throw, or ask for something that its security policy refuses."""
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda word: faults.append(word.text) if "Content Security Policy" in word.text else None)
    return faults


@pytest.fixture
def new_context(browser: Browser, site: str) -> Iterator[NewContext]:
    """`new_context()` is a fresh browser, as on another device. At the end no page in it may have thrown."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": site,
                "locale": "en-GB",
                "timezone_id": "Europe/London",
                "viewport": {"width": 1280, "height": 800},
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        opened.append((context, _watch(context)))
        return context

    yield open_context
    faults = []
    for context, seen in opened:
        context.close()
        faults += seen
    assert faults == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A fresh browser in which nobody is signed in."""
    return new_context().new_page()


@pytest.fixture
def as_person(new_context: NewContext) -> AsPerson:
    """`as_person("teacher")` is a browser of their own in which that person is signed in, on their first page."""

    def signed_in(username: str, **options: Any) -> Page:
        context = new_context(**options)
        sign_in_at_once(context, username)
        page = context.new_page()
        page.goto("/")
        return page

    return signed_in


@pytest.fixture(scope="session")
def _unused_students() -> Iterator[str]:
    return iter(MORE)


def _take(students: Iterator[str]) -> str:
    try:
        return next(students)
    except StopIteration:
        raise RuntimeError(f"The tests use more than {len(MORE)} students. Make accounts for some of them.") from None


@pytest.fixture
def student(_unused_students: Iterator[str]) -> str:
    """The username of a student whom no other test uses, and whose table is empty."""
    return _take(_unused_students)


@pytest.fixture
def other_student(_unused_students: Iterator[str]) -> str:
    """Another one of the same class."""
    return _take(_unused_students)
