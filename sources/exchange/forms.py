"""Sending a pack."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from historyclass.people.forms import PlainForm
from historyclass.people.models import School, User
from historyclass.people.permissions import school_teacher
from sources.packs.archives import MOST_BYTES


class PackForm(PlainForm):
    """A zip file, and the school it is for where the teacher has several."""

    school = forms.ModelChoiceField(School.objects.none(), empty_label=None)
    pack = forms.FileField(
        label="Zip file",
        error_messages={"required": "Choose the zip file.", "empty": "This file is empty. Choose the zip file."},
        help_text=f"Up to {MOST_BYTES // 1_000_000} MB. You see what would change before anything does.",
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def __init__(self, *args: Any, teacher: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = list(school_teacher.rows(teacher).order_by("name"))
        if len(self.schools) > 1:
            self.fields["school"].queryset = school_teacher.rows(teacher).order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["school"]

    @property
    def for_school(self) -> School:
        """The school it is for, of a form that is valid."""
        chosen: School = self.cleaned_data["school"] if "school" in self.fields else self.schools[0]
        return chosen

    def clean_pack(self) -> "UploadedFile[bytes]":
        sent: UploadedFile[bytes] = self.cleaned_data["pack"]
        size = sent.size or 0
        if size > MOST_BYTES:
            raise ValidationError(f"It has {-(-size // 1_000_000)} MB, and {MOST_BYTES // 1_000_000} MB fit.")
        return sent
