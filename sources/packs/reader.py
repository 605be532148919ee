"""Reading a pack's YAML so that every fault can be told with its file and line."""

from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from sources.packs.files import PackFiles

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


class _Loader(yaml.SafeLoader):
    """Without aliases: a few lines of them can unfold into more than any machine holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias (*) must be written out", problem_mark=mark)
        return super().compose_node(parent, index)


def read(files: PackFiles, name: str) -> Document:
    """The document in a file. Raises FaultyPack for a missing, huge or broken file, tags, aliases and repeated keys."""
    try:
        data = files[name]
    except KeyError:
        raise FaultyPack([Fault(name, 0, "The file is missing.")]) from None
    if len(data) > FILE_LIMIT:
        raise FaultyPack([Fault(name, 0, "The file is larger than 2 MB.")])
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise FaultyPack([Fault(name, 1, "The file is empty.")])
        repeated = _repeated_keys(name, root)
        if repeated:
            raise FaultyPack(repeated)
        return Document(name, loader.construct_document(root), root)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 0
        raise FaultyPack([Fault(name, line, f"This is not the YAML of a pack: {fault.problem}.")]) from fault
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as fault:
        raise FaultyPack([Fault(name, 0, "The file cannot be read as YAML in UTF-8.")]) from fault


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
            [
                document.fault(error["loc"], f"{'.'.join(str(step) for step in error['loc'])}: {error['msg']}")
                for error in fault.errors()
            ]
        ) from fault
