"""Forms of the teacher: setting work and changing it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from activities.forms import InstructionsField
from activities.marking.points import POINTS_LIMIT, USUAL_PART, USUAL_TOTAL, Line, OutOf, Points, points_path, titles_of
from activities.marking.services import PointsFixed
from activities.models import Activity, Assignment
from activities.services import Terms
from historyclass.people.forms import PlainForm

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199
MOST_POINTS = 200
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


def sum_of(values: Iterable[Any]) -> int:
    """What points come to as they stand in their fields; what is no number yet counts nothing."""
    texts = (str(value).strip() for value in values)
    return sum(int(text) for text in texts if len(text) <= POINTS_LIMIT and text.isdecimal())


def _points_name(line: Line) -> str:
    return points_path(line.part) if line.part else "points"


class MomentField(forms.DateTimeField):
    """A day and a time, to the minute."""

    widget = LocalDateTimeInput
    default_error_messages = {"invalid": "Write a day and a time, like 26 November 2026, 09:00."}

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment is not None and not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise forms.ValidationError("Write a year like 2026.")
        return moment


class PointsField(forms.IntegerField):
    """Points that a piece, or a part of it, is out of."""

    def __init__(self, *, label: str, least: int, usual: int) -> None:
        super().__init__(
            label=label,
            min_value=least,
            max_value=MOST_POINTS,
            initial=usual,
            error_messages={
                "required": "Fill this in." if least else "Write the points, 0 or more.",
                "min_value": "At least 1 point." if least else "0 points or more.",
                "max_value": f"At most {MOST_POINTS} points.",
                "invalid": f"Write a whole number, like {usual}.",
            },
        )
        self.widget.attrs["inputmode"] = "numeric"


class TermsForm(PlainForm):
    """What a teacher says of a piece of set work: what to do, from when until when, out of how many points.

    `out_of` is what the form begins with, and says whether points are asked for the whole piece (field `points`) or for
    each part (`points:<key>`).
    """

    title = forms.CharField(max_length=200, help_text="Students read it at the head of their work.")
    instructions = InstructionsField()
    opens_at = MomentField(label="Opens", required=False, help_text="Empty: at once.")
    due_at = MomentField(label="Due", help_text="Work that comes later is kept and marked late.")
    closes_at = MomentField(label="Closes", required=False, help_text="Empty: it stays open for late work.")
    drafts_readable = forms.BooleanField(
        label="Students’ drafts: I can read them before they hand in",
        required=False,
        help_text="Students are told either way.",
    )

    def __init__(self, data: Any = None, *args: Any, out_of: OutOf, **kwargs: Any) -> None:
        points = {_points_name(line): line for line in out_of.lines}
        # A page that was made when there were other parts: their points are asked for, with the usual ones to begin.
        is_other = data is not None and out_of.is_per_part and not any(name in data for name in points)
        if is_other:
            data = data.copy()
            data.update({name: str(line.of) for name, line in points.items()})
        super().__init__(data, *args, **kwargs)
        self.out_of = out_of
        self.points_help = ""
        self.is_of_other_parts = is_other
        for name, line in points.items():
            self.fields[name] = self._points_field(line)
            self.initial[name] = line.of

    def _points_field(self, line: Line) -> PointsField:
        if line.part:
            return PointsField(label=line.title, least=0, usual=USUAL_PART)
        return PointsField(label="Points out of", least=1, usual=USUAL_TOTAL)

    @property
    def points_fields(self) -> list[forms.BoundField]:
        """The one for the whole piece, or one for each part."""
        return [self[_points_name(line)] for line in self.out_of.lines]

    @property
    def points_sum(self) -> int:
        """What the fields come to as they are filled in."""
        return sum_of(field.value() for field in self.points_fields)

    @property
    def points(self) -> Points:
        """As they were filled in. Only of a form that is valid."""
        if not self.out_of.is_per_part:
            whole: int = self.cleaned_data["points"]
            return whole
        return {line.part: self.cleaned_data[line.path] for line in self.out_of.lines}

    def _check_points(self) -> None:
        fields = [_points_name(line) for line in self.out_of.lines]
        if self.is_of_other_parts:
            self.add_error(fields[0], "This piece has several parts. Look at the points of each, then go on.")
        elif self.out_of.is_per_part and not any(self.cleaned_data.get(name, 1) for name in fields):
            self.add_error(fields[0], "Give at least one part a point or more.")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._check_points()
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
        titles = titles_of(activity.parts.all()) if activity else {}
        super().__init__(*args, out_of=OutOf.usual(titles), **kwargs)
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
    """Set work is changed. A moment that has passed may stay as it is, and none may be moved into the past.

    Points for the whole of several parts stay so until the teacher presses `split`; then they are asked for each part.
    """

    def __init__(
        self, data: Any = None, *args: Any, assignment: Assignment, out_of: OutOf, has_marks: bool, **kwargs: Any
    ) -> None:
        names = ("title", "instructions", "opens_at", "due_at", "closes_at", "drafts_readable")
        kwargs["initial"] = {name: getattr(assignment, name) for name in names}
        titles = titles_of(assignment.live_parts.parts)
        self.can_be_split = len(titles) > 1 and not out_of.is_per_part and not has_marks
        if self.can_be_split and data and ("split" in data or any(points_path(part) in data for part in titles)):
            out_of = out_of.shared(titles)
            self.can_be_split = False
        super().__init__(data, *args, out_of=out_of, **kwargs)
        if has_marks:
            self._fix_points()

    def _fix_points(self) -> None:
        # A browser does not send fields that cannot be changed.
        self.is_of_other_parts = False
        self.points_help = str(PointsFixed(self.out_of))
        for each in self.points_fields:
            each.field.disabled = True

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
