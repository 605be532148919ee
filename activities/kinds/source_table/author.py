"""The teacher's form of a source table."""

from typing import Any

from django import forms

from activities.authoring.kind_forms import Around, AuthorForm, RowsOf, SourcesField
from activities.authoring.rows import RowForm
from activities.kinds.source_table.definition import Aim, SourceTable


class AimForm(RowForm):
    """A column to tick."""

    label = forms.CharField(label="Name of the column", max_length=80)
    short = forms.CharField(
        label="Short name", max_length=20, required=False, help_text="Where there is little room. Empty: the name."
    )
    hint = forms.CharField(
        label="What counts", max_length=300, required=False, help_text="One plain sentence for the student."
    )

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SourceTableForm(AuthorForm[SourceTable]):
    model = SourceTable
    rows_of = {
        "aims": RowsOf(AimForm, "column", named_by=("short", "label"), taken=frozenset({"none"}), distinct="label")
    }

    sources = SourcesField(label="Those in the table", error_messages={"required": "Tick at least one source."})
    ask_date = forms.BooleanField(label="Ask for each source’s date", required=False)
    ask_words = forms.BooleanField(label="Ask for the words or detail that show it", required=False)
    words_label = forms.CharField(
        label="What that column is called", max_length=80, help_text="Over the column for words or a detail."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].offer(self.around.shelf, self.before.sources)  # type: ignore[attr-defined]

    @classmethod
    def start(cls, around: Around) -> SourceTable | None:
        standing = [key for key, source in around.shelf.sources.items() if not source.retired]
        return SourceTable(sources=standing[:1], aims=[Aim(id="first", label="First column")]) if standing else None
