"""What the desk needs to know of margin notes: whose sheet it is, and what it may hold."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from historyclass.desk.owners import OpenSheet
from historyclass.people.models import User
from historyclass.people.permissions import school_member
from sources.models import Note
from sources.notes import NOTE_CELLS, PURPOSE
from sources.permissions import note_owner


class NoteSheets:
    """Owner of the sheets of margin notes. They are there for the person who wrote them and for nobody else."""

    purpose = PURPOSE

    def find(self, *, person: User, sheet_id: int) -> OpenSheet:
        note = note_owner.rows(person).select_related("sheet").filter(sheet=sheet_id).first()
        if note is None:
            raise Http404
        return OpenSheet(note.sheet, NOTE_CELLS)

    def lock(self, *, person: User, sheet_id: int) -> OpenSheet:
        """Whoever has left the school reads their notes and writes no more."""
        rows = note_owner.rows(person).select_related("sheet", "school").select_for_update(of=("sheet",))
        note: Note | None = rows.filter(sheet=sheet_id).first()
        if note is None:
            raise Http404
        if not school_member.allows(person, note.school):
            raise PermissionDenied
        return OpenSheet(note.sheet, NOTE_CELLS)

    def kept_revisions(self, *, sheet_id: int) -> set[int]:
        return set()


NOTE_SHEETS = NoteSheets()
