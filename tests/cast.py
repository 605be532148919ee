"""The cast: the same people play in every test of who may do what."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from activities.marking.points import Points
from activities.marking.queries import latest_mark
from activities.marking.services import answer, begin_draft, mark_submission, recall, return_to_class, set_work
from activities.models import Activity, Assignment, Submission, Work
from activities.services import Terms, begin_work, hand_in
from activities.sheets import WORK_SHEETS
from historyclass.desk.messages import Message, Op
from historyclass.desk.models import Sheet
from historyclass.desk.owners import SheetOwner
from historyclass.desk.services import exchange
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Membership, Role, School, User
from historyclass.people.services import (
    create_classroom,
    create_person,
    create_school,
    end_membership,
    enrol,
    remove_from_class,
)
from tests.rows import Rows, newest

PASSWORD = "nine grey herons"


def make_person(school: School, role: Role, username: str, name: str, title: str = "") -> User:
    """Somebody with a password of their own, PASSWORD."""
    given, family = name.split(" ", 1)
    user, _ = create_person(
        school=school,
        role=role,
        username=username,
        given_name=given,
        family_name=family,
        title=title,
        password=PASSWORD,
    )
    # As a request would load them: with the school's time zone.
    return User.objects.members().get(pk=user.pk)


def type_into(
    sheet: Sheet,
    person: User,
    values: dict[str, object],
    *,
    client: str = "tab-0001",
    owner: SheetOwner = WORK_SHEETS,
) -> dict[str, object]:
    """Type into a piece of work as its page would: the next request of one tab that has seen everything."""
    sheet.refresh_from_db()
    last = sheet.revisions.filter(client=client).order_by("-seq").first()
    reply = type_from(sheet, person, values, client=client, seq=(last.seq if last else 0) + 1, owner=owner)
    sheet.refresh_from_db()
    return reply


def type_from(
    sheet: Sheet,
    person: User,
    values: dict[str, object],
    *,
    client: str,
    seq: int = 1,
    owner: SheetOwner = WORK_SHEETS,
) -> dict[str, object]:
    """A request of a tab that has seen the sheet as it was loaded, and nothing of what was typed since."""
    message = Message(
        sheet=sheet.pk,
        person=person.pk,
        client=client,
        seq=seq,
        known=sheet.revision,
        schema=sheet.schema,
        set=[Op(path=path, seen=sheet.cells.get(path, [None, 0])[1], value=value) for path, value in values.items()],
    )
    return exchange(owner=owner, person=person, sheet_id=sheet.pk, message=message)


def terms(title: str, *, due_at: datetime, **more: Any) -> Terms:
    """What a teacher says when they set the piece and change nothing else."""
    return Terms(**{"title": title, "instructions": ["Fill the table."], "due_at": due_at, **more})


def table_row(source: str, *, date: str = "1920", aim: str = "spread", words: str = "the broom") -> dict[str, object]:
    """The cells of one finished row of the opener's source table."""
    return {f"table:s{source}/date": date, f"table:s{source}/aim-{aim}": True, f"table:s{source}/words": words}


@dataclass
class Cast:
    """One school with two classes, another school, and people of every standing.

    `student` and `classmate` are in `classroom`, taught by `teacher`; `other_teacher` and `other_student` are in
    `other_classroom` of the same school; `stranger_teacher` and `stranger_admin` belong to another school;
    `left_class` was a student of `classroom`; `left_school` was a student of the school.
    """

    school: School
    classroom: Classroom
    other_classroom: Classroom
    student: User
    classmate: User
    teacher: User
    admin: User
    other_teacher: User
    other_student: User
    stranger_teacher: User
    stranger_admin: User
    left_class: User
    left_school: User
    activity: Activity
    assignment: Assignment

    def work(self, student: User | None = None) -> Work:
        """The student's piece, begun."""
        return begin_work(assignment=self.assignment, student=student or self.student)

    def handed_in(self, student: User | None = None) -> Submission:
        """The student's piece with one row filled, handed in."""
        person = student or self.student
        work = self.work(person)
        type_into(work.sheet, person, table_row("1"))
        return hand_in(work=work)

    def returned(
        self, student: User | None = None, *, total: Points = 15, comment: str = "Date the cartoon.", **more: Any
    ) -> Work:
        """The student's piece, handed in, marked and returned. `more`: next_steps, annotations."""
        submission = self.handed_in(student)
        mark_submission(submission=submission, marker=self.teacher, total=total, comment=comment, after=None, **more)
        return_to_class(assignment=self.assignment, by=self.teacher)
        return Work.objects.get(pk=submission.work_id)

    def recalled(self, student: User | None = None) -> Work:
        """The student's piece, returned with a comment at its first date, which they answered; then recalled. The
        teacher has it open again."""
        work = self.returned(student, annotations={"table:s1/date": "Which month?"}, next_steps=["Date every source."])
        submission = work.submissions.get()
        answer(submission=submission, person=work.student, place="table:s1/date", text="March, I think.")
        recall(assignment=self.assignment, works=[work.pk], by=self.teacher)
        begin_draft(submission=submission, marker=self.teacher, latest=latest_mark(submission))
        return Work.objects.get(pk=work.pk)


_made: dict[str, tuple[Rows, "Cast"]] = {}


def make_cast(activity: Activity, *, points: Points = 20) -> Cast:
    """Everybody, and the activity set to `classroom`, due in a week, out of `points`.

    Made once a minute, so that all dates are of today; in between the same rows are put back, which takes a twentieth
    of the time. What the activity draws from the library is taken to stand as it was loaded.
    """
    if School.objects.exists():
        return make_cast_anew(activity, points=points)
    content = [Activity.objects.filter(pk=activity.pk).values(), activity.parts.order_by("pk").values()]
    key = repr([f"{timezone.now():%Y-%m-%d %H:%M}", *map(list, content), points])
    if key not in _made:
        before = newest()
        cast = make_cast_anew(activity, points=points)
        _made[key] = Rows.since(before), deepcopy(cast)
        return cast
    rows, cast = _made[key]
    rows.put_back()
    return deepcopy(cast)


def make_cast_anew(activity: Activity, *, points: Points) -> Cast:
    school = create_school(name="Ashgrove", slug="ashgrove", timezone_name="Europe/London")
    other_school = create_school(name="Birchwood", slug="birchwood", timezone_name="Europe/London")
    classroom = create_classroom(school=school, name="13H")
    other_classroom = create_classroom(school=school, name="12B")
    far_classroom = create_classroom(school=other_school, name="13H")
    students = {
        "student": make_person(school, Role.STUDENT, "amira", "Amira Hussain"),
        "classmate": make_person(school, Role.STUDENT, "ben", "Ben Ashworth"),
        "left_class": make_person(school, Role.STUDENT, "cara", "Cara Lowe"),
        "left_school": make_person(school, Role.STUDENT, "dan", "Dan Reed"),
    }
    for student in students.values():
        enrol(classroom=classroom, user=student, role=EnrolmentRole.STUDENT)
    teacher = make_person(school, Role.TEACHER, "okafor", "Ngozi Okafor", title="Ms")
    enrol(classroom=classroom, user=teacher, role=EnrolmentRole.TEACHER)
    other_teacher = make_person(school, Role.TEACHER, "price", "Ivor Price", title="Mr")
    enrol(classroom=other_classroom, user=other_teacher, role=EnrolmentRole.TEACHER)
    other_student = make_person(school, Role.STUDENT, "ella", "Ella Hughes")
    enrol(classroom=other_classroom, user=other_student, role=EnrolmentRole.STUDENT)
    stranger_teacher = make_person(other_school, Role.TEACHER, "far", "Farah Aziz")
    enrol(classroom=far_classroom, user=stranger_teacher, role=EnrolmentRole.TEACHER)
    remove_from_class(enrolment=Enrolment.objects.get(user=students["left_class"]))
    end_membership(membership=Membership.objects.get(user=students["left_school"]))
    return Cast(
        school=school,
        classroom=classroom,
        other_classroom=other_classroom,
        teacher=teacher,
        admin=make_person(school, Role.ADMIN, "office", "Sam Whitfield"),
        other_teacher=other_teacher,
        other_student=other_student,
        stranger_teacher=stranger_teacher,
        stranger_admin=make_person(other_school, Role.ADMIN, "office", "Uma Far"),
        activity=activity,
        assignment=set_work(
            activity=activity,
            classroom=classroom,
            terms=terms(
                "The aims table", due_at=timezone.now() + timedelta(days=7), instructions=activity.instructions
            ),
            points=points,
            set_by=teacher,
        ),
        **students,
    )
