"""How wide words are before any browser has set them, and where they break.

Widths are those of Source Sans 3 in hundredths of an em; the stand-ins shown while it loads are a little wider, which
SLACK allows for.
"""

TEXT = 14
"""Size of the words in a picture, in its units."""

SLACK = 1.08

_BY_WIDTH = {
    20: " ",
    26: "',.:;ijlI‘’",
    30: "!f()-",
    34: "t/r",
    43: "?sz“”cx",
    50: "vykJYFL–0123456789aegéVX",
    55: "ESATZhoubdnpqCPR",
    62: "KBDGU",
    66: "HNOQ",
    73: "wM",
}
_WIDTHS = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
_WIDEST = 95


def width_of(text: str, size: float = TEXT) -> float:
    """About how wide a line is set, rather too wide than too narrow."""
    return sum(_WIDTHS.get(letter, _WIDEST) for letter in text) / 100 * size * SLACK


def wrapped(text: str, most: float, size: float = TEXT) -> list[str]:
    """The lines of a text, at least one and none wider than `most`; a word that is wider by itself is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= most:
            lines[-1] = joined
        else:
            lines += _cut(word, most, size)
    return lines or [""]


def _cut(word: str, most: float, size: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, size) > most:
            parts.append("")
        parts[-1] += letter
    return parts
