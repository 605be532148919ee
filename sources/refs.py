"""References: how one item of an enquiry names another. They are what is cited, linked to and searched for.

`source/16.9`, `event/chart-a/rapallo`, `card/chart-16d/germany`, `chart/chart-c`, `timeline/chart-a`,
`person/litvinov`, `term/nep`, `reading/lenins-aims`, `chapter/chapter-15`; of a person's own, `note/<number>/<entry>`.
A reference is never given to another item.
"""

import re

from django.urls import reverse

REF = re.compile(r"[a-z]{1,20}(?:/[A-Za-z0-9][A-Za-z0-9.-]{0,39}){1,2}")


def source_ref(key: str) -> str:
    return f"source/{key}"


def event_ref(timeline: str, key: str) -> str:
    return f"event/{timeline}/{key}"


def card_ref(chart: str, key: str) -> str:
    return f"card/{chart}/{key}"


def note_ref(note: int, entry: str) -> str:
    return f"note/{note}/{entry}"


def stands_on(ref: str) -> str:
    """The reference of what an item is read and put away with: the timeline of an event, the chart of a card; else
    its own."""
    kind, _, rest = ref.partition("/")
    on = {"event": "timeline", "card": "chart"}.get(kind)
    return f"{on}/{rest.partition('/')[0]}" if on else ref


def is_ref(text: str) -> bool:
    """Whether this has the form of a reference; nothing may be there."""
    return REF.fullmatch(text) is not None


def url_of(slug: str, ref: str) -> str:
    """The address of an item of the enquiry `slug`. Raises ValueError for a sort of item that has none."""
    kind, _, rest = ref.partition("/")
    first, _, second = rest.partition("/")
    match kind:
        case "source" | "timeline" | "chart" | "person" | "reading" | "chapter":
            return reverse(f"sources:{kind}", args=[slug, first])
        case "event":
            return f"{reverse('sources:timeline', args=[slug, first])}#e-{second}"
        case "card":
            return f"{reverse('sources:chart', args=[slug, first])}#c-{second}"
        case "term":
            return f"{reverse('sources:glossary', args=[slug])}#t-{first}"
    raise ValueError(f"{ref} has no page.")
