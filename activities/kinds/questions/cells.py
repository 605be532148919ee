"""The places to write in a set of questions."""

from activities.kinds.questions.definition import Question, Questions
from historyclass.desk.cells import Cell, CellType

ANSWER_LIMIT = 6000


def answer_path(question: str) -> str:
    return f"{question}/text"


def name(definition: Questions, question: Question) -> str:
    """What a question is called: its short name, else its number."""
    return question.short or f"Question {definition.questions.index(question) + 1}"


def cells(definition: Questions) -> list[Cell]:
    """For each question its answer."""
    return [
        Cell(
            answer_path(question.id),
            name(definition, question),
            CellType.WRITING,
            required=True,
            limit=ANSWER_LIMIT,
        )
        for question in definition.questions
    ]
