"""What a school keeps beside an enquiry, to begin from."""

import io
from typing import Any

from PIL import Image

from historyclass.people.models import User
from sources.dates import bounds
from sources.images import read_picture
from sources.keeping import own, services
from sources.models import Enquiry, Source
from sources.picture_sizes import ShownPicture
from sources.shelf import put_holdings
from tests.cast import Cast


def picture_bytes(width: int = 1200, height: int = 900, colour: str = "teal", sort: str = "PNG") -> bytes:
    """A picture as a camera or a scanner sends it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, sort)
    return out.getvalue()


def held(cast: Cast, key: str, enquiry: Enquiry | None = None) -> Source:
    """A source with what the cast's school holds of it now."""
    source = Source.objects.get(enquiry=enquiry or cast.activity.enquiry, key=key)
    put_holdings([source], cast.school.pk)
    return source


def hold_wording(cast: Cast, key: str, *paragraphs: str, by: User | None = None) -> None:
    source = held(cast, key)
    services.hold_wordings(
        school=cast.school,
        sources=[source],
        wordings={key: list(paragraphs)},
        seen=services.wordings_seen([source]),
        by=by or cast.teacher,
    )


def hold_picture(cast: Cast, key: str, data: bytes | None = None) -> ShownPicture:
    """Hold a picture of a source, unless one is there already."""
    source = held(cast, key)
    if data or source.shown_picture is None:
        services.hold_picture(
            school=cast.school,
            source=source,
            picture=read_picture(data or picture_bytes()),
            alt="A man with a broom.",
            credit="Our archive",
            seen=services.picture_seen(source),
            by=cast.teacher,
        )
    found = held(cast, key).shown_picture
    assert found is not None
    return found


def own_source_values(enquiry: Enquiry, **more: Any) -> dict[str, Any]:
    """What a row of a source holds, as the form gives it."""
    span = bounds("1923-05")
    return {
        "chapter": enquiry.chapters.all()[0],
        "number": "Our source 1",
        "name": "Curzon",
        "title": "An ultimatum from London",
        "kind": "letter",
        "attribution": "Lord Curzon to the Soviet government, May 1923",
        "date": "1923-05",
        "date_text": "May 1923",
        "known_from": "",
        "date_earliest": span.earliest,
        "date_latest": span.latest,
        "known_earliest": span.earliest,
        "known_latest": span.latest,
        "speaker": "The Foreign Secretary",
        "audience": "Moscow",
        "provenance": "Printed at the time.",
        "summary": ["He complains of propaganda and asks for an answer in ten days."],
        "looks_like": "",
        "page": None,
        "people": [],
        **more,
    }


def write_own_source(cast: Cast, **more: Any) -> Source:
    """A source of the cast's school."""
    enquiry = cast.activity.enquiry
    return own.write_source(
        enquiry=enquiry,
        school=cast.school,
        values=own_source_values(enquiry, **more),
        wording=["Ten days are given."],
        by=cast.teacher,
    )
