"""Who reads an enquiry: whose own they see of it, and what of it they do not see. Every library page asks here."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import BigIntegerField, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from historyclass.people.models import User
from historyclass.people.permissions import Rule, fetch, school_member
from sources.arrangements import arranged_for, put_away_from
from sources.models import Enquiry, Holding, Source, Visit
from sources.permissions import enquiry_reader
from sources.refs import stands_on
from sources.shelf import sources_for

M = TypeVar("M", bound=Model)


class PutAway(Http404):
    """There is such a page, and this class does not see it now."""

    words = "Your teacher has put this page away for now."


@dataclass(frozen=True)
class Reader:
    """Somebody with an enquiry open. `school` is the id of the one whose own sources and wordings they see."""

    user: User
    enquiry: Enquiry
    school: int | None
    last_read: str = ""
    """Key of the page of a chapter that they read last."""
    hidden: frozenset[str] = frozenset()
    """References of what they do not see."""
    order: tuple[str, ...] = ()
    """Keys of the chapters' pages, where they stand otherwise than in the pack."""

    @cached_property
    def put_away(self) -> dict[str, list[str]]:
        """For who teaches: what their classes do not see, reference → names of classes. One query when it is asked."""
        return put_away_from(self.user, self.enquiry)

    def sees(self, ref: str) -> bool:
        """Whether the item of this reference is shown to them; an event or a card goes with what it stands on."""
        return self.hidden.isdisjoint({ref, stands_on(ref)})

    def shown(self, rows: QuerySet[M], kind: str, key: str = "key") -> QuerySet[M]:
        """Of rows of one kind, those that they see. `key` is where a row's key stands."""
        keys = [ref.partition("/")[2] for ref in self.hidden if ref.startswith(f"{kind}/")]
        return rows.exclude(**{f"{key}__in": keys}) if keys else rows

    def found(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Of rows that name an item by `ref`, those whose item they see."""
        gone = Q(ref__in=self.hidden)
        for ref in self.hidden:
            kind, _, key = ref.partition("/")
            on = {"timeline": "event", "chart": "card"}.get(kind)
            if on:
                gone |= Q(ref__startswith=f"{on}/{key}/")
        return rows.exclude(gone) if self.hidden else rows

    @property
    def sources(self) -> QuerySet[Source]:
        """The sources that they see, in order: the pack's, then their school's own."""
        return self.shown(sources_for(self.enquiry, self.school), "source")

    @property
    def sources_held(self) -> QuerySet[Source]:
        """The same, each with what the school holds of it as `held`, in the same query."""
        mine = FilteredRelation("holdings", condition=Q(holdings__school=self.school))
        # What is read in this way takes the place of the attribute, which the types do not know.
        return self.sources.annotate(held=mine).select_related("held")  # type: ignore[no-redef,misc]


def open_enquiry(user: User, slug: str) -> Reader:
    """The reader of an enquiry: two queries. Raises Http404 where it is not theirs to read."""
    enquiry = fetch(enquiry_reader, user, narrow=lambda rows: _with_reader(rows, user, "pk"), slug=slug)
    return _reader(user, enquiry, enquiry)


def open_item(rule: Rule[M], user: User, slug: str, kind: str, key: str) -> tuple[M, Reader]:
    """An item of an enquiry with its reader: two queries. `enquiry` and, where it has one, `chapter` come with
    it. Raises Http404 where it is not theirs to read, and PutAway where it is hidden from them."""

    def with_all(rows: QuerySet[M]) -> QuerySet[M]:
        above = {field.name for field in rows.model._meta.fields} & {"enquiry", "chapter"}
        return _with_reader(rows.select_related(*above), user, "enquiry")

    item = fetch(rule, user, narrow=with_all, enquiry__slug=slug, key=key)
    reader = _reader(user, item, item.enquiry)  # type: ignore[attr-defined]
    if not reader.sees(f"{kind}/{key}"):
        raise PutAway
    return item, reader


def _with_reader(rows: QuerySet[M], user: User, enquiry: str) -> QuerySet[M]:
    """Rows with what a Reader holds; `enquiry` is where a row has the enquiry's id."""
    mine = school_member.rows(user).values("pk")
    holds = Holding.objects.filter(school__in=mine, source__enquiry=OuterRef(enquiry)).order_by("school")
    wrote = Source.objects.filter(school__in=mine, enquiry=OuterRef(enquiry)).order_by("school")
    visits = Visit.objects.filter(person=user, reading__enquiry=OuterRef(enquiry), reading__retired=False)
    with_reader: QuerySet[M] = rows.annotate(  # type: ignore[assignment] # annotated rows are still rows
        # Of several schools, the first that has something of its own here.
        reader_school=Coalesce(
            Subquery(holds.values("school")[:1]),
            Subquery(wrote.values("school")[:1]),
            Subquery(mine.order_by("pk")[:1]),
            output_field=BigIntegerField(),
        ),
        reader_last=Subquery(visits.order_by("-at", "-pk").values("reading__key")[:1]),
    )
    return with_reader


def _reader(user: User, row: Model, enquiry: Enquiry) -> Reader:
    """The reader that a row was read with. What a school has written is read as it has it."""
    own = getattr(row, "school_id", None) or enquiry.school_id
    arranged = arranged_for(user, enquiry)
    return Reader(
        user,
        enquiry,
        own or row.reader_school,  # type: ignore[attr-defined]
        row.reader_last or "",  # type: ignore[attr-defined]
        hidden=arranged.hidden,
        order=arranged.order,
    )
