"""Forms that give time: longer than the class, and for a redraft."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from activities.marking.drafts import NOTE_LIMIT
from activities.marking.forms import PASSED, MomentField, in_a_week, moment_words
from activities.models import Assignment
from historyclass.people.forms import PlainForm


class UntilForm(PlainForm):
    """A moment later than the class's due time, and not past. Read in the school's time."""

    until = MomentField()

    def __init__(self, *args: Any, assignment: Assignment, until: datetime | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": until or later_than(assignment)}
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        due_at = self.assignment.due_at
        if until <= due_at:
            raise forms.ValidationError(f"The whole class has until {moment_words(due_at)}. Choose a later moment.")
        if until <= timezone.now():
            raise forms.ValidationError(PASSED)
        return until


class LongerForm(UntilForm):
    """An extension."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = "They have until"


class SendBackForm(UntilForm):
    """A redraft: by when, and what to do."""

    note = forms.CharField(
        label="What to do",
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They read it at the head of their work. The same words for everybody ticked.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = "The redraft is due"
        # The browser would cut what is pasted without a word; the form says that it is too long instead.
        self.fields["note"].widget.attrs.pop("maxlength", None)


def later_than(assignment: Assignment) -> datetime:
    """A week from today at nine; where the class itself has longer, a week after that."""
    usual = in_a_week()
    return usual if usual > assignment.due_at else timezone.localtime(assignment.due_at) + timedelta(days=7)
