"""The form of a source that a school writes itself."""

from typing import Any

from django import forms

from historyclass.fields import LinesField, ParagraphsField
from historyclass.people.forms import PlainForm
from sources.dates import NotADate, bounds
from sources.keeping.forms import wording_field
from sources.models import Chapter, Enquiry, Figure, Source, SourceKind
from sources.typed_dates import understand

NO_DATE = "Write a date as people do: 23 August 1939, spring 1918, about 1920, 1921–22."


class DateField(forms.CharField):
    """A date as people write it. Gives its EDTF and its words; two blanks where nothing is written."""

    def clean(self, value: Any) -> tuple[str, str]:
        text = super().clean(value)
        if not text:
            return "", ""
        found = understand(text)
        try:
            if found is None:
                raise NotADate
            bounds(found.edtf)
        except NotADate:
            raise forms.ValidationError(NO_DATE) from None
        # What was read out of figures is written out; words stay as they were typed.
        return found.edtf, found.words if found.tell else text


def _text(label: str, longest: int, rows: int = 0, **more: Any) -> forms.CharField:
    if rows:
        return LinesField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)
    return forms.CharField(label=label, max_length=longest, **more)


class OwnSourceForm(PlainForm):
    """What a source of a pack has, too. `fields_of` gives what a row holds."""

    use_required_attribute = False
    chapter = forms.ModelChoiceField(
        Chapter.objects.none(), empty_label=None, help_text="Where it stands in the library."
    )
    number = _text("Number or label", 40, help_text="On chips and cards: Source 16.12, Our source 1.")
    name = _text("Short name", 120, help_text="Who speaks, or what it is: Litvinov, British cartoon.")
    title = _text("Title", 200, help_text="What it is in one line.")
    kind = forms.ChoiceField(choices=SourceKind.choices)
    attribution = _text("Attribution", 400, help_text="Who, as what, where and when, as under a printed source.")
    date = DateField(max_length=80, help_text="23 August 1939, spring 1918, about 1920, 1921–22.")
    known_from = DateField(
        label="Known from", max_length=80, required=False, help_text="When it became public, where that was later."
    )
    speaker = _text("Who speaks", 300, required=False)
    audience = _text("To whom", 300, required=False)
    provenance = _text("Where it comes from", 4000, 4, help_text="How it came to be, and how we have it.")
    summary = ParagraphsField(
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In your own words; it keeps every point students need. Leave a blank line between paragraphs.",
    )
    wording = wording_field(
        help_text="The source itself, where you may give it. Leave a blank line between paragraphs."
    )
    looks_like = _text("What it looks like", 4000, 4, required=False, help_text="Of a picture: what is to be seen.")
    page = forms.IntegerField(
        label="Page in the book",
        required=False,
        min_value=1,
        max_value=2000,
        error_messages={"max_value": "At most 2000.", "invalid": "Write a whole number."},
    )
    people = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, help_text="Who speaks, and who is spoken of or shown."
    )

    def __init__(self, enquiry: Enquiry, source: Source | None = None, data: Any = None, chapter: str = "") -> None:
        chapters = enquiry.chapters.all()
        initial: dict[str, Any] = {"chapter": chapters.filter(key=chapter).first() if chapter else None}
        if source is not None:
            initial = {name: getattr(source, name, None) for name in self.base_fields}
            initial |= {"date": source.date_text, "known_from": source.known_text, "wording": source.words}
        super().__init__(data, initial=initial)
        self.source = source
        self.fields["chapter"].queryset = chapters  # type: ignore[attr-defined]
        known = Figure.objects.filter(enquiry=enquiry, retired=False)
        self.fields["people"].choices = [(each.key, each.name) for each in known]  # type: ignore[attr-defined]
        if not known:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        known, day = data.get("known_from"), data.get("date")
        if known and known[0] and day and bounds(known[0]).latest < bounds(day[0]).earliest:
            self.add_error("known_from", "It cannot have been known before it was there.")
        return data

    @property
    def wording_typed(self) -> list[str]:
        """Of a valid form."""
        words: list[str] = self.cleaned_data["wording"]
        return words

    def values(self) -> dict[str, Any]:
        """Of a valid form: what the row holds, with the bounds of its dates."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "wording"}
        data["date"], data["date_text"] = data["date"]
        data["known_from"], _ = data["known_from"]
        span = bounds(data["date"])
        known = bounds(data["known_from"]) if data["known_from"] else span
        return {
            **data,
            "people": data.get("people", []),
            "date_earliest": span.earliest,
            "date_latest": span.latest,
            "known_earliest": known.earliest,
            "known_latest": known.latest,
        }

    def label_of(self, name: str) -> str:
        return str(self.fields[name].label or name).lower() if name in self.fields else name
