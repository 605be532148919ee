"""Writes of activities: what teachers set (`assignments`), what becomes of a student's piece (`moves`), and what
a teacher does with those of several (`several`)."""

from activities.services.assignments import (
    Terms,
    change_assignment,
    restore_assignment,
    set_assignment,
    withdraw_assignment,
)
from activities.services.moves import (
    NotOpen,
    begin_marking,
    begin_work,
    hand_in,
    mark_recalled,
    mark_returned,
    not_handed_in,
    take_back,
)
from activities.services.several import (
    Outcome,
    end_extension,
    excuse,
    extend,
    fit_for_redraft,
    mark_sent_back,
    unexcuse,
)

__all__ = [
    "NotOpen",
    "Outcome",
    "Terms",
    "begin_marking",
    "begin_work",
    "change_assignment",
    "end_extension",
    "excuse",
    "extend",
    "fit_for_redraft",
    "hand_in",
    "mark_recalled",
    "mark_returned",
    "mark_sent_back",
    "not_handed_in",
    "restore_assignment",
    "set_assignment",
    "take_back",
    "unexcuse",
    "withdraw_assignment",
]
