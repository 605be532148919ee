"""Reads that the student's pages need."""

from activities.queries.due import Due, DueList, due_list
from activities.queries.pages import DeskPage, Laid, WorkPage, desk_page, work_page, work_pages
from activities.queries.reading import Reading, latest_submission, own_work, reading
from activities.queries.set_from import set_from

__all__ = [
    "DeskPage",
    "Due",
    "DueList",
    "Laid",
    "Reading",
    "WorkPage",
    "desk_page",
    "due_list",
    "latest_submission",
    "own_work",
    "reading",
    "set_from",
    "work_page",
    "work_pages",
]
