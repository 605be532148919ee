"""Mark schemes, marks and releases. A mark is written once; the standing one is the latest that was released."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from activities.models import Submission, Work
from historyclass.desk.append_only import AppendOnly


class Scheme(models.Model):
    """How a piece is marked. Its content is in its versions, so that an old mark keeps the scheme it was given by."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "title"], name="one_scheme_of_a_title")]

    def __str__(self) -> str:
        return self.title


class SchemeVersion(models.Model):
    """A scheme as it stood. `ladders` is empty for plain points out of `maximum`."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    maximum = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    ladders = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.scheme}, version {self.number}"


class AssignmentScheme(models.Model):
    """The scheme version that an assignment is marked by."""

    assignment = models.OneToOneField("activities.Assignment", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.assignment} by {self.version}"


class Mark(AppendOnly):
    """One judgement of one submission. A change of mind is another row; students see what was released."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    placements = models.JSONField(default=list, help_text="Levels chosen; empty for plain points")
    total = models.PositiveIntegerField()
    comment = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.total} of {self.version.maximum}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.submission.school_id
        super().save(*args, **kwargs)


class Release(AppendOnly):
    """That a mark was given back to its student, by whom and when."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="+")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Returned {self.at:%d %B %Y}"
