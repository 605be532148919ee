"""Who may read what in the library. What ships is for whoever belongs to a school, a school's own for its people."""

from typing import TypeVar

from django.db.models import Exists, Model, Q, QuerySet

from historyclass.people.models import User
from historyclass.people.permissions import Rule, school_member, school_teacher
from sources.models import Chapter, Chart, Enquiry, Figure, Note, PackImport, Reading, SearchEntry, Source, Timeline

M = TypeVar("M", bound=Model)


def _enquiries(user: User) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(Q(school=None) | Q(school__in=school_member.rows(user).values("pk")))


def _within(rows: QuerySet[M], user: User) -> QuerySet[M]:
    """Items of what the person can read, without a query of its own."""
    mine = school_member.rows(user).values("pk")
    return rows.filter(Q(enquiry__school=None) | Q(enquiry__school__in=mine))


def _own_or_shipped(rows: QuerySet[M], user: User) -> QuerySet[M]:
    """Of these, what is everybody's and what is of the person's own schools."""
    mine = school_member.rows(user).values("pk")
    return _within(rows.filter(Q(school=None) | Q(school__in=mine)), user)


def _taught(user: User) -> Q:
    """What ships, where the person teaches at all, and what is of a school in which they do."""
    schools = school_teacher.rows(user)
    return Q(school=None) & Exists(schools) | Q(school__in=schools.values("pk"))


enquiry_reader = Rule[Enquiry](_enquiries)
# Whoever teaches somewhere adds to what ships, for their own school, and takes it home; a school's own, its teachers.
enquiry_provider = Rule[Enquiry](lambda user: Enquiry.objects.filter(_taught(user)))
source_reader = Rule[Source](lambda user: _own_or_shipped(Source.objects.all(), user))
source_provider = Rule[Source](
    lambda user: source_reader.rows(user).filter(_taught(user), enquiry__in=enquiry_provider.rows(user).values("pk"))
)
import_sender = Rule[PackImport](
    lambda user: PackImport.objects.filter(person=user, school__in=school_teacher.rows(user).values("pk"))
)
own_source_keeper = Rule[Source](lambda user: Source.objects.filter(school__in=school_teacher.rows(user).values("pk")))
entry_reader = Rule[SearchEntry](lambda user: _own_or_shipped(SearchEntry.objects.all(), user))
timeline_reader = Rule[Timeline](lambda user: _within(Timeline.objects.all(), user))
chart_reader = Rule[Chart](lambda user: _within(Chart.objects.all(), user))
figure_reader = Rule[Figure](lambda user: _within(Figure.objects.all(), user))
reading_reader = Rule[Reading](lambda user: _within(Reading.objects.all(), user))
chapter_reader = Rule[Chapter](lambda user: _within(Chapter.objects.all(), user))
# Nobody else, whatever they are in the school.
note_owner = Rule[Note](lambda user: Note.objects.filter(person=user))
