"""Answered questions, read from their cells."""

from dataclasses import dataclass
from functools import cached_property

from activities.kinds.questions.cells import answer_path, name
from activities.kinds.questions.definition import Question, Questions
from activities.kinds.registry import Place, Quote, Step, Values
from historyclass.desk.writing import Writing, written


@dataclass(frozen=True)
class Reply:
    """What was written to one question; None where nothing was."""

    question: Question
    name: str
    writing: Writing | None

    @property
    def is_written(self) -> bool:
        return self.writing is not None and not self.writing.is_blank

    @property
    def is_answered(self) -> bool:
        """In words: what is only cited answers nothing."""
        return self.words > 0

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to be done: no length is asked for, that is for its reader to judge."""
        if self.is_answered:
            return ()
        return ("no words yet",) if self.is_written else ("no answer",)

    @property
    def words(self) -> int:
        return self.writing.words if self.writing else 0

    @property
    def length_words(self) -> str:
        """How long it is, beside what is wanted: "42 words", "18 words, 12 under". static/src/writing/document.js says
        the same while somebody types."""
        count, wanted = self.words, self.question.words
        words = "1 word" if count == 1 else f"{count} words"
        if wanted and 0 < count < wanted.least:
            return f"{words}, {wanted.least - count} under"
        return f"{words}, {count - wanted.most} over" if wanted and count > wanted.most else words


@dataclass(frozen=True)
class QuestionsAnswer:
    """The replies in the order of the definition."""

    replies: tuple[Reply, ...]

    @cached_property
    def steps(self) -> list[Step]:
        """One step a question: done when something is written. How long it is, is for its reader to judge."""
        return [Step(reply.question.id, reply.name, reply.missing) for reply in self.replies]


def answer(definition: Questions, values: Values) -> QuestionsAnswer:
    """The replies as the cells hold them. Missing cells are empty."""
    return QuestionsAnswer(
        tuple(
            Reply(question, name(definition, question), written(values.get(answer_path(question.id))))
            for question in definition.questions
        )
    )


def places(definition: Questions, values: Values) -> list[Place]:
    """Each answer, with what was written."""
    return [
        Place(answer_path(reply.question.id), reply.name, "answer", reply.writing.plain if reply.writing else "")
        for reply in answer(definition, values).replies
    ]


def quotes(definition: Questions, values: Values) -> dict[str, Quote]:
    """Each answer, to be taken up by another part."""
    return {
        question.id: Quote(
            short=name(definition, question),
            asked=question.prompt,
            path=answer_path(question.id),
            value=values.get(answer_path(question.id)),
        )
        for question in definition.questions
    }
