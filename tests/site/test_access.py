"""Who may open what. Every address of the site stands in TABLE, for everybody of the cast."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from activities.authoring.services import copy_activity
from activities.marking.services import mark_submission, return_to_class
from activities.models import Activity, Submission, Work, WorkState
from historyclass.people.models import Enrolment, User
from sources.exchange.services import receive
from sources.models import PackImport, Source
from sources.packs.archives import write_archive
from tests.cast import Cast
from tests.keeping import hold_picture, write_own_source
from tests.sources.small_pack import small_pack

# `in`: sent to the sign-in page. `go`: sent on to another page. 401: a script is told to sign in, and a person is shown
# what they sent, so that it is not lost.
# 403 is for people who belong to the class, or for school pages to the school; to anybody else there is nothing: 404.
TABLE = """
                             anonymous student classmate left_class other_student teacher other_teacher admin far_teacher far_admin
GET  healthz                       200     200       200        200           200     200           200   200         200       200

GET  people:home                    in      go        go         go            go      go            go    go          go        go
GET  people:sign-in                200      go        go         go            go      go            go    go          go        go
POST people:sign-in                200     200       200        200           200     200           200   200         200       200
POST people:sign-out                go      go        go         go            go      go            go    go          go        go
GET  people:first-run              404     404       404        404           404     404           404   404         404       404
POST people:first-run              404     404       404        404           404     404           404   404         404       404
GET  people:account                 in     200       200        200           200     200           200   200         200       200
GET  people:reading                 in     200       200        200           200     200           200   200         200       200
POST people:reading                401     200       200        200           200     200           200   200         200       200
GET  people:password                in     200       200        200           200     200           200   200         200       200
POST people:password               401     200       200        200           200     200           200   200         200       200

GET  people:school                  in     403       403        403           403     403           403   200         404       404
GET  people:new-class               in     403       403        403           403     403           403   200         404       404
POST people:new-class              401     403       403        403           403     403           403   200         404       404
GET  people:people                  in     403       403        403           403     403           403   200         404       404
GET  people:new-person              in     403       403        403           403     403           403   200         404       404
POST people:new-person             401     403       403        403           403     403           403   200         404       404
GET  people:reset-password          in     403       403        403           403     403           403   200         404       404
POST people:reset-password         401     403       403        403           403     403           403   200         404       404
GET  people:paste                   in     403       403        403           403     403           403   200         404       404
POST people:paste                  401     403       403        403           403     403           403   200         404       404
GET  people:student-password        in     403       403        404           404     200           404   403         404       404
POST people:student-password       401     403       403        404           404     200           404   403         404       404
GET  people:close-class             in     403       403        404           404     403           404   200         404       404
POST people:close-class            401     403       403        404           404     403           404    go         404       404
POST people:reopen-class           401     403       403        404           404     403           404    go         404       404
GET  people:class                   in     403       403        404           404     403           404   200         404       404
POST people:class                  401     403       403        404           404     403           404   200         404       404
GET  people:move                    in     403       403        404           404     403           404   200         404       404
POST people:move                   401     403       403        404           404     403           404   200         404       404
GET  people:remove                  in     403       403        404           404     403           404   200         404       404
POST people:remove                 401     403       403        404           404     403           404    go         404       404

POST desk:exchange                 401     200       404        404           404     404           404   404         404       404
GET  desk:state                     in     200       404        404           404     404           404   404         404       404
POST desk:key                      401     200       200        200           200     200           200   200         200       200

GET  sources:library                in     200       200        200           200     200           200   200         200       200
GET  sources:enquiry                in     200       200        200           200     200           200   200         200       200
GET  sources:source                 in     200       200        200           200     200           200   200         200       200
GET  sources:timeline               in     200       200        200           200     200           200   200         200       200
GET  sources:chapter                in     200       200        200           200     200           200   200         200       200
GET  sources:reading                in     200       200        200           200     200           200   200         200       200
POST sources:read                  401      go        go         go            go      go            go    go          go        go
GET  sources:chart                  in     200       200        200           200     200           200   200         200       200
GET  sources:person                 in     200       200        200           200     200           200   200         200       200
GET  sources:people                 in     200       200        200           200     200           200   200         200       200
GET  sources:search                 in     200       200        200           200     200           200   200         200       200
GET  sources:notes                  in     200       200        200           200     200           200   200         200       200
POST sources:notes                 401      go        go         go            go      go            go    go          go        go
GET  sources:glossary               in     200       200        200           200     200           200   200         200       200
GET  sources:packs                  in     403       403        403           403     200           200   403         200       403
POST sources:packs                 401     403       403        403           403     200           200   403         200       403
GET  sources:download               in     403       403        403           403     200           200   403         200       403
GET  sources:import                 in     404       404        404           404     200           404   404         404       404
POST sources:import                401     404       404        404           404     200           404   404         404       404

GET  sources:teaching               in     403       403        403           403     200           200   403         200       403
GET  sources:wordings               in     403       403        403           403     200           200   403         200       403
POST sources:wordings              401     403       403        403           403      go            go   403          go       403
GET  sources:new-source             in     403       403        403           403     200           200   403         200       403
POST sources:new-source            401     403       403        403           403     200           200   403         200       403
GET  sources:edit-source            in     403       403        403           403     200           200   403         404       404
POST sources:edit-source           401     403       403        403           403     200           200   403         404       404
POST sources:retire-source         401     403       403        403           403      go            go   403         404       404
POST sources:restore-source        401     403       403        403           403      go            go   403         404       404
GET  sources:hold-picture           in     403       403        403           403     200           200   403         200       403
POST sources:hold-picture          401     403       403        403           403     200           200   403         200       403
POST sources:remove-picture        401     403       403        403           403      go            go   403          go       403
GET  sources:picture                in     200       200        200           200     200           200   200         404       404
GET  sources:arrange                in     403       403        404           404     200           404   403         404       404
POST sources:arrange               401     403       403        404           404      go           404   403         404       404

GET  activities:due                 in     200       200        200           200     403           403   403         403       403
GET  activities:work                in     200       200        404           404     403           404   403         404       404
GET  activities:hand-in             in     200       200        404           404     403           404   403         404       404
POST activities:hand-in            401      go        go        404           404     403           404   403         404       404
POST activities:take-back          401      go        go        404           404     403           404   403         404       404

GET  activities:activities          in     403       403        403           403     200           200   403         200       403
GET  activities:notes               in     403       403        403           403     200           200   403         404       404
GET  activities:preview             in     403       403        403           403     200           200   403         404       404
POST activities:copy               401     403       403        403           403      go            go   403         404       404
GET  activities:edit                in     403       403        403           403     200           200   403         404       404
POST activities:edit               401     403       403        403           403     200           200   403         404       404
POST activities:retire             401     403       403        403           403      go            go   403         404       404
POST activities:restore            401     403       403        403           403      go            go   403         404       404
GET  activities:edit-part           in     403       403        403           403     200           200   403         404       404
POST activities:edit-part          401     403       403        403           403     200           200   403         404       404
GET  activities:remove-part         in     403       403        403           403     200           200   403         404       404
POST activities:remove-part        401     403       403        403           403      go            go   403         404       404

GET  marking:classes                in     403       403        403           403     200           200   403         200       403
GET  marking:classroom              in     403       403        404           404     200           404   403         404       404
GET  marking:mark-book              in     403       403        404           404     200           404   403         404       404
GET  marking:mark-book-file         in     403       403        404           404     200           404   403         404       404
GET  marking:set-work               in     403       403        404           404     200           404   403         404       404
POST marking:set-work              401     403       403        404           404     200           404   403         404       404
GET  marking:assignment             in     403       403        404           404     200           404   403         404       404
GET  marking:change                 in     403       403        404           404     200           404   403         404       404
POST marking:change                401     403       403        404           404     200           404   403         404       404
GET  marking:withdraw               in     403       403        404           404     200           404   403         404       404
POST marking:withdraw              401     403       403        404           404      go           404   403         404       404
POST marking:restore               401     403       403        404           404      go           404   403         404       404
GET  marking:rows                   in     403       403        404           404     200           404   403         404       404
GET  marking:longer                 in     403       403        404           404     200           404   403         404       404
POST marking:longer                401     403       403        404           404     200           404   403         404       404
GET  marking:excuse                 in     403       403        404           404     200           404   403         404       404
POST marking:excuse                401     403       403        404           404     200           404   403         404       404
GET  marking:send-back              in     403       403        404           404     200           404   403         404       404
POST marking:send-back             401     403       403        404           404     200           404   403         404       404
GET  marking:recall                 in     403       403        404           404     200           404   403         404       404
POST marking:recall                401     403       403        404           404     200           404   403         404       404
GET  marking:return                 in     403       403        404           404     200           404   403         404       404
POST marking:return                401     403       403        404           404     200           404   403         404       404
GET  marking:draft                  in     403       404        404           404     200           404   403         404       404
GET  marking:paper                  in     403       404        404           404     200           404   403         404       404
POST marking:paper                 401     403       404        404           404     200           404   403         404       404
GET  marking:marks                  in     403       404        404           404     200           404   403         404       404
GET  marking:came-back              in     200       200        404           404     403           404   403         404       404
GET  marking:answer                 in     200       404        404           404     200           404   403         404       404
POST marking:answer                401     200       404        404           404     200           404   403         404       404
"""  # noqa: E501 - one line for one address

OPEN = {"healthz", "people:sign-in", "people:sign-out", "people:first-run"}
FAR = {"far_teacher": "stranger_teacher", "far_admin": "stranger_admin"}

# What is sent: nothing that would be kept, unless the page asks no more than to be sure.
SENT: dict[str, dict[str, Any]] = {
    "people:sign-in": {"username": "amira@ashgrove", "password": "a wrong one"},
    "people:reading": {"theme": "purple"},
    "people:password": {"old": "a wrong one", "new": "short"},
    "people:new-class": {"name": ""},
    "people:new-person": {"role": "nobody"},
    "people:paste": {"rows": ""},
    "people:class": {"role": "student", "student-user": "0"},
    "people:move": {"to": "0"},
    "sources:notes": {"about": "source/7"},
    "activities:edit": {"title": ""},
    "activities:edit-part": {"title": ""},
    "marking:set-work": {"title": ""},
    "marking:change": {"title": ""},
    "marking:paper": {"total": "-1"},
    "marking:answer": {"answer": ""},
}


class Entry(NamedTuple):
    method: str
    name: str
    expected: dict[str, str]


def entries() -> list[Entry]:
    heading, *lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    return [Entry(method, name, dict(zip(heading, cells, strict=True))) for method, name, *cells in lines]


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its full name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


KEYS = {
    "sources:chapter": "chapter-15",
    "sources:reading": "lenins-aims",
    "sources:read": "lenins-aims",
    "sources:source": "7",
    "sources:timeline": "chart-a",
    "sources:chart": "chart-c",
    "sources:person": "chicherin",
    "sources:hold-picture": "7",
    "sources:remove-picture": "7",
    "sources:picture": "7",
}
OF_ONES_OWN = {"sources:edit-source", "sources:retire-source", "sources:restore-source"}


def address(name: str, cast: Cast) -> str:
    """Where the page lies that concerns `cast.student`, their class and their work."""
    resolved = dict(patterns(get_resolver()))[name].pattern
    values = {
        "slug": lambda: "soviet-foreign-policy" if name.startswith("sources:") else cast.school.slug,
        "class_id": lambda: cast.classroom.pk,
        "enrolment_id": lambda: Enrolment.objects.open().get(user=cast.student).pk,
        "user_id": lambda: cast.student.pk,
        "key": lambda: _own_source(cast).key if name in OF_ONES_OWN else KEYS[name],
        "name": lambda: _held_picture(cast),
        "purpose": lambda: "work",
        "sheet_id": lambda: cast.work().sheet_id,
        "assignment_id": lambda: cast.assignment.pk,
        "activity_id": lambda: _own(cast).pk,
        "part_id": lambda: _own(cast).parts.all()[0].pk,
        "submission_id": lambda: _returned(cast).pk,
        "import_id": lambda: _sent(cast).pk,
        "work_id": lambda: (_draft(cast) if name == "marking:draft" else _paper(cast)).pk,
    }
    return reverse(name, kwargs={key: values[key]() for key in resolved.converters})


def _own(cast: Cast) -> Activity:
    """The school's own version of the activity that is set."""
    own = Activity.objects.filter(school=cast.school).first()
    return own or copy_activity(activity=cast.activity, school=cast.school, by=cast.teacher)


def _own_source(cast: Cast) -> Source:
    """A source that the school has written."""
    own = Source.objects.filter(school=cast.school).first()
    return own or write_own_source(cast)


def _held_picture(cast: Cast) -> str:
    """The name of a picture that the school holds of Source 7."""
    return hold_picture(cast, "7").whole.name


def _paper(cast: Cast) -> Work:
    work = cast.work()
    return work if work.submissions.exists() else cast.handed_in().work


def _sent(cast: Cast) -> PackImport:
    """A pack that the teacher has sent and not brought in."""
    return PackImport.objects.first() or receive(
        school=cast.school, person=cast.teacher, name="ours.zip", data=write_archive(small_pack())
    )


def _returned(cast: Cast) -> Submission:
    """What came back to the student, with a comment on the whole piece."""
    submission = _paper(cast).submissions.get()
    if submission.work.state != WorkState.RETURNED:
        mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Well seen.", after=None)
        return_to_class(assignment=cast.assignment, by=cast.teacher)
    return submission


def _draft(cast: Cast) -> Work:
    """A piece under way, in a class that was told that drafts are read."""
    cast.assignment.drafts_readable = True
    cast.assignment.save()
    return next(work for work in (cast.work(), cast.work(cast.classmate)) if work.is_open)


def send(client: Client, method: str, name: str, url: str, cast: Cast, person: User | None) -> Any:
    if name == "desk:exchange":
        message = {
            "sheet": int(url.split("/")[-2]),
            "person": person.pk if person else cast.student.pk,
            "client": "tab-0001",
            "seq": 1,
            "known": 0,
            "schema": cast.assignment.schema,
            "set": [],
        }
        return client.post(url, json.dumps(message), "application/json", headers={"Accept": "application/json"})
    return client.generic(method, url) if method == "GET" else client.post(url, SENT.get(name, {}))


def outcome(response: Any) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith("/sign-in/?next=") else "go"


def test_every_address_has_a_row_and_every_row_an_address():
    assert {entry.name for entry in entries()} == {name for name, _ in patterns(get_resolver())}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.method} {entry.name}")
def test_page_opens_to_those_who_may_and_to_nobody_else(entry, cast, as_user):
    url = address(entry.name, cast)
    # Somebody who has left the school is treated as if they were not signed in.
    expected = {**entry.expected, "left_school": entry.expected["anonymous"]}
    found = {}
    for who in expected:
        person = None if who == "anonymous" else getattr(cast, FAR.get(who, who))
        with transaction.atomic():
            found[who] = outcome(send(as_user(person), entry.method, entry.name, url, cast, person))
            transaction.set_rollback(True)
    assert found == expected


def test_the_table_has_a_row_for_every_method_a_page_takes(cast, as_user):
    rows = entries()
    taken = {}
    for entry in rows:
        allowed = next((who for who, cell in entry.expected.items() if cell in ("200", "go")), "anonymous")
        person = None if allowed == "anonymous" else getattr(cast, allowed)
        answer = as_user(person).generic("PATCH", address(entry.name, cast))
        # A page that names no methods does the same for all of them.
        methods = answer["Allow"].split(", ") if answer.status_code == 405 else ["GET"]
        taken[entry.name] = set(methods) - {"HEAD", "OPTIONS"}
    assert taken == {name: {row.method for row in rows if row.name == name} for name in taken}


def test_only_the_door_is_open_to_somebody_who_is_not_signed_in():
    opened = {name for name, found in patterns(get_resolver()) if not getattr(found.callback, "login_required", True)}
    assert opened == OPEN
    signing_in = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert settings.MIDDLEWARE.index("historyclass.people.middleware.SignedInMiddleware") > signing_in


def test_nobody_signed_in_gets_nothing_but_the_way_to_the_door(cast, client):
    for name in {entry.name for entry in entries()} - OPEN:
        url = address(name, cast)
        page = client.get(url)
        assert (page.status_code, page.content) == (302, b""), name
        assert page["Location"].startswith("/sign-in/?next="), name
        script = client.get(url, headers={"Accept": "application/json"})
        assert (script.status_code, script.json()) == (401, {"why": "signed-out"}), name
