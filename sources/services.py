"""What readers do in the library."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from historyclass.desk.services import new_sheet
from historyclass.people.models import School, User
from sources.models import Enquiry, Note, Reading, Visit
from sources.notes import SCHEMA


def record_visit(*, person: User, reading: Reading) -> None:
    """Somebody has read a page of a chapter, for the first time or again."""
    Visit.objects.update_or_create(person=person, reading=reading, defaults={"at": timezone.now()})


def begin_note(*, person: User, school: School, enquiry: Enquiry, about: str) -> Note:
    """The person's notes on one page (`about`, its reference), made with an empty sheet the first time."""
    mine = Note.objects.select_related("sheet").filter(person=person, enquiry=enquiry, about=about)
    found = mine.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            sheet = new_sheet(school=school, person=person, schema=SCHEMA)
            return Note.objects.create(school=school, person=person, enquiry=enquiry, about=about, sheet=sheet)
    except IntegrityError:
        # Another tab began it a moment ago.
        return mine.get()
