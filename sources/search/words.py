"""Words as search compares them: without case and accents, with the German ways to write ä, ö and ü made one, and cut
to their stems beside what they are."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
UMLAUTS = {"ae": "a", "oe": "o", "ue": "u"}
SHORTEST = 2
"""Letters that a word must have to be looked for; numbers may be shorter."""
LONGEST = 60
"""Letters of a word that count: PostgreSQL refuses to look for one of two thousand."""


def fold(text: str) -> str:
    """Thälmann, Thaelmann and THALMANN are one: thalmann."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    for written, meant in UMLAUTS.items():
        bare = bare.replace(written, meant)
    return bare


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return [word[:LONGEST] for word in WORD.findall(fold(text))]


def asked(query: str) -> list[str]:
    """The words that a query looks for, each once."""
    return list(dict.fromkeys(word for word in tokens(query) if len(word) >= SHORTEST or word.isdigit()))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What is left of an English word without its endings: agreements, agreed → agreement, agre."""
    return str(snowballstemmer.stemmer("english").stemWord(word))


def stored(words: Iterable[str]) -> str:
    """Words with their stems as they are stored: each once, with spaces between and around."""
    found = dict.fromkeys(form for word in words for form in (word, stem(word)))
    return f" {' '.join(found)} " if found else " "


class Variants:
    """Names of the same thing. Whatever is called by one of them is found by all."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        groups = ([tokens(name) for name in group] for group in names)
        self._groups = [group for group in groups if len(group) > 1]

    def widened(self, words: Sequence[str]) -> list[str]:
        """The words, and after them the other names of what they name."""
        text = f" {' '.join(words)} "
        more = [
            word
            for group in self._groups
            if any(name and f" {' '.join(name)} " in text for name in group)
            for name in group
            for word in name
        ]
        return [*words, *more]
