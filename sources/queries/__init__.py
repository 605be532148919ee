"""Reads that the library's pages and activities need."""

from sources.queries.contents import ChapterContents, Contents, Item, contents_of
from sources.queries.library import shelves
from sources.queries.near import near_in_time, years_about
from sources.queries.notes import AllNotes, Margin, all_notes, citable_notes, margin_of
from sources.queries.people import comparison_of, glossary_of
from sources.queries.texts import Piece, Text, text_of
from sources.queries.timelines import TimelinePage, timeline_page

__all__ = [
    "AllNotes",
    "ChapterContents",
    "Contents",
    "Item",
    "Margin",
    "Piece",
    "Text",
    "TimelinePage",
    "all_notes",
    "citable_notes",
    "comparison_of",
    "contents_of",
    "glossary_of",
    "margin_of",
    "near_in_time",
    "shelves",
    "text_of",
    "timeline_page",
    "years_about",
]
