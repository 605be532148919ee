"""The kind `evidence`: claims, and events or sources that support or challenge them."""

from activities.kinds.evidence.answer import answer, places
from activities.kinds.evidence.author import EvidenceForm
from activities.kinds.evidence.cells import cells
from activities.kinds.evidence.definition import Evidence
from activities.kinds.evidence.freeze import freeze
from activities.kinds.evidence.page import page
from activities.kinds.registry import Kind

KIND = Kind(
    slug="evidence",
    label="Evidence",
    version=1,
    definition=Evidence,
    cells=cells,
    answer=answer,
    places=places,
    page=page,
    source_keys=lambda definition: list(definition.sources),
    step_noun=("claim", "claims"),
    timeline_keys=lambda definition: [definition.timeline] if definition.timeline else [],
    quoted=lambda definition: [
        f"{claim.taken.part}/{claim.taken.answer}" for claim in definition.claims if claim.taken
    ],
    freeze=freeze,
    author=EvidenceForm,
)
