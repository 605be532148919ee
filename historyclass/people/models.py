"""Schools, the people in them, the classes they form, and since when until when.

Nothing is deleted when somebody leaves: a Membership or Enrolment ends, and with it what it opened.
"""

import unicodedata
from datetime import datetime
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from simple_history.models import HistoricalRecords

from historyclass.people.looks import LOOKS, Looks


def check_timezone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database, like Europe/London."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list, like Europe/London.")


class School(models.Model):
    """A school or college. Its slug ends the usernames of its people: amira@ashgrove."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(
        "short name",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", "Use small letters, digits and hyphens.")],
        help_text="Ends every username, as in amira@ashgrove. Small letters, digits and hyphens.",
    )
    timezone = models.CharField(max_length=60, default="Europe/London", validators=[check_timezone])
    is_demo = models.BooleanField(default=False, help_text="Its passwords are public: it opens in demo mode only.")
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class UserManager(BaseUserManager["User"]):
    def members(self) -> models.QuerySet["User"]:
        """People with an open membership somewhere, each with `school_timezone`: one query tells both."""
        open_here = Membership.objects.open().filter(user=OuterRef("pk")).order_by("pk")
        if not settings.DEMO:
            # Everybody knows the demo's passwords: on a site that others reach, its accounts are nobody's.
            open_here = open_here.filter(school__is_demo=False)
        return self.filter(Exists(open_here)).annotate(
            school_timezone=Subquery(open_here.values("school__timezone")[:1])
        )


class User(Looks, AbstractBaseUser):
    """A person who signs in. Roles are in Membership; nothing here says what a person may do."""

    username = models.CharField(
        max_length=120, unique=True, help_text="Case does not matter; ends in @ and the school."
    )
    title = models.CharField(max_length=20, blank=True, help_text="Ms, Mr, Dr: how students address a teacher.")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    search_name = models.CharField(max_length=300, editable=False, help_text="Names as people look for them: see fold")
    password_is_temporary = models.BooleanField(
        default=False, help_text="Set by somebody else: the person chooses their own at the next sign-in."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["password", "search_name", *LOOKS])

    # Not kept: every sign-in would write it, and with it a line of the person's history.
    last_login = None

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        indexes = [models.Index(fields=["family_name", "given_name"])]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = clean_username(self.username)
        self.search_name = fold(f"{self.given_name} {self.family_name} {self.username}")
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """How the person is named on their own pages and in a sentence: Amira Hussain."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """How the person is named in a list sorted by family name: Hussain, Amira."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name

    @property
    def formal_name(self) -> str:
        """How students read a teacher's name: Ms Okafor, or the full name where no title is set."""
        return f"{self.title} {self.family_name}" if self.title else self.full_name

    @property
    def sign_in_name(self) -> str:
        """The username without the school, which is what people type."""
        return self.username.split("@", 1)[0]


def fold(text: str) -> str:
    """Names without case, accents and kinds of apostrophe, so that o'brien finds O’Brien and zoe finds Zoë."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("‘", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def clean_username(username: str) -> str:
    """Usernames are compared without case and surrounding space."""
    return username.strip().casefold()


M = TypeVar("M", bound=models.Model)


def open_at(at: datetime, prefix: str = "") -> Q:
    """Rows that hold at a moment: from `valid_from` until `valid_until`. `prefix` leads there over a relation."""
    ended = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": at})
    return Q(**{f"{prefix}valid_from__lte": at}) & ended


class PeriodQuerySet(models.QuerySet[M]):
    """Rows that hold from `valid_from` until `valid_until` (open-ended when null)."""

    def open(self, at: datetime | None = None) -> Self:
        return self.filter(open_at(at or timezone.now()))


class Role(models.TextChoices):
    STUDENT = "student", "Student"
    TEACHER = "teacher", "Teacher"
    ADMIN = "admin", "School admin"


class Membership(models.Model):
    """That a person belongs to a school, in one role, for a time. Several may stand beside one another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "role"], condition=Q(valid_until__isnull=True), name="one_open_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} at {self.school}"


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def current(self) -> Self:
        """Not closed."""
        return self.filter(closed_at__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)


class Classroom(models.Model):
    """A teaching group, like 13H. Closed at the end of its year, it is kept, and another one may take its name."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classrooms")
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Nothing is set to it and nobody joins it")
    history = HistoricalRecords()

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(closed_at__isnull=True), name="one_open_class_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EnrolmentRole(models.TextChoices):
    STUDENT = "student", "Student"
    TEACHER = "teacher", "Teacher"


class Enrolment(models.Model):
    """That a person is in a class, as student or as teacher, for a time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=EnrolmentRole.choices)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "user", "role"], condition=Q(valid_until__isnull=True), name="one_open_enrolment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.classroom}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.school_id = self.classroom.school_id
        super().save(*args, **kwargs)
