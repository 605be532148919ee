"""Writing: a text in paragraphs in which evidence can be cited. Stored as the editor's own JSON.

    {"type": "doc", "content": [{"type": "paragraph", "content": [
        {"type": "text", "text": "Peace with every state "},
        {"type": "citation", "attrs": {"ref": "source/5", "label": "Source 5"}}]}]}

A citation is a reference: `ref` says what is cited, and a higher app knows what that is. `label` is what it was called
when it was cited, for readers who do not have the library at hand.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

NODE_LIMIT = 5000
"""Paragraphs, texts and citations of one writing."""


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Text(_Node):
    type: Literal["text"]
    text: str = Field(min_length=1)


class Break(_Node):
    """A new line in the same paragraph."""

    type: Literal["hardBreak"]


class CitationAttributes(_Node):
    ref: str = Field(pattern=r"^[a-z]{1,20}(/[A-Za-z0-9][A-Za-z0-9.-]{0,39}){1,2}$")
    label: str = Field(min_length=1, max_length=120)


class Citation(_Node):
    type: Literal["citation"]
    attrs: CitationAttributes


Inline = Annotated[Text | Break | Citation, Field(discriminator="type")]


class Paragraph(_Node):
    type: Literal["paragraph"]
    content: list[Inline] = []


class Writing(_Node):
    """The whole text."""

    type: Literal["doc"]
    content: list[Paragraph] = Field(min_length=1)

    @property
    def nodes(self) -> Iterator[Text | Break | Citation]:
        return (node for paragraph in self.content for node in paragraph.content)

    @property
    def plain(self) -> str:
        """One line a paragraph; a citation as its label in square brackets."""
        return "\n".join("".join(map(_plain, paragraph.content)) for paragraph in self.content)

    @property
    def words(self) -> int:
        """Words written. What is cited is none of them."""
        return len(self._written.split())

    @property
    def is_blank(self) -> bool:
        return not self._written.strip() and not self.refs

    @property
    def refs(self) -> list[str]:
        """What is cited, once each, in order."""
        return list(dict.fromkeys(node.attrs.ref for node in self.nodes if isinstance(node, Citation)))

    @property
    def _written(self) -> str:
        # A citation in the middle of a word would be no gap; between two words the spaces around it are.
        return "\n".join(
            "".join(_plain(node) if not isinstance(node, Citation) else "" for node in paragraph.content)
            for paragraph in self.content
        )


def _plain(node: Text | Break | Citation) -> str:
    if isinstance(node, Text):
        return node.text
    return f"[{node.attrs.label}]" if isinstance(node, Citation) else "\n"


def read(value: Any) -> Writing | None:
    """The writing that a cell holds; None where it is empty. Raises NotWriting."""
    if value in (None, ""):
        return None
    try:
        found = Writing.model_validate(value)
    except (ValidationError, RecursionError) as fault:
        raise NotWriting from fault
    if sum(1 for _ in found.nodes) + len(found.content) > NODE_LIMIT:
        raise NotWriting
    return found


class NotWriting(ValueError):
    """The value is not a writing."""


def written(value: Any) -> Writing | None:
    """The same for what is stored, which was read when it came: None also for what an older edition left there."""
    try:
        return read(value)
    except NotWriting:
        return None
