"""What teachers set and students do: activities and their parts, assignments, work, and what was handed in."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from activities.kinds.registry import Place
from activities.parts import Parts
from historyclass.desk.append_only import AppendOnly

if TYPE_CHECKING:
    from historyclass.people.models import Classroom, User

check_key = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,39}\Z", "A key is made of small letters, digits and hyphens.")


class Activity(models.Model):
    """Something a teacher can set: an ordered list of parts. The ones that ship belong to no school."""

    enquiry = models.ForeignKey("sources.Enquiry", on_delete=models.PROTECT, related_name="activities")
    chapter = models.ForeignKey("sources.Chapter", on_delete=models.PROTECT, related_name="activities")
    school = models.ForeignKey("people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    instructions = models.JSONField(default=list, help_text="Paragraphs for the student")
    teacher_notes = models.JSONField(default=list, help_text="Paragraphs that students never see")
    retired = models.BooleanField(default=False)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When a school's own was last changed")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["enquiry", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry", "key"], condition=Q(school__isnull=True), name="one_activity_of_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """One part of an activity: a kind and what it is told to ask."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField(help_text="Of the kind's definition")
    definition = models.JSONField()
    shows = models.JSONField(default=list, blank=True, help_text="Other parts whose answer stands beside this one")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "key"], name="one_part_of_a_key")]

    def __str__(self) -> str:
        return self.title


class Stage(models.TextChoices):
    """Where an assignment is by the clock and its teacher's will, for everybody of the class alike."""

    COMING = "coming", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def set_to(self, classroom: "Classroom") -> Self:
        return self.filter(classroom=classroom)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def withdrawn(self) -> Self:
        return self.filter(withdrawn_at__isnull=False)


class Assignment(models.Model):
    """An activity set to a class. Its parts are frozen: editing the activity moves nothing under students at work."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey("people.Classroom", on_delete=models.PROTECT, related_name="assignments")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=200)
    instructions = models.JSONField(default=list, help_text="Paragraphs, as they were when the work was set")
    parts = models.JSONField()
    edition = models.PositiveIntegerField(default=1, help_text="Raised when an edit of the activity is carried over")
    opens_at = models.DateTimeField(null=True, blank=True, help_text="Empty: at once")
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it stays open")
    drafts_readable = models.BooleanField(
        default=False, help_text="The class's teachers can read what is not handed in yet"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    # The frozen parts are large, and no change of an assignment touches them.
    history = HistoricalRecords(excluded_fields=["parts"])

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.classroom.school_id
        super().save(*args, **kwargs)

    @cached_property
    def live_parts(self) -> Parts:
        return Parts.thaw(self.parts)

    @property
    def schema(self) -> str:
        """Names the definition that the sheets of this assignment answer to."""
        return f"{self.pk}.{self.edition}"

    def stage(self, at: datetime | None = None) -> Stage:
        """Closing ends handing in and taking back, never saving. For one student's piece ask Work.stage."""
        return self._stage(self.closes_at, at or timezone.now())

    def _stage(self, closes_at: datetime | None, now: datetime) -> Stage:
        if self.withdrawn_at is not None:
            return Stage.WITHDRAWN
        if self.opens_at is not None and now < self.opens_at:
            return Stage.COMING
        if closes_at is not None and now > closes_at:
            return Stage.CLOSED
        return Stage.OPEN


class WorkState(models.TextChoices):
    WORKING = "working", "Working"
    HANDED_IN = "handed_in", "Handed in"
    RETURNED = "returned", "Returned"
    EXCUSED = "excused", "Excused"


WITH_TEACHER = (WorkState.HANDED_IN, WorkState.RETURNED)
"""The states in which what was handed in last stands: not taken back, sent back or excused."""


class WorkQuerySet(models.QuerySet["Work"]):
    def of_student(self, student: "User") -> Self:
        return self.filter(student=student)

    def handed_in(self) -> Self:
        """With the teacher, or returned; not what was taken back."""
        return self.filter(state__in=WITH_TEACHER)

    def begun(self) -> Self:
        """With something typed or handed in: opening a piece does not begin it."""
        return self.filter(Q(sheet__revision__gt=0) | Q(state__in=WITH_TEACHER))


class Work(models.Model):
    """One student's piece for one assignment, over all its parts. What they type is on its sheet."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="works")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="works")
    sheet = models.OneToOneField("desk.Sheet", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WORKING)
    marking_began_at = models.DateTimeField(
        null=True, blank=True, help_text="When marking of what is handed in now began; no student's page tells"
    )
    extended_until = models.DateTimeField(null=True, blank=True, help_text="An extension: the student's own due time")
    redraft_due_at = models.DateTimeField(
        null=True, blank=True, help_text="Set once the piece has been sent back: when the redraft is due"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "student"], name="one_work_of_a_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.assignment}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.assignment.school_id
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """Whether the student is still working on it, or again: taken back, or sent back for a redraft."""
        return self.state == WorkState.WORKING

    @property
    def is_with_teacher(self) -> bool:
        """Whether what was handed in last stands."""
        return self.state in WITH_TEACHER

    @property
    def is_redraft(self) -> bool:
        """Whether the student is working on it again because the teacher sent it back."""
        return self.is_open and self.redraft_due_at is not None

    @property
    def due_at(self) -> datetime:
        """For this student: the class's due time, or their own where that is later."""
        moments = (self.assignment.due_at, self.extended_until, self.redraft_due_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def has_own_due(self) -> bool:
        """Whether the student has longer than the class."""
        return self.due_at > self.assignment.due_at

    @property
    def has_longer(self) -> bool:
        """Whether that is by an extension, and not for a redraft."""
        return self.has_own_due and self.redraft_due_at is None

    @property
    def closes_at(self) -> datetime | None:
        """For this student: where they have longer than the class, it does not close on them before that."""
        closes_at = self.assignment.closes_at
        return max(closes_at, self.due_at) if closes_at and self.has_own_due else closes_at

    def stage(self, at: datetime | None = None) -> Stage:
        """Where the assignment is for this student, who may have longer than the class."""
        return self.assignment._stage(self.closes_at, at or timezone.now())


class Submission(AppendOnly):
    """What a student handed in: a copy of the cells as they stood, never changed."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField(help_text="path → value")
    revision = models.PositiveIntegerField(help_text="Of the sheet, when it was handed in")
    handed_in_at = models.DateTimeField(default=timezone.now)
    due_then = models.DateTimeField()

    class Meta:
        ordering = ["work", "number"]
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="one_submission_of_a_number")]

    def __str__(self) -> str:
        return f"{self.work}, handed in {self.handed_in_at:%d %B %Y}"

    @property
    def is_late(self) -> bool:
        return self.handed_in_at > self.due_then

    @cached_property
    def places(self) -> dict[str, Place]:
        """Path → what can be commented on; some places are there only where something was chosen. Wants
        `work.assignment`."""
        return self.work.assignment.live_parts.places(self.snapshot)


class Act(models.TextChoices):
    HAND_IN = "hand_in", "Handed in"
    TAKE_BACK = "take_back", "Taken back"
    RETURN = "return", "Returned"
    RECALL = "recall", "Recalled"
    SEND_BACK = "send_back", "Sent back for a redraft"
    EXTEND = "extend", "Given longer"
    EXCUSE = "excuse", "Excused"
    UNEXCUSE = "unexcuse", "No longer excused"


class Transition(AppendOnly):
    """What was done with a piece, by whom and when, and from which state to which. More time changes no state."""

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="transitions")
    act = models.CharField(max_length=10, choices=Act.choices)
    from_state = models.CharField(max_length=10, choices=WorkState.choices)
    to_state = models.CharField(max_length=10, choices=WorkState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True, help_text="The due time given: longer, or for the redraft")
    note = models.TextField(blank=True, help_text="What the student is to do in the redraft")

    class Meta:
        ordering = ["work", "pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%d %B %Y}"
