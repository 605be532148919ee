"""Reading a pack's YAML so that every fault can be told with its file and line."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from sources.packs.files import PackFiles
from sources.packs.plain_words import told

FILE_LIMIT = 2_000_000
"""Bytes of one file of a pack."""


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong where. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class FaultyPack(Exception):
    """A pack that cannot be loaded. Nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = sorted(faults)


Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """One parsed YAML file: its data, and the line of every place in it."""

    file: str
    data: Any
    root: yaml.Node

    @classmethod
    def empty(cls, file: str) -> "Document":
        """Of a file that a pack has left away."""
        return cls(file, {}, yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark(file, 0, 0, 0, "", 0)))

    def line(self, location: Location) -> int:
        """The line where `location` stands, or the nearest place around it."""
        node = self.root
        for step in location:
            below = _child(node, step)
            if below is None:
                break
            node = below
        return int(node.start_mark.line) + 1

    def fault(self, location: Location, message: str) -> Fault:
        return Fault(self.file, self.line(location), message)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if getattr(key, "value", None) == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        below: yaml.Node = node.value[step]
        return below
    return None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the same, faster, where it is there
    """Days stay texts, as the pack's author wrote them: `1939-08-23` is a date in EDTF."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


MOST_DEEP = 30
"""Lists within lists: a page of brackets alone would fill a machine."""
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Signs that no page shows and no database keeps."""

_PROBLEMS = {
    "mapping values are not allowed": "there is a colon within a text; put the text in quotation marks",
    "cannot start any token": "a line begins with a tab, or a text with a sign like @ or %; use spaces for the first, "
    "quotation marks for the second",
    "could not find expected ':'": "a word has no colon after it, or a quotation mark is not closed",
    "did not find expected key": "the lines do not stand in one column, or a text wants quotation marks",
    "did not find expected '-' indicator": "the lines of the list do not stand in one column",
    "unexpected end of stream": "a quotation mark or a bracket is not closed",
    "another document": "--- stands in the middle; a file is one document",
}
"""What the YAML reader says → what is to be done."""


def read(files: PackFiles, name: str) -> Document:
    """The document in a file. Raises FaultyPack for a missing, huge or broken file, tags, aliases and repeated keys."""
    try:
        data = files[name]
    except KeyError:
        raise FaultyPack([Fault(name, 0, "The file is missing.")]) from None
    text = text_of(name, data).replace("\r\n", "\n")
    try:
        _look_through(text)
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise FaultyPack([Fault(name, 1, "The file is empty.")])
        repeated = _repeated_keys(name, root)
        if repeated:
            raise FaultyPack(repeated)
        return Document(name, loader.construct_document(root), root)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise FaultyPack([Fault(name, mark.line + 1 if mark else 0, _problem(fault))]) from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise FaultyPack([Fault(name, 0, "The file cannot be read as YAML in UTF-8.")]) from fault


def text_of(name: str, data: bytes) -> str:
    """What a file of text holds. Raises FaultyPack for one that is too large or not in UTF-8."""
    if len(data) > FILE_LIMIT:
        raise FaultyPack([Fault(name, 0, "The file is larger than 2 MB.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise FaultyPack([Fault(name, line, "The file is not in UTF-8: save it as UTF-8 and try again.")]) from fault
    return text


def unreadable(text: str) -> bool:
    """Whether there is a sign in a text that no page shows."""
    return _UNREADABLE.search(text) is not None


def _problem(fault: yaml.MarkedYAMLError) -> str:
    said = str(fault.problem or fault.context)
    plain = next((words for part, words in _PROBLEMS.items() if part in said), said)
    return f"This is not the YAML of a pack: {plain}."


def _look_through(text: str) -> None:
    """Raises MarkedYAMLError for what a pack may not hold, before anything is made of it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        problem = ""
        if isinstance(event, yaml.AliasEvent):
            # A few lines of them can unfold into more than any machine holds.
            problem = "an alias (*) must be written out"
        elif getattr(event, "tag", None) is not None:
            problem = "a tag (!) cannot stand here; if it is meant as a text, put it in quotation marks"
        elif isinstance(event, yaml.ScalarEvent) and unreadable(event.value):
            problem = "there is a sign here that no page can show"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEEP:
            problem = "lists stand within lists without end"
        if problem:
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]


def _repeated_keys(file: str, node: yaml.Node) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                faults.append(Fault(file, line, "A key must be one word."))
            elif key.value in seen:
                faults.append(Fault(file, line, f"{key.value} stands twice."))
            else:
                seen.add(key.value)
            faults += _repeated_keys(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            faults += _repeated_keys(file, value)
    return faults


Model = TypeVar("Model", bound=BaseModel)


def parse(document: Document, model: type[Model]) -> Model:
    """The document as a typed object. Raises FaultyPack with every fault and its line."""
    try:
        return model.model_validate(document.data)
    except ValidationError as fault:
        raise FaultyPack(
            [document.fault(error["loc"], told(error, model)) for error in fault.errors(include_url=False)]
        ) from fault
