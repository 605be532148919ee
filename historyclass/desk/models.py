"""Sheets of cells, every change to them, and values that met newer ones. Words as in docs/save-protocol.md."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from historyclass.desk.append_only import AppendOnly

DEVICE_KEY_BYTES = 32
Cells = dict[str, list[Any]]
"""`path → [value, v]`, where v is the number of the revision that last set the cell."""


class Permit(models.Model):
    """One row: whether this transaction may delete from append-only tables."""

    is_open = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "open" if self.is_open else "closed"


class Sheet(models.Model):
    """One person's cells for one purpose, as they stand now, so that reading is one row.

    Owned by exactly one row of a higher app (a student's work, a note, a marker's draft), which says who may write.
    """

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    schema = models.CharField(max_length=60, help_text="Which definition, in which version, the cells answer to.")
    cells = models.JSONField(default=dict, help_text="path → [value, revision that last set it]")
    revision = models.PositiveIntegerField(default=0, help_text="Number of the last revision; 0 is an untouched sheet.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Sheet {self.pk}"

    @property
    def values(self) -> dict[str, Any]:
        """The cells without their revisions: path → value."""
        return {path: value for path, (value, _) in self.cells.items()}


class DeviceKey(models.Model):
    """What a person's unsent words are encrypted with on the devices they write on.

    Not derived from anything: a new password leaves it as it is, and once it is destroyed the copies are noise.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(
        max_length=DEVICE_KEY_BYTES, help_text="Random bytes, handed to the signed-in person only."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Device key of {self.user}"


class Revision(AppendOnly):
    """One accepted request: what it asked and set, and the reply it gets however often it is sent."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    client = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    ops = models.JSONField(help_text="[{path, seen, value}] as asked, and `set`: whether each was taken.")
    reply = models.JSONField()
    snapshot = models.JSONField(null=True, help_text="All cells after this revision, every so many revisions.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_revision_of_a_number"),
            models.UniqueConstraint(fields=["sheet", "client", "seq"], name="one_revision_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of sheet {self.sheet_id}"


class Conflict(models.Model):
    """A value that met a newer one. Kept until the person has chosen; the choice settles it."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="conflicts")
    path = models.CharField(max_length=200)
    mine = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    v = models.PositiveIntegerField(help_text="The revision that set `theirs`.")
    client = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="settled")

    class Meta:
        indexes = [models.Index(fields=["sheet"], condition=Q(settled_by__isnull=True), name="unsettled_conflicts")]

    def __str__(self) -> str:
        return f"Conflict on {self.path}"
