"""The teacher's form of a set of questions."""

from typing import Any

from django import forms

from activities.authoring.kind_forms import Around, AuthorForm, RowsOf, SourcesField
from activities.authoring.rows import RowForm
from activities.kinds.questions.definition import Question, Questions
from historyclass.fields import LinesField

LESS = {"min_value": "At least %(limit_value)s.", "max_value": "At most %(limit_value)s.", "invalid": "Write a number."}


class QuestionForm(RowForm):
    """One prompt."""

    prompt = LinesField(label="Question", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    short = forms.CharField(
        label="Short name", max_length=30, required=False, help_text="In lists of what is done. Empty: its number."
    )
    guidance = LinesField(
        label="Guidance",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How to go about it.",
    )
    least = forms.IntegerField(
        label="Words, at least", min_value=0, max_value=2000, required=False, error_messages=LESS
    )
    most = forms.IntegerField(
        label="Words, at most",
        min_value=1,
        max_value=2000,
        required=False,
        error_messages=LESS,
        help_text="Nothing is cut: it only says.",
    )

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @staticmethod
    def shown(stored: dict[str, Any]) -> dict[str, Any]:
        words = stored["words"] or {"least": None, "most": None}
        return {**stored, "least": words["least"] or None, "most": words["most"]}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        least, most = data.get("least"), data.get("most")
        if least and not most and "most" not in self.errors:
            self.add_error("most", "Say at most how many, too.")
        if least and most and least > most:
            self.add_error("least", f"More than the {most} it may be at most.")
        return data

    def stored(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in ("id", "prompt", "short", "guidance")}
        most = self.cleaned_data["most"]
        return {**data, "words": {"least": self.cleaned_data["least"] or 0, "most": most} if most else None}


class QuestionsForm(AuthorForm[Questions]):
    model = Questions
    rows_of = {"questions": RowsOf(QuestionForm, "question", named_by=("short", "prompt"), distinct="short")}

    sources = SourcesField(label="Sources beside the questions", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].offer(self.around.shelf, self.before.sources)  # type: ignore[attr-defined]

    @classmethod
    def start(cls, around: Around) -> Questions:
        return Questions(questions=[Question(id="first", prompt="Write your first question here.")])
