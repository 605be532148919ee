"""Fields that several forms of activities have."""

from django import forms

from historyclass.fields import ParagraphsField


class InstructionsField(ParagraphsField):
    """What students are to do, of an activity and of a piece that is set."""

    def __init__(self) -> None:
        super().__init__(
            label="What to do",
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 10}),
            help_text="Students read it beside their work. Leave a blank line between paragraphs.",
        )
