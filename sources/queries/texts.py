"""A text with the items that stand in it, and the words in it that want explaining."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sources import prose
from sources.models import Source
from sources.prose import Block
from sources.queries.contents import Contents, Item, contents_of
from sources.readers import Reader
from sources.refs import stands_on
from sources.shelf import ChartRead, Shelf, shelf_of


@dataclass(frozen=True)
class Piece:
    """A block of a text as it stands on a page: HTML, or the item that stands there."""

    block: Block
    source: Source | None = None
    chart: ChartRead | None = None
    timeline: Item | None = None
    """With its small picture as its text."""
    box: Item | None = None

    @property
    def has_anything(self) -> bool:
        return bool(self.block.html or self.source or self.chart or self.timeline or self.box)


@dataclass(frozen=True)
class Text:
    """A text of a page, and what it names, in the order in which it does."""

    pieces: list[Piece]
    contents: Contents
    refs: Sequence[str]

    @property
    def terms(self) -> list[Item]:
        return self.contents.named(self.refs, "term")

    @property
    def people(self) -> list[Item]:
        return self.contents.named(self.refs, "person")

    @property
    def sources(self) -> list[Item]:
        return self.contents.named(self.refs, "source")

    @property
    def charts(self) -> list[Item]:
        """Charts and timelines, those included of which it names a card or an event."""
        return self.contents.named(map(stands_on, self.refs), "chart", "timeline")

    @property
    def names_anything(self) -> bool:
        return bool(self.people or self.sources or self.charts)


def text_of(text: str, reader: Reader) -> Text:
    """A text for a page, with the contents of its enquiry.

    One query for these, one where sources stand in the text and one where charts do.
    """
    blocks = prose.blocks(text, reader.enquiry.slug)
    keys: dict[str, list[str]] = {"source": [], "chart": [], "timeline": [], "reading": []}
    for kind, _, key in (block.embed.partition("/") for block in blocks if block.embed and reader.sees(block.embed)):
        keys[kind].append(key)
    contents = contents_of(reader, explainers=keys["reading"], sketches=keys["timeline"])
    shelf = _shelf(keys, reader)
    pieces = [_piece(block, shelf, contents) for block in blocks]
    boxes = [piece.box for piece in pieces if piece.box]
    refs = [*prose.refs_in(text), *(ref for box in boxes for ref in prose.refs_in(box.text))]
    return Text([piece for piece in pieces if piece.has_anything], contents, refs)


def _shelf(keys: dict[str, list[str]], reader: Reader) -> Shelf:
    """What stands in a text; of sources, what the reader's school holds, too."""
    shelf = shelf_of(reader.enquiry, school=None, sources=[], timelines=[], charts=keys["chart"], figures=[])
    sources = reader.sources_held.filter(key__in=keys["source"]) if keys["source"] else []
    return replace(shelf, sources={source.key: source for source in sources})


def _piece(block: Block, shelf: Shelf, contents: Contents) -> Piece:
    kind, _, key = block.embed.partition("/")
    return Piece(
        block,
        source=shelf.sources.get(key) if kind == "source" else None,
        chart=shelf.charts.get(key) if kind == "chart" else None,
        timeline=contents.get(block.embed) if kind == "timeline" else None,
        box=contents.get(block.embed) if kind == "reading" else None,
    )
