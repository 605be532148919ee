"""What is set from an enquiry, where a pack is about to change it: classes at work keep their questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.models import Assignment
from sources.models import Enquiry
from sources.refs import stands_on


@dataclass(frozen=True)
class SetActivity:
    """An activity that is set, the classes it is set to, and what they read there that changes, by name."""

    title: str
    classes: list[str]
    reads: list[str]


def affected(request: HttpRequest, *, enquiry: Enquiry | None, refs: Mapping[str, str], **values: Any) -> str:
    """The list of what is set from an enquiry; nothing where nothing is. `refs` are what changes: reference → name."""
    found = activities_set(enquiry, refs) if enquiry else []
    return render_to_string("activities/affected.html", {"found": found}, request) if found else ""


def activities_set(enquiry: Enquiry, refs: Mapping[str, str]) -> list[SetActivity]:
    """What is set from an enquiry and not withdrawn: one query."""
    rows = Assignment.objects.standing().filter(activity__enquiry=enquiry, classroom__closed_at=None)
    by_title: dict[str, list[Assignment]] = {}
    for assignment in rows.select_related("classroom").order_by("title", "classroom__name", "pk"):
        by_title.setdefault(assignment.title, []).append(assignment)
    return [_set_activity(title, assignments, refs) for title, assignments in by_title.items()]


def _set_activity(title: str, assignments: list[Assignment], refs: Mapping[str, str]) -> SetActivity:
    classes = dict.fromkeys(assignment.classroom.name for assignment in assignments)
    used = {ref for assignment in assignments for ref in assignment.live_parts.refs}
    return SetActivity(title, list(classes), [name for ref, name in refs.items() if stands_on(ref) in used])
