"""A person's own account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from historyclass.people import services
from historyclass.people.forms import PasswordForm, ThemeForm
from historyclass.people.middleware import open_with_temporary_password
from historyclass.people.models import Membership, User


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how pages look to me."""
    user = cast(User, request.user)
    form = ThemeForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        services.choose_theme(user=user, theme=form.cleaned_data["theme"])
        messages.success(request, "Colours changed.")
        return redirect("people:account")
    memberships = Membership.objects.open().filter(user=user).select_related("school")
    return render(request, "people/account.html", {"form": form, "memberships": memberships})


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
