"""What the templates of a set of questions show."""

from dataclasses import dataclass
from typing import Any

from activities.kinds.questions.answer import Reply, answer
from activities.kinds.questions.cells import ANSWER_LIMIT, answer_path
from activities.kinds.questions.definition import Question, Questions
from activities.kinds.registry import Beside, Values
from sources.shelf import Shelf


@dataclass(frozen=True)
class QuestionRow:
    """One question with its answer: `value` as it is stored, `reply` as it is read."""

    number: int
    question: Question
    reply: Reply
    path: str
    value: Any

    @property
    def words_wanted(self) -> str:
        """The guidance on length in words: "30 to 80 words", "at most 80 words"; "" where there is none."""
        wanted = self.question.words
        if wanted is None:
            return ""
        return f"{wanted.least} to {wanted.most} words" if wanted.least else f"at most {wanted.most} words"


@dataclass(frozen=True)
class QuestionsPage:
    """The questions in the order of the definition."""

    definition: Questions
    rows: list[QuestionRow]
    shelf: Shelf
    limit: int = ANSWER_LIMIT


def page(definition: Questions, values: Values, beside: Beside) -> QuestionsPage:
    """The questions with what was written."""
    rows = [
        QuestionRow(number, reply.question, reply, path, values.get(path))
        for number, reply in enumerate(answer(definition, values).replies, 1)
        for path in [answer_path(reply.question.id)]
    ]
    return QuestionsPage(definition, rows, beside.shelf)
