"""Forms of a paper: its mark, and what is said to a comment."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from activities.marking.drafts import (
    COMMENT_LIMIT,
    NEXT_STEPS,
    NOTE_LIMIT,
    STEP_LIMIT,
    MarkText,
    note_path,
    step_path,
)
from activities.marking.forms import sum_of
from activities.marking.models import Mark, MarkDraft
from activities.marking.points import OF_PART, TOTAL, Line, OutOf, Points
from activities.models import Submission
from historyclass.fields import LinesField
from historyclass.people.forms import TOO_LONG, PlainForm

ANSWER_LIMIT = 2000


class TypedField(LinesField):
    """Words as the desk keeps them, with nothing taken away at the ends."""

    def __init__(self, limit: int) -> None:
        super().__init__(required=False, max_length=limit, strip=False)
        for check in self.validators:
            if isinstance(check, MaxLengthValidator):
                check.message = TOO_LONG


class GivenField(forms.IntegerField):
    """Points that are given, out of so many."""

    def __init__(self, of: int) -> None:
        super().__init__(
            min_value=0,
            max_value=of,
            error_messages={
                "invalid": "Write a whole number.",
                "required": "Write the points, 0 or more.",
                "min_value": "At least 0.",
                "max_value": f"At most {of} point{'' if of == 1 else 's'}.",
            },
        )


class MarkForm(PlainForm):
    """A mark: points for the whole piece or for each part, a comment, what to do next, and a comment for each place.

    A field is called as its cell on the draft (drafts.py). `after` carries the mark that stood on the page, `number`
    which hand-in it showed, `out_of` its points, `known` the revision of the draft, so that what is newer is noticed.
    """

    comment = TypedField(COMMENT_LIMIT)
    after = forms.IntegerField(required=False)
    number = forms.IntegerField(required=False)
    out_of = forms.CharField(required=False)
    known = forms.IntegerField(required=False)

    def __init__(
        self,
        *args: Any,
        submission: Submission,
        out_of: OutOf,
        draft: MarkDraft,
        mark: Mark | None,
        **kwargs: Any,
    ) -> None:
        stands = {
            "number": submission.number,
            "out_of": out_of.seen,
            "after": mark.pk if mark else None,
            "known": draft.sheet.revision,
        }
        kwargs["initial"] = {**MarkText.read(draft.sheet.values).values, **stands}
        super().__init__(*args, **kwargs)
        self.submission = submission
        self.scale = out_of
        self.places = submission.places
        for line in out_of.marked:
            self.fields[line.path] = GivenField(line.of)
        for number in range(1, NEXT_STEPS + 1):
            self.fields[step_path(number)] = TypedField(STEP_LIMIT)
        for path in self.places:
            self.fields[note_path(path)] = TypedField(NOTE_LIMIT)

    @property
    def is_of_other_points(self) -> bool:
        """Whether the page it was sent from asked for other points."""
        return (self["out_of"].value() or self.scale.seen) != self.scale.seen

    @property
    def other_points(self) -> list[str]:
        """What was typed for points that are not asked for any more."""
        names = [name for name in self.data if name == TOTAL or name.startswith(OF_PART)]
        return [self.data[name] for name in names if name not in self.fields and self.data[name]]

    @property
    def lines(self) -> list[tuple[Line, forms.BoundField | None]]:
        """What points are given on, each with its field; None for a part that carries none."""
        return [(line, self[line.path] if line.of else None) for line in self.scale.lines]

    @property
    def first_points(self) -> forms.BoundField:
        return self[self.scale.marked[0].path]

    @property
    def sum(self) -> int:
        """What the points come to as they are filled in."""
        return sum_of(self[line.path].value() for line in self.scale.marked)

    @property
    def points(self) -> Points:
        """As they were filled in. Only of a form that is valid."""
        if self.scale.is_per_part:
            return {line.part: self.cleaned_data[line.path] for line in self.scale.marked}
        whole: int = self.cleaned_data[TOTAL]
        return whole

    @property
    def seen(self) -> dict[str, Any]:
        """What the page shows, to be sent back with it."""
        stands = {name: self[name].value() for name in ("after", "number", "known")}
        return stands | {"out_of": self["out_of"].value() or self.scale.seen}

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
        points = {line.path: str(self.cleaned_data[line.path]) for line in self.scale.marked}
        return MarkText.read(self.cleaned_data | points)


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
