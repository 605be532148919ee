"""Reads of the teachers' page of an enquiry."""

from dataclasses import dataclass
from typing import Any

from historyclass.people.models import School, User
from historyclass.people.permissions import class_setter
from sources.arrangements import with_arrangement
from sources.models import Chapter, Enquiry, Source
from sources.set_work import SetWork, set_from
from sources.shelf import put_holdings, sources_for


@dataclass(frozen=True)
class ChapterHeld:
    """A chapter's sources, and what of them can be read and seen."""

    chapter: Chapter
    sources: list[Source]

    @property
    def worded(self) -> int:
        return sum(bool(source.words) for source in self.sources)

    @property
    def pictured(self) -> int:
        return sum(source.shown_picture is not None for source in self.sources)


@dataclass(frozen=True)
class TeachingPage:
    """`classes` come with `arranged_hidden`, what each does not see; `own` are the school's own sources, those that are
    put away last."""

    chapters: list[ChapterHeld]
    own: list[Source]
    classes: list[Any]
    set_work: list[SetWork]


def teaching_page(enquiry: Enquiry, school: School, user: User) -> TeachingPage:
    """Five queries."""
    sources = list(sources_for(enquiry, school.pk).select_related("chapter"))
    put_holdings(sources, school.pk)
    standing = [source for source in sources if not source.retired]
    classes = with_arrangement(class_setter.rows(user).filter(school=school).order_by("name"), enquiry)
    return TeachingPage(
        [
            ChapterHeld(chapter, [source for source in standing if source.chapter_id == chapter.pk])
            for chapter in enquiry.chapters.all()
        ],
        sorted(
            (source for source in sources if source.school_id), key=lambda source: (source.retired, source.position)
        ),
        list(classes),
        sorted(set_from(user, enquiry), key=lambda work: (work.class_name, work.due_at)),
    )
