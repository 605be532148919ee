"""How a state is shown: one word for each shape of the components in templates/cotton/state.html."""

from collections.abc import Sequence

from activities.models import Submission, Work, WorkState

HAS_LEFT = "has left the class."
WITH_SOMEBODY = {
    WorkState.HANDED_IN: "has handed in.",
    WorkState.RETURNED: "has it back.",
    WorkState.EXCUSED: "is excused.",
}
"""Why something cannot be done with a piece that its student is not working on, to follow their name."""


def standing_submission(work: Work, handed_in: Sequence[Submission]) -> Submission | None:
    """What is handed in now, of everything that was (oldest first). None while the student is working, or is excused:
    what was taken or sent back is with nobody."""
    return handed_in[-1] if work.is_with_teacher and handed_in else None


def shown_state(work: Work | None, submission: Submission | None) -> str:
    """`no` (not started), `working`, `in`, `late` (handed in late), `back` (returned), `redraft` or `excused`.

    Wants `work.sheet` loaded. A piece is a redraft while it is worked on again after the teacher sent it back.
    """
    if work is None:
        return "no"
    if work.state == WorkState.EXCUSED:
        return "excused"
    if work.state == WorkState.RETURNED:
        return "back"
    if work.state == WorkState.HANDED_IN:
        return "late" if submission is not None and submission.is_late else "in"
    if work.is_redraft:
        return "redraft"
    return "working" if work.sheet.revision else "no"
