"""What an evidence picker asks: claims, and what there is to support or challenge them with."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from activities.kinds.registry import Definition, Id, PartKey, SourceKeys
from sources.packs.schema import MOST_EVENTS

MOST_SOURCES = 40


class Taken(Definition):
    """An answer in another part of the same activity: of a question, say."""

    part: PartKey
    answer: Id


class Claim(Definition):
    """Something to find evidence on: said here (`text`), or what the student wrote elsewhere (`taken`)."""

    id: Id
    short: str = Field("", max_length=30)
    text: str = Field("", max_length=600)
    taken: Taken | None = None

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if bool(self.text) == bool(self.taken):
            raise ValueError("A claim is said here or taken from another part: one of the two.")
        return self


class Item(Definition):
    """A piece of evidence as the assignment keeps it: its reference, and what it was called when the work was set."""

    ref: str = Field(pattern=r"^(source/[^/]{1,40}|event/[^/]{1,40}/[^/]{1,40})$")
    label: str = Field(min_length=1, max_length=170)

    @property
    def id(self) -> str:
        """As it stands in paths: e.rapallo, s.16.9."""
        kind, _, rest = self.ref.partition("/")
        return f"{kind[0]}.{rest.rpartition('/')[2]}"


class Evidence(Definition):
    """Claims, and the events of a timeline or the sources to choose from. `least`: pieces for each claim.

    `items` is what there is to choose from, taken from the library when the work is set.
    """

    claims: list[Claim] = Field(min_length=1, max_length=8)
    timeline: str = Field("", max_length=40)
    sources: SourceKeys = Field([], max_length=MOST_SOURCES)
    least: int = Field(2, ge=1, le=10)
    ask_reason: bool = True
    items: list[Item] = Field([], max_length=MOST_SOURCES + MOST_EVENTS)

    @field_validator("claims")
    @classmethod
    def _each_claim_once(cls, claims: list[Claim]) -> list[Claim]:
        ids = [claim.id for claim in claims]
        if len(set(ids)) != len(ids):
            raise ValueError("Each claim needs an id of its own.")
        return claims

    @field_validator("items")
    @classmethod
    def _each_item_once(cls, items: list[Item]) -> list[Item]:
        ids = [item.id for item in items]
        if len(set(ids)) != len(ids):
            raise ValueError("A piece of evidence stands twice.")
        return items

    @model_validator(mode="after")
    def _something_to_choose_from(self) -> Self:
        if not self.timeline and not self.sources:
            raise ValueError("Name a timeline or sources to choose from.")
        return self
