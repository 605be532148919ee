"""What people and scripts are told when something cannot be done."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

from historyclass.people.middleware import wants_json


def _answer(request: HttpRequest, status: int, why: str, template: str, **shown: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"why": why}, status=status)
    return render(request, template, shown, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "unreadable", "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # What is there and not shown for now may say so.
    return _answer(request, 404, "unknown", "404.html", words=getattr(exception, "words", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    # A script whose cookies are gone has to sign in again; trying once more would not help it.
    if wants_json(request) and not request.user.is_authenticated:
        return JsonResponse({"why": "signed-out"}, status=401)
    return _answer(request, 403, "csrf", "403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page needs no database and no context: either may be what failed."""
    if wants_json(request):
        return JsonResponse({"why": "error"}, status=500)
    return HttpResponse(loader.render_to_string("500.html"), status=500)
