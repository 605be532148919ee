"""How far the demo's first student has read, and what stands in her margins."""

from django.utils import timezone

from historyclass.desk.messages import Message, Op
from historyclass.desk.services import exchange
from historyclass.people.models import School, User
from sources.models import Enquiry, Reading, Visit
from sources.services import begin_note
from sources.sheets import NOTE_SHEETS

READ = ("the-dilemma", "what-the-comintern-was", "who-decided", "lenins-aims")
MARGINS = {
    "reading/lenins-aims": [
        (
            "Across Poland, he hoped, a red bridge would lead to Germany.",
            "So is this spreading revolution or defence? Use it for 1920–22.",
        ),
        ("", "Ask Ms Okafor: why did Trotsky want the foreign ministry if he thought it was unimportant?"),
    ],
    "source/3": [("", "Trade because they need it. Compare with Source 2, one year earlier.")],
}
"""Reference of a page → its notes: the words that are marked, "" where the page as a whole is meant; and the note."""


def read_and_note(school: School, student: User, enquiry: Enquiry) -> None:
    now = timezone.now()
    readings = Reading.objects.filter(enquiry=enquiry, key__in=READ)
    Visit.objects.bulk_create(Visit(person=student, reading=reading, at=now) for reading in readings)
    for about, notes in MARGINS.items():
        _note(school, student, enquiry, about, notes)


def _note(school: School, student: User, enquiry: Enquiry, about: str, notes: list[tuple[str, str]]) -> None:
    sheet = begin_note(person=student, school=school, enquiry=enquiry, about=about).sheet
    ops = []
    for number, (quote, text) in enumerate(notes, start=1):
        entry = f"entries/demo-{number}"
        ops += [
            Op(path=entry, seen=0, value=True),
            Op(path=f"{entry}/quote", seen=0, value=quote),
            Op(path=f"{entry}/text", seen=0, value=text),
        ]
    message = Message(
        sheet=sheet.pk, person=student.pk, client=f"demo-{student.pk:08d}", seq=1, known=0, schema=sheet.schema, set=ops
    )
    exchange(owner=NOTE_SHEETS, person=student, sheet_id=sheet.pk, message=message)
