"""What only teachers find on the library's pages: ways to add to a source, which classes use it."""

from typing import Any

from django import template
from django.template import Context

from historyclass.people.models import Role, User
from historyclass.people.permissions import roles_of
from sources.models import Source
from sources.refs import source_ref
from sources.set_work import set_from

register = template.Library()


@register.inclusion_tag("sources/keeping/source_side.html", takes_context=True)
def source_keeping(context: Context, source: Source) -> dict[str, Any]:
    """For teachers, beside a source: what their school holds of it, and what is set with it. One query. Wants what is
    held put to the source."""
    user = context["request"].user
    if not is_teacher(user):
        return {}
    used = [work for work in set_from(user, source.enquiry) if source_ref(source.key) in work.refs]
    return {"source": source, "slug": source.enquiry.slug, "used": used}


@register.filter
def is_teacher(user: Any) -> bool:
    """Whether the person teaches somewhere."""
    return isinstance(user, User) and Role.TEACHER in roles_of(user)
