"""The teacher's notes of an activity as they are read: what each is about stands first."""

import re
from dataclasses import dataclass

from activities.models import Activity

ABOUT = re.compile(r"([^.:!?]{2,60}[.:])\s+(?=\S)")
"""The words a note begins with that say what it is about: `Dates:`, `Source 4 (1930).`"""


@dataclass(frozen=True)
class TeacherNote:
    """`about` as it is written, with its stop; "" where the note just begins."""

    about: str
    text: str


def teacher_notes(activity: Activity) -> list[TeacherNote]:
    """The notes in order."""
    return [_note(paragraph) for paragraph in activity.teacher_notes]


def _note(paragraph: str) -> TeacherNote:
    found = ABOUT.match(paragraph)
    return TeacherNote(found[1], paragraph[found.end() :]) if found else TeacherNote("", paragraph)
