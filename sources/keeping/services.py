"""Writes of what a school holds of sources: their wording, pictures of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from historyclass.people.models import School, User
from historyclass.seen import Seen, fingerprints
from sources import picture_files
from sources.images import Picture
from sources.models import Holding, Source
from sources.search import index_school
from sources.shelf import put_holdings


class Changed(Exception):
    """Somebody else changed what is being changed. `sources` are those, as they stand now, each with what is `held`."""

    def __init__(self, sources: Sequence[Source]) -> None:
        super().__init__(", ".join(str(source) for source in sources))
        self.sources = list(sources)


def wordings_seen(sources: Sequence[Source]) -> dict[str, str]:
    """Fingerprints of the wordings on a page, by key. Wants what is held put to the sources."""
    return fingerprints({source.key: source.words for source in sources})


@transaction.atomic
def hold_wordings(
    *, school: School, sources: Sequence[Source], wordings: Mapping[str, list[str]], seen: Seen, by: User
) -> int:
    """Keep the wordings that somebody has changed on their page, all of them or none: key → paragraphs. Gives how many.
    Raises Changed where a colleague has changed one of these meanwhile."""
    _lock(school, sources)
    now = wordings_seen(sources)
    typed = fingerprints(wordings)
    # What was left as the page showed it is not touched, whatever became of it.
    changed = [source for source in sources if typed[source.key] not in (seen.get(source.key), now[source.key])]
    overtaken = [source for source in changed if seen.get(source.key) != now[source.key]]
    if overtaken:
        raise Changed(overtaken)
    for source in changed:
        words = wordings[source.key]
        _write(school, source, by, wording=[] if words == source.wording else words)
    if changed:
        index_school(changed[0].enquiry, school)
    return len(changed)


def picture_seen(source: Source) -> dict[str, str]:
    """Fingerprint of what the page of a source's picture changes."""
    held = source.held
    return fingerprints(
        {"picture": [str(held.picture), held.picture_alt, held.picture_credit] if held else ["", "", ""]}
    )


def hold_picture(
    *, school: School, source: Source, picture: Picture | None, alt: str, credit: str, seen: Seen, by: User
) -> None:
    """Keep a picture of a source, or other words about the one that is there. Raises Changed."""
    path = picture_files.store(picture) if picture else ""
    try:
        with transaction.atomic():
            _lock(school, [source])
            now = picture_seen(source)
            if seen.get("picture") != now["picture"]:
                raise Changed([source])
            before = str(source.held.picture) if source.held else ""
            _write(school, source, by, picture=path or before, picture_alt=alt, picture_credit=credit)
            if path and before:
                transaction.on_commit(lambda: picture_files.remove(before))
    except BaseException:
        if path:
            picture_files.remove(path)
        raise


@transaction.atomic
def remove_picture(*, school: School, source: Source, by: User) -> None:
    """No longer hold a picture of a source."""
    _lock(school, [source])
    if source.held is None or not source.held.picture:
        return
    before = str(source.held.picture)
    _write(school, source, by, picture="", picture_alt="", picture_credit="")
    transaction.on_commit(lambda: picture_files.remove(before))


def _lock(school: School, sources: Sequence[Source]) -> None:
    """One change at a time for a school, on what it holds now."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    for source in sources:
        source.held = None
    put_holdings(sources, school.pk)


def _write(school: School, source: Source, by: User, **values: Any) -> None:
    source.held, _ = Holding.objects.update_or_create(
        school=school, source=source, defaults={**values, "changed_by": by}
    )
