"""People side by side, and the words of an enquiry with where they are used."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from sources import prose
from sources.models import Figure, Reading, Term
from sources.readers import Reader


@dataclass(frozen=True)
class Comparison:
    """People of whom something is told under the same headings. A row: its heading, and the text of each person (""
    where there is none)."""

    figures: list[Figure]
    rows: list[tuple[str, list[tuple[Figure, str]]]]


def comparison_of(figures: Iterable[Figure]) -> Comparison | None:
    """Those who share headings with somebody; None where nobody does."""
    told = {figure: {remark["heading"]: remark["text"] for remark in figure.remarks} for figure in figures}
    headings = [heading for remarks in told.values() for heading in remarks]
    shared = [heading for heading in dict.fromkeys(headings) if headings.count(heading) > 1]
    alike = [figure for figure, remarks in told.items() if any(heading in remarks for heading in shared)]
    if not alike:
        return None
    rows = [(heading, [(figure, told[figure].get(heading, "")) for figure in alike]) for heading in shared]
    return Comparison(alike, rows)


@dataclass(frozen=True)
class Word:
    """A word of the glossary, and the pages that use it."""

    term: Term
    readings: list[Reading]


@dataclass(frozen=True)
class Letter:
    letter: str
    words: list[Word]


def glossary_of(reader: Reader) -> list[Letter]:
    """The words of an enquiry under their first letters: two queries."""
    pages = Reading.objects.filter(enquiry=reader.enquiry, retired=False).order_by("chapter__position", "position")
    used: dict[str, list[Reading]] = {}
    for page in reader.shown(pages, "reading"):
        for ref in prose.refs_in(page.text):
            used.setdefault(ref, []).append(page)
    terms = reader.shown(Term.objects.filter(enquiry=reader.enquiry, retired=False), "term")
    words = [Word(term, used.get(f"term/{term.key}", [])) for term in sorted(terms, key=_sorted_by)]
    return [Letter(letter, list(found)) for letter, found in groupby(words, key=lambda word: _letter(word.term))]


def _sorted_by(term: Term) -> str:
    return normalize("NFKD", term.name).casefold()


def _letter(term: Term) -> str:
    return _sorted_by(term)[:1].upper()
