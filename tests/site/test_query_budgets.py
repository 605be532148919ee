"""How many queries each page costs: the same for a small class and a large one, and never above its budget."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.marking.drafts import MARK_DRAFTS
from activities.marking.models import MarkDraft
from activities.marking.services import mark_submission, return_to_class, send_back, set_work
from activities.services import begin_work, hand_in, take_back
from historyclass.people.models import EnrolmentRole, Role
from historyclass.people.services import close_classroom, create_classroom, enrol
from tests.cast import Cast, make_cast, make_person, table_row, terms, type_into
from tests.site.test_access import address, entries

MANY = 30

# Who opens what, and how many queries it may cost: the session, the person and the places in the bar included.
# A page may cost less than this; to let one cost more is a decision.
BUDGETS = {
    "anonymous people:sign-in": 2,
    "student people:home": 3,
    "student people:account": 4,
    "student people:reading": 3,
    "student people:password": 2,
    "admin people:school": 9,
    "admin people:new-class": 6,
    "admin people:class": 9,
    "admin people:move": 7,
    "admin people:remove": 6,
    "admin people:close-class": 9,
    "admin people:people": 10,
    "admin people:paste": 7,
    "admin people:new-person": 7,
    "admin people:reset-password": 7,
    "teacher people:student-password": 6,
    "student sources:library": 4,
    "student sources:enquiry": 7,
    "teacher sources:enquiry": 6,
    "student sources:chapter": 6,
    "student sources:reading": 8,
    "student sources:source": 8,
    "teacher sources:source": 8,
    "student sources:timeline": 6,
    "student sources:chart": 6,
    "student sources:people": 5,
    "student sources:person": 5,
    "student sources:notes": 6,
    "student sources:glossary": 6,
    "student sources:search": 5,
    "teacher sources:teaching": 11,
    "teacher sources:wordings": 8,
    "teacher sources:new-source": 8,
    "teacher sources:edit-source": 8,
    "teacher sources:hold-picture": 8,
    "student sources:picture": 4,
    "teacher sources:arrange": 12,
    "teacher sources:packs": 8,
    "teacher sources:download": 5,
    "teacher sources:import": 8,
    "student activities:due": 6,
    "classmate activities:work": 11,
    "classmate activities:hand-in": 7,
    "student activities:work": 14,
    "teacher activities:activities": 6,
    "teacher activities:notes": 7,
    "teacher activities:preview": 13,
    "teacher activities:edit": 9,
    "teacher activities:edit-part": 9,
    "teacher activities:remove-part": 9,
    "student marking:came-back": 13,
    "student marking:answer": 7,
    "teacher marking:answer": 7,
    "student desk:state": 4,
    "teacher marking:classes": 9,
    "teacher marking:classroom": 9,
    "teacher marking:mark-book": 12,
    "teacher marking:mark-book-file": 12,
    "teacher marking:set-work": 8,
    "teacher marking:assignment": 8,
    "teacher marking:rows": 7,
    "teacher marking:longer": 8,
    "teacher marking:excuse": 8,
    "teacher marking:send-back": 8,
    "teacher marking:recall": 8,
    "teacher marking:change": 9,
    "teacher marking:withdraw": 7,
    "teacher marking:return": 8,
    "teacher marking:draft": 9,
    "teacher marking:paper": 14,
    "teacher marking:marks": 8,
}


@pytest.fixture
def cast(opener) -> Cast:
    """With the whole opener set: three parts that use all of the library. One part alone costs less."""
    return make_cast(opener)


@pytest.fixture
def table_alone(activity) -> Cast:
    return make_cast(activity)


def written(source: str) -> dict[str, object]:
    """Something in each part."""
    text = [{"type": "text", "text": "So "}, {"type": "citation", "attrs": {"ref": "source/1", "label": "Source 1"}}]
    return table_row(source) | {
        "change:early/text": {"type": "doc", "content": [{"type": "paragraph", "content": text}]},
        "events:early.e.rapallo/stance": "supports",
        "events:early.e.rapallo/reason": "They signed.",
    }


def grow(cast: Cast) -> None:
    """MANY students at work, handed in, taken back, marked and returned; MANY pieces set, some not open yet; MANY
    classes."""
    for number in range(MANY):
        student = make_person(cast.school, Role.STUDENT, f"student{number}", f"Stu Dent{number:02}")
        enrol(classroom=cast.classroom, user=student, role=EnrolmentRole.STUDENT)
        work = begin_work(assignment=cast.assignment, student=student)
        type_into(work.sheet, student, written("1"))
        if number % 5:
            submission = hand_in(work=work)
            if number % 5 > 1:
                mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Well seen.", after=None)
            else:
                take_back(work=work, by=student)
        if number == MANY // 2:
            return_to_class(assignment=cast.assignment, by=cast.teacher)
    for number in range(MANY):
        classroom = create_classroom(school=cast.school, name=f"Class {number}")
        enrol(classroom=classroom, user=cast.teacher, role=EnrolmentRole.TEACHER)
        if number % 3 == 0:
            close_classroom(classroom=classroom)
        due_at = timezone.now() + timedelta(days=number + 1)
        opens_at = due_at - timedelta(hours=1) if number % 4 == 0 else None
        assignment = set_work(
            activity=cast.activity,
            classroom=cast.classroom,
            terms=terms(f"Piece {number}", opens_at=opens_at, due_at=due_at),
            points=20,
            set_by=cast.teacher,
        )
        if number % 2:
            work = begin_work(assignment=assignment, student=cast.student)
            type_into(work.sheet, cast.student, written("2"))
            if number % 3:
                submission = hand_in(work=work)
                mark_submission(submission=submission, marker=cast.teacher, total=9, comment="Well seen.", after=None)
                return_to_class(assignment=assignment, by=cast.teacher)


def test_every_page_has_a_budget():
    shown = {entry.name for entry in entries() if entry.method == "GET"}
    # A page for a site without schools, and the one that asks the database for no more than to answer.
    assert {title.split()[1] for title in BUDGETS} == shown - {"people:first-run", "healthz"}


def test_pages_cost_the_same_in_a_large_class_and_stay_within_their_budgets(cast, as_user, count_queries):
    cast.returned(cast.student)
    cast.work(cast.classmate)

    def measured() -> dict[str, int]:
        costs = {}
        for title in BUDGETS:
            person, name = title.split()
            browser, url = as_user(getattr(cast, person, None)), address(name, cast)
            # The first visit begins a piece of work and fills what is kept between requests.
            assert browser.get(url).status_code == (302 if name == "people:home" else 200), title
            with count_queries() as count:
                browser.get(url)
            costs[title] = count()
        return costs

    few = measured()
    grow(cast)
    many = measured()
    assert few == many
    assert {title: cost for title, cost in many.items() if cost > BUDGETS[title]} == {}


def test_a_paper_that_is_opened_for_the_first_time_costs_no_more_than_its_budget(table_alone, as_user, count_queries):
    """Every paper is opened for the first time once, and its draft made then."""
    cast = table_alone
    enrol(classroom=cast.classroom, user=cast.other_teacher, role=EnrolmentRole.TEACHER)
    teacher, colleague = as_user(cast.teacher), as_user(cast.other_teacher)
    for browser in (teacher, colleague):
        browser.get(address("marking:classes", cast))

    def cost(browser, submission) -> int:
        assert not MarkDraft.objects.filter(submission=submission, marker=browser.session["_auth_user_id"]).exists()
        with count_queries() as count:
            assert browser.get(f"/papers/{submission.work_id}/").status_code == 200
        return count()

    def again(submission, teacher):
        send_back(work=submission.work, by=teacher, until=cast.assignment.due_at)
        return hand_in(work=cast.work(submission.work.student))

    unmarked = cast.handed_in()
    costs = {"unmarked": cost(teacher, unmarked)}
    marked = {"total": 9, "comment": "Well seen.", "annotations": {"table:s1/date": "Which month?"}}
    mark_submission(submission=unmarked, marker=cast.teacher, after=None, **marked)
    costs["with a colleague's mark"] = cost(colleague, unmarked)
    return_to_class(assignment=cast.assignment, by=cast.teacher)
    redraft = again(unmarked, cast.teacher)
    costs["a redraft with earlier feedback"] = cost(teacher, redraft)
    draft = MarkDraft.objects.get(submission=redraft, marker=cast.teacher)
    type_into(draft.sheet, cast.teacher, {"comment": "Better."}, owner=MARK_DRAFTS)
    second = again(redraft, cast.other_teacher)
    costs["a redraft with words left over"] = cost(teacher, second)
    mark_submission(submission=second, marker=cast.other_teacher, after=None, **marked)
    third_marker = make_person(cast.school, Role.TEACHER, "third", "Third Marker")
    enrol(classroom=cast.classroom, user=third_marker, role=EnrolmentRole.TEACHER)
    third = as_user(third_marker)
    third.get(address("marking:classes", cast))
    costs["a redraft that a colleague has marked"] = cost(third, second)
    assert {title: cost for title, cost in costs.items() if cost > BUDGETS["teacher marking:paper"]} == {}
