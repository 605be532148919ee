"""Who may answer a comment."""

from django.db.models import Q

from activities.models import Submission
from activities.permissions import assignment_student, work_known, work_marker
from historyclass.people.permissions import Rule

submission_answerer = Rule[Submission](
    # The student of the piece, also after they have moved class, and the teachers of its class.
    lambda user: Submission.objects.filter(
        Q(work__student=user, work__assignment__in=assignment_student.rows(user).values("pk"))
        | Q(work__in=work_marker.rows(user).values("pk"))
    )
)
submission_known = Rule[Submission](lambda user: Submission.objects.filter(work__in=work_known.rows(user).values("pk")))
