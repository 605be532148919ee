"""The teacher's form of an evidence picker."""

from typing import Any

from django import forms

from activities.authoring.kind_forms import Around, AuthorForm, RowsOf, SourcesField
from activities.authoring.rows import RowForm
from activities.kinds.evidence.definition import Claim, Evidence
from historyclass.fields import LinesField

OWN = "In your own words, below"
GONE = "An answer that is no more"


class ClaimForm(RowForm):
    """Something to find evidence on."""

    short = forms.CharField(
        label="Short name", max_length=30, required=False, help_text="In lists of what is done. Empty: its number."
    )
    taken = forms.ChoiceField(
        label="What the claim says",
        required=False,
        help_text="Your words, or what the student answers in another part.",
    )
    text = LinesField(
        label="The claim, in your words",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Empty where it is taken from an answer.",
    )

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {name for _, group in around.answers for name, _ in group}
        now = self["taken"].value()
        gone = [(now, GONE)] if now and now not in known else []
        self.known = known
        self.fields["taken"].choices = [("", OWN), *around.answers, *gone]  # type: ignore[attr-defined]

    @staticmethod
    def shown(stored: dict[str, Any]) -> dict[str, Any]:
        taken = stored["taken"]
        return {**stored, "taken": f"{taken['part']}/{taken['answer']}" if taken else ""}

    def clean_taken(self) -> str:
        taken: str = self.cleaned_data["taken"]
        if taken and taken not in self.known:
            raise forms.ValidationError("That answer is no more. Choose another, or write the claim yourself.")
        return taken

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "taken" in data and "text" in data:
            if data["taken"] and data["text"]:
                self.add_error("text", "The claim is taken from an answer. Empty this, or choose your own words above.")
            if not data["taken"] and not data["text"]:
                self.add_error("text", "Write the claim, or choose the answer it is taken from.")
        return data

    def stored(self) -> dict[str, Any]:
        part, _, answer = self.cleaned_data["taken"].partition("/")
        taken = {"part": part, "answer": answer} if part else None
        return {**{name: self.cleaned_data[name] for name in ("id", "short", "text")}, "taken": taken}


class EvidenceForm(AuthorForm[Evidence]):
    model = Evidence
    rows_of = {"claims": RowsOf(ClaimForm, "claim", named_by=("short", "text"), distinct="short")}

    timeline = forms.ChoiceField(label="Timeline to choose events from", required=False)
    sources = SourcesField(label="Sources to choose from", required=False)
    least = forms.IntegerField(
        label="Pieces of evidence for each claim, at least",
        min_value=1,
        max_value=10,
        error_messages={"min_value": "At least 1.", "max_value": "At most 10.", "invalid": "Write a number."},
    )
    ask_reason = forms.BooleanField(label="Ask for a reason with each piece", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shelf, chosen = self.around.shelf, self.before.timeline
        self.standing = {
            key: f"{read.timeline.number}: {read.timeline.title}"
            for key, read in shelf.timelines.items()
            if not read.timeline.retired
        }
        gone = [(chosen, f"{chosen}: no longer in the library")] if chosen and chosen not in self.standing else []
        self.fields["timeline"].choices = [("", "None"), *self.standing.items(), *gone]  # type: ignore[attr-defined]
        self.fields["sources"].offer(shelf, self.before.sources)  # type: ignore[attr-defined]

    def clean_timeline(self) -> str:
        timeline: str = self.cleaned_data["timeline"]
        if timeline and timeline not in self.standing:
            raise forms.ValidationError("This timeline is no longer in the library. Choose another.")
        return timeline

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "timeline" in data and "sources" in data and not data["timeline"] and not data["sources"]:
            self.add_error("timeline", "Choose a timeline, or tick sources below.")
        elif "timeline" in data and "sources" in data and data.get("least"):
            there = _pieces(self.around, data["timeline"], data["sources"])
            if data["least"] > there:
                self.add_error("least", f"There are {there} to choose from. Ask for no more, or offer more.")
        return data

    @classmethod
    def start(cls, around: Around) -> Evidence | None:
        standing = [key for key, source in around.shelf.sources.items() if not source.retired]
        timeline = next((key for key, read in around.shelf.timelines.items() if not read.timeline.retired), "")
        if not timeline and not standing:
            return None
        claim = Claim(id="first", text="Write your first claim here.")
        sources = [] if timeline else standing[:2]
        least = min(2, _pieces(around, timeline, sources))
        return Evidence(claims=[claim], timeline=timeline, sources=sources, least=least)


def _pieces(around: Around, timeline: str, sources: list[str]) -> int:
    """How many pieces of evidence there are to choose from."""
    read = around.shelf.timelines.get(timeline)
    return len(sources) + (sum(len(part.standing) for part in read.phases) if read else 0)
