"""What the form of a kind is made of. A kind's own stands in its folder, in `author.py`, and its template beside the
others: `templates/activities/kinds/<slug>/author.html`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.utils.text import slugify
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from activities.authoring.rows import PRESS, Data, RowForm, Rows, as_typed
from historyclass.people.forms import PlainForm
from sources.shelf import Shelf

D = TypeVar("D", bound=BaseModel)
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Around:
    """What a part can be made from: the enquiry's library, and the answers in the activity's other parts that it may
    take up, as choices of "part key/id", grouped by part."""

    shelf: Shelf = field(default_factory=Shelf)
    answers: Choices = ()


@dataclass(frozen=True)
class RowsOf:
    """The things of one sort in a definition. `noun` is what one is called; a new one is named after the first of the
    fields `named_by` that is filled; `taken` are ids that it cannot have. No two have the same text in `distinct`."""

    form: Callable[..., RowForm]
    noun: str
    named_by: tuple[str, ...]
    taken: frozenset[str] = frozenset()
    distinct: str = ""


class AuthorForm(PlainForm, Generic[D]):
    """The form of one part's definition, whose fields and rows are called as in the definition.

    After a press everything typed is shown again and nothing is checked (`is_pressed`). What the form does not show,
    the definition keeps.
    """

    model: ClassVar[type[BaseModel]]
    rows_of: ClassVar[dict[str, RowsOf]] = {}
    use_required_attribute = False

    def __init__(self, definition: D, around: Around, data: Data | None = None) -> None:
        self.before, self.around = definition, around
        self.is_pressed = data is not None and bool(data.get(PRESS))
        stored = definition.model_dump(mode="json")
        super().__init__(None if self.is_pressed else data, prefix="d", initial=self.shown(stored))
        if data is not None and self.is_pressed:
            self.initial = as_typed(self, data)
        self.rows: dict[str, Rows[RowForm]] = {
            name: Rows(
                lambda *args, made=each.form, **more: made(*args, around=around, **more),
                name,
                noun=each.noun,
                initial=[each.form.shown(one) for one in stored[name]],  # type: ignore[attr-defined]
                data=data,
            )
            for name, each in self.rows_of.items()
        }
        self.result: D | None = None

    @classmethod
    def start(cls, around: Around) -> Any:
        """What a new part of the kind asks at first; None where the library has nothing for it."""
        raise NotImplementedError

    def shown(self, stored: dict[str, Any]) -> dict[str, Any]:
        """What the fields show for a definition as it is stored."""
        return stored

    def stored(self) -> dict[str, Any]:
        """Of valid fields: what they say of the definition, without the rows."""
        return dict(self.cleaned_data)

    def is_valid(self) -> bool:
        sound = all([super().is_valid(), *(rows.are_valid() for rows in self.rows.values())])
        return sound and self._are_distinct() and self._fits()

    def definition(self) -> D:
        """Of a valid form."""
        if self.result is None:
            raise ValueError("The form has not been found valid.")
        return self.result

    def label_of(self, name: str) -> str:
        """What a part of the definition is called on the page."""
        if name in self.rows_of:
            return f"{self.rows_of[name].noun}s"
        found = self.fields.get(name)
        return str(found.label or name).lower() if found else name.replace("_", " ")

    def _are_distinct(self) -> bool:
        sound = True
        for name, each in self.rows_of.items():
            seen: set[str] = set()
            for row in self.rows[name] if each.distinct else ():
                text = str(row.cleaned_data[each.distinct]).strip().casefold()
                if text and text in seen:
                    row.add_error(each.distinct, f"Another {each.noun} is called the same. Give each its own name.")
                    sound = False
                seen.add(text)
        return sound

    def _fits(self) -> bool:
        made = {name: self._rows_stored(name, each) for name, each in self.rows_of.items()}
        wanted = {**self.before.model_dump(mode="json"), **self.stored(), **made}
        try:
            self.result = self.model.model_validate(wanted)  # type: ignore[assignment]
        except ValidationError as faults:
            for fault in faults.errors():
                self._tell(fault)
            return False
        return True

    def _rows_stored(self, name: str, each: RowsOf) -> list[dict[str, Any]]:
        found = [row.stored() for row in self.rows[name]]
        # What was taken out now may be taken up elsewhere: nothing else is called as it was.
        before = {one["id"] for one in self.before.model_dump(mode="json")[name]}
        ids = before | {one["id"] for one in found if one["id"]} | each.taken
        for one in found:
            if not one["id"]:
                text = next((one[key] for key in each.named_by if one.get(key)), each.noun)
                one["id"] = new_id(text, ids)
                ids.add(one["id"])
        return found

    def _tell(self, fault: ErrorDetails) -> None:
        """Put a fault of the definition beside the field that it is about."""
        words = _words(fault)
        first, *rest = fault["loc"] or ("",)
        if first in self.rows and rest and isinstance(rest[0], int) and rest[0] < len(self.rows[str(first)]):
            row = self.rows[str(first)][rest[0]]
            name = str(rest[1]) if len(rest) > 1 else ""
            row.add_error(name if name in row.fields and name != "id" else None, words)
        else:
            self.add_error(str(first) if first in self.fields else None, words)


class SourcesField(forms.MultipleChoiceField):
    """The sources to choose from, in the order of the library. One that is retired since it was chosen is a fault."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, shelf: Shelf, chosen: Sequence[str]) -> None:
        self.retired = {key for key in chosen if key not in shelf.sources or shelf.sources[key].retired}
        standing = [
            (key, f"{source.number}: {source.title}") for key, source in shelf.sources.items() if not source.retired
        ]
        gone = [
            (key, f"{shelf.sources[key].number if key in shelf.sources else f'Source {key}'}: no longer in the library")
            for key in chosen
            if key in self.retired
        ]
        self.offered = [*standing, *gone]
        self.choices = self.offered

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        gone = [key for key in self.retired if key in chosen]
        if gone:
            raise forms.ValidationError("Untick what is no longer in the library.")
        return [key for key, _ in self.offered if key in chosen]


def new_id(text: str, taken: set[str] | frozenset[str]) -> str:
    """An id out of a few words: small letters, digits and hyphens, at most 20, not among those taken."""
    base = re.sub(r"[^a-z0-9-]", "", slugify(text))[:16].strip("-") or "new"
    number, found = 2, base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def _words(fault: ErrorDetails) -> str:
    """A fault of a definition in plain words."""
    context = fault.get("ctx", {})
    match fault["type"]:
        case "string_too_short" | "missing":
            return "Fill this in."
        case "too_short":
            return f"At least {context['min_length']} is needed here."
        case "too_long":
            return f"At most {context['max_length']} fit here."
        case "string_too_long":
            return f"At most {context['max_length']} characters fit."
        case "greater_than_equal":
            return f"At least {context['ge']}."
        case "less_than_equal":
            return f"At most {context['le']}."
        case "value_error":
            return str(context.get("error", fault["msg"]))
        case _:
            return "This cannot be kept as it is. Type it again."
