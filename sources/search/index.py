"""What search looks through: an entry for every item of an enquiry, written when its pack is loaded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from historyclass.people.models import School
from sources import prose
from sources.models import Card, Enquiry, Event, Holding, SearchEntry, Source
from sources.refs import card_ref, event_ref, source_ref
from sources.search.words import Variants, stored, tokens


@dataclass(frozen=True)
class _Item:
    """An item as it is found: `head` are its names, `text` what it says, as people read it."""

    ref: str
    title: str
    detail: str
    head: str
    text: str

    @property
    def kind(self) -> str:
        return self.ref.partition("/")[0]


@transaction.atomic
def index_enquiry(enquiry: Enquiry) -> None:
    """Write anew what search finds of an enquiry's pack."""
    SearchEntry.objects.filter(enquiry=enquiry, school=None).delete()
    _write(enquiry, None, _items(enquiry))
    holds = Holding.objects.filter(source__enquiry=enquiry).values("school")
    wrote = enquiry.sources.exclude(school=None).values("school")
    for school in School.objects.filter(Q(pk__in=holds) | Q(pk__in=wrote)):
        index_school(enquiry, school)


@transaction.atomic
def index_school(enquiry: Enquiry, school: School) -> None:
    """Write anew what search finds for a school alone: sources of its own, and wordings that it has put in."""
    SearchEntry.objects.filter(enquiry=enquiry, school=school).delete()
    own = [_source(source) for source in enquiry.sources.filter(school=school, retired=False)]
    held = Holding.objects.filter(school=school, source__enquiry=enquiry, source__retired=False)
    worded = [_source(holding.source, holding.wording) for holding in held.select_related("source") if holding.wording]
    _write(enquiry, school, [*own, *worded])


def _write(enquiry: Enquiry, school: School | None, items: Iterable[_Item]) -> None:
    variants = variants_of(enquiry)
    rows = []
    for position, item in enumerate(items):
        head = tokens(item.head)
        rows.append(
            SearchEntry(
                enquiry=enquiry,
                school=school,
                ref=item.ref,
                kind=item.kind,
                position=position,
                title=item.title[:240],
                detail=item.detail[:240],
                text=item.text,
                head=stored(variants.widened(head)),
                body=stored(variants.widened([*head, *tokens(item.detail), *tokens(item.text)])),
            )
        )
    SearchEntry.objects.bulk_create(rows, batch_size=200)


def variants_of(enquiry: Enquiry) -> Variants:
    """The other spellings and names that the enquiry's people and terms have."""
    people = [[figure.name, *figure.also] for figure in enquiry.figures.filter(retired=False)]
    short = [[figure.short, *figure.also] for figure in enquiry.figures.filter(retired=False) if figure.also]
    return Variants([*people, *short, *([term.name, *term.also] for term in enquiry.terms.filter(retired=False))])


def _items(enquiry: Enquiry) -> Iterator[_Item]:
    for source in enquiry.sources.filter(school=None, retired=False):
        yield _source(source)
    for figure in enquiry.figures.filter(retired=False):
        said = [*figure.text, *figure.stands_for, *(remark["text"] for remark in figure.remarks)]
        names = " ".join([figure.name, figure.short, *figure.also])
        text = "\n".join(map(prose.plain, said))
        yield _Item(f"person/{figure.key}", figure.name, figure.role, names, text)
    for term in enquiry.terms.filter(retired=False):
        text = "\n".join([term.short, *map(prose.plain, term.text)])
        yield _Item(f"term/{term.key}", term.name, "", " ".join([term.name, *term.also]), text)
    for reading in enquiry.readings.filter(retired=False).select_related("chapter"):
        points = [line for point in reading.points for line in (point["ask"], point["say"])]
        text = "\n".join([reading.question, prose.plain(reading.text), *points]).strip()
        where = reading.chapter.number or reading.chapter.title
        yield _Item(f"reading/{reading.key}", reading.title, where, reading.title, text)
    for timeline in enquiry.timelines.filter(retired=False):
        title = f"{timeline.number}: {timeline.title}"
        yield _Item(f"timeline/{timeline.key}", title, "Timeline", title, timeline.summary)
    for event in Event.objects.filter(timeline__enquiry=enquiry, retired=False).select_related("timeline"):
        ref = event_ref(event.timeline.key, event.key)
        when = f"{event.date_text}, {event.timeline.number}"
        yield _Item(ref, event.name, when, event.name, prose.plain(event.text))
    for chart in enquiry.charts.filter(retired=False):
        title = f"{chart.number}: {chart.title}"
        yield _Item(f"chart/{chart.key}", title, "Chart", title, chart.summary)
    for card in Card.objects.filter(chart__enquiry=enquiry, retired=False).select_related("chart"):
        text = "\n".join(prose.plain(each) for each in [card.text, *card.points])
        ref = card_ref(card.chart.key, card.key)
        yield _Item(ref, card.title, f"{card.chart.number}: {card.chart.title}", card.title, text.strip())


def _source(source: Source, wording: Iterable[str] = ()) -> _Item:
    said = [*source.summary, *(wording or source.wording), source.looks_like]
    about = [source.attribution, source.speaker, source.audience, source.provenance]
    head = " ".join([source.number, source.name, source.title])
    return _Item(
        source_ref(source.key),
        f"{source.number}: {source.title}",
        f"{source.name}, {source.date_text}",
        head,
        "\n".join(filter(None, [*said, *about, source.date_text])),
    )
