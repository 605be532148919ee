"""Reads that the pages of exchange need."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from historyclass.people.models import User
from sources.exchange.changes import Changes, compare
from sources.models import Enquiry, PackImport
from sources.packs.archives import read_archive
from sources.packs.files import PackFiles
from sources.packs.reader import FaultyPack
from sources.packs.schema import PackHead
from sources.packs.sections import ParsedPack
from sources.packs.services import digest, parse_pack
from sources.permissions import enquiry_provider, import_sender


@dataclass(frozen=True)
class Waiting:
    """An archive that waits to be brought in, looked into.

    `present`: the school's own enquiry that it would change; `ships`: the one that comes with the product under the
    same name. `others` lie in the archive and are not of a pack. `mark` holds as long as all of this does.
    """

    files: PackFiles
    head: PackHead
    others: list[str]
    present: Enquiry | None
    ships: Enquiry | None
    changes: Changes
    mark: str

    @property
    def is_same(self) -> bool:
        """Whether it is, byte for byte, what is there."""
        return self.present is not None and self.mark == f"{self.present.pack_digest} {self.present.pack_digest}"


def look_into(waiting: PackImport) -> Waiting:
    """What an archive would change: two queries. Raises FaultyPack."""
    unpacked = read_archive(bytes(waiting.data))
    pack = parse_pack(unpacked.files)
    head: PackHead = pack["pack"].content
    known = {each.school_id: each for each in Enquiry.objects.filter(pack_slug=head.slug)}
    present = known.get(waiting.school_id)
    return Waiting(
        files=unpacked.files,
        head=head,
        others=unpacked.others,
        present=present,
        ships=known.get(None),
        changes=compare(_edition(present), pack),
        mark=f"{present.pack_digest if present else 'none'} {digest(unpacked.files)}",
    )


def _edition(enquiry: Enquiry | None) -> ParsedPack | None:
    """The pack that an enquiry was last loaded from, as far as it can be read still."""
    if enquiry is None:
        return None
    files: Mapping[str, bytes] = {file.path: bytes(file.data) for file in enquiry.files.all()}
    try:
        return parse_pack(files)
    except FaultyPack:
        # The format has moved on since: all of it is told as new.
        return None


def exportable(user: User) -> QuerySet[Enquiry]:
    """What a teacher can take home as a pack, their schools' own first."""
    return enquiry_provider.rows(user).select_related("school").order_by("school__name", "title", "pk")


def pending(user: User) -> QuerySet[PackImport]:
    """What somebody has sent and not yet brought in, without the archives themselves."""
    return import_sender.rows(user).defer("data").select_related("school").order_by("created_at")
