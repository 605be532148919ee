"""`{% slot "name" key=value %}`: shows what higher apps registered for this place."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from historyclass import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **values: Any) -> SafeString:
    return slots.render(name, context["request"], **values)
