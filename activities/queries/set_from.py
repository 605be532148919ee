"""What is set to a student from one enquiry."""

from django.db.models import Exists, OuterRef, Subquery

from activities.models import Submission, Work
from activities.permissions import assignment_student
from activities.queries.due import Due
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.permissions import enrolments_of
from sources.models import Enquiry

SHOWN = ("open", "coming", "returned", "handed_in")


def set_from(enquiry: Enquiry, student: User) -> list[Due]:
    """The student's pieces from an enquiry, what is open first, due soonest first: two queries."""
    enrolled = enrolments_of(student, EnrolmentRole.STUDENT).filter(classroom=OuterRef("classroom"))
    rows = assignment_student.rows(student).filter(activity__enquiry=enquiry).select_related("classroom")
    rows = rows.defer("parts").annotate(in_class=Exists(enrolled.filter(classroom__closed_at__isnull=True)))
    last = Submission.objects.filter(work=OuterRef("pk")).order_by("-number")
    works = Work.objects.of_student(student).filter(assignment__activity__enquiry=enquiry).select_related("sheet")
    works = works.defer("sheet__cells").annotate(
        came_at=Subquery(last.values("handed_in_at")[:1]), was_due=Subquery(last.values("due_then")[:1])
    )
    own = {work.assignment_id: work for work in works}
    found = []
    for assignment in rows:
        work = own.get(assignment.pk)
        if work is not None:
            work.assignment = assignment
        found.append(Due(assignment, work, _handed_in(work), assignment.in_class))
    shown = [due for due in found if due.group in SHOWN]
    return sorted(shown, key=lambda due: (SHOWN.index(due.group), due.due_at, due.assignment.pk))


def _handed_in(work: Work | None) -> Submission | None:
    """When what stands now was handed in, and when it was due: as much of it as a list says."""
    if work is None or not work.is_with_teacher:
        return None
    return Submission(work=work, handed_in_at=work.came_at, due_then=work.was_due)  # type: ignore[attr-defined]
