"""Reads that the teacher's pages need."""

from activities.marking.queries.following import (
    AssignmentPage,
    ClassCard,
    Counts,
    Found,
    StudentRow,
    TallyPart,
    assignment_page,
    class_cards,
    counted,
    counts_of,
    taken_back,
)
from activities.marking.queries.mark_book import (
    WORDS as STATE_WORDS,
)
from activities.marking.queries.mark_book import (
    MarkBook,
    mark_book,
)
from activities.marking.queries.marks import (
    Latest,
    annotations_of,
    answers_of,
    has_marks,
    latest_mark,
    latest_marks,
    locked_scheme,
    releases_of_latest,
    scheme_of,
    standing_marks,
    standing_release,
    standing_releases,
    unreturned_marks,
)
from activities.marking.queries.papers import (
    Pile,
    pile,
)

__all__ = [
    "STATE_WORDS",
    "AssignmentPage",
    "ClassCard",
    "Counts",
    "Found",
    "Latest",
    "MarkBook",
    "Pile",
    "StudentRow",
    "TallyPart",
    "annotations_of",
    "answers_of",
    "assignment_page",
    "class_cards",
    "counted",
    "counts_of",
    "has_marks",
    "latest_mark",
    "latest_marks",
    "locked_scheme",
    "mark_book",
    "pile",
    "releases_of_latest",
    "scheme_of",
    "standing_marks",
    "standing_release",
    "standing_releases",
    "taken_back",
    "unreturned_marks",
]
