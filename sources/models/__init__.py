"""What students read, and what they and their schools keep beside it."""

from sources.models.enquiries import Chapter, Enquiry, Figure, Reading, ReadingKind, Term, check_key
from sources.models.items import (
    Card,
    Chart,
    ChartLayout,
    Dated,
    Event,
    EventMark,
    Phase,
    Source,
    SourceKind,
    Timeline,
    TimelineLayout,
)
from sources.models.kept import Arrangement, Holding, Note, Visit
from sources.models.packed import PackFile, PackImport, SearchEntry

__all__ = [
    "Arrangement",
    "Card",
    "Chapter",
    "Chart",
    "ChartLayout",
    "Dated",
    "Enquiry",
    "Event",
    "EventMark",
    "Figure",
    "Holding",
    "Note",
    "PackFile",
    "PackImport",
    "Phase",
    "Reading",
    "ReadingKind",
    "SearchEntry",
    "Source",
    "SourceKind",
    "Term",
    "Timeline",
    "TimelineLayout",
    "Visit",
    "check_key",
]
