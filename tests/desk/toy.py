"""A sheet with one cell of every type and a list of entries, for tests that need no activity around it."""

from historyclass.desk.cells import Cell, CellSet, CellType
from historyclass.desk.models import Sheet
from historyclass.desk.owners import OpenSheet
from historyclass.desk.services import new_sheet
from historyclass.people.models import User

SCHEMA = "toy.1"
CELLS = CellSet(
    [
        Cell("title", "Title", limit=80),
        Cell("s16.9/words", "Source 16.9, words"),
        Cell("s16.9/aim-2", "Source 16.9, second aim", CellType.TICK),
        Cell("entries/*", "Entry", CellType.ENTRY),
        Cell("entries/*/text", "Entry, text"),
        Cell("entries/*/note", "Entry, note"),
    ]
)


class ToySheets:
    """Owner of sheets that belong to nobody's work. `kept` are the revisions that thinning must keep."""

    purpose = "toy"

    def __init__(self, *, kept: set[int] | None = None) -> None:
        self.kept = kept or set()

    def find(self, *, person: User, sheet_id: int) -> OpenSheet:
        return OpenSheet(Sheet.objects.get(pk=sheet_id, person=person), CELLS)

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        return OpenSheet(Sheet.objects.select_for_update().get(pk=sheet_id, person=person), CELLS)

    def kept_revisions(self, *, sheet_id: int) -> set[int]:
        return self.kept


def toy_sheet(person: User) -> Sheet:
    """An empty one of this person."""
    return new_sheet(school=person.memberships.get().school, person=person, schema=SCHEMA)
