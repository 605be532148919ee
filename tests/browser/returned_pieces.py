"""Run inside the site (`manage.py shell`): a third class of the demo school, to whom their teacher has done something.

Each name says what has become of the piece. Those of WRITING are for one test each.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from activities.kinds.source_table import cells
from activities.marking.services import answer, mark_submission, return_to_class, send_back, set_work
from activities.models import Assignment, Submission, Work
from activities.services import Terms, begin_work, excuse, extend, hand_in
from historyclass.people.models import EnrolmentRole, Membership, Role, User
from historyclass.people.services import create_classroom, enrol
from tests.cast import type_into

DATE, WORDS = f"table:{cells.date_path('1')}", f"table:{cells.words_path('1')}"
AIMS = f"table:{cells.aims_place('2')}"
NOTES = {
    DATE: "Which month? The cartoon names it.",
    WORDS: "Good detail. You say what you see.",
    AIMS: "Trade with whom?\n\nLook at it again before you tick this.",
}
STEPS = ["Date every source to the month.", "Say who is speaking."]
COMMENT = "You look closely. Next, weigh it."
SENT_BACK_NOTE = "The first two sources first."
HANDED_IN = {DATE: "1920", f"table:{cells.aim_path('1', 'spread')}": True, WORDS: "The broom sweeps the whole globe"}

WRITING = ["answers", "answers-plain", "redrafts", "redrafts-phone", "redrafts-keys", "too-long"]


def make() -> None:
    given = Assignment.objects.select_related("activity", "classroom__school", "set_by").order_by("pk")[0]
    school = given.classroom.school
    classroom = create_classroom(school=school, name="13R")
    terms = Terms(title=given.title, instructions=given.instructions, due_at=given.due_at, closes_at=given.closes_at)
    assignment = set_work(activity=given.activity, classroom=classroom, terms=terms, points=20, set_by=given.set_by)
    password = User.objects.get(username=f"student1@{school.slug}").password
    for number, (name, happens) in enumerate(PEOPLE.items(), start=1):
        student = User.objects.create(
            username=f"{name}@{school.slug}", given_name="Third", family_name=f"Student {number}", password=password
        )
        Membership.objects.create(user=student, school=school, role=Role.STUDENT)
        enrol(classroom=classroom, user=student, role=EnrolmentRole.STUDENT)
        happens(assignment, student)


def _returned(assignment: Assignment, student: User, *, total: int = 14, comment: str = COMMENT) -> Submission:
    work = begin_work(assignment=assignment, student=student)
    if not work.submissions.exists():
        type_into(work.sheet, student, dict(HANDED_IN))
    submission = hand_in(work=Work.objects.get(pk=work.pk))
    teacher = assignment.set_by
    mark_submission(
        submission=submission,
        marker=teacher,
        total=total,
        comment=comment,
        after=None,
        next_steps=STEPS,
        annotations=NOTES,
    )
    return_to_class(assignment=assignment, by=teacher)
    answer(submission=submission, person=student, place=DATE, text="April, I think.")
    answer(submission=submission, person=teacher, place=DATE, text="Yes. Put it in.")
    return submission


def _sent_back(assignment: Assignment, student: User) -> Work:
    work = _returned(assignment, student).work
    until = timezone.now() + timedelta(days=3)
    return send_back(work=work, by=assignment.set_by, until=until, note=SENT_BACK_NOTE)


def _redrafted(assignment: Assignment, student: User) -> Work:
    work = _sent_back(assignment, student)
    type_into(work.sheet, student, {DATE: "April 1920"})
    hand_in(work=work)
    return work


def _returned_again(assignment: Assignment, student: User) -> None:
    work = _sent_back(assignment, student)
    type_into(work.sheet, student, {DATE: "April 1920"})
    _returned(assignment, student, total=17, comment="Much better.")


def _given_longer(assignment: Assignment, student: User) -> None:
    until = assignment.due_at + timedelta(days=5)
    extend(assignment=assignment, students=[student], until=until, by=assignment.set_by)


def _excused(assignment: Assignment, student: User) -> None:
    excuse(assignment=assignment, students=[student], by=assignment.set_by)


PEOPLE: dict[str, Callable[[Assignment, User], object]] = {
    "returned": _returned,
    "sent-back": _sent_back,
    "redrafted": _redrafted,
    "returned-again": _returned_again,
    "longer": _given_longer,
    "excused": _excused,
    "answers": _returned,
    "answers-plain": _returned,
    "too-long": _returned,
    "redrafts": _sent_back,
    "redrafts-phone": _sent_back,
    "redrafts-keys": _sent_back,
}
