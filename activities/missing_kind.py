"""What stands in for a kind that this site does not have any more, in work that was set with it.

Every page says that the part cannot be shown. It has no cells, steps or places: what was written stays on the sheet as
it is, is handed in with the rest, and is there again once the kind is.
"""

import logging
from functools import cache
from typing import Any

from pydantic import ConfigDict

from activities.kinds.registry import Beside, Definition, Kind, Step, Values

logger = logging.getLogger(__name__)


class Missing(Definition):
    """Whatever the other kind's definition holds."""

    model_config = ConfigDict(extra="allow")


class Unread:
    """An answer that nobody here can read."""

    steps: tuple[Step, ...] = ()


def _nothing(*given: Any) -> list[Any]:
    return []


def _answer(definition: Missing, values: Values) -> Unread:
    return Unread()


def _page(definition: Missing, values: Values, beside: Beside) -> None:
    return None


KIND = Kind(
    slug="missing",
    label="Part that cannot be shown",
    version=1,
    definition=Missing,
    cells=_nothing,
    answer=_answer,
    places=_nothing,
    page=_page,
    source_keys=_nothing,
    step_noun=("thing", "things"),
)


@cache
def in_place_of(slug: str) -> Kind:
    """The stand-in for the kind of this slug. Whoever runs the site is warned, once."""
    logger.warning(
        "There is no kind of part named %r on this site, and work was set with it. Students and teachers are told that "
        "it cannot be shown; nothing of it is lost. Add its app to HISTORYCLASS_APPS.",
        slug,
    )
    return KIND
