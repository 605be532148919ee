"""Forms of authoring: what an activity says of itself, and what every part has, whatever its kind."""

from typing import Any

from django import forms

from activities.authoring.parts import Draft, authored_kinds, show_choices
from activities.authoring.rows import PRESS, Data, RowForm, Rows, as_typed
from activities.forms import InstructionsField
from activities.models import Activity
from activities.parts import LivePart, Shows
from historyclass.fields import LinesField, ParagraphsField
from historyclass.people.forms import PlainForm


class PartRow(RowForm):
    """A part in the list of them: its title and its place."""

    title = forms.CharField(label="Title", max_length=80)


class ActivityForm(PlainForm):
    """What an activity says of itself, with its parts in order (`rows`)."""

    use_required_attribute = False
    title = forms.CharField(max_length=200, help_text="Students read it at the head of their work.")
    summary = LinesField(
        max_length=300, required=False, help_text="One sentence for whoever chooses what to set.", widget=forms.Textarea
    )
    minutes = forms.IntegerField(
        label="Minutes it takes",
        min_value=1,
        max_value=600,
        required=False,
        error_messages={
            "min_value": "At least 1 minute.",
            "max_value": "At most 600 minutes.",
            "invalid": "Write a whole number, like 35.",
        },
    )
    instructions = InstructionsField()
    teacher_notes = ParagraphsField(
        label="Teacher’s notes",
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Students never see these. Leave a blank line between paragraphs.",
    )

    def __init__(self, activity: Activity, draft: Draft, data: Data | None = None) -> None:
        self.is_pressed = data is not None and bool(data.get(PRESS))
        initial = {name: getattr(activity, name) for name in self.base_fields}
        super().__init__(None if self.is_pressed else data, initial=initial)
        if data is not None and self.is_pressed:
            self.initial = as_typed(self, data)
        self.fields["summary"].widget.attrs["rows"] = 2
        stored = [{"id": str(part.pk), "title": part.title} for part, _ in draft.parts]
        self.rows = Rows(PartRow, "parts", noun="part", initial=stored, data=data)
        # A part that somebody removed meanwhile is no more.
        known = {each["id"] for each in stored}
        self.rows.forms = [row for row in self.rows if row["id"].value() in known]

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.rows.are_valid()])

    @property
    def parts(self) -> list[tuple[int, str]]:
        """Of a valid form: id and title of each part, in order."""
        return [(int(row.cleaned_data["id"]), row.cleaned_data["title"]) for row in self.rows]

    def label_of(self, name: str) -> str:
        return str(self.fields[name].label or name).lower() if name in self.fields else name


class NewPartForm(PlainForm):
    """A part to add."""

    kind = forms.ChoiceField(
        label="Add a part",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what kind of part to add."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.slug, kind.label) for kind in authored_kinds()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class PartForm(PlainForm):
    """What every part has: its title, and the answers that stand beside it."""

    use_required_attribute = False
    title = forms.CharField(max_length=80, help_text="Students read it on the way from part to part.")
    shows = forms.MultipleChoiceField(
        label="Answers shown beside it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the student wrote there stands beside this part while they work.",
    )

    def __init__(self, title: str, live: LivePart | None, draft: Draft, data: Data | None = None) -> None:
        is_pressed = data is not None and bool(data.get(PRESS))
        now = live.shows if live else ()
        initial = {"title": title, "shows": [f"{each.activity}/{each.part}" for each in now]}
        super().__init__(None if is_pressed else data, initial=initial)
        if data is not None and is_pressed:
            self.initial = as_typed(self, data)
        choices = show_choices(draft, live) if live else ()
        self.fields["shows"].choices = choices  # type: ignore[attr-defined]
        self.has_shows = bool(choices)
        self._keys = {part.key for part in draft.live}

    def clean_shows(self) -> list[Shows]:
        pairs = [value.partition("/") for value in self.cleaned_data["shows"]]
        if any(not activity and part not in self._keys for activity, _, part in pairs):
            raise forms.ValidationError("Untick what is no longer in this activity.")
        return [Shows(activity=activity, part=part) for activity, _, part in pairs]
