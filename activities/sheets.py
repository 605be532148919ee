"""What the desk needs to know of a student's work: whose sheet it is, and what it may hold."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from activities.models import Stage, Submission, Work, WorkState
from historyclass.desk.owners import OpenSheet
from historyclass.people.models import EnrolmentRole, User
from historyclass.people.permissions import enrolments_of

REMARKS = {
    Stage.CLOSED: "This piece has closed. What you type here is kept, but it cannot be handed in any more.",
    Stage.WITHDRAWN: "Your teacher has withdrawn this piece. What you type here is kept.",
    Stage.COMING: "Your teacher has moved the opening of this piece. What you type here is kept.",
}
EXCUSED = "Your teacher has excused you from this piece. What you type here is kept."
CLASS_CLOSED = "Your class is closed. What you type here is kept, but it cannot be handed in any more."
HANDED_IN = "This piece is handed in. What you type here is kept, but your teacher has not got it."


def _opened(work: Work) -> OpenSheet:
    # The same once marking has begun: a student learns of a mark when it is returned.
    return OpenSheet(work.sheet, work.assignment.live_parts.cells, _remark(work))


def _remark(work: Work) -> str:
    if work.state == WorkState.EXCUSED:
        return EXCUSED
    if work.is_open and work.assignment.classroom.closed_at is not None:
        return CLASS_CLOSED
    return REMARKS.get(work.stage(), "") if work.is_open else HANDED_IN


class WorkSheets:
    """Owner of the sheets of students' work."""

    purpose = "work"

    def find(self, *, person: User, sheet_id: int) -> OpenSheet:
        works = Work.objects.select_related("sheet", "assignment__classroom")
        work = works.filter(sheet__pk=sheet_id, student=person).first()
        if work is None:
            raise Http404
        return _opened(work)

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        enrolled = enrolments_of(person, EnrolmentRole.STUDENT).filter(classroom=OuterRef("assignment__classroom"))
        work = (
            Work.objects.select_related("sheet", "assignment__classroom")
            .select_for_update(of=("sheet",))
            .annotate(is_enrolled=Exists(enrolled))
            .filter(sheet__pk=sheet_id, student=person)
            .first()
        )
        if work is None:
            raise Http404
        if not work.is_enrolled:  # type: ignore[attr-defined] # annotated above
            raise PermissionDenied
        return _opened(work)

    def kept_revisions(self, *, sheet_id: int) -> set[int]:
        return set(Submission.objects.filter(work__sheet=sheet_id).values_list("revision", flat=True))


WORK_SHEETS = WorkSheets()
