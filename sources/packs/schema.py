"""What a pack's own files may hold. Markdown may link to items by reference: [Rapallo](event/chart-a/rapallo)."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sources.dates import NotADate, bounds, in_words
from sources.models import ChartLayout, EventMark, ReadingKind, SourceKind, TimelineLayout

FIRST_YEAR, LAST_YEAR = 10, 2999
"""Pages show the weeks and years around a date, and the calendar of computers goes from 1 to 9999."""


def _check_edtf(text: str) -> str:
    try:
        found = bounds(text)
    except NotADate as fault:
        raise ValueError(str(fault)) from fault
    if found.earliest.year < FIRST_YEAR or found.latest.year > LAST_YEAR:
        raise ValueError(f"{text!r} is too far away: years from {FIRST_YEAR} to {LAST_YEAR} can be shown.")
    return text


Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$")]
Edtf = Annotated[str, Field(max_length=60), AfterValidator(_check_edtf)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]


class Strict(BaseModel):
    """Unknown keys are refused: a misspelt one would be lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Book(Strict):
    title: Line
    pages: str = Field("", max_length=40)


class ChapterEntry(Strict):
    """`number` as the book has it: Chapter 15. `overview` is Markdown."""

    key: Key
    number: str = Field("", max_length=40)
    title: Line
    question: str = Field("", max_length=300)
    overview: str = Field("", max_length=4000)
    pages: str = Field("", max_length=40)


class PackHead(Strict):
    """`pack.yaml`: what the enquiry is, and its chapters in order."""

    format: int = Field(ge=1, le=1)
    slug: str = Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Line
    subtitle: str = Field("", max_length=200)
    book: Book | None = None
    summary: str = Field("", max_length=4000)
    chapters: list[ChapterEntry] = Field(min_length=1)


class Correction(Strict):
    book: Text
    ours: Text


class Dated(Strict):
    """Base of what has a date. `date` and `known_from` are EDTF; `date_text` only where it is not written plainly."""

    date: Edtf
    date_text: str = Field("", max_length=80)
    known_from: Edtf | None = None
    correction: Correction | None = None

    @model_validator(mode="after")
    def _date_can_be_shown(self) -> Self:
        if not self.date_text:
            in_words(self.date)
        return self


Picture = Annotated[str, Field(pattern=r"^pictures/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(png|jpg|jpeg|webp)$")]
"""A file of the pack."""


class SourceEntry(Dated):
    """One source. `wording`: the source itself, paragraph by paragraph, where the pack may give it; `people` are keys
    of `people.yaml`: who speaks, and who is spoken of or shown."""

    key: Key
    chapter: Key
    number: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    title: Line
    attribution: str = Field(min_length=1, max_length=400)
    kind: SourceKind
    speaker: str = Field("", max_length=300)
    audience: str = Field("", max_length=300)
    provenance: Text
    summary: list[Text] = Field(min_length=1)
    looks_like: str = Field("", max_length=4000)
    wording: list[Text] = []
    picture: Picture | None = None
    picture_credit: str = Field("", max_length=300)
    people: list[Key] = []
    page: int | None = Field(None, ge=1, le=2000)


class SourcesFile(Strict):
    """`sources.yaml`."""

    sources: list[SourceEntry] = []


class PhaseEntry(Strict):
    """A stretch of years. `span` is EDTF; `span_text` only where people would not write it plainly."""

    key: Key
    title: str = Field(min_length=1, max_length=80)
    span: Edtf
    span_text: str = Field("", max_length=80)
    summary: str = Field("", max_length=1000)


Degree = Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False)]
Degrees = tuple[Degree, Degree]
"""Longitude east and latitude north."""


class Spot(Strict):
    """Where something happened, on a map of our own drawing."""

    name: str = Field(min_length=1, max_length=80)
    at: Degrees


class EventEntry(Dated):
    """Something that happened. `people` are keys of `people.yaml`; `party` says who was in office, for what stands on a
    strip: those of one party are drawn alike."""

    key: Key
    phase: Key
    mark: EventMark
    party: str = Field("", max_length=40)
    name: str = Field(min_length=1, max_length=120)
    text: Text
    place: Spot | None = None
    people: list[Key] = []

    @model_validator(mode="after")
    def _known_from_can_be_shown(self) -> Self:
        if self.known_from:
            in_words(self.known_from)
        return self


MOST_EVENTS = 300
"""On one timeline: what an evidence picker can offer, and a picture can show."""


class Outline(Strict):
    """Land on a map: a closed line through these points."""

    name: str = Field(min_length=1, max_length=80)
    points: list[Degrees] = Field(min_length=3, max_length=400)


class Area(Outline):
    """What changed hands in a phase. It may be drawn over the edge of the land `within` which it is: only that land is
    hatched. `at` is where the number of its phase stands."""

    phase: Key
    within: str = Field("", max_length=80)
    at: Degrees | None = None


class MapEntry(Strict):
    """A schematic drawn by the pack's author: not a map to measure on. `frame`: west, south, east, north. `spots` are
    names of countries and seas, written where they lie; `says` is about the drawing."""

    frame: tuple[Degree, Degree, Degree, Degree]
    land: list[Outline] = []
    areas: list[Area] = []
    spots: list[Spot] = []
    says: str = Field("", max_length=400)

    @model_validator(mode="after")
    def _frame_can_be_drawn(self) -> Self:
        west, south, east, north = self.frame
        if not (-180 <= west < east <= 180 and -80 <= south < north <= 80):
            raise ValueError("A frame is west, south, east, north, in degrees: [4.0, 41.0, 32.0, 61.5]")
        return self


class TimelineEntry(Strict):
    """A chart of what happened when. Its `layout` says what its phases are: stretches of years one after another
    (phases), sides that act at the same time (tracks), one row of spans that can be laid under other timelines (strip),
    or strands told on a map (map). `ours`: rebuilt by us, since the book's own is lost or only a picture."""

    key: Key
    chapter: Key
    number: str = Field(min_length=1, max_length=40)
    title: Line
    summary: str = Field("", max_length=1000)
    layout: TimelineLayout = TimelineLayout.PHASES
    map: MapEntry | None = None
    ours: bool = False
    page: int | None = Field(None, ge=1, le=2000)
    phases: list[PhaseEntry] = Field(min_length=1)
    events: list[EventEntry] = Field(min_length=1, max_length=MOST_EVENTS)


class TimelinesFile(Strict):
    """`timelines.yaml`."""

    timelines: list[TimelineEntry] = []


class KeyPoint(Strict):
    """Something to know at the end of a chapter: `ask` stands, `say` is folded away until it is asked for."""

    key: Key
    ask: Line
    say: str = Field(min_length=1, max_length=600)


class ReadingEntry(Strict):
    """A page of a chapter, in its order. Its text is Markdown in `readings/<key>.md`; a line of its own
    `![](source/15.1)` puts a source, chart or timeline there. `label` as the book has it: A, Trouble spot."""

    key: Key
    chapter: Key
    kind: ReadingKind = ReadingKind.SECTION
    label: str = Field("", max_length=40)
    title: Line
    question: str = Field("", max_length=300)
    pages: str = Field("", max_length=40)
    points: list[KeyPoint] = []


class ReadingsFile(Strict):
    """`readings.yaml`, with a file of Markdown for each in `readings/`."""

    readings: list[ReadingEntry] = []


class CardGroup(Strict):
    key: Key
    title: Line
    summary: str = Field("", max_length=1000)


class CardEntry(Strict):
    """One box of a chart: what can be cited, ranked and weighed. `text` and `points` are Markdown, `known_note` says
    why it could not be known before `known_from`. A card that is of no date has neither."""

    key: Key
    group: Key | None = None
    title: Line
    text: str = Field("", max_length=4000)
    points: list[Text] = []
    date: Edtf | None = None
    date_text: str = Field("", max_length=80)
    known_from: Edtf | None = None
    known_note: str = Field("", max_length=300)
    people: list[Key] = []
    correction: Correction | None = None

    @model_validator(mode="after")
    def _dates_can_be_shown(self) -> Self:
        if self.date and not self.date_text:
            in_words(self.date)
        if self.known_from:
            in_words(self.known_from)
        return self


class ChartEntry(Strict):
    """A chart as cards. `layout` says how its groups stand: as one list (cards), side by side (sides) or under headings
    one after another (steps). `ours`: rebuilt by us, since the book's own is lost or only a picture."""

    key: Key
    chapter: Key
    number: str = Field(min_length=1, max_length=40)
    title: Line
    summary: str = Field("", max_length=1000)
    layout: ChartLayout = ChartLayout.CARDS
    ours: bool = False
    page: int | None = Field(None, ge=1, le=2000)
    groups: list[CardGroup] = []
    cards: list[CardEntry] = Field(min_length=1, max_length=60)


class ChartsFile(Strict):
    """`charts.yaml`."""

    charts: list[ChartEntry] = []


class Office(Strict):
    title: Line
    span: Edtf
    span_text: str = Field("", max_length=80)


class Remark(Strict):
    """A paragraph under a heading: Attitude to Germany."""

    heading: str = Field(min_length=1, max_length=80)
    text: Text


class FigureEntry(Strict):
    """Somebody the enquiry turns on. `also` are other spellings and names, found by search; `short` is how they are
    called on a chip; `text` and what they stand for are Markdown."""

    key: Key
    name: str = Field(min_length=1, max_length=120)
    short: str = Field(min_length=1, max_length=60)
    also: list[Line] = []
    born: Edtf | None = None
    died: Edtf | None = None
    role: Line
    text: list[Text] = Field(min_length=1)
    stands_for: list[Text] = []
    offices: list[Office] = []
    remarks: list[Remark] = []
    chapter: Key | None = None
    page: int | None = Field(None, ge=1, le=2000)
    correction: Correction | None = None


class PeopleFile(Strict):
    """`people.yaml`."""

    people: list[FigureEntry] = []


class TermEntry(Strict):
    """A word to be explained where it stands: `short` in a sentence or two, `text` (Markdown) on its own page."""

    key: Key
    name: str = Field(min_length=1, max_length=80)
    also: list[Line] = []
    short: str = Field(min_length=1, max_length=400)
    text: list[Text] = []
    page: int | None = Field(None, ge=1, le=2000)


class GlossaryFile(Strict):
    """`glossary.yaml`."""

    terms: list[TermEntry] = []
