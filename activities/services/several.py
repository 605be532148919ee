"""What a teacher does with the pieces of several students at once: more time, excuse, a redraft.

Each in one transaction and a fixed number of queries, however many students there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities.models import Act, Assignment, Stage, Work, WorkState
from activities.services.moves import begin_all, move
from activities.states import HAS_LEFT, WITH_SOMEBODY
from historyclass.people.models import User
from historyclass.people.queries import students_of


@dataclass
class Outcome:
    """What became of an act on several pieces: those it was done to, and the students it was not done to, with why."""

    done: list[Work] = field(default_factory=list)
    refused: list[tuple[User, str]] = field(default_factory=list)


@transaction.atomic
def extend(
    *, assignment: Assignment, students: Sequence[User], until: datetime, by: User, at: datetime | None = None
) -> Outcome:
    """Give students longer than the class. They can hand in until then, even where the class cannot any more. Where a
    redraft is due later than that, the later time holds.

    Not where a piece is handed in, returned or excused, or its student has left the class. Raises ValueError unless
    `until` lies after the class's due time: for less time there is no extension.
    """
    if until <= assignment.due_at:
        raise ValueError("An extension ends after the class's due time.")
    outcome = _each(assignment, students, lambda work: _why_not(work, WorkState.WORKING))
    new = [work for work in outcome.done if work.extended_until != until]
    move(new, Act.EXTEND, WorkState.WORKING, by=by, at=at or timezone.now(), until=until, extended_until=until)
    return outcome


@transaction.atomic
def end_extension(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """Take back the longer time: the class's due time holds again. A redraft keeps its date."""
    outcome = _each(assignment, students, lambda work: _why_not(work, WorkState.WORKING), of_the_class=False)
    extended = [work for work in outcome.done if work.extended_until is not None]
    move(extended, Act.EXTEND, WorkState.WORKING, by=by, at=at or timezone.now(), extended_until=None)
    return outcome


@transaction.atomic
def excuse(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """From working to excused: the students need not do the piece. What they wrote is kept. Not where they have left
    the class."""
    outcome = _each(assignment, students, lambda work: _why_not(work, WorkState.WORKING, WorkState.EXCUSED))
    working = [work for work in outcome.done if work.state != WorkState.EXCUSED]
    move(working, Act.EXCUSE, WorkState.EXCUSED, by=by, at=at or timezone.now())
    return outcome


@transaction.atomic
def unexcuse(*, assignment: Assignment, students: Sequence[User], by: User, at: datetime | None = None) -> Outcome:
    """From excused to working: the piece is the student's to do again."""

    def why_not(work: Work) -> str:
        return "" if work.state == WorkState.EXCUSED else "is not excused."

    outcome = _each(assignment, students, why_not, of_the_class=False)
    move(outcome.done, Act.UNEXCUSE, WorkState.WORKING, by=by, at=at or timezone.now())
    return outcome


def fit_for_redraft(*, assignment: Assignment, works: Sequence[Work], until: datetime, at: datetime) -> Outcome:
    """Which of these pieces, which are locked, can be sent back for a redraft that is due then, and why not the others.

    Not where the student has the piece already or has left the class, nor where it is withdrawn, not open yet or of a
    closed class.
    """
    present = _present(assignment, [work.student for work in works])
    outcome = Outcome()
    for work in works:
        why = ""
        if not work.is_with_teacher:
            why = f"{work.student.full_name} has this piece already."
        elif work.student_id not in present:
            why = f"{work.student.full_name} {HAS_LEFT}"
        elif not _could_be_handed_in(assignment, until, at):
            why = "This piece is shut, withdrawn or of a closed class, so nobody could hand in a redraft."
        if why:
            outcome.refused.append((work.student, why))
        else:
            outcome.done.append(work)
    return outcome


def _could_be_handed_in(assignment: Assignment, until: datetime, at: datetime) -> bool:
    sent_back = Work(assignment=assignment, redraft_due_at=until)
    return sent_back.stage(at) is Stage.OPEN and assignment.classroom.closed_at is None


def mark_sent_back(*, works: Sequence[Work], by: User, until: datetime, note: str, at: datetime) -> None:
    """From handed in or returned to working: the students redraft it until then, also where they had longer before.

    Called with the pieces locked, which are `fit_for_redraft`.
    """
    changes = {"redraft_due_at": until, "extended_until": None, "marking_began_at": None}
    move(works, Act.SEND_BACK, WorkState.WORKING, by=by, at=at, until=until, note=note, **changes)


def _present(assignment: Assignment, students: Sequence[User]) -> set[int]:
    """The ids of those who are in the class now."""
    ids = [student.pk for student in students]
    return set(students_of(assignment.classroom).filter(pk__in=ids).values_list("pk", flat=True))


def _why_not(work: Work, *fitting: WorkState) -> str:
    return "" if work.state in fitting else WITH_SOMEBODY[WorkState(work.state)]


def _each(
    assignment: Assignment, students: Sequence[User], why_not: Callable[[Work], str], *, of_the_class: bool = True
) -> Outcome:
    """Each student's piece, locked, sorted by whether something can be done with it. A piece that nobody has opened is
    made first: what was said of it stands there. `of_the_class`: only with those who are in the class now."""
    outcome = Outcome()
    if of_the_class:
        present = _present(assignment, students)
        outcome.refused += [(each, f"{each.full_name} {HAS_LEFT}") for each in students if each.pk not in present]
        students = [each for each in students if each.pk in present]
    begin_all(assignment=assignment, students=students)
    found = Work.objects.filter(assignment=assignment, student__in=students)
    rows = found.select_related("student", "assignment").order_by("pk")
    for work in rows.select_for_update(of=("self",)):
        why = why_not(work)
        if why:
            outcome.refused.append((work.student, f"{work.student.full_name} {why}"))
        else:
            outcome.done.append(work)
    return outcome
