"""What readers do in the library."""

from django.utils import timezone

from historyclass.people.models import User
from sources.models import Reading, Visit


def record_visit(*, person: User, reading: Reading) -> None:
    """Somebody has read a page of a chapter, for the first time or again."""
    Visit.objects.update_or_create(person=person, reading=reading, defaults={"at": timezone.now()})
