"""The server is killed while ten students write (kill -9): whatever was acknowledged is there afterwards."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Condition
from typing import Any

import pytest

from tests.databases import connected, new_database
from tests.desk.line import Writer
from tests.server import Site

# Nobody has written in their tables; see tests/browser/conftest.py.
STUDENTS = [f"student{number}" for number in range(15, 25)]
KILLS = 4
ANSWERS_BETWEEN = 3
LONGEST_WAIT_SECONDS = 60

Count = Callable[[str], int]


@pytest.fixture
def database_url(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), new_database(tmp_path) as url:
        yield url


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """The demo school, served as `dev.py serve` does it."""
    made = Site(tmp_path, demo=True, database_url=database_url)
    made.prepare()
    try:
        start(made)
        yield made
    finally:
        made.stop()


@pytest.fixture
def count_revisions(database_url: str, django_db_blocker: Any) -> Callable[[list[int]], int]:
    def count(sheets: list[int]) -> int:
        with django_db_blocker.unblock(), connected(database_url) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM desk_revision WHERE sheet_id IN ({', '.join(map(str, sheets))})")
            return int(cursor.fetchone()[0])

    return count


def start(site: Site) -> None:
    site.start(workers=2, threads=4)


def what_they_type(number: int) -> dict[str, Any]:
    """One place over and over, and the others in turn."""
    return {
        "table:s1/words": f"Sentence {number}",
        f"table:s{2 + number % 9}/words": f"Version {number}",
        f"table:s{2 + number % 9}/aim-spread": number % 2 == 0,
    }


def kill_while_they_write(site: Site, writers: list[Writer]) -> None:
    """SIGKILL as soon as every one has had some more answers. None of them has stopped writing by then."""
    goals = {writer.username: writer.answered + ANSWERS_BETWEEN for writer in writers}
    answered = Condition()

    def tell() -> None:
        with answered:
            answered.notify()

    with ThreadPoolExecutor(len(writers)) as threads:
        ends = [threads.submit(writer.save_until_cut_off, what_they_type, on_answer=tell) for writer in writers]
        with answered:
            in_time = answered.wait_for(
                lambda: all(writer.answered >= goals[writer.username] for writer in writers), LONGEST_WAIT_SECONDS
            )
        site.kill()
        for end in ends:
            end.result()
    assert in_time, "Not everybody was answered."


def expect_everything(writer: Writer) -> None:
    """What was acknowledged stands, or the one request after it does, which was cut off before its answer."""
    unanswered = writer.unanswered
    assert unanswered, "Nothing was under way when the server was killed."
    page = writer.open_desk()
    assert page["rev"] in (writer.answered, writer.answered + 1)
    was_taken = page["rev"] > writer.answered
    expected = {**writer.values, **(unanswered if was_taken else {})}
    assert {path: value for path, (value, _) in page["cells"].items()} == expected
    assert page["conflicts"] == []


def expect_one_answer(writer: Writer) -> None:
    """Sent again, the request that was cut off is answered, and kept once however often it comes."""
    unanswered = writer.unanswered or {}
    number = len(writer.requests)
    reply = writer.send_last()
    assert reply["rev"] == number
    assert reply["ok"] == dict.fromkeys(unanswered, number)
    assert reply["conflicts"] == []
    assert writer.send_last() == reply
    assert writer.open_desk()["rev"] == number


def test_whatever_was_acknowledged_outlives_a_killed_server(site: Site, count_revisions: Callable[[list[int]], int]):
    writers = [Writer(username) for username in STUDENTS]
    for writer in writers:
        writer.address = site.address
        writer.sign_in()
        writer.open_desk()
    for _ in range(KILLS):
        kill_while_they_write(site, writers)
        start(site)
        for writer in writers:
            writer.address = site.address
            expect_everything(writer)
            expect_one_answer(writer)
    assert count_revisions([writer.page["sheet"] for writer in writers]) == sum(len(each.requests) for each in writers)
