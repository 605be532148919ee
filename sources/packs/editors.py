"""What goes along with an exported pack for those who edit it, and is no part of it: what every file may hold, as JSON
Schema, and the settings by which VS Code finds it without asking the network."""

import json
from typing import Any

from django.conf import settings

from sources.packs.files import PackFiles
from sources.packs.schema import PackHead
from sources.packs.sections import all_sections

GUIDE = "schema/how-to-write-an-enquiry.md"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every YAML file of a pack, by the file's name."""
    found = {"pack.yaml": PackHead.model_json_schema()}
    found |= {section.file: section.schema() for section in all_sections()}
    return {file: {"$schema": _DRAFT, **schema} for file, schema in found.items()}


def files_for_editors() -> PackFiles:
    """Path → bytes, to lie beside a pack's own files."""
    every = schemas()
    files = {_path(file): _json(schema) for file, schema in every.items()}
    files[".vscode/settings.json"] = _json({"yaml.schemas": {f"./{_path(file)}": file for file in every}})
    files[".vscode/extensions.json"] = _json({"recommendations": ["redhat.vscode-yaml"]})
    files[GUIDE] = (settings.BASE_DIR / "docs" / "packs.md").read_bytes()
    return files


def _path(file: str) -> str:
    return f"schema/{file.removesuffix('.yaml')}.json"


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
