"""Room on a picture: what stands where, and things pushed apart until none lies on another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

MOST_ROUNDS = 300

Ground = tuple[float, float, float, float]
"""Middle, half its width and half its height."""


@dataclass
class Spread:
    """A sheet of this size and the grounds taken on it."""

    width: float
    height: float
    taken: list[Ground] = field(default_factory=list)

    def is_free(self, x: float, y: float, half: float, reach: float) -> bool:
        within = half <= x <= self.width - half and reach <= y <= self.height - reach
        return within and not any(
            abs(x - other_x) < half + other_half and abs(y - other_y) < reach + other_reach
            for other_x, other_y, other_half, other_reach in self.taken
        )

    def take(self, x: float, y: float, half: float, reach: float) -> None:
        self.taken.append((x, y, half, reach))


def apart(grounds: Sequence[Ground], width: float, height: float) -> list[tuple[float, float]]:
    """The middles of these grounds, moved as little as keeps each clear of the others and on the sheet. Where there is
    no room for all of them, as far as they go."""
    places = [(x, y) for x, y, _, _ in grounds]
    for _ in range(MOST_ROUNDS):
        touched = False
        for one, other in combinations(range(len(grounds)), 2):
            push = _push(places[one], places[other], grounds[one], grounds[other])
            if push:
                touched = True
                places[one] = (places[one][0] - push[0], places[one][1] - push[1])
                places[other] = (places[other][0] + push[0], places[other][1] + push[1])
        places = [
            (min(max(x, half), width - half), min(max(y, reach), height - reach))
            for (x, y), (_, _, half, reach) in zip(places, grounds, strict=True)
        ]
        if not touched:
            break
    return [(round(x, 1), round(y, 1)) for x, y in places]


def _push(
    one: tuple[float, float], other: tuple[float, float], ground: Ground, beside: Ground
) -> tuple[float, float] | None:
    """By how much each of two must give way, the shorter way; None where they are clear."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    across = ground[2] + beside[2] - abs(dx)
    down = ground[3] + beside[3] - abs(dy)
    if across <= 0.05 or down <= 0.05:
        return None
    if across < down:
        return ((across / 2 + 0.05) * (1 if dx >= 0 else -1), 0)
    return (0, (down / 2 + 0.05) * (1 if dy >= 0 else -1))
