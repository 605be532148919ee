"""Packs to spoil."""

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
