"""On SQLite, a save is on the disk before it is acknowledged: the system calls of the real server say so.

With a rollback journal a save is safe from a power cut at these points and not before
(https://www.sqlite.org/atomiccommit.html and https://www.sqlite.org/pragma.html#pragma_synchronous):

1. The old pages are in the journal and the journal is synced; where it is new, so is the directory that names it.
   Without these a cut in the middle of 3 could not be undone.
2. The number of pages is written into the journal's head and the journal synced again: from FULL on, SQLite does not
   trust a disk to have put the pages down before the head that counts them.
3. The new pages are in the database and the database is synced.
4. The journal is unlinked: that is the commit. Until the directory is synced, a cut can bring the journal back, and
   the next reader would roll the save back. EXTRA syncs the directory; FULL, SQLite's default, does not.

So five syncs: the journal twice, the database once, the directory twice. One more does no harm, one fewer is a
promise that cannot be kept. Then the reply.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.desk.line import Writer
from tests.desk.tracer import Call, children, tracing
from tests.server import Site

LONGEST_WAIT_SECONDS = 60
SYNCS = 5
SAFE = [
    "request",
    "sync journal",
    "sync directory",
    "sync journal",
    "sync database",
    "unlink journal",
    "sync directory",
    "reply 200",
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The demo school, in a server that does one thing at a time, so that there is one thread to watch."""
    made = Site(tmp_path, demo=True)
    made.prepare()
    try:
        made.start(worker_class="sync", threads=1)
        yield made
    finally:
        made.stop()


@pytest.fixture
def writer(site: Site) -> Writer:
    """A student at the desk who has saved before."""
    student = Writer("student15")
    student.address = site.address
    student.sign_in()
    student.open_desk()
    student.save({"table:s1/words": "Before anybody watched"})
    return student


def step(call: Call, folder: Path) -> str:
    """What a call means for a save, "" where nothing."""
    files = {folder / "historyclass.sqlite3": "database", folder / "historyclass.sqlite3-journal": "journal"}
    name = {**files, folder: "directory"}.get(Path(call.target), call.target)
    if call.result < 0:
        return ""
    if call.name in ("fsync", "fdatasync"):
        return f"sync {name}"
    if call.name in ("unlink", "unlinkat"):
        return f"unlink {name}"
    if call.data.startswith(b"POST /desk/"):
        return "request"
    if call.data.startswith(b"HTTP/1.1 "):
        return f"reply {call.data[9:12].decode()}"
    return ""


def watch_a_save(site: Site, writer: Writer) -> list[str]:
    """The steps from the arrival of one request until the server waits for the next."""
    (worker,) = children(site.pid)
    steps: list[str] = []
    with ThreadPoolExecutor(1) as thread, tracing(worker) as tracer:
        saving = thread.submit(writer.save, {"table:s2/words": "Watched"})
        for call in tracer.calls(seconds=LONGEST_WAIT_SECONDS):
            if step(call, site.folder):
                steps.append(step(call, site.folder))
            elif "reply 200" in steps and call.name in ("accept", "accept4"):
                break
    saving.result()
    return steps[steps.index("request") :]


def stand_in_order(wanted: list[str], steps: list[str]) -> bool:
    """Whether the steps hold all that is wanted, in this order, whatever else lies between."""
    left = iter(steps)
    return all(step in left for step in wanted)


def test_a_save_is_on_the_disk_before_it_is_acknowledged(site: Site, writer: Writer):
    steps = watch_a_save(site, writer)
    assert stand_in_order(SAFE, steps), steps
    assert len([step for step in steps if step.startswith("sync ")]) >= SYNCS
    # Nothing is left to do once it is acknowledged.
    assert steps[-1] == "reply 200"
    assert steps.count("reply 200") == 1
