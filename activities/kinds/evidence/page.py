"""What the templates of an evidence picker show."""

from dataclasses import dataclass
from functools import cached_property

from activities.kinds.evidence.answer import STANCE_WORDS, Found, Row, answer
from activities.kinds.evidence.cells import REASON_LIMIT, reason_path, row_path, stance_path
from activities.kinds.evidence.definition import Claim, Evidence, Item
from activities.kinds.registry import Beside, Quote, Values
from historyclass.desk.writing import written
from sources.shelf import Shelf

ASIDE = "Put aside, with a reason written"


@dataclass(frozen=True)
class Piece:
    """A piece of evidence as the library has it now: what it is called, when it was, what it says in a sentence or two.

    `group` and `years`: what it stands under in the list, a phase of the timeline or the sources. `is_gone`: the
    library no longer has it; it is read where it was chosen, and offered to nobody.
    """

    id: str
    name: str
    date: str
    text: str
    group: str
    years: str
    is_gone: bool


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence on one claim; `reason` as typed."""

    row: Row
    piece: Piece
    path: str
    stance_path: str
    reason_path: str
    reason: str

    @property
    def label(self) -> str:
        return self.piece.name

    @property
    def is_shown(self) -> bool:
        """Whether there is something to see: it is chosen, or was put aside with a reason written."""
        return self.row.is_chosen or bool(self.row.reason)


@dataclass(frozen=True)
class ClaimBlock:
    """A claim with its rows, in the order of the evidence. `quote` is what the student wrote, where it is taken from
    another part; None also where that part is no more."""

    claim: Claim
    found: Found
    quote: Quote | None
    rows: list[EvidenceRow]
    is_done: bool
    definition: Evidence

    @property
    def is_written(self) -> bool:
        """Whether the claim can be read: it is said in the definition, or the student has written it."""
        return bool(self.claim.text) or self.quoted_text != "" or self.has_writing

    @property
    def quoted_text(self) -> str:
        """What is taken from a field of plain text; "" where it is writing."""
        value = self.quote.value if self.quote else ""
        return value.strip() if isinstance(value, str) else ""

    @property
    def has_writing(self) -> bool:
        """Whether what is taken is writing, and there is some."""
        value = self.quote.value if self.quote else None
        found = None if isinstance(value, str) else written(value)
        return found is not None and not found.is_blank

    @property
    def shown(self) -> list[EvidenceRow]:
        return [row for row in self.rows if row.is_shown]

    @property
    def stances(self) -> list[tuple[str, str, list[EvidenceRow]]]:
        """What is read: each stance that was taken, its heading, and the rows under it; last what was put aside."""
        headings = {stance: words[:1].upper() + words[1:] for stance, words in STANCE_WORDS.items()} | {"": ASIDE}
        found = [
            (stance, words, [row for row in self.shown if row.row.stance == stance])
            for stance, words in headings.items()
        ]
        return [group for group in found if group[2]]

    @property
    def says(self) -> str:
        """How far it is, in words; the same as `says` in static/src/kinds/evidence.js."""
        count, least = len(self.found.chosen), self.definition.least
        if not count:
            return f"Nothing chosen yet. Choose at least {least}."
        words = f"{count} of at least {least} chosen." if count < least else f"{count} chosen."
        without = self.found.without_reason if self.definition.ask_reason else 0
        return f"{words} {without} without a reason." if without else words


@dataclass(frozen=True)
class EvidencePage:
    """The claims in the order of the definition."""

    definition: Evidence
    claims: list[ClaimBlock]
    pieces: list[Piece]
    shelf: Shelf
    limit: int = REASON_LIMIT
    stances: tuple[tuple[str, str], ...] = (
        ("supports", "Supports"),
        ("challenges", "Challenges"),
        ("nothing", "Says nothing"),
    )

    @cached_property
    def groups(self) -> list[tuple[str, str, list[Piece]]]:
        """What can be chosen, under its headings: heading, years, pieces."""
        found: dict[tuple[str, str], list[Piece]] = {}
        for piece in self.pieces:
            if not piece.is_gone:
                found.setdefault((piece.group, piece.years), []).append(piece)
        return [(group, years, pieces) for (group, years), pieces in found.items()]

    @property
    def thing(self) -> str:
        """What is chosen, in a word: an event, a source, or evidence where there are both."""
        if self.definition.timeline and self.definition.sources:
            return "piece of evidence"
        return "event" if self.definition.timeline else "source"


def page(definition: Evidence, values: Values, beside: Beside) -> EvidencePage:
    """The claims with what was chosen for each."""
    filled = answer(definition, values)
    pieces = {item.id: _piece(item, beside.shelf) for item in definition.items}
    blocks = [
        ClaimBlock(
            claim=found.claim,
            found=found,
            quote=_quote(found.claim, beside),
            rows=[_row(found.claim.id, row, pieces[row.item.id], values) for row in found.rows],
            is_done=step.done,
            definition=definition,
        )
        for found, step in zip(filled.claims, filled.steps, strict=True)
    ]
    return EvidencePage(definition, blocks, list(pieces.values()), beside.shelf)


def _quote(claim: Claim, beside: Beside) -> Quote | None:
    return beside.quotes.get(claim.taken.part, {}).get(claim.taken.answer) if claim.taken else None


def _piece(item: Item, shelf: Shelf) -> Piece:
    event, source = shelf.event(item.ref), shelf.source(item.ref)
    if event is not None:
        phase = event.phase
        return Piece(
            item.id, event.name, event.date_text, event.text, phase.title, phase.span_text, is_gone=event.retired
        )
    if source is not None:
        text = " ".join(source.summary)
        name = f"{source.number}, {source.name}"
        return Piece(item.id, name, source.date_text, text, "Sources", "", is_gone=source.retired)
    return Piece(item.id, item.label, "", "", "", "", is_gone=True)


def _row(claim: str, row: Row, piece: Piece, values: Values) -> EvidenceRow:
    key = row.item.id
    return EvidenceRow(
        row=row,
        piece=piece,
        path=row_path(claim, key),
        stance_path=stance_path(claim, key),
        reason_path=reason_path(claim, key),
        reason=values.get(reason_path(claim, key)) or "",
    )
