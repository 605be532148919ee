"""Writes: an archive is received, shown, and brought in or dropped."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from historyclass.people.models import School, User
from sources.exchange.queries import Waiting, look_into
from sources.models import Enquiry, PackImport
from sources.packs.archives import read_archive, write_archive
from sources.packs.editors import files_for_editors
from sources.packs.services import load_files, parse_pack

KEPT_FOR = timedelta(days=1)
"""How long an archive waits to be brought in."""


class Changed(Exception):
    """What was shown is no longer so: somebody else has brought in a pack meanwhile. Nothing was done."""


def export(enquiry: Enquiry) -> bytes:
    """The pack of an enquiry as a zip file, as it was brought in, with what editors need beside it."""
    files = {file.path: bytes(file.data) for file in enquiry.files.all()}
    return write_archive({**files, **files_for_editors()})


def receive(*, school: School, person: User, name: str, data: bytes) -> PackImport:
    """Keep an archive until its sender has seen what it would change. It takes the place of one they sent before.

    Raises FaultyPack, and then nothing is kept.
    """
    # Looked through before anything is locked: it may take a while, and classes go on saving.
    parse_pack(read_archive(data).files)
    with transaction.atomic():
        drop_stale()
        PackImport.objects.filter(person=person, school=school).delete()
        return PackImport.objects.create(school=school, person=person, name=name[:200], data=data)


@transaction.atomic
def bring_in(*, waiting: PackImport, mark: str) -> Enquiry:
    """Make a pack the school's own enquiry, or the new edition of it; work that is set keeps its questions.

    `mark` is the one that the sender's preview was given. Raises Changed where it does not hold any more, FaultyPack
    where the pack is at fault by now.
    """
    # Two teachers with the same pack: the second waits here, and then is shown what is left to do.
    School.objects.select_for_update(no_key=True).get(pk=waiting.school_id)
    found: Waiting = look_into(waiting)
    if found.mark != mark:
        raise Changed
    enquiry = load_files(files=found.files, school=waiting.school)
    waiting.delete()
    return enquiry


def drop(*, waiting: PackImport) -> None:
    """Forget an archive that was sent."""
    waiting.delete()


def drop_stale() -> None:
    """Forget what nobody has brought in within a day."""
    PackImport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
