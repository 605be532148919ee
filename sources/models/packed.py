"""A pack as it was loaded, a pack that waits to be brought in, and what search looks through."""

from django.conf import settings
from django.db import models

from historyclass.people.models import School
from sources.models.enquiries import Enquiry


class PackFile(models.Model):
    """A file of the pack that an enquiry was last loaded from, byte for byte, so that it can be given back."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    data = models.BinaryField()

    class Meta:
        ordering = ["enquiry", "path"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "path"], name="one_pack_file_of_a_path")]

    def __str__(self) -> str:
        return self.path


class PackImport(models.Model):
    """An archive that somebody has sent and not yet brought in: its changes are shown first."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, help_text="Of the file, as it was sent")
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class SearchEntry(models.Model):
    """What search finds of one item: `head` and `body` are its words as search compares them, with spaces between and
    around."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(
        School, null=True, on_delete=models.CASCADE, related_name="+", help_text="Whose own it is"
    )
    ref = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=240)
    detail = models.CharField(max_length=240, blank=True)
    text = models.TextField(blank=True, help_text="As people read it, for the line around what was found")
    head = models.TextField()
    body = models.TextField()

    class Meta:
        ordering = ["enquiry", "position"]
        indexes = [models.Index(fields=["enquiry", "ref"])]

    def __str__(self) -> str:
        return self.title
