"""Reads that the library's pages and activities need."""

from sources.queries.contents import ChapterContents, Contents, Item, contents_of
from sources.queries.library import shelves
from sources.queries.near import near_in_time
from sources.queries.people import comparison_of, glossary_of
from sources.queries.texts import Piece, Text, text_of

__all__ = [
    "ChapterContents",
    "Contents",
    "Item",
    "Piece",
    "Text",
    "comparison_of",
    "contents_of",
    "glossary_of",
    "near_in_time",
    "shelves",
    "text_of",
]
