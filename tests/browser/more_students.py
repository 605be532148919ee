"""Run inside the site (`manage.py shell`): a second class of the demo school with the same work, for tests that write.

Every test that writes has a student of its own, and there are more such tests than the demo has students to spare.
"""

from activities.marking.services import set_work
from activities.models import Assignment
from activities.services import Terms
from historyclass.people.models import EnrolmentRole, Membership, Role, User
from historyclass.people.services import create_classroom, enrol

MORE = [f"more{number}" for number in range(1, 81)]


def make() -> None:
    # The first that the demo sets is the class's.
    given = Assignment.objects.select_related("activity", "classroom__school", "set_by").order_by("pk")[0]
    school = given.classroom.school
    classroom = create_classroom(school=school, name="13T")
    password = User.objects.get(username=f"student1@{school.slug}").password
    for number, name in enumerate(MORE, start=1):
        student = User.objects.create(
            username=f"{name}@{school.slug}", given_name="Another", family_name=f"Student {number}", password=password
        )
        Membership.objects.create(user=student, school=school, role=Role.STUDENT)
        enrol(classroom=classroom, user=student, role=EnrolmentRole.STUDENT)
    terms = Terms(
        title=given.title,
        instructions=given.instructions,
        due_at=given.due_at,
        closes_at=given.closes_at,
        drafts_readable=given.drafts_readable,
    )
    set_work(activity=given.activity, classroom=classroom, terms=terms, points=20, set_by=given.set_by)
