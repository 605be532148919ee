"""A person's own account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from historyclass.people import services
from historyclass.people.forms import LooksForm, PasswordForm
from historyclass.people.middleware import open_with_temporary_password
from historyclass.people.models import Membership, User
from historyclass.people.views.door import next_page


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how pages look to me."""
    memberships = Membership.objects.open().filter(user=cast(User, request.user)).select_related("school")
    return render(request, "people/account.html", {"memberships": memberships})


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Choose font, spacing and colours for all pages. `next` is the page that the person came from."""
    user = cast(User, request.user)
    form = LooksForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        services.choose_looks(user=user, chosen=form.chosen)
        messages.success(request, "Kept. All your pages look like this now, on every device.")
        return redirect(next_page(request))
    came_from = request.POST.get("next", request.GET.get("next", ""))
    context = {"form": form, "next": came_from, "back": resolve_url(next_page(request))}
    return render(request, "people/reading.html", context)


@open_with_temporary_password
@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own."""
    user = cast(User, request.user)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        services.choose_password(user=user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, "Your password is changed.")
        return redirect("people:home")
    return render(request, "people/password.html", {"form": form})
