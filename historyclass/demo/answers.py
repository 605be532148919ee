"""What the students of the demo school answer: the opener's three parts, as values for the desk."""

from collections.abc import Iterator
from typing import Any

from activities.kinds.evidence.cells import reason_path, stance_path
from activities.kinds.questions.cells import answer_path
from activities.kinds.source_table import cells

SourceAnswer = tuple[str, str, tuple[str, ...], str]
"""What a student says of a source: its key, date, aims, words."""
SOURCES: tuple[SourceAnswer, ...] = (
    ("1", "1920", ("spread",), "The broom sweeps the whole globe, not only Russia"),
    ("2", "Feb 1921", ("spread",), "One task under all the others: carry it abroad"),
    ("3", "1922", ("relations", "defence"), "Russia has to buy and sell, it “cannot do without it”"),
    ("4", "1930", ("spread",), "One link in a chain. But he is in exile, so is this policy?"),
    ("5", "December 1933", ("relations", "defence"), "Contact with every government, closest with those who resist"),
    ("6", "1934", ("defence",), "Leans to no one, own advantage decides"),
    ("7", "January 1936", ("defence",), "Rely on the Red Army first"),
    ("8", "May 1938", ("defence",), "Watch the others fight, step in when it suits"),
    ("9", "10 March 1939", ("defence",), "Do not be drawn into a war for others"),
    ("10", "after 23 Aug 1939", ("relations",), "They shake hands. But who took the picture?"),
)
NONE_OF_THESE: SourceAnswer = ("4", "1930", (), "")
"""What is said instead by those who take Trotsky for evidence of none of the aims."""

Cited = tuple[str, str]
"""The reference of what is cited, and what it is called."""
QUESTIONS: dict[str, tuple[str | Cited, ...]] = {
    "early": (
        "At first the new state wants revolution abroad: the broom in ",
        ("source/1", "Source 1"),
        " does not stop at a border. By 1922 it also wants to trade (",
        ("source/3", "Source 3"),
        "), because the country is hungry and its factories stand still.",
    ),
    "turn": (
        "The Soviet Union now speaks of peace with everybody, above all with states that would resist an attack (",
        ("source/5", "Source 5"),
        "). What has not changed is that its own advantage comes first. Trotsky still asks for revolution in ",
        ("source/4", "Source 4"),
        ", but by 1930 nobody in Moscow has to listen to him.",
    ),
    "late": (
        "It looks like the old aim of staying out of other people’s wars. ",
        ("source/8", "Source 8"),
        " waits for the others to fight, and the treaty in ",
        ("source/10", "Source 10"),
        " buys time with the one country that could attack.",
    ),
    "sure": (
        "Not very. Eight of the ten are things that people said, and they said them to somebody. ",
        "I would want to see what the government did in the same months, such as ",
        ("event/chart-a/french-pact", "French and Czechoslovak pacts"),
        ".",
    ),
}
EvidenceAnswer = tuple[str, str, str]
"""An event's key, what it does for the claim, and why."""
CLAIMS: dict[str, tuple[EvidenceAnswer, ...]] = {
    "early": (
        ("comintern", "supports", "It was founded to bring revolution about, and Moscow paid for it."),
        ("rapallo", "challenges", "A treaty with a capitalist state, for trade and in secret for arms."),
    ),
    "turn": (
        ("league", "supports", "They join the body they used to call a league of robbers."),
        ("french-pact", "supports", "Help is promised on both sides, so it is more than words."),
        ("spain", "challenges", "Sending arms is not the same as keeping the peace."),
    ),
    "late": (
        ("munich", "supports", "They were not even asked, so they had reason to look after themselves."),
        ("triple-offer", "challenges", "In April 1939 they still offer Britain and France an alliance."),
    ),
}


def filled(sources: int, questions: int, claims: int, *, with_none: bool) -> Iterator[dict[str, Any]]:
    """Values by path on the sheet, for the first so many of each part, one step of typing after another."""
    for said in SOURCES[:sources]:
        yield _row(NONE_OF_THESE if with_none and said[0] == NONE_OF_THESE[0] else said)
    for question, words in list(QUESTIONS.items())[:questions]:
        yield {f"change:{answer_path(question)}": _writing(words)}
    for claim, rows in list(CLAIMS.items())[:claims]:
        values = {}
        for event, stance, reason in rows:
            values[f"events:{stance_path(claim, f'e.{event}')}"] = stance
            values[f"events:{reason_path(claim, f'e.{event}')}"] = reason
        yield values


def _row(said: SourceAnswer) -> dict[str, Any]:
    source, date, aims, words = said
    row: dict[str, Any] = {cells.date_path(source): date}
    row |= {cells.words_path(source): words} if words else {}
    row |= {} if aims else {cells.none_path(source): True}
    row |= {cells.aim_path(source, aim): True for aim in aims}
    return {f"table:{path}": value for path, value in row.items()}


def _writing(words: tuple[str | Cited, ...]) -> dict[str, Any]:
    content = [
        {"type": "text", "text": part}
        if isinstance(part, str)
        else {"type": "citation", "attrs": {"ref": part[0], "label": part[1]}}
        for part in words
    ]
    return {"type": "doc", "content": [{"type": "paragraph", "content": content}]}
