"""What a set of questions asks: prompts with guidance, each answered in a short piece of writing."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from activities.kinds.registry import Definition, Id, SourceKey


class Words(Definition):
    """How long an answer should be: from `least` words to `most`. It is guidance; nothing is cut or refused."""

    least: int = Field(0, ge=0, le=2000)
    most: int = Field(ge=1, le=2000)

    @model_validator(mode="after")
    def _least_is_less(self) -> Self:
        if self.least > self.most:
            raise ValueError("The least number of words is more than the most.")
        return self


class Question(Definition):
    """One prompt. `short` names it where there is little room; `guidance` says how to go about it."""

    id: Id
    short: str = Field("", max_length=30)
    prompt: str = Field(min_length=1, max_length=400)
    guidance: str = Field("", max_length=1000)
    words: Words | None = None


class Questions(Definition):
    """Questions in order, with the sources that lie beside them."""

    questions: list[Question] = Field(min_length=1, max_length=20)
    sources: list[SourceKey] = Field([], max_length=40)

    @field_validator("questions")
    @classmethod
    def _each_question_once(cls, questions: list[Question]) -> list[Question]:
        ids = [question.id for question in questions]
        if len(set(ids)) != len(ids):
            raise ValueError("Each question needs an id of its own.")
        return questions
