"""Where pages save to, read anew what stands, and get the key of the copy on the device."""

import base64
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from historyclass.desk import messages, queries, services
from historyclass.desk.owners import owner_for
from historyclass.people.models import User


@never_cache
@require_POST
def exchange(request: HttpRequest, purpose: str, sheet_id: int) -> JsonResponse:
    """Keep what a page changed. Statuses and bodies are the protocol's (docs/save-protocol.md)."""
    person = cast(User, request.user)
    if int(request.headers.get("Content-Length") or 0) > messages.BODY_LIMIT:
        return JsonResponse({"why": "too-large"}, status=413)
    try:
        message = messages.parse(request.body)
        reply = services.exchange(owner=owner_for(purpose), person=person, sheet_id=sheet_id, message=message)
    except messages.Unreadable as fault:
        return JsonResponse({"why": "unreadable", "fault": str(fault)}, status=422)
    except services.Faulty as fault:
        return JsonResponse({"faults": fault.faults}, status=422)
    except services.Gap as gap:
        return JsonResponse({"gap": gap.last_seq}, status=409)
    except services.Refused as refusal:
        return JsonResponse({"why": refusal.why}, status=403)
    except PermissionDenied:
        return JsonResponse({"why": "closed"}, status=403)
    except Http404:
        return JsonResponse({"why": "unknown"}, status=404)
    # PostgreSQL forgets the order of keys: in order, the first reply is given again byte for byte.
    return JsonResponse(reply, json_dumps_params={"sort_keys": True})


@never_cache
@require_safe
def state(request: HttpRequest, purpose: str, sheet_id: int) -> JsonResponse:
    """What stands on a sheet now, as the page itself was given it. `person` is whom the page was made for."""
    person = cast(User, request.user)
    if request.GET.get("person", str(person.pk)) != str(person.pk):
        return JsonResponse({"why": "person"}, status=403)
    opened = owner_for(purpose).find(person=person, sheet_id=sheet_id)
    return JsonResponse({**queries.page_state(opened.sheet, purpose=purpose), "remark": opened.remark})


@never_cache
@require_POST
def key(request: HttpRequest) -> JsonResponse:
    """The signed-in person's own key for what their devices keep. It stays out of pages, caches and logs."""
    person = cast(User, request.user)
    key = base64.b64encode(services.device_key(person=person)).decode()
    return JsonResponse({"person": person.pk, "key": key})
