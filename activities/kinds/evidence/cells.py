"""The places to write in an evidence picker."""

from activities.kinds.evidence.definition import Claim, Evidence, Item
from historyclass.desk.cells import Cell, CellType

REASON_LIMIT = 600
STANCES = ("supports", "challenges", "nothing")
"""What a piece of evidence may do for a claim; the last: it says nothing about it, which is an answer too."""


def row_path(claim: str, item: str) -> str:
    """One piece of evidence on one claim: where a comment on it hangs."""
    return f"{claim}.{item}"


def stance_path(claim: str, item: str) -> str:
    return f"{row_path(claim, item)}/stance"


def reason_path(claim: str, item: str) -> str:
    return f"{row_path(claim, item)}/reason"


def name(definition: Evidence, claim: Claim) -> str:
    """What a claim is called: its short name, else its number."""
    return claim.short or f"Claim {definition.claims.index(claim) + 1}"


def cells(definition: Evidence) -> list[Cell]:
    """For each claim and each piece of evidence: what it does for the claim, and why."""
    return [cell for claim in definition.claims for item in definition.items for cell in _row(definition, claim, item)]


def _row(definition: Evidence, claim: Claim, item: Item) -> list[Cell]:
    label = f"{name(definition, claim)}, {item.label}"
    stance = Cell(stance_path(claim.id, item.id), label, CellType.CHOICE, options=STANCES)
    if not definition.ask_reason:
        return [stance]
    return [stance, Cell(reason_path(claim.id, item.id), f"{label}: reason", limit=REASON_LIMIT)]
