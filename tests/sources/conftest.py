"""Packs to spoil."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.packs.services import shipped_packs


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack that ships, to change."""
    folder = tmp_path / "pack"
    shutil.copytree(shipped_packs()[0], folder)
    return folder


@pytest.fixture
def edit(pack: Path) -> Callable[..., None]:
    """`edit("sources.yaml", old, new)` puts one text for another, where it first stands."""

    def change(file: str, old: str, new: str) -> None:
        text = (pack / file).read_text(encoding="utf-8")
        assert old in text
        (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.fixture
def bare_pack(pack: Path) -> Path:
    """Only its opener's sources, Chart A and the activities: nothing else leads to them, so each may be taken out."""
    for file in ["readings.yaml", "people.yaml", "glossary.yaml", "charts.yaml"]:
        (pack / file).unlink()
    shutil.rmtree(pack / "readings")
    _cut(pack / "pack.yaml", before="  - key: chapter-15", without=r"    overview: \|-\n(?:      .*\n|\n)+")
    _cut(pack / "sources.yaml", before='  - key: "15.1"', without=r"    people: .*\n")
    _cut(pack / "timelines.yaml", before="  - key: chart-15a", without=r"        people: .*\n")
    return pack


def _cut(path: Path, *, before: str, without: str) -> None:
    text = path.read_text(encoding="utf-8").split(before)[0]
    path.write_text(re.sub(without, "", text), encoding="utf-8")
