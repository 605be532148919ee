"""What a pack would change: every item of it beside the same of the pack that is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sources.packs.library import FRONT_PAGE, head_items
from sources.packs.sections import Item, ParsedPack, all_sections

LONGEST_SHOWN = 100
"""Characters of what is shown as it was and as it will be; longer texts are only named."""

_LABELS = {
    "known_from": "known from",
    "date_text": "date in words",
    "picture_credit": "credit of the picture",
    "looks_like": "what it looks like",
    "correction": "where the book differs",
    "short": "short form",
    "also": "other spellings",
    "stands_for": "what they stand for",
    "ours": "whether we rebuilt it",
    "span_text": "span in words",
    "known_note": "why it was not known before",
    "teacher_notes": "notes for teachers",
    "minutes": "minutes it takes",
    "points": "points",
    "say": "answer",
    "ask": "question",
}
"""Where a word of the pack's files is not what people call it."""


class Fate(Enum):
    """What becomes of an item. The value names it on the page; `sign` and `look` go with it."""

    NEW = "New"
    CHANGED = "Changed"
    GONE = "Taken out"

    @property
    def sign(self) -> str:
        return {Fate.NEW: "+", Fate.CHANGED: "~", Fate.GONE: "–"}[self]

    @property
    def look(self) -> str:
        return {Fate.NEW: "new", Fate.CHANGED: "moved", Fate.GONE: "left"}[self]


@dataclass(frozen=True)
class FieldChange:
    """What changes of an item. `old` and `new` are "" where they are too long to show."""

    label: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class ItemChange:
    """An item that does not stay as it is."""

    ref: str
    name: str
    fate: Fate
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class SortChange:
    """All items of one sort, as the new pack has them: `sort` and `sorts`, one and many."""

    sort: str
    sorts: str
    changes: list[ItemChange]
    unchanged: int
    is_reordered: bool

    @property
    def name(self) -> str:
        """What it is called, by how many there are."""
        return self.sort if len(self.changes) + self.unchanged == 1 else self.sorts

    @property
    def told(self) -> str:
        """2 changed, 1 taken out, 8 as before."""
        counted = [(sum(change.fate is fate for change in self.changes), fate.value.lower()) for fate in Fate]
        said = [f"{count} {words}" for count, words in [*counted, (self.unchanged, "as before")] if count]
        return ", ".join([*said, *(["in another order"] if self.is_reordered else [])])


@dataclass(frozen=True)
class Changes:
    """Everything that a pack would change, sort by sort."""

    sorts: list[SortChange]

    @property
    def touched(self) -> list[SortChange]:
        return [each for each in self.sorts if each.changes or each.is_reordered]

    @property
    def contents(self) -> list[SortChange]:
        """What comes in with a pack that is new, its front page apart."""
        return [each for each in self.touched if each.sort != FRONT_PAGE]

    @property
    def untouched(self) -> list[SortChange]:
        return [each for each in self.sorts if not each.changes and not each.is_reordered and each.unchanged]

    @property
    def refs(self) -> dict[str, str]:
        """Reference → name of what changes or is taken out."""
        return {
            change.ref: change.name for each in self.sorts for change in each.changes if change.fate is not Fate.NEW
        }


def items_of(pack: ParsedPack | None) -> list[Item]:
    """Everything in a pack that can be compared; nothing where there is none."""
    if pack is None:
        return []
    return [*head_items(pack), *(item for section in all_sections() for item in section.items(pack))]


def compare(old: ParsedPack | None, new: ParsedPack) -> Changes:
    """What becomes of `old`, which may not be there, when `new` takes its place."""
    before, after = items_of(old), items_of(new)
    sorts = {item.sort: item.sorts for item in [*after, *before]}
    return Changes([_of_sort(sort, many, before, after) for sort, many in sorts.items()])


def _of_sort(sort: str, sorts: str, before: list[Item], after: list[Item]) -> SortChange:
    old = {item.ref: item for item in before if item.sort == sort}
    new = {item.ref: item for item in after if item.sort == sort}
    changes = [change for item in new.values() if (change := _change(old.get(item.ref), item))]
    gone = [ItemChange(item.ref, item.name, Fate.GONE) for item in old.values() if item.ref not in new]
    in_both = [ref for ref in old if ref in new]
    return SortChange(
        sort=sort,
        sorts=sorts,
        changes=changes + gone,
        unchanged=len(new) - len(changes),
        is_reordered=in_both != [ref for ref in new if ref in old],
    )


def _change(old: Item | None, new: Item) -> ItemChange | None:
    if old is None:
        return ItemChange(new.ref, new.name, Fate.NEW)
    if old.content == new.content:
        return None
    return ItemChange(new.ref, new.name, Fate.CHANGED, list(_fields(old.content, new.content)))


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[FieldChange]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before != after:
            label = _LABELS.get(key, key.replace("_", " "))
            shown = _shown(before), _shown(after)
            yield FieldChange(label, *shown) if None not in shown else FieldChange(label)  # type: ignore[arg-type] # said


def _shown(value: Any) -> str | None:
    """A short value in words; None for what is too long, or is more than one thing."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        text = str(value)
        return text if len(text) <= LONGEST_SHOWN and "\n" not in text else None
    return None
