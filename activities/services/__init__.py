"""Writes of activities: what teachers set (`assignments`), and what becomes of each student's piece (`moves`)."""

from activities.services.assignments import (
    Terms,
    change_assignment,
    restore_assignment,
    set_assignment,
    withdraw_assignment,
)
from activities.services.moves import (
    NotOpen,
    Outcome,
    begin_marking,
    begin_work,
    end_extension,
    excuse,
    extend,
    hand_in,
    mark_recalled,
    mark_returned,
    mark_sent_back,
    not_handed_in,
    take_back,
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
