"""Enquiries, their chapters, and the pages, people and words in them."""

from django.core.validators import RegexValidator
from django.db import models

from historyclass.people.models import School

check_key = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}\Z", "A key is made of letters, digits, dots and hyphens.")


class Enquiry(models.Model):
    """One historical enquiry, as its pack holds it. One without a school comes with the product; the others are a
    school's own, and nobody else's."""

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries", help_text="Whose own it is"
    )
    pack_slug = models.SlugField(max_length=60, help_text="As the pack has it")
    slug = models.SlugField(
        max_length=120, unique=True, help_text="In addresses: the pack's, with the school's after it"
    )
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    book_title = models.CharField(max_length=200, blank=True)
    book_pages = models.CharField(max_length=40, blank=True)
    pack_digest = models.CharField(
        max_length=64, blank=True, help_text="Of the pack last loaded; the same one is not loaded twice."
    )

    class Meta:
        verbose_name_plural = "enquiries"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Chapter(models.Model):
    """A part of an enquiry that students work through in order."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="chapters")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True, help_text="As the book has it: Chapter 15")
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=300, blank=True)
    overview = models.TextField(blank=True, help_text="Markdown")
    pages = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["enquiry", "position"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "key"], name="one_chapter_of_a_key")]

    def __str__(self) -> str:
        return self.title


class PackItem(models.Model):
    """What a pack holds many of. Its key is never given to another; it is retired, never removed, since somebody may
    have worked with it."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.CharField(max_length=40, validators=[check_key])
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["enquiry", "key"], name="one_%(class)s_of_a_key")]


class ReadingKind(models.TextChoices):
    SECTION = "section", "Section"
    EXPLAINER = "explainer", "Explainer"
    REVIEW = "review", "Review"
    KEY_POINTS = "key-points", "Key points"


class Reading(PackItem):
    """A page of a chapter. Its key is never given to another."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="readings")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ReadingKind.choices)
    label = models.CharField(max_length=40, blank=True, help_text="As the book has it: A, Trouble spot")
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="Markdown")
    points = models.JSONField(default=list, help_text="Key points: [{key, ask, say}]")
    pages = models.CharField(max_length=40, blank=True)

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "position"]

    def __str__(self) -> str:
        return self.title


class Figure(PackItem):
    """Somebody the enquiry turns on. The key is never given to another."""

    chapter = models.ForeignKey(Chapter, null=True, blank=True, on_delete=models.SET_NULL, related_name="figures")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, help_text="On a chip: Litvinov")
    also = models.JSONField(default=list, help_text="Other spellings and names")
    life = models.CharField(max_length=80, blank=True, help_text="1876–1951")
    role = models.CharField(max_length=200)
    text = models.JSONField(default=list, help_text="Paragraphs, Markdown")
    stands_for = models.JSONField(default=list, help_text="Policies, Markdown")
    offices = models.JSONField(default=list, help_text="[{title, span_text}]")
    remarks = models.JSONField(default=list, help_text="[{heading, text}]")
    correction_book = models.TextField(blank=True, help_text="What the book says, where we differ")
    correction_ours = models.TextField(blank=True, help_text="What we hold")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "position"]

    def __str__(self) -> str:
        return self.name


class Term(PackItem):
    """A word of the glossary. The key is never given to another."""

    name = models.CharField(max_length=80)
    also = models.JSONField(default=list, help_text="Other spellings and names")
    short = models.CharField(max_length=400)
    text = models.JSONField(default=list, help_text="Paragraphs, Markdown")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "name"]

    def __str__(self) -> str:
        return self.name
