"""What stands under a key that another value names."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value under this key; None where there is none."""
    return values.get(key)
