"""What can be worked on and cited: sources, timelines with their events, charts with their cards."""

from typing import TYPE_CHECKING

from django.db import models

from historyclass.people.models import School
from sources.dates import in_words
from sources.models.enquiries import Chapter, PackItem, check_key
from sources.picture_sizes import ShownPicture, shown

if TYPE_CHECKING:
    from sources.models.kept import Holding


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

    @property
    def known_text(self) -> str:
        """When it became public, as people write it; "" where that was at its date."""
        return in_words(self.known_from) if self.known_from else ""


class Source(Dated, PackItem):
    """A piece of evidence. Its key is never given to another; one in use may be corrected or retired, never removed."""

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Written by its teachers"
    )
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="sources")
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
    wording = models.JSONField(default=list, help_text="Paragraphs of the source itself, where the pack gives it")
    picture = models.FileField(blank=True, max_length=200, help_text="Where the pack gives it")
    picture_credit = models.CharField(max_length=300, blank=True)
    people = models.JSONField(default=list, help_text="Keys of figures: who speaks, and who is spoken of or shown")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "position"]

    def __str__(self) -> str:
        return f"{self.number}, {self.name}"

    held: "Holding | None" = None
    """What the reader's school holds of it, where a query has put it (shelf.put_holdings)."""

    @property
    def words(self) -> list[str]:
        """The wording that this reader can have, in paragraphs: the school's, else the pack's."""
        held: list[str] = self.held.wording if self.held else []
        return held or list(self.wording)

    @property
    def shown_picture(self) -> ShownPicture | None:
        """The picture that this reader can have: the school's, else the pack's."""
        if self.held and self.held.picture:
            return shown(str(self.held.picture), self.held.picture_alt, self.held.picture_credit)
        if self.picture:
            return shown(str(self.picture), self.looks_like or self.title, self.picture_credit)
        return None

    @property
    def origin(self) -> str:
        """Where the summary and the wording stand, for the foot of a card."""
        if self.school_id is not None:
            return "Added by your school." + (" The wording stands below." if self.words else "")
        if self.words:
            return "Summary in our words. The wording stands below."
        return f"Summary in our words. Wording: book, p. {self.page}" if self.page else "Summary in our words."


class TimelineLayout(models.TextChoices):
    """What the phases of a timeline are."""

    PHASES = "phases", "Stretches of years, one after another"
    TRACKS = "tracks", "Sides that act at the same time"
    STRIP = "strip", "One row of spans, to be laid under other timelines"
    MAP = "map", "Strands, told on a map"


class Timeline(PackItem):
    """A chart of what happened when, in phases. Its key is never given to another."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="timelines")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, help_text="As the book numbers it: Chart A")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    layout = models.CharField(max_length=8, choices=TimelineLayout.choices, default=TimelineLayout.PHASES)
    map = models.JSONField(null=True, help_text="A schematic, as in sources.packs.schema.MapEntry")
    ours = models.BooleanField(default=False, help_text="Rebuilt by us: the book's own is lost or only a picture")
    sketch = models.TextField(blank=True, help_text="SVG: the small picture of it, drawn when the pack was loaded")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "position"]

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
    MOVE = "move", "Step in the talks"
    RISING = "rising", "Attempt at revolution"
    ADVANCE = "advance", "Military advance"
    OFFICE = "office", "In office"


class Event(Dated):
    """Something that happened. Its key is never given to another on its timeline; it is retired, never removed."""

    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, related_name="events")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="events")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120, help_text="As on a card: Rapallo")
    text = models.TextField(help_text="In our own words")
    mark = models.CharField(max_length=12, choices=EventMark.choices)
    party = models.CharField(max_length=40, blank=True, help_text="On a strip: whose time it was")
    place = models.JSONField(null=True, help_text="On the timeline's map: {name, at: [longitude, latitude]}")
    people = models.JSONField(default=list, help_text="Keys of figures")
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        ordering = ["timeline", "position"]
        constraints = [models.UniqueConstraint(fields=["timeline", "key"], name="one_event_of_a_key")]

    def __str__(self) -> str:
        return f"{self.name}, {self.date_text}"


class ChartLayout(models.TextChoices):
    """How the groups of a chart stand."""

    CARDS = "cards", "As one list"
    SIDES = "sides", "Side by side"
    STEPS = "steps", "One after another"


class Chart(PackItem):
    """A chart of the book as cards. Its key is never given to another."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="charts")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, help_text="As the book numbers it: Chart C")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    layout = models.CharField(max_length=8, choices=ChartLayout.choices)
    groups = models.JSONField(default=list, help_text="[{key, title, summary}]")
    ours = models.BooleanField(default=False, help_text="Rebuilt by us: the book's own is lost or only a picture")
    page = models.PositiveIntegerField(null=True, blank=True, help_text="In the book")

    class Meta(PackItem.Meta):
        ordering = ["enquiry", "position"]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Card(Dated):
    """A box of a chart. Its key is never given to another on its chart. Its dates are blank where it is of no date."""

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="cards")
    key = models.CharField(max_length=40, validators=[check_key])
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Markdown")
    points = models.JSONField(default=list, help_text="Markdown, one by one")
    date = models.CharField(max_length=60, blank=True, help_text="EDTF")
    date_text = models.CharField(max_length=80, blank=True, help_text="As people write it")
    date_earliest = models.DateField(null=True, blank=True)  # type: ignore[assignment] # always there elsewhere
    date_latest = models.DateField(null=True, blank=True)  # type: ignore[assignment] # always there elsewhere
    known_earliest = models.DateField(null=True, blank=True)  # type: ignore[assignment] # always there elsewhere
    known_latest = models.DateField(null=True, blank=True)  # type: ignore[assignment] # always there elsewhere
    known_note = models.CharField(max_length=300, blank=True, help_text="Why it could not be known before")
    people = models.JSONField(default=list, help_text="Keys of figures")
    retired = models.BooleanField(default=False, help_text="No longer in the pack; still shown where it is used")

    class Meta:
        ordering = ["chart", "position"]
        constraints = [models.UniqueConstraint(fields=["chart", "key"], name="one_card_of_a_key")]

    def __str__(self) -> str:
        return self.title
