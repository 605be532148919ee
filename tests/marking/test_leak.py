"""Before the release a student learns nothing: no byte they can fetch tells of a mark, a comment, a marker, marking."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from activities.marking.drafts import MARK_DRAFTS
from activities.marking.models import Mark
from activities.marking.queries import latest_mark
from activities.marking.services import begin_draft, mark_submission, recall, return_to_class, send_back
from activities.models import Submission
from activities.services import hand_in
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.services import enrol
from tests.cast import Cast, table_row, type_into
from tests.site.test_access import FAR, address, entries, outcome

# Words and a number that stand nowhere else.
SECRETS = ("Zinnober", "Ultramarin", "Karmesin", "Smaragd", "17 of 20", "17of", "Price")
STUDENTS = ("student", "classmate", "left_class", "other_student")


def mark_it(cast: Cast, submission: Submission) -> Mark:
    """A colleague types a draft of every kind of word there is, finishes it, and types on."""
    draft = begin_draft(submission=submission, marker=cast.other_teacher, latest=latest_mark(submission))
    typed = {"total": "17", "comment": "Zinnober", "next-1": "Ultramarin", "at:table:s1/date": "Karmesin"}
    type_into(draft.sheet, cast.other_teacher, typed, owner=MARK_DRAFTS)
    before = latest_mark(submission)
    mark = mark_submission(
        submission=submission,
        marker=cast.other_teacher,
        total=17,
        comment="Zinnober",
        after=before.pk if before else None,
        next_steps=["Ultramarin"],
        annotations={"table:s1/date": "Karmesin"},
    )
    type_into(draft.sheet, cast.other_teacher, {"comment": "Smaragd"}, owner=MARK_DRAFTS)
    return mark


def addresses(cast: Cast) -> dict[str, str]:
    """Every address of the site that is read, as it concerns the student; and the fragments of each."""
    # Nothing is to be made on the way: the pieces are there.
    return {entry.name: address(entry.name, cast) for entry in entries() if entry.method == "GET"}


def fetch_all(cast: Cast, as_user: Callable[[User | None], Client]) -> dict[str, str]:
    """Everything each student gets from every address: status, headers, body, without what is made anew each time."""
    found = {}
    urls = addresses(cast)
    for who in STUDENTS:
        browser = as_user(getattr(cast, FAR.get(who, who)))
        for name, url in urls.items():
            for accept in ("text/html", "application/json"):
                page = browser.get(url, headers={"accept": accept})
                body = page.content if not page.streaming else b"".join(page.streaming_content)
                text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode(errors="replace"))
                headers = sorted(item for item in page.headers.items() if item[0] not in ("Expires", "Date"))
                found[f"{who} {name} {accept}"] = f"{page.status_code} {headers} {text}"
    return found


def told(pages: dict[str, str]) -> list[str]:
    return [f"{title}: {secret}" for title, page in pages.items() for secret in SECRETS if secret in page]


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [title for title in before if before[title] != after[title]]


@pytest.fixture
def marked(cast: Cast) -> Cast:
    """Two teachers in the class; what the student and a classmate have handed in is not marked yet."""
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    cast.handed_in()
    cast.handed_in(cast.classmate)
    cast.assignment.drafts_readable = True
    cast.assignment.save()
    # The draft's page is of a piece under way; a student has it closed whatever the piece.
    cast.work(cast.left_class)
    return cast


@pytest.fixture(autouse=True)
def _addresses_of_what_is_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.site.test_access._draft", lambda cast: cast.work(cast.left_class))
    monkeypatch.setattr("tests.site.test_access._returned", lambda cast: cast.work().submissions.latest("number"))


def test_no_byte_tells_of_a_mark_before_its_release_nor_after_a_recall_nor_ever_to_other_students(marked, as_user):
    before = fetch_all(marked, as_user)
    work = marked.work()
    mark = mark_it(marked, work.submissions.get())
    mark_it(marked, marked.work(marked.classmate).submissions.get())
    hidden = fetch_all(marked, as_user)
    assert changed(before, hidden) == []
    assert told(hidden) == []
    return_to_class(assignment=marked.assignment, by=marked.other_teacher, shown=[mark.pk])
    released = fetch_all(marked, as_user)
    assert told(released) != []
    assert told({title: page for title, page in released.items() if not title.startswith("student ")}) == []
    recall(assignment=marked.assignment, works=[work.pk], by=marked.other_teacher)
    recalled = fetch_all(marked, as_user)
    assert changed(before, recalled) == []
    assert told(recalled) == []


def test_no_byte_tells_of_the_mark_of_a_redraft_before_its_release(marked, as_user):
    work = marked.work()
    mark_submission(submission=work.submissions.get(), marker=marked.teacher, total=9, comment="Say more.", after=None)
    return_to_class(assignment=marked.assignment, by=marked.teacher)
    send_back(work=work, by=marked.teacher, until=marked.assignment.due_at, note="Date every source.")
    type_into(work.sheet, marked.student, table_row("2"))
    newer = hand_in(work=work)
    before = fetch_all(marked, as_user)
    assert "Say more." in before["student marking:came-back text/html"]
    mark_it(marked, newer)
    after = fetch_all(marked, as_user)
    assert changed(before, after) == []
    assert told(after) == []


def test_no_save_tells_of_it(marked, as_user):
    """Somebody who types on into what they have handed in gets the same answer."""
    work, browser = marked.work(), as_user(marked.student)

    def save(seq: int) -> tuple[int, str]:
        message = {
            "sheet": work.sheet_id,
            "person": marked.student.pk,
            "client": f"leak-000{seq}",
            "seq": 1,
            "known": 99,
            "schema": work.sheet.schema,
            "set": [],
        }
        url = f"/desk/work/{work.sheet_id}/"
        answer = browser.post(url, json.dumps(message), "application/json", headers={"Accept": "application/json"})
        return answer.status_code, re.sub(r'"rev": \d+', "", answer.content.decode())

    before = save(1)
    mark_it(marked, work.submissions.get())
    assert save(2) == before
    assert outcome(browser.post(f"/work/{marked.assignment.pk}/hand-in/")) == "go"
