"""Run inside the site (`manage.py shell`): a class of the demo school that has handed in a piece of three parts."""

from activities.kinds.source_table import cells
from activities.marking.services import set_work
from activities.models import Assignment
from activities.services import Terms, begin_work, hand_in
from historyclass.people.models import EnrolmentRole, Membership, Role, User
from historyclass.people.services import create_classroom, enrol
from tests.cast import type_into

CLASS, TITLE = "14K", "All three parts"
STUDENTS = ("parts-first", "parts-second", "parts-third")
POINTS = {"table": 10, "change": 12, "events": 8}


def make() -> None:
    given = Assignment.objects.select_related("activity", "classroom__school", "set_by").order_by("pk")[0]
    school = given.classroom.school
    classroom = create_classroom(school=school, name=CLASS)
    enrol(classroom=classroom, user=given.set_by, role=EnrolmentRole.TEACHER)
    terms = Terms(title=TITLE, instructions=given.instructions, due_at=given.due_at)
    assignment = set_work(activity=given.activity, classroom=classroom, terms=terms, points=POINTS, set_by=given.set_by)
    password = User.objects.get(username=f"student1@{school.slug}").password
    for name in STUDENTS:
        student = User.objects.create(
            username=f"{name}@{school.slug}", given_name="Fourth", family_name=name.capitalize(), password=password
        )
        Membership.objects.create(user=student, school=school, role=Role.STUDENT)
        enrol(classroom=classroom, user=student, role=EnrolmentRole.STUDENT)
        work = begin_work(assignment=assignment, student=student)
        type_into(
            work.sheet, student, {f"table:{cells.date_path('1')}": "1920", "events:early.e.rapallo/stance": "supports"}
        )
        hand_in(work=work)
