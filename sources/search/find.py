"""Finding items by words, the best first."""

import difflib
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sources.models import SearchEntry
from sources.refs import url_of
from sources.search.words import WORD, asked, fold, stem

MOST = 60
"""Finds on a page: who sees more wants other words."""
CANDIDATES = 400
MOST_COUNTED = 6
"""Of the times that a word stands in a text."""
AROUND = 160
"""Letters of the line around a find."""
KINDS = {
    "source": "Source",
    "person": "Person",
    "term": "Term",
    "reading": "Page",
    "event": "Event",
    "timeline": "Timeline",
    "chart": "Chart",
    "card": "From a chart",
}


@dataclass(frozen=True)
class Found:
    """An item that was found: `line` is what it says around the words, each of them marked."""

    ref: str
    kind: str
    title: str
    detail: str
    line: SafeString
    url: str


class _Matches(Func):
    """PostgreSQL's full text over our own words, which its parser must not take apart."""

    template = "(array_to_tsvector(string_to_array(btrim(%(expressions)s::tsquery)"
    arg_joiner = "), ' ')) @@ "
    output_field = BooleanField()


def find(rows: QuerySet[SearchEntry], query: str, slug: str) -> list[Found]:
    """What all words of the query are found in, the best first, each item once: one query. A word is found by its
    beginning, and in its other forms. `rows` are the entries that the person can read."""
    words = asked(query)
    if not words:
        return []
    entries = list(_narrowed(rows, words).order_by("position", "pk")[:CANDIDATES])
    entries.sort(key=lambda entry: -_weight(entry, words))
    best: dict[str, SearchEntry] = {}
    for entry in entries:
        best.setdefault(entry.ref, entry)
    return [_found(entry, words, slug) for entry in list(best.values())[:MOST]]


def _narrowed(rows: QuerySet[SearchEntry], words: list[str]) -> QuerySet[SearchEntry]:
    if connection.vendor == "postgresql":
        wanted = " & ".join(f"('{word}':* | '{stem(word)}')" for word in words)
        return rows.filter(_Matches(F("body"), Value(wanted)))
    for word in words:
        rows = rows.filter(Q(body__contains=f" {word}") | Q(body__contains=f" {stem(word)} "))
    return rows


def _weight(entry: SearchEntry, words: list[str]) -> int:
    """Whole words in a name before beginnings in a name before words in the text."""
    total = 0
    for word in words:
        if f" {word} " in entry.head:
            total += 12
        elif f" {word}" in entry.head or f" {stem(word)} " in entry.head:
            total += 8
        elif f" {word} " in entry.body:
            total += 2
        # What is about a thing names it again and again.
        total += min(entry.text.casefold().count(word), MOST_COUNTED)
    return total


def _found(entry: SearchEntry, words: list[str], slug: str) -> Found:
    kind = KINDS.get(entry.kind, entry.kind)
    line = _line(entry.text, words)
    return Found(entry.ref, kind, entry.title, entry.detail, line, url_of(slug, entry.ref))


def _line(text: str, words: list[str]) -> SafeString:
    """The part of a text around the first word that was looked for, or its beginning."""
    hits = [hit for hit in WORD.finditer(text) if _is_hit(hit[0], words)]
    start = max(hits[0].start() - AROUND // 3, 0) if hits else 0
    if start:
        start = text.find(" ", start) + 1
    end = start + AROUND
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    pieces: list[tuple[SafeString, str, SafeString]] = []
    at = start
    for hit in hits:
        if start <= hit.start() and hit.end() <= end:
            pieces += [_piece(text[at : hit.start()]), _piece(hit[0], is_hit=True)]
            at = hit.end()
    pieces.append(_piece(text[at:end]))
    more = _piece("…")
    return format_html_join("", "{}{}{}", [*([more] if start else []), *pieces, *([more] if end < len(text) else [])])


def _piece(text: str, *, is_hit: bool = False) -> tuple[SafeString, str, SafeString]:
    tags = ("<mark>", "</mark>") if is_hit else ("", "")
    return SafeString(tags[0]), text.replace("\n", " "), SafeString(tags[1])


def _is_hit(word: str, words: list[str]) -> bool:
    folded = fold(word)
    return any(folded.startswith(each) or stem(folded) == stem(each) for each in words)


def nearest(rows: QuerySet[SearchEntry], query: str) -> str:
    """Words of titles that are spelt nearly like the query's, for whoever found nothing; "" where there are none."""
    known = {fold(word): word for title in rows.values_list("title", flat=True) for word in WORD.findall(title)}
    guesses = [difflib.get_close_matches(word, known, n=1, cutoff=0.75) for word in asked(query)]
    near = [known[guess[0]] for guess in guesses if guess]
    return " ".join(near) if near and [fold(word) for word in near] != asked(query) else ""
