"""Forms of the teacher: setting work and changing it, and marking a paper."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from activities.forms import ParagraphsField
from activities.marking.drafts import (
    COMMENT_LIMIT,
    NEXT_STEPS,
    NOTE_LIMIT,
    STEP_LIMIT,
    TOTAL,
    MarkText,
    note_path,
    step_path,
)
from activities.marking.models import Mark, MarkDraft, SchemeVersion
from activities.models import Activity, Assignment, Submission
from activities.services import Terms
from historyclass.people.forms import TOO_LONG, PlainForm

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199
ANSWER_LIMIT = 2000
PASSED = "That moment has passed. Choose a later one."


def in_a_week() -> datetime:
    """Nine in the morning, a week from today, in the school's time."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=7), time(9)))


def moment_words(at: datetime) -> str:
    """A moment in a sentence, in the school's time: Thu 26 Nov, 09:00."""
    return date_format(timezone.localtime(at), "D j M, H:i")


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and a time, to the minute."""

    widget = LocalDateTimeInput
    default_error_messages = {"invalid": "Write a day and a time, like 26 November 2026, 09:00."}

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment is not None and not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise forms.ValidationError("Write a year like 2026.")
        return moment


class TermsForm(PlainForm):
    """What a teacher says of a piece of set work: what to do, from when until when, out of how many points."""

    title = forms.CharField(max_length=200, help_text="Students read it at the head of their work.")
    instructions = ParagraphsField(
        label="What to do",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Students read it beside their work. An empty line parts two paragraphs.",
    )
    opens_at = MomentField(label="Opens", required=False, help_text="Empty: at once.")
    due_at = MomentField(label="Due", help_text="Work that comes later is kept and marked late.")
    closes_at = MomentField(label="Closes", required=False, help_text="Empty: it stays open for late work.")
    drafts_readable = forms.BooleanField(
        label="Students’ drafts: I can read them before they hand in",
        required=False,
        help_text="Students are told either way.",
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        opens_at, due_at, closes_at = (data.get(name) for name in ("opens_at", "due_at", "closes_at"))
        if opens_at and due_at and opens_at >= due_at:
            self.add_error(
                "opens_at", "It has to open before it is due. Choose an earlier moment, or make it due later."
            )
        if closes_at and due_at and closes_at < due_at:
            self.add_error("closes_at", "It would close before it is due. Choose the due time, or a later moment.")
        return data

    @property
    def terms(self) -> Terms:
        """What was filled in. Only of a form that is valid."""
        data = self.cleaned_data
        return Terms(
            title=data["title"],
            instructions=data["instructions"],
            opens_at=data["opens_at"],
            due_at=data["due_at"],
            closes_at=data["closes_at"],
            drafts_readable=data["drafts_readable"],
        )


class SetWorkForm(TermsForm):
    """An activity is set. The defaults are fit to be sent as they are."""

    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        widget=forms.HiddenInput,
        empty_label="Choose",
        error_messages={
            "required": "Choose an activity.",
            "invalid_choice": "This activity cannot be set any more. Choose another one.",
        },
    )
    field_order = ("activity",)

    def __init__(self, *args: Any, activities: QuerySet[Activity], activity: Activity | None, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "activity": activity,
            "title": activity.title if activity else "",
            "instructions": activity.instructions if activity else [],
            "due_at": in_a_week(),
        }
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise forms.ValidationError(PASSED)
        return due_at

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "activity" in self.errors:
            # What cannot be set is chosen anew, on the same page as everything that was typed.
            choice = forms.Select(choices=self.fields["activity"].choices)  # type: ignore[attr-defined]
            self.fields["activity"].widget = choice
        return data


class ChangeWorkForm(TermsForm):
    """Set work is changed. A moment that has passed may stay as it is, and none may be moved into the past."""

    def __init__(self, *args: Any, assignment: Assignment, version: SchemeVersion, has_marks: bool, **kwargs: Any):
        names = ("title", "instructions", "opens_at", "due_at", "closes_at", "drafts_readable")
        kwargs["initial"] = {name: getattr(assignment, name) for name in names} | {"points": version.maximum}
        super().__init__(*args, **kwargs)
        if has_marks:
            self.fields["points"].disabled = True
            self.fields["points"].help_text = f"A mark has been given out of {version.maximum}, so this stays."

    def clean_opens_at(self) -> datetime | None:
        return self._unless_changed("opens_at")

    def clean_due_at(self) -> datetime | None:
        return self._not_into_the_past("due_at")

    def clean_closes_at(self) -> datetime | None:
        return self._not_into_the_past("closes_at")

    def _unless_changed(self, name: str) -> datetime | None:
        """The moment that stands, to the second, where the field shows the same minute."""
        moment: datetime | None = self.cleaned_data[name]
        stands: datetime | None = self.initial[name]
        is_same = moment and stands and moment == stands.replace(second=0, microsecond=0)
        return stands if is_same else moment

    def _not_into_the_past(self, name: str) -> datetime | None:
        moment = self._unless_changed(name)
        if moment is not None and moment != self.initial[name] and moment <= timezone.now():
            raise forms.ValidationError(PASSED)
        return moment


class LinesField(forms.CharField):
    """A text of several lines. A form sent without a script has other line breaks than one read by it: here they are
    one character, whatever the browser sends."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value)


class TypedField(LinesField):
    """Words as the desk keeps them, with nothing taken away at the ends."""

    def __init__(self, limit: int) -> None:
        super().__init__(required=False, max_length=limit, strip=False)
        for check in self.validators:
            if isinstance(check, MaxLengthValidator):
                check.message = TOO_LONG


class MarkForm(PlainForm):
    """A mark: points, a comment, what to do next, and a comment for each place of the piece.

    A field is called as its cell on the draft (drafts.py). `after` carries the mark that stood on the page, `number`
    which hand-in it showed, `out_of` its points, `known` the revision of the draft, so that what is newer is noticed.
    """

    total = forms.IntegerField(
        min_value=0,
        error_messages={"invalid": "Write a whole number.", "required": "Write the points, 0 or more."},
    )
    comment = TypedField(COMMENT_LIMIT)
    after = forms.IntegerField(required=False)
    number = forms.IntegerField(required=False)
    out_of = forms.IntegerField(required=False)
    known = forms.IntegerField(required=False)

    def __init__(
        self,
        *args: Any,
        submission: Submission,
        maximum: int,
        draft: MarkDraft,
        mark: Mark | None,
        **kwargs: Any,
    ) -> None:
        stands = {
            "number": submission.number,
            "out_of": maximum,
            "after": mark.pk if mark else None,
            "known": draft.sheet.revision,
        }
        kwargs["initial"] = {**MarkText.read(draft.sheet.values).values, **stands}
        super().__init__(*args, **kwargs)
        self.submission = submission
        self.maximum = maximum
        self.places = submission.work.assignment.live_parts.places(submission.snapshot)
        for number in range(1, NEXT_STEPS + 1):
            self.fields[step_path(number)] = TypedField(STEP_LIMIT)
        for path in self.places:
            self.fields[note_path(path)] = TypedField(NOTE_LIMIT)

    def clean_total(self) -> int:
        total: int = self.cleaned_data["total"]
        if total > self.maximum:
            raise forms.ValidationError(f"At most {self.maximum} points.")
        return total

    @property
    def seen(self) -> dict[str, Any]:
        """What the page shows, to be sent back with it."""
        return {name: self[name].value() for name in ("after", "number", "out_of", "known")}

    @property
    def steps(self) -> list[forms.BoundField]:
        """The fields of what to do next."""
        return [self[step_path(number)] for number in range(1, NEXT_STEPS + 1)]

    def note(self, place: str) -> forms.BoundField:
        """The field for the comment at a place."""
        return self[note_path(place)]

    @property
    def text(self) -> MarkText:
        """What was filled in, as the draft keeps it. Only of a form that is valid."""
        return MarkText.read({**self.cleaned_data, TOTAL: str(self.cleaned_data[TOTAL])})


class AnswerForm(PlainForm):
    """What is said to a comment."""

    answer = LinesField(max_length=ANSWER_LIMIT, error_messages={"required": "Write your answer first."})

    @property
    def text(self) -> str:
        """As it was typed."""
        return str(self["answer"].value() or "")

    @property
    def fault(self) -> str:
        """What is wrong with it, "" where nothing is."""
        return " ".join(str(each) for each in self["answer"].errors)
