"""What a piece is out of, and what is given of it: as a whole, or for each part. The total is the sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Points = int | Mapping[str, int]
"""For the whole piece, or key of a part → points."""

TOTAL = "total"
"""The cell and field of points for the whole piece."""
OF_PART = "points:"
"""Before the key of a part: the cell and field of its points."""
POINTS_LIMIT = 10
"""Characters, while they are typed."""
USUAL_TOTAL = 20
USUAL_PART = 10


def points_path(part: str) -> str:
    """Of the points for a part; of those for the whole piece where it is ""."""
    return f"{OF_PART}{part}" if part else TOTAL


class Titled(Protocol):
    """A part, of an activity or of set work."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...


def titles_of(parts: Iterable[Titled]) -> dict[str, str]:
    """Key → title, in order."""
    return {part.key: part.title for part in parts}


@dataclass(frozen=True)
class Line:
    """Points that are given together. `part` and `title` are those of a part, "" for the whole piece; where `of` is 0
    there are only comments."""

    part: str
    title: str
    of: int

    @property
    def path(self) -> str:
        return points_path(self.part)


@dataclass(frozen=True)
class PartMark:
    """The points that a mark gives for one part, with what the part was called and was out of then."""

    part: str
    title: str
    points: int
    of: int

    def __str__(self) -> str:
        return f"{self.title} {self.points} of {self.of}"


@dataclass(frozen=True)
class OutOf:
    """What a piece is out of: one line for the whole of it, or one for each part, in order."""

    lines: tuple[Line, ...]

    @classmethod
    def whole(cls, maximum: int) -> "OutOf":
        return cls((Line("", "", maximum),))

    @classmethod
    def read(cls, maximum: int, parts: Sequence[Mapping[str, Any]]) -> "OutOf":
        """As a scheme stores it: the parts (`stored`) where there are any, else the maximum."""
        lines = tuple(Line(row["part"], row["title"], row["points"]) for row in parts)
        return cls(lines) if lines else cls.whole(maximum)

    @classmethod
    def over(cls, titles: Mapping[str, str], points: Points) -> "OutOf":
        """Points over the parts of a piece (key → title). Those of a single part are the whole.

        Raises ValueError where they are not for these parts, or nothing at all.
        """
        if isinstance(points, int):
            found = cls.whole(points)
        elif points.keys() != titles.keys():
            raise ValueError(f"Points for {', '.join(points)}, where the parts are {', '.join(titles)}.")
        elif len(titles) == 1:
            found = cls.whole(sum(points.values()))
        else:
            found = cls(tuple(Line(key, title, points[key]) for key, title in titles.items()))
        if found.maximum < 1 or min(line.of for line in found.lines) < 0:
            raise ValueError("A piece is out of 1 point or more.")
        return found

    @classmethod
    def usual(cls, titles: Mapping[str, str]) -> "OutOf":
        """What a piece of these parts (key → title) is out of where nobody says otherwise."""
        return cls.over(titles, dict.fromkeys(titles, USUAL_PART) if len(titles) > 1 else USUAL_TOTAL)

    def shared(self, titles: Mapping[str, str]) -> "OutOf":
        """The same total over these parts (key → title), as evenly as it goes."""
        each, left = divmod(self.maximum, len(titles))
        return self.over(titles, {key: each + (at < left) for at, key in enumerate(titles)})

    @property
    def maximum(self) -> int:
        return sum(line.of for line in self.lines)

    @property
    def is_per_part(self) -> bool:
        return bool(self.lines[0].part)

    @property
    def marked(self) -> list[Line]:
        """The lines that points are given on."""
        return [line for line in self.lines if line.of]

    @property
    def points(self) -> Points:
        """As said when the work was set."""
        return {line.part: line.of for line in self.lines} if self.is_per_part else self.maximum

    @property
    def stored(self) -> list[dict[str, Any]]:
        """As a scheme keeps it: empty for the whole piece."""
        rows = [{"part": line.part, "title": line.title, "points": line.of} for line in self.lines]
        return rows if self.is_per_part else []

    @property
    def seen(self) -> str:
        """By which a page that was made with it is known: 20, or table:10,change:12."""
        return ",".join(f"{line.part}:{line.of}" for line in self.lines) if self.is_per_part else str(self.maximum)

    @property
    def words(self) -> str:
        """Table 10, Change 12; "" for the whole piece."""
        return ", ".join(f"{line.title} {line.of}" for line in self.marked) if self.is_per_part else ""

    def judged(self, points: Points) -> tuple[int, list[dict[str, Any]]]:
        """The total that these points come to, and what a mark keeps of each part.

        Raises ValueError where they are not for the parts that carry points, or outside what these are out of.
        """
        given = {"": points} if isinstance(points, int) else points
        marked = {line.part: line for line in self.marked}
        if given.keys() != marked.keys():
            raise ValueError(f"Points for {_named(given)}, where they are given for {_named(marked)}.")
        for part, line in marked.items():
            if not 0 <= given[part] <= line.of:
                raise ValueError(f"{line.title} {given[part]} is not between 0 and {line.of}.".strip())
        rows = [
            {"part": part, "title": line.title, "points": given[part], "of": line.of} for part, line in marked.items()
        ]
        return sum(given.values()), rows if self.is_per_part else []


def _named(parts: Mapping[str, Any]) -> str:
    return ", ".join(part or "the whole piece" for part in parts) or "nothing"
