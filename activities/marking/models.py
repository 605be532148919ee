"""Mark schemes, marks with their comments, releases and recalls, answers, and the drafts that markers type into.

A mark is written once; the standing one is the latest that was released and not recalled.
"""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from activities.marking.points import OutOf, PartMark, Points
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
    """The scheme version that an assignment is marked by, and how its points are parted over several parts."""

    assignment = models.OneToOneField("activities.Assignment", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField(
        default=list, blank=True, help_text="Part, title and points of each; empty: points for the whole piece"
    )

    def __str__(self) -> str:
        return f"{self.assignment} by {self.version}"

    @property
    def out_of(self) -> OutOf:
        """Wants `version` loaded."""
        return OutOf.read(self.version.maximum, self.parts)


class Mark(AppendOnly):
    """One judgement of one submission. A change of mind is another row; students see what was released."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    placements = models.JSONField(
        default=list, help_text="Part, title, points and of of each part; empty: the total only"
    )
    total = models.PositiveIntegerField()
    comment = models.TextField(blank=True, help_text="On the whole piece")
    next_steps = models.JSONField(default=list, help_text="What to do next: a few short texts")

    def __str__(self) -> str:
        return f"{self.total} of {self.version.maximum}"

    @property
    def part_marks(self) -> list[PartMark]:
        """The points for each part; empty where they are for the whole piece."""
        return [PartMark(**row) for row in self.placements]

    @property
    def points(self) -> Points:
        """As they were given."""
        return {row.part: row.points for row in self.part_marks} or self.total

    @property
    def in_full(self) -> str:
        """23 of 30 (Table 8 of 10, Change 15 of 20)."""
        return f"{self} ({', '.join(map(str, self.part_marks))})" if self.placements else str(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.submission.school_id
        super().save(*args, **kwargs)


class Annotation(AppendOnly):
    """A comment at one place of what was handed in, given with a mark."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="annotations")
    place = models.CharField(max_length=200, help_text="A place of the piece, as its kind names it: table:s1/date")
    text = models.TextField()

    class Meta:
        ordering = ["mark", "pk"]
        constraints = [models.UniqueConstraint(fields=["mark", "place"], name="one_annotation_of_a_place")]

    def __str__(self) -> str:
        return f"At {self.place}"


class Answer(AppendOnly):
    """What a student, or a marker in turn, says to a comment. `place` is empty for the comment on the whole piece."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission", "pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%d %B %Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.submission.school_id
        super().save(*args, **kwargs)


class MarkDraft(models.Model):
    """One marker's unfinished mark of one submission. What they type is on its sheet (drafts.py says which cells)."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sheet = models.OneToOneField("desk.Sheet", on_delete=models.PROTECT, related_name="+")
    mark = models.ForeignKey(
        Mark,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What it began from or became",
    )
    mark_revision = models.PositiveIntegerField(default=0, help_text="Of the sheet, when it was that mark")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "marker"], name="one_draft_of_a_marker")]

    def __str__(self) -> str:
        return f"{self.marker} on {self.submission}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.submission.school_id
        super().save(*args, **kwargs)

    @property
    def is_typed(self) -> bool:
        """Whether there is something in it that is not in its mark: what it began with too, where it has none. Wants
        `sheet` loaded."""
        return self.sheet.revision > self.mark_revision or (self.mark_id is None and bool(self.sheet.cells))


class ReleaseQuerySet(models.QuerySet["Release"]):
    def standing(self) -> Self:
        """Not recalled."""
        return self.filter(recall__isnull=True)


class Release(AppendOnly):
    """That a mark was given back to its student, by whom and when."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="+")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Returned {self.at:%d %B %Y}"


class Recall(AppendOnly):
    """That a release was taken back: its student no longer sees the mark."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="recall")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Recalled {self.at:%d %B %Y}"
