"""How a state is shown: one word for each shape of the components in templates/cotton/state.html."""

from collections.abc import Sequence

from activities.models import Submission, Work, WorkState


def standing_submission(work: Work, handed_in: Sequence[Submission]) -> Submission | None:
    """What is handed in now, of everything that was (oldest first). None while the student is working: what they took
    back is with nobody."""
    return None if work.is_open or not handed_in else handed_in[-1]


def shown_state(work: Work | None, submission: Submission | None) -> str:
    """`no` (not started), `working`, `in`, `late` (handed in late) or `back` (returned). Wants `work.sheet` loaded."""
    if work is None:
        return "no"
    if work.state == WorkState.RETURNED:
        return "back"
    if work.state == WorkState.HANDED_IN:
        return "late" if submission is not None and submission.is_late else "in"
    return "working" if work.sheet.revision else "no"
