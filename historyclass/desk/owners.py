"""Who owns a sheet. The desk keeps cells; a higher app says whose they are, who may write, and what they may hold."""

from dataclasses import dataclass
from typing import Protocol

from django.http import Http404

from historyclass.desk.cells import CellSet
from historyclass.desk.models import Sheet
from historyclass.people.models import User


@dataclass(frozen=True)
class OpenSheet:
    """A sheet and the cells it may hold. `remark` is what whoever types should know of it now: that it is handed in."""

    sheet: Sheet
    cells: CellSet
    remark: str = ""


class SheetOwner(Protocol):
    """What a higher app registers for each purpose it keeps sheets for."""

    purpose: str

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        """The sheet, its row locked in the present transaction.

        Raises Http404 where the sheet is not this person's to see, PermissionDenied where they may see but not write
        it.
        """

    def find(self, *, person: User, sheet_id: int) -> OpenSheet:
        """The sheet, to read, and not locked. Raises Http404 where it is not this person's to see."""

    def kept_revisions(self, *, sheet_id: int) -> set[int]:
        """Numbers of revisions that thinning must keep: handed in, or marked on."""


_owners: dict[str, SheetOwner] = {}


def register(owner: SheetOwner) -> None:
    """Make an owner known. Called in `AppConfig.ready`."""
    _owners[owner.purpose] = owner


def owner_for(purpose: str) -> SheetOwner:
    """The owner of this purpose. Raises Http404 for one that nobody registered."""
    try:
        return _owners[purpose]
    except KeyError:
        raise Http404 from None
