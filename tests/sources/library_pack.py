"""A pack with one of everything that a library has, small or large: to read, to embed, to link and to fold."""

from collections.abc import Callable
from typing import Any

import yaml

from sources.packs.files import PackFiles

SLUG = "small-wars"


def library_files(
    pages: int = 3, *, slug: str = SLUG, change: Callable[[dict[str, Any]], None] | None = None
) -> PackFiles:
    """The files of a pack whose two chapters have so many pages each, with as many sources, people, words and events.
    `change` may alter what is in them: name of the file → what it holds."""
    content = _content(pages, slug)
    if change:
        change(content)
    return {
        name: data.encode()
        if isinstance(data, str)
        else yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
        for name, data in content.items()
    }


def _content(pages: int, slug: str) -> dict[str, Any]:
    numbers = range(1, pages + 1)
    chapters = ["first", "second"]
    readings: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    for at, chapter in enumerate(chapters):
        for number in numbers:
            key = f"{chapter}-{number}"
            readings.append(
                {
                    "key": key,
                    "chapter": chapter,
                    "label": "ABCDEFGH"[(number - 1) % 8],
                    "title": f"Page {key}",
                    "question": f"What does page {key} ask?",
                    "pages": f"{at * 50 + number}–{at * 50 + number + 1}",
                }
            )
            texts[f"readings/{key}.md"] = _text(number)
        texts[f"readings/{chapter}-box.md"] = "A box says that [the truce](term/truce) held.\n\nIt held for a year."
        readings.append(
            {
                "key": f"{chapter}-box",
                "chapter": chapter,
                "kind": "explainer",
                "label": "Trouble spot",
                "title": f"What {chapter} means",
                "pages": "9",
            }
        )
        readings.append(
            {
                "key": f"{chapter}-points",
                "chapter": chapter,
                "kind": "key-points",
                "title": f"Key points of {chapter}",
                "points": [
                    {"key": f"p{number}", "ask": f"Why point {number}?", "say": "For [the truce](term/truce)."}
                    for number in numbers
                ],
            }
        )
    return {
        "pack.yaml": {
            "format": 1,
            "slug": slug,
            "title": "Small wars",
            "subtitle": "Two towns, 1920–39",
            "summary": "Two towns fall out.",
            "book": {"title": "A book", "pages": "1–100"},
            "chapters": [
                {
                    "key": chapter,
                    "number": f"Chapter {at}",
                    "title": f"The {chapter} chapter",
                    "question": f"What is {chapter}?",
                    "pages": f"{at * 50}–{at * 50 + 40}",
                    "overview": f"It tells of [the truce](term/truce) and of [A](reading/{chapter}-1).",
                }
                for at, chapter in enumerate(chapters, 1)
            ],
        },
        "sources.yaml": {"sources": [_source(number) for number in numbers]},
        "people.yaml": {"people": [_person(number) for number in numbers]},
        "glossary.yaml": {
            "terms": [
                {
                    "key": "truce",
                    "name": "truce",
                    "also": ["armistice"],
                    "short": "A pause in the fighting that both sides agree to.",
                },
                *(
                    {"key": f"word-{number}", "name": f"Word {number}", "short": f"What word {number} means."}
                    for number in numbers
                ),
            ]
        },
        "timelines.yaml": {
            "timelines": [
                {
                    "key": "wars",
                    "chapter": "first",
                    "number": "Chart 1",
                    "title": "The wars",
                    "summary": "When they fought.",
                    "phases": [{"key": "all", "title": "All of it", "span": "1920/1939"}],
                    "events": [
                        {
                            "key": f"e{number}",
                            "phase": "all",
                            "mark": "threat",
                            "date": f"{1920 + number % 18}-03-0{1 + number % 9}",
                            "name": f"Fight {number}",
                            "text": "They fought.",
                            "people": ["p1"],
                        }
                        for number in numbers
                    ],
                },
            ]
        },
        "charts.yaml": {
            "charts": [
                {
                    "key": "sides",
                    "chapter": "second",
                    "number": "Chart 2",
                    "title": "Two sides",
                    "layout": "sides",
                    "ours": True,
                    "page": 7,
                    "groups": [
                        {"key": "for", "title": "For", "summary": "Why to fight"},
                        {"key": "against", "title": "Against"},
                    ],
                    "cards": [
                        *(
                            {
                                "key": f"for-{number}",
                                "group": "for",
                                "title": f"Reason {number}",
                                "text": "[Truce](term/truce) or not.",
                                "points": ["One thing", "Another"],
                            }
                            for number in numbers
                        ),
                        {
                            "key": "secret",
                            "group": "against",
                            "title": "A secret",
                            "date": "1925-05-01",
                            "known_from": "1948",
                            "known_note": "It was in no newspaper.",
                            "people": ["p1"],
                            "correction": {"book": "The book says June.", "ours": "It was May."},
                        },
                    ],
                },
            ]
        },
        "activities.yaml": {"activities": []},
        "readings.yaml": {"readings": readings},
        **texts,
    }


def _text(number: int) -> str:
    return f"""## How it began

In 1920 [Person 1](person/p1) broke [the truce](term/truce).
See [Fight {number}](event/wars/e{number}) and [the secret](card/sides/secret).

![](source/{number})

![](chart/sides)

![](timeline/wars)

![](reading/first-box)

- One thing
- [Another word](term/word-{number})
"""


def _source(number: int) -> dict[str, Any]:
    return {
        "key": str(number),
        "chapter": "first",
        "number": f"Source {number}",
        "name": f"Speaker {number}",
        "title": f"Title {number}",
        "attribution": f"Speaker {number} in a town hall",
        "kind": "speech",
        "speaker": "A mayor",
        "audience": "The town",
        "date": f"{1920 + number % 18}-03-05",
        "provenance": "Town archive.",
        "summary": ["The mayor wants peace.", "The town does not."],
        "people": ["p1"],
        "page": 12,
    }


def _person(number: int) -> dict[str, Any]:
    return {
        "key": f"p{number}",
        "name": f"Person Number {number}",
        "short": f"Person {number}",
        "born": "1870",
        "died": "1950",
        "role": f"Mayor of town {number}",
        "text": ["Kept [the truce](term/truce)."],
        "stands_for": ["Peace at home"],
        "offices": [{"title": "Mayor", "span": "1920/1930"}],
        "remarks": [{"heading": "Attitude to war", "text": f"Against it, {number}."}],
    }
