"""Writes of marking: work set with its points, a marker's draft, the mark, and what students are given of it."""

from activities.marking.services.drafts import TwoVersions, begin_draft, finish_mark, keep_as_mark, write_draft
from activities.marking.services.marks import PointsChanged, Stale, TakenBack, mark_submission
from activities.marking.services.releases import answer, recall, return_to_class, send_back, send_back_several
from activities.marking.services.setting import PartsChanged, PointsFixed, change_work, points_scheme, set_work

__all__ = [
    "PartsChanged",
    "PointsChanged",
    "PointsFixed",
    "Stale",
    "TakenBack",
    "TwoVersions",
    "answer",
    "begin_draft",
    "change_work",
    "finish_mark",
    "keep_as_mark",
    "mark_submission",
    "points_scheme",
    "recall",
    "return_to_class",
    "send_back",
    "send_back_several",
    "set_work",
    "write_draft",
]
