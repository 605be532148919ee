"""What holds for every kind of part: a place to write, the page that shows it and the answer that reads it are one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.datastructures import MultiValueDict
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from activities.authoring.kind_forms import Around
from activities.kinds import registry
from activities.kinds.registry import Beside, Definition, Kind
from activities.models import Activity, Assignment, Work
from activities.parts import FrozenPart, LivePart, Parts
from activities.services import begin_work
from historyclass.desk.cells import CellSet, CellType
from historyclass.desk.writing import Text, written
from sources.models import Enquiry
from sources.shelf import shelf_of
from tests import reading
from tests.activities.samples import DEFINITIONS, filled, shelf_for, values_of
from tests.cast import make_cast, type_from
from tests.toy_kind.added import with_toy
from tests.toy_kind.kind import KIND as TOY

# The one from outside keeps the same contract.
KINDS = [*registry.all_kinds(), TOY]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
quick = settings(deadline=None, max_examples=30)
# The first that fits, not the least.
FIRST = settings(deadline=None, max_examples=2000, phases=[Phase.generate], derandomize=True, database=None)


@pytest.fixture(autouse=True, scope="module")
def _toy() -> Iterator[None]:
    with with_toy():
        yield


def shown(kind: Kind, definition: Definition, values: dict[str, Any], template: str) -> str:
    """A page of one part, as the student or the marker gets it."""
    part = LivePart("p", "Part", kind, definition)
    page = kind.page(definition, values, Beside(shelf_for(kind, definition)))
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


@every_kind
@quick
@given(data=st.data())
def test_a_place_to_comment_on_stands_once_and_has_a_name(kind, data):
    definition, values = data.draw(filled(kind))
    places = kind.places(definition, values)
    assert len({place.path for place in places}) == len(places)
    assert all(place.label and place.short for place in places)


@every_kind
@quick
@given(data=st.data())
def test_what_is_frozen_once_is_frozen(kind, data):
    definition = data.draw(DEFINITIONS[kind.slug])
    shelf = shelf_for(kind, definition)
    frozen = kind.freeze(definition, shelf)
    assert kind.freeze(frozen, shelf) == frozen
    assert kind.definition.model_validate(frozen.model_dump(mode="json")) == frozen
    assert kind.source_keys(frozen) == kind.source_keys(definition)


@every_kind
@quick
@given(data=st.data())
def test_what_other_parts_may_take_up_is_what_stands_in_a_cell(kind, data):
    definition, values = data.draw(filled(kind))
    paths = {cell.path for cell in kind.cells(definition)}
    quotes = kind.quotes(definition, values)
    assert set(quotes) == set(kind.quotes(definition, {}))
    for quote in quotes.values():
        assert quote.path in paths
        assert quote.value == values.get(quote.path)


@every_kind
@settings(quick, max_examples=10)
@given(data=st.data())
def test_an_answer_that_can_stand_beside_another_part_does_and_is_not_written_there(kind, data):
    definition, values = data.draw(filled(kind))
    try:
        get_template(kind.shown_template)
    except TemplateDoesNotExist:
        return
    html = shown(kind, definition, values, kind.shown_template)
    assert reading.words(_Html(html))
    assert reading.cells(html) == {}
    # Out of another piece, or to read: there is nothing to follow.
    assert "data-mirror" not in html


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.author], ids=lambda kind: kind.slug)
@settings(quick, max_examples=15)
@given(data=st.data())
def test_a_teacher_s_form_sent_as_it_stands_is_the_definition(kind, data):
    definition = data.draw(DEFINITIONS[kind.slug])
    around = Around(shelf_for(kind, definition))
    html = render_to_string(kind.author_template, {"form": kind.author(definition, around)})
    again = kind.author(definition, around, MultiValueDict(reading.sent(_Html(html))))
    assert again.is_valid(), [again.errors, *(row.errors for rows in again.rows.values() for row in rows)]
    assert again.definition() == definition


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.author], ids=lambda kind: kind.slug)
@pytest.mark.django_db
def test_what_a_new_part_begins_with_is_a_part(kind):
    enquiry = Enquiry.objects.get()
    started = kind.author.start(Around(shelf_of(enquiry, school=None)))
    assert kind.definition.model_validate(started.model_dump(mode="json")) == started
    assert kind.cells(kind.freeze(started, shelf_of(enquiry, school=None)))


@pytest.mark.django_db
def test_saving_costs_the_same_for_one_cell_and_for_all(count_queries):
    # As loaded: with one kind more the pack would be loaded anew, which takes longer than all of this.
    cast = make_cast(Activity.objects.get(school=None, key="opener-aims"))
    costs = {}
    for kind in KINDS:
        definition = find(DEFINITIONS[kind.slug], lambda made, kind=kind: bool(kind.cells(made)), settings=FIRST)
        part = FrozenPart(
            key="p", title="Part", kind=kind.slug, version=1, definition=definition.model_dump(mode="json")
        )
        Work.objects.all().delete()
        cast.assignment.parts = [part.model_dump()]
        cast.assignment.save()
        paths = [cell.path for cell in kind.cells(definition)]
        values = find(values_of(kind, definition), lambda made, paths=paths: len(made) == len(paths), settings=FIRST)
        everything = {f"p:{path}": value for path, value in values.items()}
        first = dict([next(iter(everything.items()))])
        for number, typed in enumerate((first, everything)):
            person = (cast.student, cast.classmate)[number]
            assignment = Assignment.objects.get(pk=cast.assignment.pk)
            sheet = begin_work(assignment=assignment, student=person).sheet
            with count_queries() as count:
                type_from(sheet, person, typed, client="tab-0001")
            costs[kind.slug, number] = count()
    assert len(set(costs.values())) == 1, costs


class _Html:
    def __init__(self, text: str) -> None:
        self.content = text.encode()
