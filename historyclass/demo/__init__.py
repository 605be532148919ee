"""The demo school: a class at work and a small group that is ahead, so that every page has something to show.

For one's own machine only.
"""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from activities.marking.services import answer, mark_submission, return_to_class, send_back, set_work
from activities.models import Activity, Assignment, Submission, Work
from activities.services import Terms, begin_work, excuse, extend, hand_in
from activities.sheets import WORK_SHEETS
from historyclass.demo.answers import filled
from historyclass.demo.reading import read_and_note
from historyclass.desk.messages import Message, Op
from historyclass.desk.services import exchange
from historyclass.people.models import Classroom, EnrolmentRole, Membership, Role, School, User
from historyclass.people.services import create_classroom, create_school, enrol
from sources.models import Enquiry

PASSWORD = "historyclass"  # noqa: S105 - the demo's, shown on its sign-in page
SLUG = "ashgrove"
ENQUIRY = "soviet-foreign-policy"
POINTS = {"table": 10, "change": 6, "events": 4}
STUDENTS = [
    "Amira Hussain",
    "Tolu Adeyemi",
    "Safiya Ahmed",
    "Ben Ashworth",
    "Nadia Begum",
    "Orla Brennan",
    "Imran Chaudhry",
    "Jade Clarke",
    "Rhys Davies",
    "Thandi Dube",
    "Kit Edwards",
    "Niamh Farrell",
    "Noah Goldberg",
    "Ella Hughes",
    "Mateusz Kowalski",
    "Priya Kumar",
    "Leo Marsh",
    "Aisha Mohamed",
    "Callum Murray",
    "Grace Nwosu",
    "Joe Parker",
    "Mina Patel",
    "Luca Rossi",
    "Hana Sato",
    "Ruby Sharp",
    "Daniel Silva",
    "Freya Thomson",
    "Yusuf Warsame",
    "Lily Wright",
    "Zoe Young",
]
# How far each of the first students is: sources of the table, questions answered, claims with evidence. A third of the
# class is part-way, the next few have handed in.
PART_WAY = (
    *((7, 1, 0), (4, 0, 0), (9, 2, 0), (2, 0, 0), (6, 0, 0)),
    *((3, 0, 0), (8, 3, 1), (1, 0, 0), (5, 0, 0), (6, 2, 2)),
)
HANDED_IN = ((10, 4, 3), (10, 4, 3), (10, 3, 3), (10, 4, 2))
WHOLE = (10, 4, 3)
# Two of them take Trotsky, who writes in exile, for evidence of none of the aims.
WITH_NONE = (3, 13)


# A small group did the opener before the class: everything that can become of a piece of work is there to look at.
GROUP = 6
GROUP_TITLE = "Aims: a first look, in the small group"
STEPS = ["Give each source a month, where it has one.", "Say who is speaking, and to whom."]
NOTES = {
    "table:s1/date": "Right year. What else in the picture dates it?",
    "table:s4/words": "Good question. Trotsky had no say by then: whose policy does he describe?",
    "table:s9/aims": "Only defence? Read his first sentence again.",
    "change:turn/text": "You weigh two voices here. Which of them could decide anything?",
    "events:early.e.rapallo": "Whose aim does a secret serve? Say that too.",
}


def is_made() -> bool:
    """Whether the demo school is there."""
    return School.objects.filter(is_demo=True).exists()


@transaction.atomic
def make() -> None:
    """The school, its people and their work. Once: what visitors do in it is kept."""
    school = create_school(name="Ashgrove Sixth Form", slug=SLUG, timezone_name="Europe/London", is_demo=True)
    # One hash for all: hashing thirty times would make the first start wait.
    password = make_password(PASSWORD)
    _person(school, password, Role.ADMIN, "admin", "Sam Whitfield")
    teacher = _person(school, password, Role.TEACHER, "teacher", "Ngozi Okafor", title="Ms")
    classroom = create_classroom(school=school, name="13H")
    enrol(classroom=classroom, user=teacher, role=EnrolmentRole.TEACHER)
    students = []
    for number, name in enumerate(STUDENTS, start=1):
        student = _person(school, password, Role.STUDENT, f"student{number}", name)
        enrol(classroom=classroom, user=student, role=EnrolmentRole.STUDENT)
        students.append(student)
    _work(_assignment(classroom, teacher), students)
    _group(school, teacher, students[:GROUP])
    read_and_note(school, students[0], Enquiry.objects.get(slug=ENQUIRY))


def _person(school: School, password: str, role: Role, username: str, name: str, title: str = "") -> User:
    given, family = name.split(" ", 1)
    user = User.objects.create(
        username=f"{username}@{school.slug}", given_name=given, family_name=family, title=title, password=password
    )
    Membership.objects.create(user=user, school=school, role=role)
    return user


def _assignment(classroom: Classroom, teacher: User) -> Assignment:
    activity = Activity.objects.get(enquiry__slug="soviet-foreign-policy", key="opener-aims", school=None)
    due = datetime.combine(timezone.localdate() + timedelta(days=3), time(9), tzinfo=classroom.school.zone)
    terms = Terms(
        title=activity.title,
        instructions=activity.instructions,
        due_at=due,
        closes_at=due + timedelta(days=4),
        drafts_readable=True,
    )
    return set_work(activity=activity, classroom=classroom, terms=terms, points=POINTS, set_by=teacher)


def _work(assignment: Assignment, students: list[User]) -> None:
    for number, (student, far) in enumerate(zip(students, (*PART_WAY, *HANDED_IN), strict=False), start=1):
        work = _fill(assignment, student, far, with_none=number in WITH_NONE)
        if number > len(PART_WAY):
            hand_in(work=work)


def _fill(assignment: Assignment, student: User, far: tuple[int, int, int], *, with_none: bool = False) -> Work:
    """Type the answers, through the desk as a page would."""
    work = begin_work(assignment=assignment, student=student)
    for seq, values in enumerate(filled(*far, with_none=with_none), start=1):
        message = Message(
            sheet=work.sheet_id,
            person=student.pk,
            client=f"demo-{student.pk:08d}",
            seq=seq,
            known=seq - 1,
            schema=assignment.schema,
            set=[Op(path=path, seen=0, value=value) for path, value in values.items()],
        )
        exchange(owner=WORK_SHEETS, person=student, sheet_id=work.sheet_id, message=message)
    return work


def _group(school: School, teacher: User, students: list[User]) -> None:
    """Returned and answered; sent back; marked; handed in late; excused; given longer."""
    group = create_classroom(school=school, name="13S")
    enrol(classroom=group, user=teacher, role=EnrolmentRole.TEACHER)
    for student in students:
        enrol(classroom=group, user=student, role=EnrolmentRole.STUDENT)
    now = timezone.now()
    activity = Activity.objects.get(enquiry__slug="soviet-foreign-policy", key="opener-aims", school=None)
    due = datetime.combine(timezone.localdate() - timedelta(days=3), time(9), tzinfo=school.zone)
    terms = Terms(title=GROUP_TITLE, instructions=activity.instructions, due_at=due)
    piece = set_work(activity=activity, classroom=group, terms=terms, points=POINTS, set_by=teacher)
    returned, redrafting, marked, late, excused, longer = students
    for student, given in ((returned, (7, 4, 3)), (redrafting, (4, 2, 2))):
        _mark(_handed_in(piece, student, due - timedelta(hours=14)), teacher, given, due + timedelta(days=1))
    return_to_class(assignment=piece, by=teacher, at=due + timedelta(days=2))
    submission = Work.objects.get(assignment=piece, student=returned).submissions.get()
    answer(submission=submission, person=returned, place="table:s1/date", text="The cap? It is a worker’s.", at=now)
    send_back(
        work=Work.objects.get(assignment=piece, student=redrafting),
        by=teacher,
        until=now + timedelta(days=4),
        note="Sources 7 to 10 need words that show the aim.",
    )
    _mark(_handed_in(piece, marked, due - timedelta(hours=3)), teacher, (8, 5, 3), now)
    _handed_in(piece, late, due + timedelta(days=1, hours=5))
    excuse(assignment=piece, students=[excused], by=teacher)
    extend(assignment=piece, students=[longer], until=now + timedelta(days=2), by=teacher)


def _handed_in(assignment: Assignment, student: User, at: datetime) -> Submission:
    return hand_in(work=_fill(assignment, student, WHOLE), at=at)


def _mark(submission: Submission, marker: User, given: tuple[int, ...], at: datetime) -> None:
    mark_submission(
        submission=submission,
        marker=marker,
        total=dict(zip(POINTS, given, strict=True)),
        comment="A careful table. You looked at every source, and your words come from the sources themselves.",
        next_steps=STEPS,
        annotations=NOTES,
        after=None,
        at=at,
    )
