"""Reads of the desk that pages need."""

from typing import Any

from historyclass.desk.models import Conflict, Sheet


def has_conflicts(sheet: Sheet) -> bool:
    """Whether two versions of a cell wait for the person's choice."""
    return Conflict.objects.filter(sheet=sheet, settled_by__isnull=True).exists()


def page_state(sheet: Sheet, *, purpose: str, may_wait: bool = True) -> dict[str, Any]:
    """What a page needs to begin the exchange: cells, the newest revision, and conflicts not yet settled. One query, or
    none for a sheet that nobody has typed into, or of which is known that no conflict waits (`may_wait`)."""
    unsettled = Conflict.objects.filter(sheet=sheet, settled_by__isnull=True).order_by("pk")
    unsettled = unsettled if sheet.revision and may_wait else unsettled.none()
    return {
        "purpose": purpose,
        "sheet": sheet.pk,
        "person": sheet.person_id,
        "schema": sheet.schema,
        "rev": sheet.revision,
        "cells": sheet.cells,
        "conflicts": [
            {"id": row.pk, "path": row.path, "mine": row.mine, "theirs": row.theirs, "v": row.v} for row in unsettled
        ],
    }
