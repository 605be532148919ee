"""Forms of what a school adds to sources."""

from collections.abc import Sequence
from typing import Any

from django import forms

from historyclass.fields import ParagraphsField
from historyclass.people.forms import PlainForm, put_plainly
from sources.images import MOST_BYTES, NotAPicture, Picture, read_picture
from sources.models import Source

LONGEST_WORDING = 30_000
"""Characters: some ten pages of print."""


def wording_field(**more: Any) -> ParagraphsField:
    return ParagraphsField(
        required=False,
        max_length=LONGEST_WORDING,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
        **more,
    )


class WordingsForm(PlainForm):
    """The wording of several sources, a field each. Wants what is held put to the sources."""

    use_required_attribute = False

    def __init__(self, sources: Sequence[Source], data: Any = None) -> None:
        self.sources = list(sources)
        super().__init__(data, initial={_name(source): source.words for source in self.sources})
        for source in self.sources:
            field = wording_field(label=f"Wording of {source.number}")
            put_plainly(field)
            self.fields[_name(source)] = field

    @property
    def rows(self) -> list[tuple[Source, forms.BoundField]]:
        """Each source with its field."""
        return [(source, self[_name(source)]) for source in self.sources]

    @property
    def wordings(self) -> dict[str, list[str]]:
        """Of a valid form: key → paragraphs."""
        return {source.key: self.cleaned_data[_name(source)] for source in self.sources}


def _name(source: Source) -> str:
    # As people read it where a session has ended and the page shows what was typed.
    return f"wording_of_{source.key}"


class PictureForm(PlainForm):
    """A picture of a source, what it shows in words, and whose it is."""

    use_required_attribute = False
    file = forms.FileField(
        label="Picture",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=f"PNG, JPEG or WebP, at most {MOST_BYTES // 1_000_000} MB. What a camera adds, such as the place, is "
        "left out.",
        error_messages={"empty": "The file is empty.", "invalid": "Choose a file."},
    )
    alt = forms.CharField(
        label="What is to be seen",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Read out to whoever does not see the picture.",
        error_messages={"required": "Say in a sentence what is to be seen, for whoever does not see it."},
    )
    credit = forms.CharField(
        label="Where it is from",
        max_length=300,
        required=False,
        help_text="Stands under the picture: a museum, a book and its page.",
    )

    def __init__(self, source: Source, data: Any = None, files: Any = None) -> None:
        held = source.held
        self.has_picture = bool(held and held.picture)
        initial = {
            "alt": (held.picture_alt if held else "") or source.looks_like,
            "credit": held.picture_credit if held else "",
        }
        super().__init__(data, files, initial=initial)
        self.picture: Picture | None = None
        if self.has_picture:
            self.fields["file"].label = "Another picture in its place"

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if not sent:
            if not self.has_picture:
                raise forms.ValidationError("Choose the file of the picture.")
            return None
        # Judged by its size before it is read.
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The picture has {-(-sent.size // 1_000_000)} MB, and {MOST_BYTES // 1_000_000} MB fit."
            )
        try:
            self.picture = read_picture(sent.read())
        except NotAPicture as fault:
            raise forms.ValidationError(str(fault)) from fault
        return sent

    def clean(self) -> dict[str, Any]:
        if self.errors and "file" not in self.errors and self.picture:
            self.add_error("file", "Choose the picture again: no browser keeps it while something else is wrong.")
        return self.cleaned_data
