"""The kind `questions`: prompts with guidance, answered in short writing with citations."""

from activities.kinds.questions.answer import answer, places, quotes
from activities.kinds.questions.author import QuestionsForm
from activities.kinds.questions.cells import cells
from activities.kinds.questions.definition import Questions
from activities.kinds.questions.page import page
from activities.kinds.registry import Kind

KIND = Kind(
    slug="questions",
    label="Questions",
    version=1,
    definition=Questions,
    cells=cells,
    answer=answer,
    places=places,
    page=page,
    source_keys=lambda definition: list(definition.sources),
    step_noun=("question", "questions"),
    quotes=quotes,
    cites=True,
    scripts=("writing.js",),
    author=QuestionsForm,
)
