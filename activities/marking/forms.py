"""Forms of the teacher: setting work, and marking a paper."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from activities.marking.models import Mark, SchemeVersion
from activities.models import Activity
from activities.permissions import activity_setter
from historyclass.people.forms import PlainForm
from historyclass.people.models import User


def in_a_week() -> datetime:
    """Nine in the morning, a week from today, in the school's time."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=7), time(9)))


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SetWorkForm(PlainForm):
    """What is set, by when, out of how many points. The defaults are fit to be sent as they are."""

    activity = forms.ModelChoiceField(Activity.objects.none(), empty_label=None)
    title = forms.CharField(max_length=200, help_text="Students read it at the head of their work.")
    due_at = forms.DateTimeField(
        label="Due",
        widget=LocalDateTimeInput,
        help_text="Work that comes later is kept and marked late.",
        error_messages={"invalid": "Write a day and a time, like 26 November 2026, 09:00."},
    )
    points = forms.IntegerField(
        label="Points out of",
        min_value=1,
        max_value=200,
        initial=20,
        error_messages={
            "min_value": "At least 1 point.",
            "max_value": "At most 200 points.",
            "invalid": "Write a whole number, like 20.",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        activities = activity_setter.rows(user).filter(retired=False)
        first = activities.first()
        kwargs["initial"] = {
            "activity": first,
            "title": first.title if first else "",
            "due_at": in_a_week(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise forms.ValidationError("That moment has passed. Choose a later one.")
        return due_at


class MarkForm(PlainForm):
    """Points and a comment. `after` carries the mark that stood on the page, so that a newer one is noticed."""

    total = forms.IntegerField(
        label="Points",
        min_value=0,
        error_messages={"invalid": "Write a whole number.", "required": "Write the points, 0 or more."},
    )
    comment = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 9}),
        required=False,
        max_length=5000,
        help_text="The student reads it first. Say what to do next.",
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: SchemeVersion, mark: Mark | None, **kwargs: Any) -> None:
        if mark is not None:
            kwargs["initial"] = {"total": mark.total, "comment": mark.comment, "after": mark.pk}
        super().__init__(*args, **kwargs)
        self.version = version
        # The browser would cut what is pasted without a word; the form says that it is too long instead.
        del self.fields["comment"].widget.attrs["maxlength"]
        self.fields["total"].label = f"Points out of {version.maximum}"
        self.fields["total"].widget.attrs.update({"max": version.maximum, "inputmode": "numeric"})

    def clean_total(self) -> int:
        total: int = self.cleaned_data["total"]
        if total > self.version.maximum:
            raise forms.ValidationError(f"At most {self.version.maximum} points.")
        return total
