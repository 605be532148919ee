"""What the templates of an evidence picker show."""

from dataclasses import dataclass
from typing import Any

from activities.kinds.evidence.answer import Found, Row, answer
from activities.kinds.evidence.cells import REASON_LIMIT, reason_path, row_path, stance_path
from activities.kinds.evidence.definition import Claim, Evidence
from activities.kinds.registry import Beside, Quote, Values
from sources.models import Event, Source
from sources.shelf import Citable, Shelf


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence on one claim. `item` is None where the library no longer has it."""

    row: Row
    item: Citable | None
    event: Event | None
    source: Source | None
    path: str
    stance_path: str
    reason_path: str
    reason: str
    """As typed."""

    @property
    def label(self) -> str:
        return self.item.label if self.item else self.row.item.label


@dataclass(frozen=True)
class ClaimBlock:
    """A claim with its rows, in the order of the evidence. `quote` is what the student wrote, where it is taken from
    another part; None also where that part is no more."""

    claim: Claim
    found: Found
    quote: Quote | None
    rows: list[EvidenceRow]
    is_done: bool

    @property
    def groups(self) -> list[tuple[str, list[EvidenceRow]]]:
        """The rows under the headings of the library: a phase of the timeline, sources."""
        found: dict[str, list[EvidenceRow]] = {}
        for row in self.rows:
            found.setdefault(row.item.group if row.item else "No longer in the library", []).append(row)
        return list(found.items())

    @property
    def chosen(self) -> list[EvidenceRow]:
        return [row for row in self.rows if row.row.is_chosen]

    @property
    def shown(self) -> list[EvidenceRow]:
        """What is read: the chosen ones, and those that were put aside with a reason written."""
        return [row for row in self.rows if row.row.is_chosen or row.reason]


@dataclass(frozen=True)
class EvidencePage:
    """The claims in the order of the definition."""

    definition: Evidence
    claims: list[ClaimBlock]
    shelf: Shelf
    limit: int = REASON_LIMIT
    stances: tuple[tuple[str, str], ...] = (
        ("supports", "Supports"),
        ("challenges", "Challenges"),
        ("nothing", "Says nothing"),
    )


def page(definition: Evidence, values: Values, beside: Beside) -> EvidencePage:
    """The claims with what was chosen for each."""
    filled = answer(definition, values)
    blocks = [
        ClaimBlock(
            claim=found.claim,
            found=found,
            quote=_quote(found.claim, beside),
            rows=[_row(found.claim.id, row, values, beside.shelf) for row in found.rows],
            is_done=step.done,
        )
        for found, step in zip(filled.claims, filled.steps, strict=True)
    ]
    return EvidencePage(definition, blocks, beside.shelf)


def _quote(claim: Claim, beside: Beside) -> Quote | None:
    return beside.quotes.get(claim.taken.part, {}).get(claim.taken.answer) if claim.taken else None


def _row(claim: str, row: Row, values: Values, shelf: Shelf) -> EvidenceRow:
    ref, key = row.item.ref, row.item.id
    reason: Any = values.get(reason_path(claim, key))
    return EvidenceRow(
        row=row,
        item=shelf.get(ref),
        event=shelf.event(ref),
        source=shelf.source(ref),
        path=row_path(claim, key),
        stance_path=stance_path(claim, key),
        reason_path=reason_path(claim, key),
        reason=reason or "",
    )
