"""Writes of authoring: a school's own version of an activity is made, changed, retired and offered again.

Set work has its own frozen copy, so none of these touches it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from activities.authoring.kind_forms import new_id
from activities.authoring.parts import Draft, draft_of, live_part
from activities.kinds.registry import Definition, Kind
from activities.models import Activity, Part
from activities.parts import LivePart, Shows
from historyclass.people.models import School, User
from historyclass.seen import Seen, fingerprints

MOST_PARTS = 12


class Changed(Exception):
    """Somebody else changed what is being changed. `names` are what of it."""

    def __init__(self, activity: Activity, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.activity, self.names = activity, names


class Unfit(Exception):
    """The activity would not hold together. `faults` in words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def activity_seen(activity: Activity, parts: Sequence[Part]) -> dict[str, str]:
    """Fingerprints of what the page of an activity changes."""
    found: dict[str, Any] = {
        name: getattr(activity, name) for name in ("title", "summary", "minutes", "instructions", "teacher_notes")
    }
    return fingerprints({**found, "parts": [[part.pk, part.title] for part in parts]})


def part_seen(part: Part) -> dict[str, str]:
    """Fingerprints of what the page of a part changes."""
    return fingerprints({"title": part.title, "shows": part.shows, **part.definition})


def _check_seen(activity: Activity, seen: Seen, now: Seen) -> None:
    names = [name for name in now if seen.get(name) != now[name]]
    if names:
        raise Changed(activity, names)


@transaction.atomic
def copy_activity(*, activity: Activity, school: School, by: User) -> Activity:
    """The school's own version of an activity, with all its parts, to be changed by its teachers."""
    names = {"enquiry", "chapter", "key", "position", "summary", "minutes", "instructions", "teacher_notes"}
    own = Activity.objects.create(
        **{name: getattr(activity, name) for name in names},
        title=_new_title(activity, school),
        school=school,
        based_on=activity,
        made_by=by,
        changed_by=by,
        changed_at=timezone.now(),
    )
    kept = ("key", "position", "title", "kind", "version", "definition", "shows")
    Part.objects.bulk_create(
        Part(activity=own, **{name: getattr(part, name) for name in kept}) for part in activity.parts.all()
    )
    return own


def _new_title(activity: Activity, school: School) -> str:
    """A title that tells it from the others: “… (our version)”, “… (our version 2)”."""
    taken = set(Activity.objects.filter(school=school).values_list("title", flat=True))
    base = activity.title.partition(" (our version")[0][:180]
    title, number = f"{base} (our version)", 2
    while title in taken:
        title, number = f"{base} (our version {number})", number + 1
    return title


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    values: Mapping[str, Any],
    parts: Sequence[tuple[int, str]],
    seen: Seen,
    by: User,
    new: Kind | None = None,
) -> Part | None:
    """Change what an activity says of itself, and its parts' titles and order (`parts`: id, title). With `new`, a part
    of that kind is added, and given back; both or nothing. Raises Changed, and Unfit as add_part does."""
    current = _lock(activity)
    stored = list(current.parts.all())
    _check_seen(current, seen, activity_seen(current, stored))
    for name, value in values.items():
        setattr(current, name, value)
    by_id = {part.pk: part for part in stored}
    order = [part for pk, _ in parts if (part := by_id.get(pk))]
    titles = dict(parts)
    for position, part in enumerate([*order, *(part for part in stored if part not in order)]):
        part.position, part.title = position, titles.get(part.pk, part.title)
        part.save(update_fields=["position", "title"])
    _touch(current, by)
    return add_part(activity=current, kind=new, by=by) if new else None


@transaction.atomic
def change_part(
    *, part: Part, title: str, shows: Sequence[Shows] | None, definition: Definition | None, seen: Seen, by: User
) -> None:
    """Change a part; without a definition, what its kind asks stays, and without `shows` what stands beside it. Raises
    Changed, and Unfit where an answer that is taken up, here or in another part, is none."""
    activity = _lock(part.activity)
    current = Part.objects.get(pk=part.pk)
    _check_seen(activity, seen, part_seen(current))
    live = live_part(current)
    if live is not None and definition is not None:
        _check_fit(draft_of(activity), replace(live, title=title, definition=definition))
        current.definition, current.version = definition.model_dump(mode="json"), live.kind.version
    current.title = title
    if shows is not None:
        current.shows = _stored(shows)
    current.save()
    _touch(activity, by)


def _check_fit(draft: Draft, changed: LivePart) -> None:
    """Nothing that another part takes up may go, and what this one takes up is there."""
    before = draft.get(changed.key)
    names = before.quotes({}) if before else {}
    gone = {key: quote for key, quote in names.items() if key not in changed.quotes({})}
    faults = [
        f"{taker.title} takes up the answer to “{quote.short or quote.asked}”. Change it there first; "
        "what you typed is below, not kept yet."
        for key, quote in gone.items()
        for taker in draft.takers(changed.key)
        if f"{changed.key}/{key}" in taker.kind.quoted(taker.definition)
    ]
    if draft.missing(changed):
        faults.append("It takes up an answer that is no more. Choose another; what you typed is below, not kept yet.")
    if faults:
        raise Unfit(faults)


@transaction.atomic
def add_part(*, activity: Activity, kind: Kind, by: User) -> Part:
    """A new part at the end, with something to begin from. Raises Unfit where there is nothing to begin from."""
    current = _lock(activity)
    draft = draft_of(current)
    keys = {part.key for part, _ in draft.parts}
    definition = kind.author.start(draft.around("")) if kind.author else None  # type: ignore[attr-defined]
    if definition is None:
        raise Unfit([f"The library has nothing to make this from: {kind.label.lower()}."])
    if len(keys) >= MOST_PARTS:
        raise Unfit([f"An activity has at most {MOST_PARTS} parts."])
    part = Part.objects.create(
        activity=current,
        key=new_id(kind.label, keys),
        position=max((part.position for part, _ in draft.parts), default=-1) + 1,
        title=kind.label,
        kind=kind.slug,
        version=kind.version,
        definition=definition.model_dump(mode="json"),
    )
    _touch(current, by)
    return part


def why_not_removed(draft: Draft, key: str) -> str:
    """Why a part cannot be removed now, in words; "" where it can."""
    if len(draft.parts) == 1:
        return "It is the only part, and an activity has at least one."
    takers = [part.title for part in draft.takers(key)]
    if takers:
        return f"{' and '.join(takers)} takes up answers in it. Change that first."
    return ""


@transaction.atomic
def remove_part(*, part: Part, by: User) -> None:
    """Take a part out of an activity, and its answer from beside others. Raises Unfit."""
    activity = _lock(part.activity)
    draft = draft_of(activity)
    why = why_not_removed(draft, part.key)
    if why:
        raise Unfit([why])
    for shower in draft.showers(part.key):
        shower.shows = [each for each in shower.shows if each.get("activity") or each["part"] != part.key]
        shower.save(update_fields=["shows"])
    Part.objects.filter(pk=part.pk, activity=activity).delete()
    _touch(activity, by)


@transaction.atomic
def offer(*, activity: Activity, is_offered: bool, by: User) -> None:
    """Whether the school's version is offered when work is set. Set work stays as it is."""
    current = _lock(activity)
    current.retired = not is_offered
    _touch(current, by)


def _stored(shows: Sequence[Shows]) -> list[dict[str, Any]]:
    # Which assignment that is, and what it is called, is bound when the work is set.
    return [each.model_dump(include={"part", "activity"}) for each in shows]


def _lock(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("enquiry", "school", "changed_by")
    return rows.get(pk=activity.pk, school__isnull=False)


def _touch(activity: Activity, by: User) -> None:
    activity.changed_at, activity.changed_by = timezone.now(), by
    activity.save()
