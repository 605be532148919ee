"""A pack with one or two of everything, so that a test of packs takes no longer as the one that ships grows."""

from tests.sources.archives import picture


def source(key: str, name: str, more: str = "") -> str:
    return f"""\
  - key: "{key}"
    chapter: opener
    number: Source {key}
    name: {name}
    title: Count on ourselves
    attribution: {name}, January 1936
    date: 1936-01
    kind: speech
    provenance: A speech in Moscow.
    summary: [They should count on themselves.]
{more}"""


FILES = {
    "pack.yaml": """\
format: 1
slug: soviet-foreign-policy  # the same as that of the pack that ships
title: Soviet security, in short
chapters:
  - {key: opener, title: "Opening", overview: "See [Molotov](person/molotov)."}
""",
    "sources.yaml": "sources:\n"
    + source("1", "Lenin", "    picture: pictures/poster.png\n    people: [molotov]\n")
    + source("2", "Molotov"),
    "people.yaml": """\
people:
  - {key: molotov, name: Vyacheslav Molotov, short: Molotov, role: Head of government, text: [He spoke.]}
""",
    "glossary.yaml": "terms:\n  - {key: nep, name: NEP, short: The New Economic Policy.}\n",
    "timelines.yaml": """\
timelines:
  - key: chart-a
    chapter: opener
    number: Chart A
    title: Six phases
    phases: [{key: first, title: First, span: 1921/1922}]
    events:
      - {key: rapallo, phase: first, date: 1922-04-16, mark: agreement, name: Rapallo, text: They signed.}
""",
    "charts.yaml": """\
charts:
  - {key: chart-c, chapter: opener, number: Chart C, title: Views, cards: [{key: one, title: One view}]}
""",
    "readings.yaml": "readings:\n  - {key: aims, chapter: opener, title: Aims}\n",
    "readings/aims.md": "The [NEP](term/nep) came first.\n\n![](source/1)\n",
    "activities.yaml": """\
activities:
  - key: opener-aims
    chapter: opener
    title: What were they after?
    minutes: 80
    parts:
      - key: table
        title: Your table
        kind: source_table
        definition: {sources: ["1", "2"], aims: [{id: defence, label: Defence}, {id: spread, label: Spread}]}
""",
}


def small_pack() -> dict[str, bytes]:
    return {path: text.encode() for path, text in FILES.items()} | {"pictures/poster.png": picture()}
