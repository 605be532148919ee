"""Hatchings, so that nothing is told by colour alone. They are drawn in templates/sources/patterns.html."""

PATTERNS = ("rising", "falling", "level", "dots", "upright", "grid", "waves", "plain")


def pattern_of(number: int) -> str:
    """The pattern of the thing with this number, from 0."""
    return PATTERNS[number % len(PATTERNS)]
