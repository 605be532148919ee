"""Fingerprints of what a page showed: a form carries them, so that whoever is second to change the same thing is told
which, and keeps their words."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SEEN = "seen"
"""The field of a form that carries them."""

Seen = Mapping[str, str]
"""What somebody's page showed: name → fingerprint."""


def fingerprints(found: Mapping[str, Any]) -> dict[str, str]:
    """Of values as they are stored."""
    return {
        name: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
        for name, value in found.items()
    }


def seen_in(data: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprints that a page sent back; none where it sent something else."""
    try:
        found = json.loads(str(data.get(SEEN, "")))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
