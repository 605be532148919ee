"""What students read: enquiries, their chapters, and the sources in them."""

from django.core.validators import RegexValidator
from django.db import models

from sources.dates import in_words

check_key = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}\Z", "A key is made of letters, digits, dots and hyphens.")


class Enquiry(models.Model):
    """One historical enquiry, as its pack holds it."""

    slug = models.SlugField(max_length=60, unique=True)
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
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=300, blank=True)
    pages = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["enquiry", "position"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "key"], name="one_chapter_of_a_key")]

    def __str__(self) -> str:
        return self.title


class SourceKind(models.TextChoices):
    SPEECH = "speech", "Speech"
    LETTER = "letter", "Letter"
    CARTOON = "cartoon", "Cartoon"
    POSTER = "poster", "Poster"
    PHOTOGRAPH = "photograph", "Photograph"
    ARTICLE = "article", "Article"
    BOOK = "book", "Book"
    HISTORIAN = "historian", "Historian"
    DOCUMENT = "document", "Document"


class Dated(models.Model):
    """What has a date, was known from some date on, and may stand otherwise in the book."""

    date = models.CharField(max_length=60, help_text="EDTF")
    date_text = models.CharField(max_length=80, help_text="As people write it")
    date_earliest = models.DateField()
    date_latest = models.DateField()
    known_from = models.CharField(max_length=60, blank=True, help_text="EDTF; blank where it was known at its date")
    known_earliest = models.DateField()
    known_latest = models.DateField()
    correction_book = models.TextField(blank=True, help_text="What the book says, where we differ")
    correction_ours = models.TextField(blank=True, help_text="What we hold")

    class Meta:
        abstract = True


class Source(Dated):
    """A piece of evidence. Its key is never given to another; one in use may be corrected or retired, never removed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="sources")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="sources")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, help_text="As the book numbers it: Source 16.9")
    name = models.CharField(max_length=120, help_text="As on a card: Litvinov")
    title = models.CharField(max_length=200)
    attribution = models.CharField(max_length=400)
    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    speaker = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=300, blank=True)
    provenance = models.TextField()
    summary = models.JSONField(default=list, help_text="Paragraphs, in our own words")
    looks_like = models.TextField(blank=True, help_text="Pictures: what is to be seen")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        ordering = ["enquiry", "position"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "key"], name="one_source_of_a_key")]

    def __str__(self) -> str:
        return f"{self.number}, {self.name}"

    @property
    def origin(self) -> str:
        """Where the summary and the wording stand, for the foot of a card."""
        return f"Summary in our words. Wording: book, p. {self.page}" if self.page else "Summary in our words."


class Timeline(models.Model):
    """A chart of what happened when, in phases. Its key is never given to another."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="timelines")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="timelines")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, help_text="As the book numbers it: Chart A")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        ordering = ["enquiry", "position"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "key"], name="one_timeline_of_a_key")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Phase(models.Model):
    """A stretch of years of a timeline, with the events in it."""

    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, related_name="phases")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    summary = models.TextField(blank=True)
    span = models.CharField(max_length=60, help_text="EDTF")
    span_text = models.CharField(max_length=80, help_text="As people write it")
    earliest = models.DateField()
    latest = models.DateField()

    class Meta:
        ordering = ["timeline", "position"]
        constraints = [models.UniqueConstraint(fields=["timeline", "key"], name="one_phase_of_a_key")]

    def __str__(self) -> str:
        return self.title


class EventMark(models.TextChoices):
    """What kind of thing an event is: its shape in the picture."""

    AGREEMENT = "agreement", "Agreement or recognition"
    COMINTERN = "comintern", "Comintern"
    THREAT = "threat", "Threat, break or fighting"


class Event(Dated):
    """Something that happened. Its key is never given to another on its timeline; it is retired, never removed."""

    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, related_name="events")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="events")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120, help_text="As on a card: Rapallo")
    text = models.TextField(help_text="In our own words")
    mark = models.CharField(max_length=12, choices=EventMark.choices)
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        ordering = ["timeline", "position"]
        constraints = [models.UniqueConstraint(fields=["timeline", "key"], name="one_event_of_a_key")]

    def __str__(self) -> str:
        return f"{self.name}, {self.date_text}"

    @property
    def known_text(self) -> str:
        """When it became public, as people write it; "" where that was at its date."""
        return in_words(self.known_from) if self.known_from else ""
