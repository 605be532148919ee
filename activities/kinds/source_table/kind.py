"""The kind `source_table`: sources beside a table of aims to tick."""

from activities.kinds.registry import Kind
from activities.kinds.source_table.answer import answer, places
from activities.kinds.source_table.author import SourceTableForm
from activities.kinds.source_table.cells import cells
from activities.kinds.source_table.definition import SourceTable
from activities.kinds.source_table.page import page

KIND = Kind(
    slug="source_table",
    label="Source table",
    version=1,
    definition=SourceTable,
    cells=cells,
    answer=answer,
    places=places,
    page=page,
    source_keys=lambda definition: list(definition.sources),
    step_noun=("source", "sources"),
    author=SourceTableForm,
)
