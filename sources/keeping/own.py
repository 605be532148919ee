"""Writes of a school's own sources: written, changed, put away and brought back, never deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from historyclass.people.models import School, User
from historyclass.seen import Seen, fingerprints
from sources.keeping.arranging import follow_chapters
from sources.models import Enquiry, Holding, Source
from sources.packs.library import OWN
from sources.search import index_school

AFTER_THE_PACK = 100_000
"""The positions of schools' own sources: behind those of any pack."""
FIELDS = (
    *("chapter_id", "number", "name", "title", "kind", "attribution", "date", "date_text", "known_from", "speaker"),
    *("audience", "provenance", "summary", "looks_like", "page", "people", "words"),
)


class Changed(Exception):
    """A colleague changed the source meanwhile: `source` as it stands, `names` of its fields that differ."""

    def __init__(self, source: Source, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.source, self.names = source, names


def own_seen(source: Source) -> dict[str, str]:
    """Fingerprints of what the page of a school's own source changes. Wants what is held put to it."""
    return fingerprints({name: getattr(source, name) for name in FIELDS})


@transaction.atomic
def write_source(
    *, enquiry: Enquiry, school: School, values: Mapping[str, Any], wording: list[str], by: User
) -> Source:
    """A source of the school's own. Its key is never given again: nothing of the sort is deleted."""
    # One at a time, so that no two take the same number.
    Enquiry.objects.select_for_update(no_key=True).get(pk=enquiry.pk)
    last = Source.objects.filter(enquiry=enquiry, school__isnull=False).aggregate(last=Max("position"))["last"]
    number = (last or AFTER_THE_PACK) - AFTER_THE_PACK + 1
    source = Source.objects.create(
        enquiry=enquiry, school=school, key=f"{OWN}{number}", position=AFTER_THE_PACK + number, **values
    )
    _touch(source, by, wording)
    return source


@transaction.atomic
def change_source(*, source: Source, values: Mapping[str, Any], wording: list[str], seen: Seen, by: User) -> None:
    """Change a school's own source. Raises Changed."""
    current = Source.objects.select_for_update().get(pk=source.pk)
    current.held = Holding.objects.select_related("changed_by").filter(source=current, school=current.school_id).first()
    now = own_seen(current)
    names = [name for name in now if seen.get(name) != now[name]]
    if names:
        raise Changed(current, names)
    for name, value in values.items():
        setattr(current, name, value)
    current.save(update_fields=list(values))
    _touch(current, by, wording)


@transaction.atomic
def offer_source(*, source: Source, is_offered: bool, by: User) -> None:
    """Put a source away from the library, or bring it back. Work that is set with it keeps it."""
    Source.objects.filter(pk=source.pk).update(retired=not is_offered)
    Holding.objects.filter(source=source, school=source.school_id).update(changed_by=by)
    follow_chapters(source.enquiry)
    _index(source)


def _index(source: Source) -> None:
    if source.school is not None:
        index_school(source.enquiry, source.school)


def _touch(source: Source, by: User, wording: list[str]) -> None:
    # What a school holds of its own source also tells who changed it last.
    Holding.objects.update_or_create(
        school=source.school, source=source, defaults={"wording": wording, "changed_by": by}
    )
    follow_chapters(source.enquiry)
    _index(source)
