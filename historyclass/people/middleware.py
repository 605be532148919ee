"""What every request passes: the shared computer's clock, signing in, the school's time."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from historyclass.people.backends import person_of_session
from historyclass.people.looks import LOOKS
from historyclass.people.models import User

V = TypeVar("V", bound=Callable[..., object])

SHARED_KEY = "shared_computer_until"
NOT_TYPED = {
    *{"csrfmiddlewaretoken", "next", "password", "old", "new", "after", "mark", "role"},
    *{"number", "out_of", "activity", "drafts_readable", "student", "do"},
    *LOOKS,
}


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script of ours, which is answered in JSON and never redirected."""
    return request.headers.get("Accept", "").startswith("application/json")


def not_a_visit(view: V) -> V:
    """Mark a view that pages ask by themselves, at intervals: an open page does not count as somebody being there."""
    view.is_a_visit = False  # type: ignore[attr-defined]
    return view


def person_read_with(more: Callable[..., QuerySet[User]]) -> Callable[[V], V]:
    """Mark a view whose person is read with more than the person, so that a frequent question costs one query less.

    `more(people, user_id, **what the address says)` gives `people` with annotations; the view finds them on
    `request.user`.
    """

    def mark(view: V) -> V:
        view.person_read_with = more  # type: ignore[attr-defined]
        return view

    return mark


class SharedComputerMiddleware:
    """On a shared computer, end a session that has been idle; the browser's own end of session ends it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        until = request.session.get(SHARED_KEY)
        if until is not None and time.time() > until:
            request.session.flush()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *args: object) -> None:
        until = request.session.get(SHARED_KEY)
        if until is None or not getattr(view_func, "is_a_visit", True):
            return
        now = time.time()
        if until - now < settings.SHARED_COMPUTER_IDLE_SECONDS * 0.8:
            # Renewed at most every few minutes: writing the session at every request would cost a commit each.
            request.session[SHARED_KEY] = now + settings.SHARED_COMPUTER_IDLE_SECONDS


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every view is closed unless it opens itself with `login_not_required`."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if wants_json(request):
            return JsonResponse({"why": "signed-out"}, status=401)
        if request.method == "POST":
            return _keep_what_was_typed(request)
        return super().handle_no_permission(request, view_func)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: object, view_kwargs: Any
    ) -> HttpResponseBase | None:
        more = getattr(view_func, "person_read_with", None)
        if more is not None:
            request.user = person_of_session(request, lambda people, user_id: more(people, user_id, **view_kwargs))
        refused = super().process_view(request, view_func, view_args, view_kwargs)  # type: ignore[arg-type]
        if refused is not None or not request.user.is_authenticated:
            return refused
        if request.user.password_is_temporary and not getattr(view_func, "open_with_temporary_password", False):
            if wants_json(request):
                return JsonResponse({"why": "password"}, status=403)
            return redirect(reverse("people:password"))
        return None


def _keep_what_was_typed(request: HttpRequest) -> HttpResponse:
    """Somebody wrote until their session had ended: show what they sent, so that it can be copied."""
    typed = [
        (name.replace("_", " ").capitalize(), value)
        for name, value in request.POST.items()
        if name not in NOT_TYPED and isinstance(value, str) and value.strip()
    ]
    return render(request, "people/signed_out.html", {"typed": typed, "back": _page_before(request)}, status=401)


def _page_before(request: HttpRequest) -> str:
    """The page whose form was sent: its address, unlike that of what the form does, can be opened again."""
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return request.get_full_path()
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path


def open_with_temporary_password(view: V) -> V:
    """Mark a view that people reach before they have chosen a password of their own."""
    view.open_with_temporary_password = True  # type: ignore[attr-defined]
    return view


class PrivatePagesMiddleware:
    """No copy of a signed-in person's page stays in the browser: the next person there has a Back button too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A picture says itself how long it may be kept: its address is known to nobody it was not shown to.
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class SchoolTimeMiddleware:
    """Show and read times in the school's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whoever asks is read once the view is known, which may want more read with them.
        with timezone.override(None):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        name = getattr(request.user, "school_timezone", None)
        if name:
            timezone.activate(ZoneInfo(name))
