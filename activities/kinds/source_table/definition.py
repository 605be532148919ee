"""What a source table asks: which sources, which aims, and what else about each source."""

from pydantic import Field, field_validator

from activities.kinds.registry import Definition, Id, SourceKeys


class Aim(Definition):
    """A column to tick. `hint` is one plain sentence on what counts."""

    id: Id
    label: str = Field(min_length=1, max_length=80)
    short: str = Field("", max_length=20)
    hint: str = Field("", max_length=300)


class SourceTable(Definition):
    """Sources × aims, with each source's date and the words that show it where asked."""

    sources: SourceKeys = Field(min_length=1, max_length=40)
    aims: list[Aim] = Field(min_length=1, max_length=6)
    ask_date: bool = True
    ask_words: bool = True
    words_label: str = Field("Words or detail that show it", min_length=1, max_length=80)

    @field_validator("aims")
    @classmethod
    def _each_aim_once(cls, aims: list[Aim]) -> list[Aim]:
        ids = [aim.id for aim in aims]
        if len(set(ids)) != len(ids) or "none" in ids:
            raise ValueError("Each aim needs an id of its own, and none is taken.")
        return aims
