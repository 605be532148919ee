"""Writing: a text in paragraphs in which evidence can be cited. Stored as the editor's own JSON.

    {"type": "doc", "content": [{"type": "paragraph", "content": [
        {"type": "text", "text": "Peace with every state "},
        {"type": "citation", "attrs": {"ref": "source/5", "label": "Source 5"}}]}]}

A citation is a reference: `ref` says what is cited, and a higher app knows what that is. `label` is what it was called
when it was cited, for readers who do not have the library at hand. `words`, of somebody's own note, are what it said
then: nobody else can look it up.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

NODE_LIMIT = 5000
"""Paragraphs, texts and citations of one writing."""

DEEPEST = 100
"""How deep words are looked for in what is no writing."""


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
    words: str = Field(default="", max_length=600, pattern=r"^[^\x00]*$")


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
        """Words written. What is cited is none of them, nor is punctuation that stands alone."""
        return sum(any(character.isalnum() for character in word) for word in self._written.split())

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
    if value is None or value == "":
        return None
    try:
        found = Writing.model_validate(value)
    except ValidationError as fault:
        is_character = any(each["type"] == "string_unicode" for each in fault.errors(include_input=False))
        raise (NotText if is_character else NotWriting) from fault
    except RecursionError as fault:
        raise NotWriting from fault
    if sum(1 for _ in found.nodes) + len(found.content) > NODE_LIMIT:
        raise TooManyNodes
    return found


class NotWriting(ValueError):
    """The value is not a writing."""


class NotText(NotWriting):
    """There is half a character in it, a lone surrogate."""


class TooManyNodes(NotWriting):
    """A writing of more than NODE_LIMIT nodes."""


def written(value: Any) -> Writing | None:
    """The same for what is stored, read when it came. What an older edition left there is read for its words."""
    try:
        return read(value)
    except NotWriting:
        return _salvaged(value)


def _salvaged(value: Any) -> Writing | None:
    words = value if isinstance(value, str) else "\n".join(filter(None, _words_in(value, 0)))
    lines = words.splitlines()
    return Writing(type="doc", content=[_line(line) for line in lines]) if words.strip() else None


def _line(words: str) -> Paragraph:
    return Paragraph(type="paragraph", content=[Text(type="text", text=words)] if words else [])


def _words_in(node: Any, depth: int) -> Iterator[str]:
    """Every word that stands somewhere in it: a line for each node that holds no paragraphs of its own."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return
    attributes = node.get("attrs")
    label = attributes.get("label") if isinstance(attributes, dict) else None
    yield from (text for text in (node.get("text"), f"[{label}]" if label else "") if isinstance(text, str) and text)
    content = node.get("content")
    children = content if isinstance(content, list) else []
    inner = [words for child in children for words in _words_in(child, depth + 1)]
    is_line = not any(isinstance(child, dict) and isinstance(child.get("content"), list) for child in children)
    yield from ["".join(inner)] if is_line else inner
