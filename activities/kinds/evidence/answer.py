"""Chosen evidence, read from its cells."""

from dataclasses import dataclass
from functools import cached_property

from activities.kinds.evidence.cells import STANCES, name, reason_path, row_path, stance_path
from activities.kinds.evidence.definition import Claim, Evidence, Item
from activities.kinds.registry import Place, Step, Values

STANCE_WORDS = {"supports": "supports it", "challenges": "challenges it", "nothing": "says nothing about it"}


@dataclass(frozen=True)
class Row:
    """What a student says of one piece of evidence for one claim. It is chosen once it has a stance."""

    item: Item
    stance: str
    reason: str

    @property
    def is_chosen(self) -> bool:
        return bool(self.stance)

    @property
    def words(self) -> str:
        """What it does for the claim, as the end of a sentence; "" where it is not chosen."""
        return STANCE_WORDS.get(self.stance, "")


@dataclass(frozen=True)
class Found:
    """A claim with a row for every piece of evidence there is, in the order of the evidence."""

    claim: Claim
    name: str
    rows: tuple[Row, ...]

    @property
    def chosen(self) -> list[Row]:
        """As it is read: what supports the claim, what challenges it, what says nothing about it."""
        return [row for stance in STANCES for row in self.rows if row.stance == stance]

    @property
    def without_reason(self) -> int:
        """How many are chosen and do not say why."""
        return sum(not row.reason for row in self.chosen)


@dataclass(frozen=True)
class EvidenceAnswer:
    """The claims in the order of the definition."""

    definition: Evidence
    claims: tuple[Found, ...]

    @cached_property
    def steps(self) -> list[Step]:
        """One step a claim: done when enough is chosen, and each says why."""
        return [Step(found.claim.id, found.name, tuple(self._missing(found))) for found in self.claims]

    def _missing(self, found: Found) -> list[str]:
        missing = []
        lacking = self.definition.least - len(found.chosen)
        if lacking > 0:
            missing.append(f"{lacking} more to choose" if found.chosen else "nothing chosen")
        without = found.without_reason
        if self.definition.ask_reason and without:
            missing.append("no reason" if without == 1 else f"{without} without a reason")
        return missing


def answer(definition: Evidence, values: Values) -> EvidenceAnswer:
    """The claims as the cells hold them. Missing cells are empty."""
    return EvidenceAnswer(
        definition,
        tuple(
            Found(claim, name(definition, claim), tuple(_row(claim.id, item, values) for item in definition.items))
            for claim in definition.claims
        ),
    )


def _row(claim: str, item: Item, values: Values) -> Row:
    stance = values.get(stance_path(claim, item.id))
    reason = (values.get(reason_path(claim, item.id)) or "").strip()
    return Row(item, stance if stance in STANCES else "", reason)


def places(definition: Evidence, values: Values) -> list[Place]:
    """Each claim, and under it each piece of evidence that was chosen, in the order they are read."""
    found = []
    for each in answer(definition, values).claims:
        chosen = ", ".join(f"{row.item.label} {row.words}" for row in each.chosen)
        found.append(Place(each.claim.id, each.name, "evidence", chosen))
        for row in each.chosen:
            text = f"{row.words}: {row.reason}" if row.reason else row.words
            label = f"{each.name}, {row.item.label}"
            found.append(Place(row_path(each.claim.id, row.item.id), label, row.item.label, text))
    return found
