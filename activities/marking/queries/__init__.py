"""Reads that the teacher's pages need."""

from activities.marking.queries.classes import (
    ClassCard,
    Counts,
    Following,
    Home,
    Waiting,
    assignments_with_waiting,
    counted,
    counts_of,
    teachers_home,
)
from activities.marking.queries.closing import UnderWay, under_way
from activities.marking.queries.feedback import (
    Comment,
    Feedback,
    Reply,
    Thread,
    feedback_of,
    last_sent_back,
    replies_to,
)
from activities.marking.queries.following import (
    FILTERS,
    AssignmentPage,
    Filter,
    StudentRow,
    TallyPart,
    assignment_page,
    waiting_answers,
    with_latest,
    with_maximum,
)
from activities.marking.queries.freshness import (
    read_with_state,
    state_tag,
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
    "FILTERS",
    "STATE_WORDS",
    "AssignmentPage",
    "ClassCard",
    "Comment",
    "Counts",
    "Feedback",
    "Filter",
    "Following",
    "Home",
    "Latest",
    "MarkBook",
    "Pile",
    "Reply",
    "StudentRow",
    "TallyPart",
    "Thread",
    "UnderWay",
    "Waiting",
    "annotations_of",
    "assignment_page",
    "assignments_with_waiting",
    "counted",
    "counts_of",
    "feedback_of",
    "has_marks",
    "last_sent_back",
    "latest_mark",
    "latest_marks",
    "locked_scheme",
    "mark_book",
    "pile",
    "read_with_state",
    "releases_of_latest",
    "replies_to",
    "scheme_of",
    "standing_marks",
    "standing_release",
    "standing_releases",
    "state_tag",
    "teachers_home",
    "under_way",
    "unreturned_marks",
    "waiting_answers",
    "with_latest",
    "with_maximum",
]
