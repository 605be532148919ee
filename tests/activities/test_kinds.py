"""What holds for every kind of part: a place to write, the page that shows it and the answer that reads it are one."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from activities.kinds import registry
from activities.kinds.registry import Beside, Definition, Kind
from activities.parts import LivePart, Parts
from historyclass.desk.cells import CellSet, CellType
from historyclass.desk.writing import Text, written
from tests import reading
from tests.activities.samples import DEFINITIONS, filled

KINDS = registry.all_kinds()
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
quick = settings(deadline=None, max_examples=40)


def shown(kind: Kind, definition: Definition, values: dict[str, Any], template: str) -> str:
    """A page of one part, as the student or the marker gets it, without any source of the library."""
    part = LivePart("p", "Part", kind, definition)
    page = kind.page(definition, values, Beside())
    return render_to_string(template, {"part": part, "page": page, "prefix": part.prefix})


EMPTY = {CellType.TEXT: "", CellType.CHOICE: "", CellType.WRITING: None, CellType.TICK: False}


def as_shown(kind: Kind, definition: Definition, values: dict[str, Any]) -> dict[str, Any]:
    """Every cell with its value; what is not there is empty."""
    return {cell.path: values.get(cell.path) or EMPTY[cell.type] for cell in kind.cells(definition)}


def on_page(kind: Kind, definition: Definition, values: dict[str, Any]) -> dict[str, Any]:
    found = reading.cells(shown(kind, definition, values, kind.edit_template))
    return {path.removeprefix("p:"): value for path, value in found.items()}


def test_every_kind_has_definitions_to_try():
    assert set(DEFINITIONS) == {kind.slug for kind in KINDS}
    assert KINDS


@every_kind
@quick
@given(data=st.data())
def test_the_page_shows_every_cell_once_with_what_was_typed(kind, data):
    definition, values = data.draw(filled(kind))
    assert on_page(kind, definition, values) == as_shown(kind, definition, values)


@every_kind
@quick
@given(data=st.data())
def test_an_answer_read_from_the_page_is_the_answer_that_was_typed(kind, data):
    definition, values = data.draw(filled(kind))
    again = on_page(kind, definition, values)
    assert kind.answer(definition, again) == kind.answer(definition, values)


@every_kind
@quick
@given(data=st.data())
def test_everything_typed_can_be_kept_and_everything_kept_can_be_read(kind, data):
    definition, values = data.draw(filled(kind))
    cells = CellSet(kind.cells(definition))
    for path, value in values.items():
        cell = cells.get(path)
        assert cell is not None
        assert cell.fault(value) is None
    read = reading.words(_Html(shown(kind, definition, values, kind.read_template)))
    cells = CellSet(kind.cells(definition))
    for path, value in values.items():
        # A choice is shown in words of its own.
        texts = [value] if cells.get(path).type is CellType.TEXT else []
        if cells.get(path).type is CellType.WRITING:
            texts = [node.text for node in getattr(written(value), "nodes", []) if isinstance(node, Text)]
        for text in filter(None, texts):
            assert " ".join(text.split()) in read


@every_kind
@quick
@given(data=st.data())
def test_progress_counts_the_same_steps_whatever_is_typed(kind, data):
    definition, values = data.draw(filled(kind))
    steps, untouched = kind.answer(definition, values).steps, kind.answer(definition, {}).steps
    assert [step.key for step in steps] == [step.key for step in untouched]
    assert len({step.key for step in steps}) == len(steps)
    assert not any(step.done for step in untouched)
    assert all(step.done != bool(step.missing) for step in steps)


@every_kind
@quick
@given(data=st.data())
def test_an_answer_with_places_that_are_no_more_still_reads(kind, data):
    definition, values = data.draw(filled(kind))
    older = {**values, "gone/text": "written long ago", "gone/tick": True}
    assert kind.answer(definition, older) == kind.answer(definition, values)
    assert on_page(kind, definition, older) == as_shown(kind, definition, values)


@every_kind
@quick
@given(data=st.data())
def test_a_definition_is_stored_and_read_back_as_it_was_and_refuses_what_it_does_not_know(kind, data):
    definition = data.draw(DEFINITIONS[kind.slug])
    stored = definition.model_dump(mode="json")
    assert kind.definition.model_validate(stored) == definition
    frozen = {"key": "p", "title": "Part", "kind": kind.slug, "version": kind.version, "definition": stored}
    assert Parts.thaw([frozen]).parts == [LivePart("p", "Part", kind, definition)]
    with pytest.raises(ValidationError):
        kind.definition.model_validate({**stored, "colour": "red"})


@every_kind
@quick
@given(data=st.data())
def test_two_parts_of_a_kind_keep_their_places_apart(kind, data):
    definition, values = data.draw(filled(kind))
    first, second = LivePart("a", "A", kind, definition), LivePart("b", "B", kind, definition)
    on_sheet = {first.prefix + path: value for path, value in values.items()}
    assert first.own(on_sheet) == values
    assert second.own(on_sheet) == {}
    paths = [cell.path for part in (first, second) for cell in part.cells()]
    assert len(set(paths)) == len(paths)


class _Html:
    def __init__(self, text: str) -> None:
        self.content = text.encode()
