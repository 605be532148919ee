"""What schools and their people keep beside an enquiry: wordings, pictures, what a class sees, notes, what was read."""

from django.conf import settings
from django.db import models

from historyclass.desk.models import Sheet
from historyclass.people.models import Classroom, School
from sources.models.enquiries import Enquiry, Reading
from sources.models.items import Source


class Holding(models.Model):
    """What a school holds of a source and has put in for its classes: the wording, a picture. Nobody else sees it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="holdings")
    wording = models.JSONField(default=list, help_text="Paragraphs")
    picture = models.FileField(blank=True, max_length=200, help_text="Re-encoded by us, without what cameras add")
    picture_alt = models.CharField(max_length=1000, blank=True, help_text="What is to be seen, for who does not see it")
    picture_credit = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "source"], name="one_holding_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source} at {self.school}"


class Arrangement(models.Model):
    """What a class sees of an enquiry: what is hidden from it, and the order of its chapters' pages. References as in
    sources/refs.py."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    hidden = models.JSONField(default=list, help_text="References of what the class does not see")
    order = models.JSONField(default=list, help_text="Keys of readings, where they stand otherwise than in the pack")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classroom", "enquiry"], name="one_arrangement_of_a_class")]

    def __str__(self) -> str:
        return f"{self.enquiry} for {self.classroom}"


class Visit(models.Model):
    """That somebody has read a page of a chapter, and when last: where they go on."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "reading"], name="one_visit_of_a_reading")]

    def __str__(self) -> str:
        return f"{self.reading} by {self.person}"


class Note(models.Model):
    """Somebody's own margin of one page of the library: notes and highlights, in a sheet, for nobody else to see."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=100, help_text="Reference of the page: source/16.9")
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "enquiry", "about"], name="one_note_of_a_page")]

    def __str__(self) -> str:
        return f"Notes on {self.about}"
