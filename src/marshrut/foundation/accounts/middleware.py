"""From a session to a viewer, on every request: a role that has ended ends the session with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import hooks, queries
from marshrut.foundation.accounts.gate import Gate, gate_of, may_enter
from marshrut.foundation.accounts.rules import session_over
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.views import refused

__all__ = ["ViewerMiddleware"]

READY = "ready_as"


class ViewerMiddleware:
    """Sets `request.viewer`, `request.today`, `request.on`, `request.known_at`; lets nobody past a view's gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewer = _viewer_of(request)
        request.today = _today(request.viewer)
        request.on = _day(request.GET.get("on")) or request.today
        request.known_at = _day_end(request.GET.get("known_at"), request.viewer)
        answer = self.get_response(request)
        if request.viewer is not None:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The gate: sign-in first, then the steps on the way in, then the role."""
        del args, kwargs
        gate = gate_of(view)
        if gate is not None and gate.open_to_all:
            return None
        if request.viewer is None:
            return _to_sign_in(request)
        if gate is not None and (step := _unfinished(request, gate)):
            return HttpResponseRedirect(step)
        decision = may_enter(gate, request.viewer.role)
        return None if decision else refused(request, decision)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A rule said no inside a service: show its words."""
        return refused(request, error.decision) if isinstance(error, Refused) else None


def _viewer_of(request: Any) -> Viewer | None:
    account = request.user
    if not account.is_authenticated:
        return None
    wanted = request.session.get("assignment")
    viewer = queries.find_viewer(account, wanted) if request.session.get("epoch") == account.session_epoch else None
    if viewer is None:
        logout(request)
        request.session["why_out"] = "Ваша роль закончилась или вход завершён. Войдите снова."
        return None
    if str(viewer.assignment_id) != wanted:
        request.session["assignment"] = str(viewer.assignment_id)
    return viewer


def _today(viewer: Viewer | None) -> date:
    return timezone.localdate(timezone=ZoneInfo(viewer.zone)) if viewer else timezone.localdate()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _day_end(text: str | None, viewer: Viewer | None) -> datetime | None:
    """`known_at` is asked by day: what we had recorded by the end of it."""
    day = _day(text)
    zone = ZoneInfo(viewer.zone) if viewer else timezone.get_default_timezone()
    return datetime.combine(day, datetime.max.time(), tzinfo=zone) if day else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = resolve_url("accounts:sign-in")
        return answer
    if request.method not in {"GET", "HEAD"}:
        return refused(request, session_over(), status=401)
    return HttpResponseRedirect(f"{resolve_url('accounts:sign-in')}?next={quote(request.get_full_path())}")


def _unfinished(request: Any, gate: Gate) -> str | None:
    if gate.on_the_way or request.session.get(READY) == str(request.viewer.assignment_id):
        return None
    if not request.session.get("second_factor") and queries.needs_second_factor(request.viewer):
        return resolve_url("accounts:second-factor-setup")
    step = hooks.next_step(request.viewer)
    if step is None:
        request.session[READY] = str(request.viewer.assignment_id)
    return step
