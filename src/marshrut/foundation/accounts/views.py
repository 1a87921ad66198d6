"""The way in: sign-in, second factor, activation by a slip, switching roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import queries, second_factor, services
from marshrut.foundation.accounts.address import client_address
from marshrut.foundation.accounts.forms import ActivateForm, BindForm, CodeForm, PasswordForm, SignInForm
from marshrut.foundation.accounts.gate import public, signed_in
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.qr import qr_svg
from marshrut.foundation.accounts.secrets import new_secret, provisioning_uri

__all__ = ["activate", "choose_role", "password", "second_factor_check", "second_factor_setup", "sign_in", "sign_out"]

BACKEND = "marshrut.foundation.accounts.backends.PasswordBackend"
HALFWAY_SECONDS = 300
#: Who sees many people signs in each day; a teacher's own phone stays signed in.
WORKDAY_SECONDS = 12 * 60 * 60
FORTNIGHT_SECONDS = 14 * 24 * 60 * 60


def _enter(request: Any, account: Account, *, second: bool) -> HttpResponse:
    """Begin a session of this account in its strongest role."""
    onward = request.session.get("onward", "")
    begin_session(request, account, backend=BACKEND)
    request.session.update({"epoch": account.session_epoch, "second_factor": second})
    for key in ("halfway", "onward", "why_out"):
        request.session.pop(key, None)
    viewer = queries.find_viewer(account, None)
    if viewer is None:
        logout(request)
        messages.warning(request, "У вас сейчас нет ни одной роли. Её даёт школа или администратор.")
        return redirect("accounts:sign-in")
    request.session["assignment"] = str(viewer.assignment_id)
    request.session.set_expiry(WORKDAY_SECONDS if queries.needs_second_factor(viewer) else FORTNIGHT_SECONDS)
    services.note_sign_in(viewer)
    return redirect(onward or "home")


@public
@never_cache
def sign_in(request: Any) -> HttpResponse:
    """Name and password; then the second factor, where one is set."""
    if request.viewer is not None:
        return redirect("home")
    onward = request.GET.get("next", "")
    if request.method == "GET" and url_has_allowed_host_and_scheme(onward, {request.get_host()}):
        request.session["onward"] = onward
    form = SignInForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            account = services.check_password(**form.cleaned_data, address=client_address(request), now=now)
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            if account.second_factor is None:
                return _enter(request, account, second=False)
            request.session["halfway"] = {"account": str(account.pk), "at": now.timestamp()}
            return redirect("accounts:second-factor")
    why_out = request.session.pop("why_out", "") if request.method == "GET" else ""
    return render(request, "accounts/sign_in.html", {"form": form, "why_out": why_out})


@public
@never_cache
def second_factor_check(request: Any) -> HttpResponse:
    """The code of the authenticator, after the password and soon after it."""
    halfway = request.session.get("halfway")
    now = timezone.now()
    if not halfway or now.timestamp() - halfway["at"] > HALFWAY_SECONDS:
        return redirect("accounts:sign-in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        account = queries.find_halfway(halfway["account"])
        try:
            if account is None:
                return redirect("accounts:sign-in")
            second_factor.check_second_factor(
                account, form.cleaned_data["code"], address=client_address(request), now=now
            )
        except Refused as no:
            form.add_error("code", no.decision.text)
        else:
            return _enter(request, account, second=True)
    return render(request, "accounts/second_factor.html", {"form": form})


@signed_in(on_the_way=True)
@never_cache
def second_factor_setup(request: Any) -> HttpResponse:
    """Bind an authenticator application: the QR code, then the first code from it; recovery codes are shown once."""
    secret = request.session.setdefault("new_secret", new_secret())
    form = BindForm(request.POST or None, bound=request.user.second_factor is not None)
    if form.is_valid():
        said = {"typed": form.cleaned_data["code"], "present": form.cleaned_data.get("present", "")}
        try:
            codes = second_factor.set_second_factor(
                request.viewer, secret=secret, **said, address=client_address(request), now=timezone.now()
            )
        except Refused as no:
            form.add_error(None, no.decision.text)
        else:
            del request.session["new_secret"]
            request.user.refresh_from_db(fields=["session_epoch"])
            request.session.update({"second_factor": True, "epoch": request.user.session_epoch})
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    uri = provisioning_uri(secret, login=request.user.login)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    required = queries.needs_second_factor(request.viewer)
    context = {"form": form, "qr": qr_svg(uri), "secret": spaced, "required": required}
    return render(request, "accounts/second_factor_setup.html", context)


@public
@never_cache
def activate(request: Any, login: str = "") -> HttpResponse:
    """A slip of paper becomes a way in; also the way back for a forgotten password."""
    form = ActivateForm(request.POST or None, initial={"login": login})
    if form.is_valid():
        data = form.cleaned_data
        try:
            account = services.activate(
                data["login"], data["code"], data["password"], address=client_address(request), now=timezone.now()
            )
        except Refused as no:
            form.add_error(None, no.decision.text)
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            if account.second_factor is None:
                return _enter(request, account, second=False)
            request.session["halfway"] = {"account": str(account.pk), "at": timezone.now().timestamp()}
            return redirect("accounts:second-factor")
    return render(request, "accounts/activate.html", {"form": form})


@require_POST
@signed_in(on_the_way=True)
def sign_out(request: Any) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign-in")


@signed_in
def choose_role(request: Any) -> HttpResponse:
    """One person, several roles: work in another one."""
    held = queries.list_roles(request.user)
    if request.method == "POST":
        if request.POST.get("assignment") in {str(row.pk) for row in held}:
            request.session["assignment"] = request.POST["assignment"]
        return redirect("home")
    return render(request, "accounts/choose_role.html", {"held": held})


@signed_in
@never_cache
def password(request: Any) -> HttpResponse:
    """A new password for oneself."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            account = services.change_password(request.viewer, old=data["old"], new=data["password"])
        except Refused as no:
            form.add_error("old", no.decision.text)
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            second, chosen = request.session.get("second_factor", False), request.session["assignment"]
            _enter(request, account, second=second)
            request.session["assignment"] = chosen
            messages.success(request, "Пароль сменён. На других устройствах нужно войти заново.")
            return redirect("home")
    return render(request, "accounts/password.html", {"form": form})
