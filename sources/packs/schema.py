"""What a pack's own files may hold: `pack.yaml` and `sources.yaml`."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sources.dates import NotADate, bounds, in_words
from sources.models import EventMark, SourceKind


def _check_edtf(text: str) -> str:
    try:
        bounds(text)
    except NotADate as fault:
        raise ValueError(str(fault)) from fault
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
    key: Key
    title: Line
    question: str = Field("", max_length=300)
    pages: str = Field("", max_length=40)


class PackFile(Strict):
    """`pack.yaml`: what the enquiry is, and its chapters in order."""

    format: int = Field(ge=1, le=1)
    slug: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
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


class SourceEntry(Dated):
    """One source."""

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
    page: int | None = Field(None, ge=1, le=2000)


class SourcesFile(Strict):
    """`sources.yaml`."""

    sources: list[SourceEntry]


class PhaseEntry(Strict):
    """A stretch of years. `span` is EDTF; `span_text` only where people would not write it plainly."""

    key: Key
    title: str = Field(min_length=1, max_length=80)
    span: Edtf
    span_text: str = Field("", max_length=80)
    summary: str = Field("", max_length=1000)


class EventEntry(Dated):
    """Something that happened."""

    key: Key
    phase: Key
    mark: EventMark
    name: str = Field(min_length=1, max_length=120)
    text: Text

    @model_validator(mode="after")
    def _known_from_can_be_shown(self) -> Self:
        if self.known_from:
            in_words(self.known_from)
        return self


MOST_EVENTS = 300
"""On one timeline: what an evidence picker can offer, and a picture can show."""


class TimelineEntry(Strict):
    key: Key
    chapter: Key
    number: str = Field(min_length=1, max_length=40)
    title: Line
    summary: str = Field("", max_length=1000)
    page: int | None = Field(None, ge=1, le=2000)
    phases: list[PhaseEntry] = Field(min_length=1)
    events: list[EventEntry] = Field(min_length=1, max_length=MOST_EVENTS)


class TimelinesFile(Strict):
    """`timelines.yaml`."""

    timelines: list[TimelineEntry]
