"""Coming in and going out: signing in, signing out, the first run, and where a person starts."""

import time

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from historyclass.people import services
from historyclass.people.forms import SCHOOL_COOKIE, SHARED_COOKIE, FirstRunForm, SignInForm
from historyclass.people.middleware import SHARED_KEY, open_with_temporary_password, wants_json
from historyclass.people.models import School, User
from historyclass.people.navigation import places_of
from historyclass.people.queries import school_of_door

DEMO_ACCOUNTS = [("student1", "Look as a student"), ("teacher", "As the teacher"), ("admin", "As the admin")]
SIGNED_OUT = "out"
YEAR_SECONDS = 365 * 24 * 60 * 60


def home(request: HttpRequest) -> HttpResponse:
    """The first place of whoever is signed in."""
    places = places_of(request.user) if isinstance(request.user, User) else []
    return redirect(places[0].url if places else "people:account")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with username and password."""
    if wants_json(request):
        return _sign_in_over_a_page(request)
    if not School.objects.exists():
        return redirect("people:first-run")
    form = SignInForm(request.POST or None, request=request, initial={"shared": SHARED_COOKIE in request.COOKIES})
    if request.method == "POST" and form.is_valid() and form.user is not None:
        response = redirect(next_page(request))
        return _signed_in(request, form.user, response, shared=form.cleaned_data["shared"])
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(next_page(request))
    return render(
        request,
        "people/sign_in.html",
        {
            "form": form,
            "school": school_of_door(request.COOKIES.get(SCHOOL_COOKIE)),
            "signed_out": SIGNED_OUT in request.GET,
            "demo": settings.DEMO,
            "demo_accounts": DEMO_ACCOUNTS,
            "next": request.GET.get("next", request.POST.get("next", "")),
        },
    )


def _sign_in_over_a_page(request: HttpRequest) -> HttpResponse:
    """For a page that is open already and must not be left: who is signed in, and with a POST, signing in.

    200 {person: id or null}, with the cookie that a POST needs; 422 {faults: {field: message}}.
    """
    get_token(request)
    if request.method != "POST":
        return JsonResponse({"person": request.user.pk})
    form = SignInForm(request.POST, request=request)
    if not form.is_valid() or form.user is None:
        faults = {field: messages[0] for field, messages in form.errors.items()}
        return JsonResponse({"faults": faults}, status=422)
    answer = JsonResponse({"person": form.user.pk})
    return _signed_in(request, form.user, answer, shared=form.cleaned_data["shared"])


def _signed_in(request: HttpRequest, user: User, response: HttpResponse, *, shared: bool) -> HttpResponse:
    login(request, user)
    if shared:
        request.session.set_expiry(0)
        request.session[SHARED_KEY] = time.time() + settings.SHARED_COMPUTER_IDLE_SECONDS
    _remember(response, SCHOOL_COOKIE, user.username.rpartition("@")[2])
    if shared:
        # A machine that is shared once is shared the next time too.
        _remember(response, SHARED_COOKIE, "yes")
    else:
        response.delete_cookie(SHARED_COOKIE)
    return response


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def next_page(request: HttpRequest) -> str:
    """Where the person was going. Only addresses of this site count."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe else settings.LOGIN_REDIRECT_URL


@login_not_required
@open_with_temporary_password
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. Nothing of the person stays in the session; the page that follows tells their other tabs."""
    logout(request)
    return redirect(f"{reverse('people:sign-in')}?{SIGNED_OUT}")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the first school and its admin, on a site that has none."""
    if School.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        admin = services.open_site(**form.cleaned_data)
        # Signing in wants to know how the person was recognised; here they have just been made.
        admin.backend = settings.AUTHENTICATION_BACKENDS[0]
        return _signed_in(request, admin, redirect(next_page(request)), shared=False)
    return render(request, "people/first_run.html", {"form": form})
