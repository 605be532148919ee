"""Room for comments in a kind's templates. `margins` in the context maps a place's path to what stands there.

`{% margin_mark part.prefix row.date_path %}` stands inside a place;
`{% margin_notes part.prefix row.places as notes %}` gives what stands under a row, "" where there is nothing.
"""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def margin_mark(context: template.Context, prefix: str, path: str) -> SafeString | str:
    margin = (context.get("margins") or {}).get(prefix + path)
    return margin.mark if margin else ""


@register.filter
def as_list(path: str) -> list[str]:
    """The one path of a row that is one place."""
    return [path]


@register.simple_tag(takes_context=True)
def margin_notes(context: template.Context, prefix: str, paths: Iterable[str]) -> SafeString:
    margins = context.get("margins") or {}
    found = [margins[prefix + path].note for path in paths if prefix + path in margins]
    return mark_safe("".join(found))  # noqa: S308 - providers render templates
